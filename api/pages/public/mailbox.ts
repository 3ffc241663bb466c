import { Router } from 'express';
import { listMailbox, readMailboxMail } from '../../../mailbox/mails.ts';
import { NotFound } from '../../http/errors.ts';
import type { Parts } from '../../http/parts.ts';
import { mailboxHref, mailboxPaths } from '../shared/addresses.ts';
import { signedOutChrome } from '../shared/frame.ts';

const MAILS_ON_A_PAGE = 50;
const MOST_MAILS = 500;

/** Everything the desk sent, on a page: demonstration only, where every address is fictional. */
export function mailboxPages(parts: Parts): Router {
  const pages = Router();
  const { dataFolder } = parts.settings;

  pages.get(mailboxPaths.list, async (request, response) => {
    response.set('Cache-Control', 'no-store');
    const search = typeof request.query.q === 'string' ? request.query.q.trim() : '';
    const first = Math.max(0, Number.parseInt(String(request.query.de ?? '0'), 10) || 0);
    const words = search.toLocaleLowerCase('fr');
    const found = (await listMailbox(dataFolder, { limit: MOST_MAILS })).filter(({ to, subject }) =>
      `${to.join(' ')} ${subject}`.toLocaleLowerCase('fr').includes(words),
    );
    const shown = found.slice(first, first + MAILS_ON_A_PAGE);
    const link = (from: number) => `${mailboxPaths.list}?${new URLSearchParams({ ...(search && { q: search }), de: String(from) })}`;
    response.type('html').send(
      parts.page('desk/mailbox', {
        chrome: signedOutChrome(parts),
        mails: shown.map(({ id, to, subject, receivedAt }) => ({
          href: mailboxHref(id),
          to: to.join(', '),
          subject,
          at: receivedAt,
          read: false,
        })),
        pagination: {
          first: shown.length === 0 ? 0 : first + 1,
          last: first + shown.length,
          total: found.length,
          ...(first > 0 && { previous: link(Math.max(0, first - MAILS_ON_A_PAGE)) }),
          ...(first + shown.length < found.length && { next: link(first + MAILS_ON_A_PAGE) }),
        },
        search,
      }),
    );
  });

  pages.get(mailboxPaths.one, async (request, response) => {
    const mail = await readMailboxMail(dataFolder, request.params.id);
    response.set('Cache-Control', 'no-store');
    if (mail === undefined) throw new NotFound();
    const messageId = /^message-id:\s*(\S+)/im.exec(mail.raw)?.[1] ?? '';
    response.type('html').send(
      parts.page('desk/mail', {
        chrome: signedOutChrome(parts),
        from: mail.from,
        to: mail.to.join(', '),
        subject: mail.subject,
        at: mail.receivedAt,
        text: mail.text,
        messageId,
        backHref: mailboxPaths.list,
      }),
    );
  });
  return pages;
}

import { type Request, type Response, Router } from 'express';
import { type MailVerdict, type SenderChecks, verdicts } from '../../../cases/record/content.ts';
import { caseState } from '../../../cases/record/read-case.ts';
import { senderIndex } from '../../../intake/email/inbound-mails.ts';
import { reasons, writtenBy } from '../../../intake/email/mail.ts';
import {
  type DiscardReason,
  discardMail,
  discardReasons,
  type InboundMailLine,
  listInboundMails,
  type MailStatus,
  type ReadMailRecord,
  readInboundMail,
  releaseMail,
} from '../../../intake/email/quarantine.ts';
import type { MailDesk } from '../../../intake/email/settle.ts';
import { mailDomainOf } from '../../../settings/mailboxes.ts';
import type { InboundViews } from '../../../templates/views/mails.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, mailsHref } from '../shared/addresses.ts';
import { readDay } from '../shared/day.ts';
import { chromeFor, notice, resumed } from '../shared/desk-page.ts';
import { sendFile } from '../shared/file-answer.ts';
import { sizeInWords } from '../shared/file-lines.ts';
import { type FormError, formView, one, oneOf, type Typed, typed } from '../shared/form.ts';
import { checksInWords } from '../words/mail-checks.ts';

const LINES = 50;
const A_DAY = 86_400_000;

const tabs: [slug: string, status: MailStatus | undefined, label: string][] = [
  ['', 'QUARANTINED', 'Mis de côté'],
  ['ecartes', 'DISCARDED', 'Écartés'],
  ['repris', 'RELEASED', 'Repris'],
  ['dossiers', 'TAKEN', 'Devenus ou joints à un dossier'],
  ['tous', undefined, 'Tous'],
];

const statuses: Record<MailStatus, string> = {
  WAITING: 'à trier',
  TAKEN: 'au dossier',
  QUARANTINED: 'mis de côté',
  RELEASED: 'repris par un agent',
  DISCARDED: 'écarté par un agent',
};

type Filter = 'type' | 'expediteur' | 'reference' | 'du' | 'au';
const filterNames: Filter[] = ['type', 'expediteur', 'reference', 'du', 'au'];
const inAddress: Filter[] = ['type', 'reference', 'du', 'au'];

/** Every mail that came in, and what was set aside: found, read safely, taken as an alert after all, or discarded with a reason. */
export function inboundPages(parts: Parts): Router {
  const pages = Router();

  pages.get('/', async (request, response) => {
    const account = signedIn(response);
    const chrome = await chromeFor(parts, request, response);
    const text = (name: string) => (typeof request.query[name] === 'string' ? request.query[name].trim() : '');
    const fields: Typed = Object.fromEntries(inAddress.map((name) => [name, text(name)]));
    // An address is personal: it travels in a form's body, and here only as its blind index.
    const sender = /^[0-9a-f]{64}$/.test(text('de')) ? text('de') : '';
    const [slug, status] = tabs.find(([name]) => name === text('etat')) ?? ['', 'QUARANTINED' as const];
    const errors: FormError<Filter>[] = [];
    const day = (name: 'du' | 'au') => {
      const at = text(name) === '' ? undefined : readDay(text(name), chrome.zone);
      if (at === null) errors.push({ field: name, message: 'Écrivez la date comme 22/11/2026.' });
      return at ?? undefined;
    };
    const [from, until] = [day('du'), day('au')];
    const verdict = (Object.keys(verdicts) as MailVerdict[]).find((code) => code === text('type'));
    const found = await listInboundMails(parts.database, account.department, actorOf(account), {
      page: Math.max(1, Number.parseInt(text('page'), 10) || 1),
      size: LINES,
      ...(status !== undefined && { status }),
      ...(verdict !== undefined && { verdict }),
      ...(sender !== '' && { sender: Buffer.from(sender, 'hex') }),
      ...(text('reference') !== '' && { reference: text('reference') }),
      ...(from !== undefined && { from }),
      ...(until !== undefined && { until: until + A_DAY }),
    });
    const link = (change: Record<string, string>) => {
      const kept = Object.entries({ ...fields, etat: slug, de: sender, ...change }).filter(([, value]) => value !== '') as [string, string][];
      return kept.length === 0 ? mailsHref : `${mailsHref}?${new URLSearchParams(kept)}`;
    };
    const first = found.rows.length === 0 ? 0 : (found.page - 1) * LINES + 1;
    const last = first === 0 ? 0 : first + found.rows.length - 1;
    const filtered = sender !== '' || filterNames.some((name) => text(name) !== '');
    response
      .status(errors.length > 0 ? 422 : 200)
      .type('html')
      .send(
        parts.page('desk/inbound', {
          chrome,
          tabs: tabs.map(([name, , label]) => ({ href: link({ etat: name }), label, current: name === slug })),
          filters: formView(
            { action: `${mailsHref}/chercher`, csrf: parts.sessionForms.token(request, response), hidden: [{ name: 'etat', value: slug }] },
            filterNames,
            fields,
            errors,
          ),
          ...(sender !== '' && { oneSender: { clearHref: link({ de: '' }) } }),
          types: (Object.keys(verdicts) as MailVerdict[]).map((value) => ({ value, label: verdicts[value] })),
          rows: found.rows.map(row),
          pagination: {
            first,
            last,
            total: found.total,
            ...(found.page > 1 && { previous: link({ page: String(found.page - 1) }) }),
            ...(last < found.total && found.rows.length > 0 && { next: link({ page: String(found.page + 1) }) }),
          },
          empty: filtered
            ? {
                text: 'Aucun courriel ne correspond. Retirez un filtre, ou cherchez parmi tous.',
                action: { href: `${mailsHref}?etat=tous`, label: 'Voir tous les courriels' },
              }
            : { text: 'Rien ici. Les réponses automatiques, les listes et les indésirables viendront d’eux-mêmes.' },
        }),
      );
  });

  pages.post('/chercher', (request, response) => {
    const { department } = signedIn(response);
    const fields = typed(request);
    const asked = [...inAddress, 'etat'].map((name) => [name, one(fields, name)]);
    const address = one(fields, 'expediteur');
    const de = address === '' ? '' : senderIndex(parts.database, department, address).toString('hex');
    const kept = [...asked, ['de', de]].filter(([, value]) => value !== '') as [string, string][];
    response.redirect(303, kept.length === 0 ? mailsHref : `${mailsHref}?${new URLSearchParams(kept)}`);
  });

  pages.get(['/:id', '/:id/reprendre', '/:id/ecarter'], async (request, response) => {
    response.type('html').send(await mailPage(request, response, await opened(request, response), resumed(response) ?? {}, []));
  });

  pages.get('/:id/original', async (request, response) => {
    const { content, status } = await opened(request, response);
    const open = content !== null && hasOriginal(status);
    sendFile(
      request,
      response,
      open ? { name: 'courriel.eml', type: 'message/rfc822', kind: 'MAIL', verdict: 'UNCHECKED', bytes: content.raw } : null,
    );
  });

  pages.post('/:id/reprendre', async (request, response) => {
    const account = signedIn(response);
    const record = await opened(request, response);
    const caseId = await releaseMail(deskOf(record.checks), account.department, account.id, record.id);
    const reference = caseId === null ? record.reference : (await caseState(parts.database, account.department, caseId))?.reference;
    if (reference == null) return response.redirect(303, `${mailsHref}/${record.id}`);
    notice(request, 'Le courriel est repris : il est dans ce dossier.');
    response.redirect(303, caseHref(reference));
  });

  pages.post('/:id/ecarter', async (request, response) => {
    const account = signedIn(response);
    const record = await opened(request, response);
    const fields = typed(request);
    const reason = oneOf(fields, 'reason', Object.keys(discardReasons) as DiscardReason[]);
    if (reason === undefined) {
      const error: FormError<'reason'> = { field: 'reason', message: 'Dites pourquoi ce courriel est écarté.' };
      return response
        .status(422)
        .type('html')
        .send(await mailPage(request, response, record, fields, [error]));
    }
    await discardMail(parts.database, account.department, account.id, record.id, reason);
    notice(request, 'Le courriel est écarté. Il se retrouve parmi les écartés, et peut encore être repris.');
    response.redirect(303, mailsHref);
  });

  async function opened(request: Request, response: Response): Promise<ReadMailRecord> {
    const account = signedIn(response);
    const record = await readInboundMail(parts.database, account.department, actorOf(account), String(request.params.id));
    if (record === null) throw new NotFound();
    return record;
  }

  /** Whether the sender is who the mail says was looked at when it came. */
  function deskOf(checks: SenderChecks | null): MailDesk {
    const { publicUrl, clamd } = parts.settings;
    return { db: parts.database, domain: mailDomainOf(publicUrl), check: async () => checks, voicemail: new Map(), clamd, now: parts.now };
  }

  async function mailPage(
    request: Request,
    response: Response,
    record: ReadMailRecord,
    fields: Typed,
    errors: FormError<'reason'>[],
  ): Promise<string> {
    const { id, status, content, decidedAt, decidedBecause, reference } = record;
    const csrf = parts.sessionForms.token(request, response);
    const aside = content !== null && (status === 'QUARANTINED' || status === 'DISCARDED');
    const answers = reference !== null;
    return parts.page('desk/inbound-mail', {
      chrome: await chromeFor(parts, request, response),
      backHref: mailsHref,
      ...headOf(record),
      reasons: record.reasons.map((reason) => reasons[reason]),
      checks: checksInWords(record.checks),
      ...(content !== null && content.mail.text !== '' && { text: content.mail.text }),
      attachments: (content?.mail.attachments ?? []).map(({ name, bytes }) => ({ name, size: sizeInWords(bytes.length) })),
      ...(reference !== null && { case: { reference, href: caseHref(reference) } }),
      ...(decidedAt !== null && {
        decided: { at: decidedAt, text: status === 'DISCARDED' ? `Écarté : ${discardReasons[decidedBecause as DiscardReason] ?? ''}` : 'Repris' },
      }),
      ...(content !== null && hasOriginal(status) && { originalHref: `${mailsHref}/${id}/original` }),
      ...(aside && {
        release: {
          action: `${mailsHref}/${id}/reprendre`,
          csrf,
          label: answers ? 'Joindre au dossier' : 'En faire une alerte',
          consequences: answers
            ? ['Le courriel est joint au dossier dont il parle.', 'Une tâche demande de le lire.']
            : ['Un dossier s’ouvre, à qualifier.', 'L’auteur reçoit un accusé de réception si son adresse peut recevoir une réponse.'],
        },
      }),
      ...(aside && status === 'QUARANTINED' && { discard: formView({ action: `${mailsHref}/${id}/ecarter`, csrf }, ['reason'], fields, errors) }),
      reasonChoices: (Object.keys(discardReasons) as DiscardReason[]).map((value) => ({ value, label: discardReasons[value] })),
    });
  }

  return pages;
}

/** What an agent decided is an alert may be kept as it came, for whoever must prove it; what was set aside is only read. */
const hasOriginal = (status: MailStatus): boolean => status === 'TAKEN' || status === 'RELEASED';

function row(line: InboundMailLine): InboundViews['desk/inbound']['rows'][number] {
  const { id, heading, reference } = line;
  const { from, subject, at, verdict, status } = headOf(line);
  return {
    href: `${mailsHref}/${id}`,
    from,
    subject,
    at,
    verdict,
    status,
    excerpt: heading?.excerpt.slice(0, 120) ?? '',
    ...(reference !== null && { reference: { text: reference, href: caseHref(reference) } }),
  };
}

function headOf(line: InboundMailLine | ReadMailRecord): Pick<InboundViews['desk/inbound-mail'], 'from' | 'subject' | 'at' | 'verdict' | 'status'> {
  const { heading, receivedAt, verdict, status } = line;
  const mail = 'content' in line ? line.content?.mail : undefined;
  return {
    from: mail === undefined ? (heading?.from ?? 'Expéditeur effacé') : writtenBy(mail.from),
    subject: (mail?.subject ?? heading?.subject ?? '') || 'Sans objet',
    at: receivedAt,
    verdict: verdict === null ? 'Pas encore trié' : verdicts[verdict],
    status: statuses[status],
  };
}

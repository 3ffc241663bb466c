import { type RequestHandler, Router } from 'express';
import { transfersTo } from '../../../cases/lists/transfers.ts';
import { caseState } from '../../../cases/record/read-case.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, requireRight, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { ownAccountPages } from '../own/own-account.ts';
import { partnerAccountPaths, partnerHome, partnerPaths, partnerTransferHref, signInPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { expired } from '../shared/expired.ts';
import { runningLimit } from '../words/limits.ts';
import { enquiryPages } from './enquiry.ts';
import { contentPage, disclosedFiles } from './partner.ts';
import { answerPages } from './partner-answers.ts';
import { sendDocument } from './partner-document.ts';
import { enter, whileReadable } from './partner-door.ts';

const LINES = 50;
const PAGE_MINUTES = 30;
const transferId = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(t\d{1,4})$/;

/** For accounts of an organisation, `/partenaire`: what was transferred to it, and the same pages as a link opens. */
export function partnerAccountPages(parts: Parts): Router {
  const pages = Router();
  pages.use(requireRight(parts, expired(parts), 'transfer.receive'));
  pages.use(parts.sessionForms.protect);

  pages.get(partnerAccountPaths.list, async (request, response) => {
    const { department, organisation } = signedIn(response);
    const page = Math.max(1, Number.parseInt(String(request.query.page ?? '1'), 10) || 1);
    const found = await transfersTo(parts.database, department, organisation ?? '', { page, size: LINES });
    // What the machine does next (a reminder) is not the recipient's: only the limit that runs for it is shown.
    const limits = await Promise.all(
      found.rows.map(async ({ caseId, transfer, nextDue }) => {
        const read = nextDue === null ? null : await caseState(parts.database, department, caseId);
        const own = read?.state.transfers.find(({ id }) => id === transfer.id);
        return read === null || own === undefined ? undefined : runningLimit(read.state, own, parts.now() + read.clockOffset);
      }),
    );
    const first = found.rows.length === 0 ? 0 : (page - 1) * LINES + 1;
    const last = first === 0 ? 0 : first + found.rows.length - 1;
    response.type('html').send(
      parts.page('partner/list', {
        chrome: await chromeFor(parts, request, response),
        rows: found.rows.map(({ caseId, reference, transfer }, index) => ({
          href: partnerTransferHref(`${caseId}.${transfer.id}`),
          reference,
          reason: typographic(`${label('purpose', transfer.purpose)} : ${label('transferStatus', transfer.status)}`),
          orderedAt: transfer.orderedAt,
          ...limits[index],
          late: limits[index]?.late ?? false,
        })),
        pagination: {
          first,
          last,
          total: found.total,
          ...(page > 1 && { previous: `${partnerHome}?page=${page - 1}` }),
          ...(last < found.total && { next: `${partnerHome}?page=${page + 1}` }),
        },
      }),
    );
  });

  pages.use(partnerAccountPaths.own, ownAccountPages(parts));

  const open: RequestHandler = async (request, response, next) => {
    const account = signedIn(response);
    const [, caseId, transfer] = transferId.exec(String(request.params.id)) ?? [];
    if (caseId === undefined || transfer === undefined || account.organisation === null) throw new NotFound();
    response.locals.opened = await enter(parts, {
      department: account.department,
      caseId,
      transfer,
      organisation: account.organisation,
      actor: actorOf(account),
      base: partnerTransferHref(`${caseId}.${transfer}`),
      csrf: parts.sessionForms.token(request, response),
      isKnown: true,
      account: {
        name: account.name,
        listHref: partnerHome,
        signOut: { action: signInPaths.out, csrf: parts.sessionForms.token(request, response) },
      },
    });
    next();
  };
  const one = Router({ mergeParams: true });
  one.post('{/*answer}', requireRight(parts, expired(parts), 'transfer.answer'));
  one.use(open, answerPages(parts));
  one.use([partnerPaths.content, partnerPaths.file], whileReadable(parts));
  one.get(partnerPaths.content, async (_request, response) => {
    response.type('html').send(await contentPage(parts, response, parts.now() + PAGE_MINUTES * 60_000));
  });
  one.use(enquiryPages(parts));
  disclosedFiles(parts, one);
  one.get(partnerPaths.document, (_request, response) => sendDocument(parts, response));
  pages.use(partnerAccountPaths.transfer, one);
  return pages;
}

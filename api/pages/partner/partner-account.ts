import { type RequestHandler, Router } from 'express';
import { NotFound } from '../../http/errors.ts';
import { actorOf, requireRight, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { uploads } from '../../http/uploads.ts';
import { ownAccountPages } from '../own/own-account.ts';
import { ownContactsPages } from '../own/own-entry.ts';
import { memberPages } from '../own/own-members.ts';
import { partnerAccountPaths, partnerHome, partnerPaths, partnerTransferHref, signInPaths } from '../shared/addresses.ts';
import { expired } from '../shared/expired.ts';
import { ownCalendarPages } from './calendar.ts';
import { enquiryPages } from './enquiry.ts';

import { ownResultsPages } from './own-results.ts';
import { contentPage, disclosedFiles } from './partner.ts';
import { answerPages } from './partner-answers.ts';
import { sendDocument } from './partner-document.ts';
import { enter, whileAgreed, whileReadable } from './partner-door.ts';
import { partnerListPages } from './partner-list.ts';
import { holderPages, teamPages } from './team.ts';

const PAGE_MINUTES = 30;
const transferId = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(t\d{1,4})$/;

/** For accounts of an organisation, `/partenaire`: what was transferred to it, and the same pages as a link opens. */
export function partnerAccountPages(parts: Parts): Router {
  const pages = Router();
  pages.use(requireRight(parts, expired(parts), 'transfer.receive'));
  pages.use(uploads, parts.sessionForms.protect);

  pages.use(partnerListPages(parts), ownResultsPages(parts), ownCalendarPages(parts), teamPages(parts), memberPages(parts));
  pages.use(partnerAccountPaths.own, ownAccountPages(parts));
  pages.use(ownContactsPages(parts));

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
  one.use(open, whileAgreed(parts), answerPages(parts), holderPages(parts));
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

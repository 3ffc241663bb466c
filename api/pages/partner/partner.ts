import { type Request, type RequestHandler, type Response, Router } from 'express';
import { opensToTakeBack, resolveLink } from '../../../cases/record/links.ts';
import { readToldFile, readToldOriginal } from '../../../cases/telling/read-told.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { RefusalReason } from '../../../vocabulary/vocabulary.ts';
import { actingAs } from '../../http/guards.ts';
import { isHttps, type Parts } from '../../http/parts.ts';
import { notStored } from '../../http/security.ts';
import { readOpenUpload } from '../../http/uploads.ts';
import { linkHref, linkPath, partnerHref, partnerPaths } from '../shared/addresses.ts';
import { sendFile } from '../shared/file-answer.ts';
import { one, typed } from '../shared/form.ts';
import { partnerChrome } from '../shared/frame.ts';
import { asksAgain } from '../shared/refusal.ts';
import { toldFileLine, toldView } from '../words/told-words.ts';
import { calendarFeed } from './calendar.ts';
import { enquiryPages } from './enquiry.ts';
import { answerPages } from './partner-answers.ts';
import { behindCode, codeFirstPaths, codePages } from './partner-code.ts';
import { documentLine, sendDocument } from './partner-document.ts';
import { afterTelling, enter, opened, readContent, whileAgreed, whileReadable } from './partner-door.ts';
import { partnerTransfer } from './partner-view.ts';
import { createUnlock } from './unlock.ts';

/** Answers that a link takes no more once it was refused: for as long as that may be taken back, it opens for that alone. */
const beforeRefusal: ReadonlySet<string> = new Set(
  (['received', 'charge', 'known', 'refuse', 'ask', 'extension', 'progress', 'outcome', 'opinion', 'participate'] as const).map(
    (page) => partnerPaths[page],
  ),
);

/** The refusal itself, pressed twice, is one; and a conflict of interest that was being said is said, after the code. */
const refusesAgain = (request: Request): boolean => request.path === partnerPaths.refuse && (request.method === 'POST' || asksAgain(request));

const tied: RefusalReason = 'CONFLIT_INTERETS';

/** A recipient's personal link, `/t/:token`: no account, no cookie before a code is typed. */
export function partnerPages(parts: Parts): Router {
  const pages = Router();
  const link = Router({ mergeParams: true });
  const unlock = createUnlock(parts.sessionKey, isHttps(parts.settings), parts.now);
  const tokenOf = (request: Request): string => String(request.params.token);

  const open: RequestHandler = async (request, response, next) => {
    await parts.limit('link-address', request.ip ?? '');
    const token = tokenOf(request);
    const found = await resolveLink(parts.database, token, parts.now());
    if (found === null) return ended(response, 'UNKNOWN');
    const { state } = found;
    const isRefused = state === 'REVOKED' && (await opensToTakeBack(parts.database, found, parts.now()));
    if (state !== 'OPEN' && !isRefused) return ended(response, state, found.department);
    if (isRefused && beforeRefusal.has(request.path) && !refusesAgain(request)) {
      // What was written before the refusal is not taken in silence.
      const isAnswer = request.method === 'POST';
      return isAnswer ? ended(response, state, found.department) : response.redirect(303, linkHref(token));
    }
    await readOpenUpload(request);
    if (request.method === 'POST') parts.openForms.check(typed(request)._csrf, token);
    const { department, caseId, transfer, organisation, contact } = found;
    response.locals.department = await parts.departments.get(department);
    response.locals.opened = await enter(parts, {
      department,
      caseId,
      transfer,
      organisation,
      actor: { kind: 'PARTNER', id: contact },
      base: linkHref(token),
      csrf: parts.openForms.token(token),
      isKnown: unlock.until(request, token) !== null,
    });
    next();
  };

  async function ended(response: Response, why: 'EXPIRED' | 'REVOKED' | 'UNKNOWN', department?: string): Promise<void> {
    const chrome = await partnerChrome(parts, department === undefined ? undefined : await parts.departments.get(department));
    response
      .status(why === 'UNKNOWN' ? 404 : 410)
      .type('html')
      .send(parts.page('partner/ended', { chrome, why }));
  }

  link.use(notStored, actingAs('PARTNER'), open, whileAgreed(parts));
  // Whoever holds a forwarded mail may say that it came, that it is not theirs, or what is missing: the rest is said by who has the mailbox,
  // a conflict of interest too, which shuts the case to the whole body and is never taken back.
  const codeFirst = behindCode(parts, unlock);
  link.use(codeFirstPaths, codeFirst);
  link.use(partnerPaths.refuse, (request, response, next) =>
    request.method === 'POST' && one(typed(request), 'reason') === tied ? codeFirst(request, response, next) : next(),
  );
  link.use(answerPages(parts), codePages(parts, unlock));

  link.use([partnerPaths.content, partnerPaths.file], whileReadable(parts), codeFirst);
  link.get(partnerPaths.content, async (request, response) => {
    response.type('html').send(await contentPage(parts, response, unlock.until(request, tokenOf(request)) ?? parts.now()));
  });
  link.use(enquiryPages(parts));
  disclosedFiles(parts, link);
  link.get(partnerPaths.document, (_request, response) => sendDocument(parts, response));

  pages.use(calendarFeed(parts));
  pages.use(linkPath, link);
  return pages;
}

/** What the transfer tells its recipient, and nothing else. The reading is logged. */
export async function contentPage(parts: Parts, response: Response, until: number): Promise<string> {
  const { entrance, reference, state, transfer, names, now, chrome } = opened(response);
  const told = await readContent(parts, entrance);
  const { files, originals = [], questions } = told.dossier;
  return parts.page('partner/content', {
    chrome,
    transfer: partnerTransfer(reference, state, transfer, names, now),
    version: told.version,
    since: told.toldAt,
    ...toldView(told.dossier, chrome.zone),
    ...(transfer.mode === 'ENTRUSTED_ENQUIRY' && {
      enquiry: {
        questions: questions.filter(({ held }) => !held).map(({ text }) => typographic(text)),
        waits: questions.some(({ held }) => held),
        href: partnerHref(entrance.base, 'answers'),
      },
    }),
    files: files.map((file) => toldFileLine(file, partnerHref(entrance.base, 'file', { file: file.id }))),
    originals: originals.map((file) => toldFileLine(file, partnerHref(entrance.base, 'original', { file: file.id }))),
    document: await documentLine(parts, opened(response), told),
    backHref: entrance.base,
    until,
  });
}

/** The files a recipient was told of: their copies, and the originals it was given. Each reading is logged. */
export function disclosedFiles(parts: Parts, pages: Router): void {
  const given = (read: typeof readToldFile) => async (request: Request, response: Response) => {
    const { entrance } = opened(response);
    const file = await afterTelling(parts, entrance, () => read(parts.database, entrance, entrance.actor, String(request.params.file)));
    sendFile(request, response, file);
  };
  pages.get(partnerPaths.file, given(readToldFile));
  pages.get(partnerPaths.original, given(readToldOriginal));
}

import { setTimeout as delay } from 'node:timers/promises';
import { type Request, type Response, Router } from 'express';
import { readCrockford } from '../../../database/codes.ts';
import { readIntakeDraft } from '../../../intake/drafts.ts';
import { draftOfCode } from '../../../intake/resume.ts';
import { say } from '../../../templates/text/texts.ts';
import type { Parts } from '../../http/parts.ts';
import { notStored } from '../../http/security.ts';
import { departmentOf } from '../shared/department.ts';
import { formView, one, typed } from '../shared/form.ts';
import { publicFrame, versionOf } from '../shared/public-frame.ts';
import { type WebDraft, webDrafts } from './web-draft.ts';

/** A wrong code is answered after a while: nobody who typed a right one waits. */
const WRONG_MS = 400;
const receiptLength = 16;

/** A message begun is gone on with by its code alone, on any device. */
export function resumePages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  const drafts = webDrafts(parts);
  pages.use(notStored);

  async function ask(request: Request, response: Response, code: string, error?: string): Promise<string> {
    const chrome = await publicFrame(parts, request, departmentOf(response));
    const errors = error === undefined ? [] : [{ field: 'code' as const, message: say(versionOf(request), error) }];
    return parts.page('public/resume', {
      chrome,
      form: formView({ action: `${chrome.base}/reprendre`, csrf: parts.openForms.token('') }, ['code'], { code }, errors),
    });
  }

  pages.get('/', async (request, response) => {
    response.type('html').send(await ask(request, response, ''));
  });

  pages.post('/', async (request, response) => {
    const fields = typed(request);
    parts.openForms.check(fields._csrf, '');
    await parts.limit('resume', request.ip ?? '');
    const code = one(fields, 'code');
    const found = await draftOfCode(parts.database, code);
    const kept = found && (await readIntakeDraft(parts.database, found.department, found.id));
    if (found === null || kept === null) {
      await delay(WRONG_MS);
      const error = readCrockford(code).length === receiptLength ? 'resume.receipt' : 'resume.wrong';
      return response
        .status(422)
        .type('html')
        .send(await ask(request, response, code, error));
    }
    if ((kept.content as WebDraft).sent)
      return response
        .status(422)
        .type('html')
        .send(await ask(request, response, code, 'resume.sent'));
    drafts.remember(response, found.id);
    response.redirect(303, `/${found.department}/alerter/reprise`);
  });

  return pages;
}

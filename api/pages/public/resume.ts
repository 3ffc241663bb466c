import { setTimeout as delay } from 'node:timers/promises';
import { Router } from 'express';
import { readCrockford } from '../../../database/codes.ts';
import { readIntakeDraft } from '../../../intake/drafts.ts';
import { draftOfCode } from '../../../intake/resume.ts';
import { say } from '../../../templates/text/texts.ts';
import type { Parts } from '../../http/parts.ts';
import { notStored } from '../../http/security.ts';
import { publicHref, publicPaths } from '../shared/addresses.ts';
import { departmentOf } from '../shared/department.ts';
import { freeText } from '../shared/fields.ts';
import { openDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { publicFrame, versionOf } from '../shared/public-frame.ts';
import { type WebDraft, webDrafts } from './web-draft.ts';

/** A wrong code is answered after a while: nobody who typed a right one waits. */
const WRONG_MS = 400;
const receiptLength = 16;

/** A message begun is gone on with by its code alone, on any device. A code that opens something is kept nowhere. */
export function resumePages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  const drafts = webDrafts(parts);
  pages.use(publicPaths.resume, notStored);

  formPage(parts, pages, {
    at: publicPaths.resume,
    door: openDoor(parts, async () => {}),
    open: async () => null,
    fields: { code: freeText() },
    view: async (form, _subject, { request, response }) =>
      parts.page('public/resume', { chrome: await publicFrame(parts, request, departmentOf(response)), form }),
    act: async ({ code }, _subject, { ask: { request, response } }) => {
      const wrong = (key: string) => [{ field: 'code' as const, message: say(versionOf(request), key) }];
      const found = await draftOfCode(parts.database, code);
      const kept = found && (await readIntakeDraft(parts.database, found.department, found.id));
      if (found === null || kept === null) {
        await parts.limit('resume', request.ip ?? '');
        await delay(WRONG_MS);
        if (readCrockford(code).length === receiptLength) return { errors: wrong('resume.receipt'), forget: ['code'] };
        return { errors: wrong('resume.wrong') };
      }
      if ((kept.content as WebDraft).sent) return { errors: wrong('resume.sent'), forget: ['code'] };
      drafts.remember(response, found.id);
      return { to: publicHref(found.department, 'resumed') };
    },
  });

  return pages;
}

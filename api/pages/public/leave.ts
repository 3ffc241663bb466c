import { type Request, type Response, Router } from 'express';
import type { Parts } from '../../http/parts.ts';
import { notStored } from '../../http/security.ts';
import { leaveHref } from '../shared/addresses.ts';
import { forgetBrowser } from '../shared/form-door.ts';
import { webDrafts } from './web-draft.ts';

/** Where one goes who leaves quickly: a page that anybody may have open. */
const ELSEWHERE = 'https://www.meteofrance.com/';

/**
 * "Quitter rapidement": what this browser was refused is forgotten and the alert begun here is closed on this device, so that neither
 * going back nor whoever comes next finds anything typed; its code goes on with it. Nothing is asked of
 * whoever leaves, and nothing may hold them back: a script posts here on its way out and reads no answer (sent elsewhere, the browser
 * would follow, against the page's own policy), a browser without one is led through here.
 */
export function leavePages(parts: Parts): Router {
  const pages = Router();
  const drafts = webDrafts(parts);
  const forget = async (request: Request, response: Response) => {
    drafts.leave(response);
    await forgetBrowser(parts, { request, response }, String(request.params.department)).catch((failure: unknown) =>
      request.log.error({ err: failure }, 'refused forms were not forgotten'),
    );
  };
  pages.post(leaveHref(':department'), notStored, async (request, response) => {
    await forget(request, response);
    response.sendStatus(204);
  });
  pages.get(leaveHref(':department'), notStored, async (request, response) => {
    await forget(request, response);
    response.redirect(303, ELSEWHERE);
  });
  return pages;
}

import type { CookieOptions, Request, Response } from 'express';
import { readIntakeDraft, saveIntakeDraft } from '../../../intake/drafts.ts';
import type { Department } from '../../http/departments.ts';
import { isHttps, type Parts } from '../../http/parts.ts';
import type { Answers } from './alert-steps.ts';

/** Answers given so far, sealed on the server; the browser holds the draft's id and nothing else. */
export interface WebDraft {
  answers: Answers;
  /** Sent: its answers are shown no more, and sending it again answers the same receipt. */
  sent?: true;
}

/** On a computer that others use, answers must not come back later. Renewed at each page. */
const DRAFT_MINUTES = 60;
/** Long enough to write a code down. */
const LEAVING_MINUTES = 5;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The draft that a browser goes on with, named by the only cookie the form sets. */
export function webDrafts(parts: Parts) {
  const https = isHttps(parts.settings);
  const name = https ? '__Host-guichet-alerte' : 'guichet-alerte';
  const cookie: CookieOptions = { httpOnly: true, sameSite: 'lax', secure: https, path: '/' };
  const remember = (response: Response, id: string, minutes = DRAFT_MINUTES) => response.cookie(name, id, { ...cookie, maxAge: minutes * 60_000 });
  return {
    async of(request: Request, department: Department): Promise<(WebDraft & { id: string }) | undefined> {
      const id: unknown = (request.cookies as Record<string, unknown>)[name];
      if (typeof id !== 'string' || !uuid.test(id)) return undefined;
      const kept = await readIntakeDraft(parts.database, department.code, id);
      return kept?.kind === 'WEB' ? { id, ...(kept.content as WebDraft) } : undefined;
    },
    async keep(response: Response, department: Department, id: string, content: WebDraft): Promise<void> {
      await saveIntakeDraft(parts.database, department.code, { id, kind: 'WEB', account: null, content }, parts.now());
      remember(response, id);
    },
    remember,
    /** Somebody stops here: the browser forgets soon, the code stays. */
    leaveSoon: (response: Response, id: string) => remember(response, id, LEAVING_MINUTES),
    forget: (response: Response) => response.clearCookie(name, cookie),
  };
}

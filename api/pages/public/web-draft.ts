import { randomUUID } from 'node:crypto';
import type { CookieOptions, Request, Response } from 'express';
import { readIntakeDraft, saveIntakeDraft } from '../../../intake/drafts.ts';
import type { Department } from '../../http/departments.ts';
import { isHttps, type Parts } from '../../http/parts.ts';
import { readOpenUpload } from '../../http/uploads.ts';
import { siteHref } from '../shared/addresses.ts';
import { departmentOf } from '../shared/department.ts';
import { typed } from '../shared/form.ts';
import type { FormDoor } from '../shared/form-door.ts';
import { eachByItself } from '../shared/parties.ts';
import { dropRefusals } from '../shared/refusal.ts';
import type { Answers } from './alert-steps.ts';

/** Answers given so far, sealed on the server; the browser holds the draft's id and nothing else. */
export interface WebDraft {
  answers: Answers;
  /** Sent: its answers are shown no more, and sending it again answers the same receipt. */
  sent?: true;
}

/** An alert as a page of it opens: what the browser names, and what the page goes on with, which is new where nothing goes on. */
export interface OpenedAlert {
  named: (WebDraft & { id: string }) | undefined;
  going: { id: string; answers: Answers };
}

declare module 'express-serve-static-core' {
  interface Locals {
    alert?: OpenedAlert;
  }
}

/** The alert whose page this is. */
export function alertOf({ locals: { alert } }: Response): OpenedAlert {
  if (alert === undefined) throw new Error('no alert: the page is mounted outside its own pages');
  return alert;
}

/**
 * The forms of an alert, each bound to the draft its page was written for: two tabs are two alerts. Without a draft there is nothing to
 * protect: what was typed begins a new one rather than being lost. What is refused is kept for the draft, so that no cookie is set but
 * the one that names it.
 */
export function alertDoor(parts: Parts, drafts: ReturnType<typeof webDrafts>): FormDoor {
  const keeper: FormDoor['keeper'] = ({ response }) => ({ department: departmentOf(response).code, browser: alertOf(response).going.id });
  return {
    token: ({ response }) => parts.openForms.token(alertOf(response).going.id),
    admit: async ({ request, response }) => {
      await readOpenUpload(request);
      await drafts.admit(request, response);
    },
    holder: keeper,
    keeper,
    forget: (ask) => dropRefusals(parts, keeper(ask), ask.request.originalUrl),
  };
}

/** On a computer that others use, answers must not come back later. Renewed at each page. */
const DRAFT_MINUTES = 60;
/** Long enough to write a code down. */
const LEAVING_MINUTES = 5;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Alerts that one browser may have begun at once; one begun before is gone on with by its code. */
const MOST_AT_ONCE = 4;

/** The drafts that a browser goes on with, named by the only cookie the form sets: the last it wrote in comes last. */
export function webDrafts(parts: Parts) {
  const https = isHttps(parts.settings);
  const name = https ? '__Host-guichet-alerte' : 'guichet-alerte';
  const cookie: CookieOptions = { httpOnly: true, sameSite: 'lax', secure: https, path: siteHref };
  const idsOf = (request: Request): string[] => {
    const value = (request.cookies as Record<string, unknown>)[name];
    return typeof value === 'string' ? value.split('.', MOST_AT_ONCE).filter((id) => uuid.test(id)) : [];
  };
  const othersThan = (response: Response, id: string) => idsOf(response.req).filter((other) => other !== id);
  const remember = (response: Response, id: string, minutes = DRAFT_MINUTES) =>
    response.cookie(name, [...othersThan(response, id).slice(1 - MOST_AT_ONCE), id].join('.'), { ...cookie, maxAge: minutes * 60_000 });
  const namedBy = async (id: string | undefined, department: Department): Promise<OpenedAlert['named']> => {
    const kept = id === undefined ? null : await readIntakeDraft(parts.database, department.code, id);
    if (id === undefined || kept?.kind !== 'WEB') return undefined;
    const draft = kept.content as WebDraft;
    return { id, ...draft, answers: eachByItself(draft.answers) };
  };
  const begun = (): OpenedAlert['going'] => ({ id: randomUUID(), answers: {} });
  const opened = (named: OpenedAlert['named']): OpenedAlert => ({ named, going: named === undefined || named.sent ? begun() : named });
  return {
    begun,
    open: async (request: Request, department: Department): Promise<OpenedAlert> => opened(await namedBy(idsOf(request).at(-1), department)),
    /** Opens the draft that the form sent was written for. Throws Forbidden for a form of none of this browser's. */
    async admit(request: Request, response: Response): Promise<void> {
      const ids = idsOf(request);
      const token = typed(request)._csrf;
      const id = parts.openForms.boundTo(token, ids);
      if (id !== undefined) response.locals.alert = opened(await namedBy(id, departmentOf(response)));
      else if (alertOf(response).named !== undefined) parts.openForms.check(token, ...(ids as [string]));
    },
    async keep(response: Response, department: Department, id: string, content: WebDraft): Promise<void> {
      await saveIntakeDraft(parts.database, department.code, { id, kind: 'WEB', account: null, content }, parts.now());
      remember(response, id);
    },
    remember,
    /** Somebody stops here: the browser forgets soon, the code stays. */
    leaveSoon: (response: Response, id: string) => remember(response, id, LEAVING_MINUTES),
    /** This alert is gone on with no more from here. */
    forget(response: Response, id: string): void {
      const others = othersThan(response, id);
      if (others.length === 0) response.clearCookie(name, cookie);
      else response.cookie(name, others.join('.'), { ...cookie, maxAge: DRAFT_MINUTES * 60_000 });
    },
    /** Somebody leaves in haste: what was begun here is gone on with by its code alone. */
    leave: (response: Response) => response.clearCookie(name, cookie),
  };
}

import type { Request, Response } from 'express';
import { may } from '../../../accounts/rights.ts';
import { mailsToLookAt } from '../../../intake/email/quarantine.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { DeskChrome } from '../../../templates/views/parts.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { trace } from '../../http/trace.ts';
import { deskChrome } from './frame.ts';

declare module 'express-serve-static-core' {
  interface Locals {
    /** The case of the page is a drill. */
    exercise?: boolean;
  }
}

/** The frame of a page for whoever is signed in. */
export async function chromeFor(parts: Parts, request: Request, response: Response): Promise<DeskChrome> {
  const account = signedIn(response);
  const [department, mails] = await Promise.all([
    parts.departments.get(account.department),
    may(account, 'mail.sort') ? mailsToLookAt(parts.database, account.department).then(({ aside, waiting }) => aside + waiting) : 0,
  ]);
  const chrome = deskChrome(parts, request, response, account, { department, mails });
  return { ...chrome, exercise: response.locals.exercise ?? false };
}

/** The trace of an act of whoever is signed in. */
export function traceAct(
  parts: Parts,
  { request, response }: { request: Request; response: Response },
  kind: Parameters<typeof trace>[2]['kind'],
): Promise<void> {
  const { department, id } = signedIn(response);
  return trace(parts, request, { department, kind, account: id });
}

/** Says once, at the top of the next page, what was done. */
export function notice(request: Request, text: string, kind: 'DONE' | 'IMPORTANT' = 'DONE'): void {
  request.session.notice = { kind, text: typographic(text) };
}

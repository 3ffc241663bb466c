import { randomBytes } from 'node:crypto';
import type { CookieOptions, Request, Response } from 'express';
import { dropRefusedForms, type Holder } from '../../../accounts/refused-forms.ts';
import { signedIn } from '../../http/guards.ts';
import { isHttps, type Parts } from '../../http/parts.ts';
import { readOpenUpload } from '../../http/uploads.ts';
import { siteHref } from './addresses.ts';
import { departmentOf } from './department.ts';
import { typed } from './form.ts';
import { dropRefusals } from './refusal.ts';

/** What a form page is asked with. */
export interface Ask {
  request: Request;
  response: Response;
}

/** What differs between the doors by which a form comes in: its token, and whose browser it is in. */
export interface FormDoor {
  token(ask: Ask): string;
  /** Before anything that was sent is believed. Throws Forbidden or TooMany. */
  admit(ask: Ask): Promise<void>;
  /** Whose browser it is; null when nothing was ever kept for it. */
  holder(ask: Ask): Holder | null;
  /** The same, for something that is about to be kept. */
  keeper(ask: Ask): Holder;
  /** A form was accepted: what was refused of it is forgotten. */
  forget(ask: Ask): Promise<void>;
}

/** For whoever is signed in: the mount has read the form and checked its token. */
export function signedInDoor(parts: Parts): FormDoor {
  const keeper = ({ request, response }: Ask): Holder => ({ department: signedIn(response).department, browser: request.session.id });
  return {
    token: ({ request, response }) => parts.sessionForms.token(request, response),
    admit: async () => {},
    holder: keeper,
    keeper,
    forget: (ask) => dropRefusals(parts, keeper(ask), ask.request.originalUrl),
  };
}

/**
 * For pages open to anybody, in the department of their address. `boundTo` is what the form's token may be bound to ('' for
 * nothing), first what it is given for. The only cookie is set when a form is refused, and goes once one is accepted, or with the browser.
 */
export function openDoor(parts: Parts, limit: (ask: Ask) => Promise<unknown>, boundTo: (ask: Ask) => [string, ...string[]] = () => ['']): FormDoor {
  return {
    token: (ask) => parts.openForms.token(boundTo(ask)[0]),
    admit: async (ask) => {
      await limit(ask);
      await readOpenUpload(ask.request);
      parts.openForms.check(typed(ask.request)._csrf, ...boundTo(ask));
    },
    holder: (ask) => openHolder(parts, ask, departmentOf(ask.response).code),
    keeper: (ask) => openKeeper(parts, ask, departmentOf(ask.response).code),
    forget: (ask) => forgetBrowser(parts, ask, departmentOf(ask.response).code),
  };
}

/** The key in the address of a page that whoever has the address opens. */
export const addressKey = ({ request }: Pick<Ask, 'request'>): string => String(request.params.key);

/** The door of such a page: counted by line, its forms bound to its key. */
export const keyDoor = (parts: Parts): FormDoor =>
  openDoor(
    parts,
    ({ request }) => parts.limit('link-address', request.ip ?? ''),
    (ask) => [addressKey(ask)],
  );

/** The browser of somebody who has no session, by its own cookie. */
function openHolder(parts: Parts, { request }: Pick<Ask, 'request'>, department: string): Holder | null {
  const browser: unknown = (request.cookies as Record<string, unknown>)[refusedCookie(parts).name];
  return typeof browser === 'string' && /^[\w-]{22}$/.test(browser) ? { department, browser } : null;
}

/** The same; the cookie is set if there is none. */
function openKeeper(parts: Parts, ask: Ask, department: string): Holder {
  const known = openHolder(parts, ask, department);
  if (known !== null) return known;
  const browser = randomBytes(16).toString('base64url');
  const { name, options } = refusedCookie(parts);
  ask.response.cookie(name, browser, options);
  return { department, browser };
}

/** Forgets a browser without a session, its cookie with what it was refused. */
export async function forgetBrowser(parts: Parts, { request, response }: Ask, department: string): Promise<void> {
  const holder = openHolder(parts, { request }, department);
  if (holder === null) return;
  const { name, options } = refusedCookie(parts);
  response.clearCookie(name, options);
  await dropRefusedForms(parts.database, holder);
}

function refusedCookie(parts: Parts): { name: string; options: CookieOptions } {
  const secure = isHttps(parts.settings);
  return { name: secure ? '__Host-guichet-saisie' : 'guichet-saisie', options: { httpOnly: true, sameSite: 'lax', secure, path: siteHref } };
}

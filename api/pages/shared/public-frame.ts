import type { CookieOptions, Request, Response } from 'express';
import type { TextVersion } from '../../../templates/text/texts.ts';
import type { PublicChrome } from '../../../templates/views/parts.ts';
import type { Department } from '../../http/departments.ts';
import { isHttps, type Parts } from '../../http/parts.ts';
import { siteHref, versionPath } from './addresses.ts';
import { publicChrome } from './frame.ts';

/** Over TLS the cookie is of this host alone. */
const [overTls, inClear] = ['__Host-guichet-lecture', 'guichet-lecture'];

/** The version somebody asked for with the button, for as long as the browser stays open. Without the button there is no cookie. */
export function versionOf(request: Request): TextVersion {
  // Before cookies are read nobody has asked for anything.
  const cookies = request.cookies as Record<string, unknown> | undefined;
  return [cookies?.[overTls], cookies?.[inClear]].includes('facile') ? 'fr-falc' : 'fr';
}

/** Goes to the other version; answers which. */
export function switchVersion(parts: Parts, request: Request, response: Response): TextVersion {
  const version: TextVersion = versionOf(request) === 'fr' ? 'fr-falc' : 'fr';
  const secure = isHttps(parts.settings);
  const cookie: CookieOptions = { httpOnly: true, sameSite: 'lax', secure, path: siteHref };
  if (version === 'fr-falc') response.cookie(secure ? overTls : inClear, 'facile', cookie);
  else for (const name of [overTls, inClear]) response.clearCookie(name, cookie);
  return version;
}

/** The frame of a public page, in the version asked for. Pages whose own form holds the button give no `switchTo`. */
export async function publicFrame(parts: Parts, request: Request, department?: Department): Promise<PublicChrome> {
  const [here = siteHref] = request.originalUrl.split('?', 1);
  return {
    ...(await publicChrome(parts, department)),
    version: versionOf(request),
    switchTo: { action: versionPath, csrf: parts.openForms.token(''), hidden: [{ name: 'retour', value: here }] },
  };
}

/** The same for a page that a form leads to, or that is one: it cannot be asked for again by its address. */
export async function formFrame(parts: Parts, request: Request, department: Department, version = versionOf(request)): Promise<PublicChrome> {
  return { ...(await publicChrome(parts, department)), version };
}

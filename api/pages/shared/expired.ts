import type { Request, Response } from 'express';
import { demonstrationAccounts } from '../../../demonstration/seed.ts';
import type { Form } from '../../../templates/views/parts.ts';
import type { Parts } from '../../http/parts.ts';
import { readOpenUpload } from '../../http/uploads.ts';
import { casesHref, deskHref, institutionHome, ownAccountHrefs, partnerHome, signInHref, signInPaths } from './addresses.ts';
import { formView, typed } from './form.ts';
import { signedOutChrome } from './frame.ts';

export const CARRIED = 'champ:';

/** What a page never writes back. */
export const notCarried: ReadonlySet<string> = new Set(['_csrf', 'cle', 'password', 'newPassword', 'secret', 'code']);

/** The page that holds the buttons of an address: a case, or the list an account begins with. */
export const pageAround = new RegExp(
  `^(${[`${casesHref}/[^/?]+`, ...Object.values(ownAccountHrefs), deskHref, partnerHome, institutionHome].join('|')})`,
);

/** Answers whoever must sign in first: a page is come back to; a form that was being sent is carried along by the sign-in page. */
export function expired(parts: Parts): (request: Request, response: Response) => Promise<void> {
  return async (request, response) => {
    if (request.method === 'GET') return response.redirect(303, `${signInHref}?${new URLSearchParams({ suite: request.originalUrl })}`);
    // Files cannot be carried along; what was typed beside them is.
    if (request.is('multipart/form-data')) {
      await parts.limit('sign-in-address', request.ip ?? '');
      await readOpenUpload(request);
    }
    const sent = Object.entries(typed(request)).filter(([name]) => !notCarried.has(name));
    // A button alone has nothing to be shown again: one is led to the page it stood on, not to its own address.
    const back = sent.length > 0 ? request.originalUrl : (pageAround.exec(request.originalUrl)?.[0] ?? '');
    const hidden = [
      { name: 'suite', value: back },
      ...sent.flatMap(([name, value]) => (Array.isArray(value) ? value : [value ?? '']).map((each) => ({ name: `${CARRIED}${name}`, value: each }))),
    ];
    const form = formView({ action: signInHref, csrf: parts.sessionForms.token(request, response), hidden }, ['email', 'password']);
    response
      .status(401)
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(await signInPage(parts, request, form, true));
  };
}

/** The page on which one signs in, with what its form carries along. */
export async function signInPage(parts: Parts, request: Request, form: Form<'email' | 'password'>, expired = false): Promise<string> {
  return parts.page('desk/sign-in', {
    chrome: signedOutChrome(parts, request),
    forgottenHref: signInPaths.forgotten,
    form,
    expired,
    accounts: (await isDemonstration(parts)) ? shownAccounts() : [],
  });
}

/** Beside a real department the demonstration's accounts are closed: they are not shown. */
export async function isDemonstration(parts: Parts): Promise<boolean> {
  return parts.settings.mode === 'demonstration' && (await parts.departments.all()).every(({ mode }) => mode === 'demonstration');
}

/** Demonstration accounts and their passwords, on the page itself. */
export function shownAccounts() {
  return demonstrationAccounts().map(({ label, email, password, department }) => ({ who: label, email, password, department }));
}

import { type Request, type Response, Router } from 'express';
import { type Account, accountOf, accountToSignIn, secondFactorOf, seenToday } from '../../../accounts/accounts.ts';
import { passwordMatches } from '../../../accounts/password.ts';
import { may, type Right } from '../../../accounts/rights.ts';
import { totpMatches } from '../../../accounts/totp.ts';
import type { Form, Hidden } from '../../../templates/views/parts.ts';
import { actingAs } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { notStored } from '../../http/security.ts';
import { closeSession, openSession } from '../../http/session.ts';
import { CARRIED, signInPage } from '../shared/expired.ts';
import { type FormError, formView, one, type Typed, typed } from '../shared/form.ts';
import { signedOutChrome } from '../shared/frame.ts';
import { keepRefusal } from '../shared/refusal.ts';

const SECOND_FACTOR_MINUTES = 5;

/** Somewhere on this site; anything else leads to the account's own first page. */
function inside(address: string): string {
  return /^\/(guichet|partenaire|etablissement)([/?]|$)/.test(address) && !address.includes('\\') ? address : '';
}

const homes: [Right, string][] = [
  ['case.read', '/guichet'],
  ['declaration.make', '/etablissement'],
  ['transfer.receive', '/partenaire'],
  ['accounts.manage', '/guichet/comptes'],
];

/** Where somebody arrives who asked for no page. */
function homeOf(account: Account): string {
  return homes.find(([right]) => may(account, right))?.[1] ?? '/';
}

/** Accounts come in here: password, then the second factor where there is one. */
export function signInPages(parts: Parts): Router {
  const pages = Router();
  const { protect } = parts.sessionForms;
  pages.use('/connexion', notStored, actingAs('DOOR'));

  pages.get('/connexion', async (request, response) => {
    const suite = typeof request.query.suite === 'string' ? inside(request.query.suite) : '';
    response.type('html').send(await signInPage(parts, request, response, { hidden: [{ name: 'suite', value: suite }] }));
  });

  pages.post('/connexion', protect, async (request, response) => {
    const fields = typed(request);
    const email = one(fields, 'email').toLowerCase();
    await parts.limit('sign-in-address', request.ip ?? '');
    await parts.limit('sign-in-account', email);
    const found = await accountToSignIn(parts.database, email);
    const matches = await passwordMatches(String(fields.password ?? ''), found?.passwordHash ?? null);
    if (found === null || !matches) {
      const errors: FormError<'email' | 'password'>[] = [
        { field: 'email', message: 'L’adresse ou le mot de passe ne correspond à aucun compte actif. Vérifiez les deux, puis recommencez.' },
      ];
      return response
        .status(401)
        .type('html')
        .send(await signInPage(parts, request, response, { hidden: carried(fields), fields: { email }, errors }));
    }
    if (!found.secondFactor) return enter(parts, request, response, found.account, fields);
    request.session.awaited = { account: found.account.id, until: parts.now() + SECOND_FACTOR_MINUTES * 60_000 };
    response.type('html').send(codePage(parts, request, response, carried(fields)));
  });

  pages.post('/connexion/code', protect, async (request, response) => {
    const fields = typed(request);
    const { awaited } = request.session;
    const account = awaited === undefined || awaited.until < parts.now() ? null : await accountOf(parts.database, awaited.account);
    if (account === null) return response.redirect(303, '/connexion');
    await parts.limit('sign-in-account', `code:${account.id}`);
    const secret = await secondFactorOf(parts.database, account);
    if (secret === null || !totpMatches(secret, one(fields, 'code'), parts.now())) {
      const errors: FormError<'code'>[] = [
        { field: 'code', message: 'Ce code n’est pas le bon, ou n’est plus valable. Tapez celui qui s’affiche maintenant.' },
      ];
      return response
        .status(401)
        .type('html')
        .send(codePage(parts, request, response, carried(fields), errors));
    }
    return enter(parts, request, response, account, fields);
  });

  pages.post('/connexion/fin', protect, async (request, response) => {
    await closeSession(parts, request, response);
    response.redirect(303, '/connexion');
  });
  return pages;
}

/** Opens a new session. A form that was being sent when the last one ended is shown again at its own address, filled. */
async function enter(parts: Parts, request: Request, response: Response, account: Account, fields: Typed): Promise<void> {
  await openSession(request, account.id);
  await seenToday(parts.database, account);
  const suite = inside(one(fields, 'suite'));
  const carriedAlong = Object.entries(fields).filter(([name]) => name.startsWith(CARRIED));
  if (suite === '' || carriedAlong.length === 0) return response.redirect(303, suite || homeOf(account));
  const sent: Typed = Object.fromEntries(carriedAlong.map(([name, value]) => [name.slice(CARRIED.length), value]));
  const holder = { department: account.department, browser: request.session.id };
  response.redirect(303, await keepRefusal(parts, holder, suite, { typed: sent, errors: [], changed: false }));
}

function codePage(parts: Parts, request: Request, response: Response, hidden: Hidden[], errors: FormError<'code'>[] = []): string {
  const action = { action: '/connexion/code', csrf: parts.sessionForms.token(request, response), hidden };
  return parts.page('desk/totp', { chrome: signedOutChrome(parts), form: formView(action, ['code'], {}, errors) as Form<'code'> });
}

function carried(fields: Typed): Hidden[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    name === 'suite' || name.startsWith(CARRIED) ? (Array.isArray(value) ? value : [value ?? '']).map((each) => ({ name, value: each })) : [],
  );
}

import { type Request, type Response, Router } from 'express';
import { accountToSignIn, endSessionsOf, secondFactorOf, setPassword, setSecondFactor } from '../../../accounts/accounts.ts';
import { passwordMatches } from '../../../accounts/password.ts';
import { isTotp, newTotp, totpAddress, totpMatches } from '../../../accounts/totp.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { closeSession, openSession } from '../../http/session.ts';
import { chromeFor, notice } from './desk-page.ts';
import { type FormError, formView, one, typed } from './form.ts';
import { kindLabel, ownAccountHref } from './frame.ts';

const SHORTEST = 12;
const LONGEST = 200;
type PasswordField = 'password' | 'newPassword';

/** What somebody may change of their own account: the password, the second factor, and where they are signed in. */
export function ownAccountPages(parts: Parts): Router {
  const pages = Router();
  const here = (response: Response) => ownAccountHref(signedIn(response));

  // Signing out that was sent after the session had ended comes back here.
  pages.get(['/', '/partout'], async (request: Request, response) => {
    response.type('html').send(await accountPage(request, response, []));
  });

  pages.post('/', async (request, response) => {
    const account = signedIn(response);
    const fields = typed(request);
    const [current, chosen] = [String(fields.password ?? ''), String(fields.newPassword ?? '')];
    await parts.limit('sign-in-account', `own:${account.id}`);
    const found = await accountToSignIn(parts.database, account.email);
    const errors: FormError<PasswordField>[] = [];
    if (!(await passwordMatches(current, found?.passwordHash ?? null)))
      errors.push({ field: 'password', message: 'Ce n’est pas votre mot de passe actuel. Tapez celui avec lequel vous vous connectez.' });
    const wrong = wrongWith(chosen, current);
    if (wrong !== null) errors.push({ field: 'newPassword', message: wrong });
    if (errors.length > 0)
      return response
        .status(422)
        .type('html')
        .send(await accountPage(request, response, errors));
    await setPassword(parts.database, account.department, account.id, chosen);
    await openSession(request, account.id);
    notice(request, 'Votre mot de passe est changé. Vos autres sessions sont fermées.');
    response.redirect(303, here(response));
  });

  pages.post('/partout', async (request, response) => {
    const { department, id } = signedIn(response);
    await endSessionsOf(parts.database, department, id);
    await closeSession(parts, request, response);
    response.redirect(303, '/connexion');
  });

  pages.get('/verification', async (request, response) => {
    response.type('html').send(await factorPage(request, response, newTotp(), []));
  });

  pages.post('/verification', async (request, response) => {
    const account = signedIn(response);
    const fields = typed(request);
    const kept = await secondFactorOf(parts.database, account);
    const secret = kept ?? one(fields, 'secret');
    await parts.limit('sign-in-account', `code:${account.id}`);
    if (!isTotp(secret) || !totpMatches(secret, one(fields, 'code'), parts.now())) {
      const errors: FormError<'code'>[] = [{ field: 'code', message: 'Ce code n’est pas le bon. Tapez celui que l’application montre maintenant.' }];
      return response
        .status(422)
        .type('html')
        .send(await factorPage(request, response, isTotp(secret) ? secret : newTotp(), errors));
    }
    await setSecondFactor(parts.database, account.department, account.id, kept === null ? secret : null);
    notice(
      request,
      kept === null
        ? 'La vérification en deux étapes est ajoutée : un code vous sera demandé à chaque connexion.'
        : 'La vérification en deux étapes est retirée.',
    );
    response.redirect(303, here(response));
  });

  async function accountPage(request: Request, response: Response, errors: FormError<PasswordField>[]): Promise<string> {
    const account = signedIn(response);
    const csrf = parts.sessionForms.token(request, response);
    return parts.page('desk/own-account', {
      chrome: await chromeFor(parts, request, response),
      name: account.name,
      email: account.email,
      kind: kindLabel(account.kind),
      shortest: SHORTEST,
      form: formView({ action: here(response), csrf }, ['password', 'newPassword'], {}, errors),
      secondFactor: { on: (await secondFactorOf(parts.database, account)) !== null, href: `${here(response)}/verification` },
      signOutEverywhere: { action: `${here(response)}/partout`, csrf },
    });
  }

  /** Adding asks a code first, so that nobody is locked out by a key copied wrong; so does taking away. */
  async function factorPage(request: Request, response: Response, offered: string, errors: FormError<'code'>[]): Promise<string> {
    const account = signedIn(response);
    const on = (await secondFactorOf(parts.database, account)) !== null;
    const action = {
      action: `${here(response)}/verification`,
      csrf: parts.sessionForms.token(request, response),
      hidden: on ? [] : [{ name: 'secret', value: offered }],
    };
    return parts.page('desk/own-factor', {
      chrome: await chromeFor(parts, request, response),
      form: formView(action, ['code'], {}, errors),
      backHref: here(response),
      ...(!on && { offered: { secret: offered, address: totpAddress(offered, account.email) } }),
    });
  }

  return pages;
}

/** Length is all that is asked of a password (ANSSI, NIST SP 800-63B): a sentence is easier to keep than signs. */
function wrongWith(chosen: string, current: string): string | null {
  const { length } = [...chosen.normalize('NFC')];
  if (length < SHORTEST) return `Donnez au moins ${SHORTEST} caractères. Une phrase convient.`;
  if (length > LONGEST) return `Gardez au plus ${LONGEST} caractères.`;
  return chosen === current ? 'Donnez un autre mot de passe que l’actuel.' : null;
}

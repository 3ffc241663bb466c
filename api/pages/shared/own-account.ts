import { randomUUID } from 'node:crypto';
import { type Request, Router } from 'express';
import { accountToSignIn, endSessionsOf, secondFactorOf, setPassword, setSecondFactor, takeSecondFactor } from '../../../accounts/accounts.ts';
import { passwordMatches, SHORTEST_PASSWORD, wrongWithPassword } from '../../../accounts/password.ts';
import { totpAddress, totpFor, totpPeriod } from '../../../accounts/totp.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { closeSession, openSession } from '../../http/session.ts';
import { ownAccountPaths, signInHref } from './addresses.ts';
import { chromeFor } from './desk-page.ts';
import { freeText } from './fields.ts';
import type { FormError } from './form.ts';
import { buttonTo, formButton } from './form-button.ts';
import { type Ask, signedInDoor } from './form-door.ts';
import { formPage } from './form-page.ts';
import { kindLabel, ownAccountHref } from './frame.ts';
import { tellHolder } from './holder-mail.ts';

/** What somebody may change of their own account: the password, the second factor, and where they are signed in. */
export function ownAccountPages(parts: Parts): Router {
  const pages = Router();
  const here = ({ response }: Ask) => ownAccountHref(signedIn(response));
  const at = (ask: Ask, page: 'everywhere' | 'factor') => `${here(ask)}${ownAccountPaths[page]}`;
  const open = async ({ response }: Ask) => {
    const account = signedIn(response);
    return { account, kept: await secondFactorOf(parts.database, account) };
  };

  formPage(parts, pages, {
    at: ownAccountPaths.own,
    door: signedInDoor(parts),
    open,
    fields: { password: freeText(), newPassword: freeText() },
    secrets: ['password', 'newPassword'],
    view: async (form, { account, kept }, ask) =>
      parts.page('desk/own-account', {
        chrome: await chromeFor(parts, ask.request, ask.response),
        name: account.name,
        email: account.email,
        kind: kindLabel(account.kind),
        shortest: SHORTEST_PASSWORD,
        form,
        secondFactor: { on: kept !== null, href: at(ask, 'factor') },
        signOutEverywhere: buttonTo(parts, ask, at(ask, 'everywhere')),
      }),
    act: async ({ password, newPassword }, { account }, { ask }) => {
      const succeeded = await parts.limit('sign-in-account', `own:${account.id}`);
      const found = await accountToSignIn(parts.database, account.email);
      const errors: FormError<'password' | 'newPassword'>[] = [];
      if (await passwordMatches(password, found?.passwordHash ?? null)) await succeeded();
      else errors.push({ field: 'password', message: 'Ce n’est pas votre mot de passe actuel. Tapez celui avec lequel vous vous connectez.' });
      const wrong = newPassword === password ? 'Donnez un autre mot de passe que l’actuel.' : wrongWithPassword(newPassword, account);
      if (wrong !== null) errors.push({ field: 'newPassword', message: wrong });
      if (errors.length > 0) return { errors };
      await setPassword(parts.database, account.department, account.id, newPassword);
      await openSession(ask.request, account.id, parts.now());
      tellHolder(parts, account, 'PASSWORD_CHANGED', 'HOLDER');
      return { to: here(ask), said: 'Votre mot de passe est changé. Vos autres sessions sont fermées.' };
    },
    action: (_subject, ask) => here(ask),
  });

  formButton(parts, pages, {
    at: ownAccountPaths.everywhere,
    standsOn: here,
    open: async ({ response }) => signedIn(response),
    act: async ({ department, id }, { ask: { request, response } }) => {
      await endSessionsOf(parts.database, department, id);
      await closeSession(parts, request, response);
      return { to: signInHref };
    },
  });

  // Adding asks a code first, so that nobody is locked out by a key copied wrong; so does taking away.
  formPage(parts, pages, {
    at: ownAccountPaths.factor,
    door: signedInDoor(parts),
    open,
    fields: { code: freeText() },
    secrets: ['code'],
    view: async (form, { account, kept }, ask) => {
      const secret = offered(ask.request);
      return parts.page('desk/own-factor', {
        chrome: await chromeFor(parts, ask.request, ask.response),
        form,
        backHref: here(ask),
        ...(kept === null && { offered: { secret, address: totpAddress(secret, account.email) } }),
      });
    },
    act: async ({ code }, { account, kept }, { ask }) => {
      const succeeded = await parts.limit('sign-in-account', `code:${account.id}`);
      const secret = kept ?? offered(ask.request);
      const right =
        kept === null ? totpPeriod(secret, code, parts.now()) !== null : await takeSecondFactor(parts.database, account, code, parts.now());
      if (!right) return { errors: [{ field: 'code', message: 'Ce code n’est pas le bon. Tapez celui que l’application montre maintenant.' }] };
      await succeeded();
      await setSecondFactor(parts.database, account.department, account.id, kept === null ? secret : null);
      delete ask.request.session.offer;
      await endSessionsOf(parts.database, account.department, account.id);
      await openSession(ask.request, account.id, parts.now());
      tellHolder(parts, account, kept === null ? 'FACTOR_ADDED' : 'FACTOR_REMOVED', 'HOLDER');
      const said =
        kept === null
          ? 'La vérification en deux étapes est ajoutée : un code vous sera demandé à chaque connexion. Vos autres sessions sont fermées.'
          : 'La vérification en deux étapes est retirée. Vos autres sessions sont fermées.';
      return { to: here(ask), said };
    },
    action: (_subject, ask) => at(ask, 'factor'),
  });

  /** The key that is offered: the same until it is added or the session ends, and written nowhere. */
  function offered({ session }: Request): string {
    session.offer ??= randomUUID();
    return totpFor(parts.database.keys, session.offer);
  }

  return pages;
}

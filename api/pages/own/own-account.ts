import { randomUUID } from 'node:crypto';
import { type Request, Router } from 'express';
import { type Account, accountToSignIn, secondFactorOf, setPassword, setSecondFactor, takeSecondFactor } from '../../../accounts/accounts.ts';
import { passwordMatches, SHORTEST_PASSWORD, wrongWithPassword } from '../../../accounts/password.ts';
import { may } from '../../../accounts/rights.ts';
import { endSessionsOf } from '../../../accounts/sessions.ts';
import { totpAddress, totpFor, totpPeriod } from '../../../accounts/totp.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { openSession } from '../../http/session.ts';
import { digestHref, ownAccountPage, ownAccountPaths } from '../shared/addresses.ts';
import { chromeFor, traceAct } from '../shared/desk-page.ts';
import { freeText } from '../shared/fields.ts';
import type { FormError } from '../shared/form.ts';
import { buttonTo } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { kindLabel, ownAccountHref } from '../shared/frame.ts';
import { tellHolder } from '../shared/holder-mail.ts';
import { needsTwoSteps } from './factor-first.ts';
import { ownSessionButtons, ownSessions } from './own-sessions.ts';

const notCurrent = 'Ce n’est pas votre mot de passe actuel. Tapez celui avec lequel vous vous connectez.';

/** What somebody may change of their own account: the password, the second factor, and where they are signed in. */
export function ownAccountPages(parts: Parts): Router {
  const pages = Router();
  const here = ({ response }: Ask) => ownAccountHref(signedIn(response));
  const at = (ask: Ask, page: 'everywhere' | 'others' | 'factor') => ownAccountPage(here(ask), page);
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
        ...(may(account, 'case.act') && { digestHref }),
        shortest: SHORTEST_PASSWORD,
        form,
        secondFactor: {
          on: kept !== null,
          href: at(ask, 'factor'),
          needed: needsTwoSteps(account),
          demonstration: parts.settings.mode === 'demonstration',
        },
        sessions: await ownSessions(parts, ask),
        signOutOthers: buttonTo(parts, ask, at(ask, 'others')),
        signOutEverywhere: buttonTo(parts, ask, at(ask, 'everywhere')),
      }),
    act: async ({ password, newPassword }, { account }, { ask }) => {
      const errors: FormError<'password' | 'newPassword'>[] = [];
      if (!(await isTheirPassword(account, password))) errors.push({ field: 'password', message: notCurrent });
      const known = { ...account, department: (await parts.departments.get(account.department)).name };
      const wrong = newPassword === password ? 'Donnez un autre mot de passe que l’actuel.' : wrongWithPassword(newPassword, known);
      if (wrong !== null) errors.push({ field: 'newPassword', message: wrong });
      if (errors.length > 0) return { errors };
      const twice = ask.request.session.twice === true;
      await setPassword(parts.database, account.department, account.id, newPassword);
      await openSession(parts, ask.request, { account: account.id, twice });
      await traceAct(parts, ask, 'PASSWORD_CHANGED');
      tellHolder(parts, account, 'PASSWORD_CHANGED', 'HOLDER');
      return { to: here(ask), said: 'Votre mot de passe est changé. Vos autres sessions sont fermées.' };
    },
    action: (_subject, ask) => here(ask),
  });

  ownSessionButtons(parts, pages);

  // Adding asks for the password, which is what one has until then, and for a code, so that nobody is locked out by a key copied wrong. Taking
  // away asks for a code.
  formPage(parts, pages, {
    at: ownAccountPaths.factor,
    door: signedInDoor(parts),
    open,
    fields: { password: freeText(), code: freeText() },
    secrets: ['password', 'code'],
    view: async (form, { account, kept }, ask) => {
      const secret = offered(ask.request);
      return parts.page('desk/own-factor', {
        chrome: await chromeFor(parts, ask.request, ask.response),
        form,
        backHref: here(ask),
        forced: parts.settings.mode === 'production' && needsTwoSteps(account),
        ...(kept === null && { offered: { secret, address: totpAddress(secret, account.email) } }),
      });
    },
    act: async ({ password, code }, { account, kept }, { ask }) => {
      if (kept === null && !(await isTheirPassword(account, password))) return { errors: [{ field: 'password', message: notCurrent }] };
      const succeeded = await parts.limit('sign-in-account', `code:${account.id}`);
      const secret = kept ?? offered(ask.request);
      const right =
        kept === null ? totpPeriod(secret, code, parts.now()) !== null : await takeSecondFactor(parts.database, account, code, parts.now());
      if (!right) return { errors: [{ field: 'code', message: 'Ce code n’est pas le bon. Tapez celui que l’application montre maintenant.' }] };
      await succeeded();
      await setSecondFactor(parts.database, account.department, account.id, kept === null ? secret : null);
      delete ask.request.session.offer;
      await endSessionsOf(parts.database, account.department, account.id);
      await openSession(parts, ask.request, { account: account.id, twice: kept === null });
      const kind = kept === null ? 'FACTOR_ADDED' : 'FACTOR_REMOVED';
      await traceAct(parts, ask, kind);
      tellHolder(parts, account, kind, 'HOLDER');
      const said =
        kept === null
          ? 'La vérification en deux étapes est ajoutée : un code vous sera demandé à chaque connexion. Vos autres sessions sont fermées.'
          : 'La vérification en deux étapes est retirée. Vos autres sessions sont fermées.';
      return { to: here(ask), said };
    },
    action: (_subject, ask) => at(ask, 'factor'),
  });

  /** Whether somebody signed in knows the password: failures are counted, so that an open session is no way to guess it. */
  async function isTheirPassword({ id, email }: Account, password: string): Promise<boolean> {
    const succeeded = await parts.limit('sign-in-account', `own:${id}`);
    const found = await accountToSignIn(parts.database, email);
    const matches = await passwordMatches(password, found?.passwordHash ?? null);
    if (matches) await succeeded();
    return matches;
  }

  /** The key that is offered: the same until it is added or the session ends, and written nowhere. */
  function offered({ session }: Request): string {
    session.offer ??= randomUUID();
    return totpFor(parts.database.keys, session.offer);
  }

  return pages;
}

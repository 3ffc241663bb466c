import type { RequestHandler } from 'express';
import { type Account, secondFactorOf } from '../../../accounts/accounts.ts';
import { may } from '../../../accounts/rights.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { ownAccountHrefs, ownAccountPage } from '../shared/addresses.ts';

/** Whether an account opens what a password alone must not open: everybody's of the desk. */
export const needsTwoSteps = (account: Pick<Account, 'kind'>): boolean => may(account, 'desk.enter');

/**
 * In production nobody works at the desk without a second factor: whoever has none is led to where it is added, and to nowhere else. A
 * demonstration asks for none: its passwords are public.
 */
export function factorFirst(parts: Parts): RequestHandler {
  return async ({ session }, response, next) => {
    const account = signedIn(response);
    if (parts.settings.mode !== 'production' || !needsTwoSteps(account) || session.twice === true) return next();
    // Opened by a version that did not note it: whoever has a factor was asked for it then.
    session.twice = (await secondFactorOf(parts.database, account)) !== null;
    if (session.twice) return next();
    response.redirect(303, ownAccountPage(ownAccountHrefs.desk, 'factor'));
  };
}

import type { Account } from '../../../accounts/accounts.ts';
import { openWay, type WayPurpose } from '../../../accounts/ways.ts';
import type { Parts } from '../../http/parts.ts';
import { chooseHref } from './addresses.ts';

/** Sends the holder of an account, and nobody else, the link by which a password is chosen. Throws Unavailable when no mail leaves. */
export async function sendWay(
  parts: Parts,
  account: Pick<Account, 'id' | 'department' | 'email'>,
  { purpose, by }: { purpose: WayPurpose; by: string | null },
): Promise<void> {
  const now = parts.now();
  const department = await parts.departments.get(account.department);
  const { token, expiresAt } = await openWay(parts.database, account, { purpose, by, now });
  const link = `${parts.settings.publicUrl}${chooseHref(token)}`;
  await parts.mailer.send('account-way', { invitation: purpose === 'INVITATION', link, expiresAt }, { address: account.email, department, now });
}

/** What may be done to an account, as its holder is told. */
const acts = {
  PASSWORD_CHANGED: 'Le mot de passe de votre compte est changé. Vos autres sessions sont fermées.',
  FACTOR_ADDED: 'La vérification en deux étapes est ajoutée à votre compte.',
  FACTOR_REMOVED: 'La vérification en deux étapes est retirée de votre compte.',
  NEW_BROWSER: 'Après plusieurs essais manqués, une connexion à votre compte a réussi depuis un navigateur qui n’y était pas connu.',
  SUSPENDED: 'Votre compte est suspendu.',
  RESTORED: 'Votre compte est rétabli.',
  EDITED: 'Votre nom, votre adresse, votre rôle ou vos rattachements sont modifiés.',
} as const;

/**
 * Tells the holder of an account what was done to it. Nobody waits for it: an act on an account stands, whether its mail leaves or not,
 * and a mail that does not leave is logged.
 */
export function tellHolder(
  parts: Parts,
  { department: code, email }: Pick<Account, 'department' | 'email'>,
  act: keyof typeof acts,
  by: 'DESK' | 'HOLDER',
): void {
  const at = parts.now();
  parts.departments
    .get(code)
    .then((department) => parts.mailer.send('account-changed', { act: acts[act], by, at }, { address: email, department, now: at }))
    .catch((failure: unknown) => parts.logger.error({ err: failure }, 'ACCOUNT_MAIL_NOT_SENT'));
}

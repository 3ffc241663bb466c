import { type Account, accountsThatMay } from '../../../accounts/accounts.ts';
import type { Keeper } from '../../../accounts/teams.ts';
import { openWay, type WayPurpose } from '../../../accounts/ways.ts';
import { bodyName } from '../../../directory/names.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { Unavailable } from '../../http/errors.ts';
import type { Parts } from '../../http/parts.ts';
import { accountHref, chooseHref } from './addresses.ts';

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

/** `sendWay`, and what to say of it: whether the mail left. */
export async function saidOfWay(
  parts: Parts,
  account: Parameters<typeof sendWay>[1],
  way: Parameters<typeof sendWay>[2],
): Promise<{ left: boolean; said: string }> {
  const began = way.purpose === 'INVITATION' ? 'Le compte est ouvert.' : 'Le mot de passe d’avant sert encore, jusqu’à ce qu’un autre soit choisi.';
  try {
    await sendWay(parts, account, way);
  } catch (failure) {
    if (!(failure instanceof Unavailable)) throw failure;
    const said = `Le message n’est pas parti : le courrier ne répond pas. ${began} Envoyez le lien de nouveau dans quelques minutes.`;
    return { left: false, said };
  }
  return { left: true, said: `Un lien pour choisir un mot de passe est envoyé à ${account.email}, et à personne d’autre. ${began}` };
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
  KEEPS_ACCOUNTS: 'La tenue des comptes de votre organisme vous est remise : « Votre équipe » invite vos collègues et ferme leurs comptes.',
  KEEPS_NO_ACCOUNTS: 'La tenue des comptes de votre organisme est remise à une autre personne.',
} as const;

/**
 * Tells the holder of an account what was done to it. Nobody waits for it: an act on an account stands, whether its mail leaves or not,
 * and a mail that does not leave is logged.
 */
export function tellHolder(
  parts: Parts,
  { department: code, email }: Pick<Account, 'department' | 'email'>,
  act: keyof typeof acts,
  by: 'DESK' | 'HOLDER' | 'BODY',
): void {
  const at = parts.now();
  parts.departments
    .get(code)
    .then((department) => parts.mailer.send('account-changed', { act: acts[act], by, at }, { address: email, department, now: at }))
    .catch((failure: unknown) => parts.logger.error({ err: failure }, 'ACCOUNT_MAIL_NOT_SENT'));
}

/** What a body did with an account of its own, as the desk is told. */
const bodyActs = {
  INVITED: 'a ouvert un compte',
  CLOSED: 'a fermé un compte',
  HANDED_OVER: 'a remis la tenue de ses comptes à une autre personne',
} as const;

/** Tells whoever keeps the accounts of the department what a body did with one of its own. Nobody waits for it, as with `tellHolder`. */
export function tellKeepers(parts: Parts, { department: code, organisation }: Keeper, account: string, act: keyof typeof bodyActs): void {
  const now = parts.now();
  const tell = async () => {
    const [directory, department, keepers] = await Promise.all([
      currentDirectory(parts.database, code),
      parts.departments.get(code),
      accountsThatMay(parts.database, code, 'accounts.manage'),
    ]);
    const link = `${parts.settings.publicUrl}${accountHref('one', { id: account })}`;
    const said = { body: bodyName(directory, organisation), act: bodyActs[act], at: now, link };
    await Promise.all(keepers.map(({ email }) => parts.mailer.send('account-of-body', said, { address: email, department, now })));
  };
  tell().catch((failure: unknown) => parts.logger.error({ err: failure }, 'ACCOUNT_MAIL_NOT_SENT'));
}

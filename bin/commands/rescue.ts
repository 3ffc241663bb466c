import { type Account, accountsThatMay, accountToSignIn, setSecondFactor } from '../../accounts/accounts.ts';
import { endSessionsOf } from '../../accounts/sessions.ts';
import { createDirectMailer, type DirectMailer } from '../../api/http/direct-mail.ts';
import { Unavailable } from '../../api/http/errors.ts';
import { accountsHref } from '../../api/pages/shared/addresses.ts';
import { listDepartments } from '../../database/departments.ts';
import type { Database } from '../../database/pool.ts';
import { readSettings } from '../../settings/config.ts';
import { Problem } from '../../settings/problem.ts';
import { leaveTrace } from '../../traces/leave-trace.ts';
import { withDatabase } from './database.ts';

/**
 * `guichet accounts rescue`: takes the second factor away from somebody who has lost it and has no colleague who could. Everybody who keeps the
 * accounts is told first, the holder too: where a mail does not leave, nothing is done. Twice is once.
 */
export async function rescue({ email }: { email: string }): Promise<void> {
  const settings = readSettings(process.env, 'command');
  const mailer = createDirectMailer(settings);
  try {
    await withDatabase((db) => rescueIn(db, mailer, { email, publicUrl: settings.publicUrl }));
  } finally {
    mailer.close();
  }
}

async function rescueIn(db: Database, mailer: DirectMailer, { email, publicUrl }: { email: string; publicUrl: string }): Promise<void> {
  const found = await accountToSignIn(db, email);
  if (found === null) throw new Problem(`--email : aucun compte actif n’a l’adresse ${email}.`);
  const { account, secondFactor } = found;
  if (!secondFactor) {
    console.log(`Le compte de ${account.email} n’a pas de vérification en deux étapes : rien n’est changé.`);
    return;
  }
  const told = await toldOf(db, account);
  const now = Date.now();
  const department = (await listDepartments(db)).find(({ code }) => code === account.department);
  if (department === undefined) throw new Error('an account is of a department that is not there');
  const link = `${publicUrl}${accountsHref}`;
  for (const address of told) {
    await mailer.send('account-rescued', { person: account.name, at: now, link }, { address, department, now }).catch((failure: unknown) => {
      if (!(failure instanceof Unavailable)) throw failure;
      throw new Problem('Le courrier ne part pas : personne ne serait averti, donc rien n’est changé. Réparez SMTP_URL, puis recommencez.');
    });
  }
  await leaveTrace(db, account.department, { kind: 'ACCOUNT_RESCUED', account: null, about: account.id });
  await setSecondFactor(db, account.department, account.id, null);
  await endSessionsOf(db, account.department, account.id);
  console.log(
    [
      `La vérification en deux étapes du compte de ${account.email} est retirée et ses sessions sont fermées.`,
      'La personne se connecte avec son mot de passe (ou « Mot de passe oublié »), et en ajoute une autre aussitôt.',
      `Avertis par courriel : ${told.join(', ')}.`,
    ].join('\n'),
  );
}

/** The holder, and everybody else who keeps the accounts of the department. */
async function toldOf(db: Database, { id, department, email }: Account): Promise<string[]> {
  const others = (await accountsThatMay(db, department, 'accounts.manage')).filter((one) => one.id !== id);
  return [email, ...others.map((one) => one.email)];
}

import { type Account, createAccount, listAccounts, setActive } from '../accounts/accounts.ts';
import type { Instant } from '../calendar/span.ts';
import { createDepartment, hasPublished, listDepartments } from '../database/departments.ts';
import type { Database } from '../database/pool.ts';
import type { Directory } from '../directory/directory.ts';
import { addDuty, listDuty } from '../directory/record/duty.ts';
import { publishDirectory } from '../directory/record/revisions.ts';
import { nationalProcedure } from '../procedures/library/index.ts';
import { publishProcedure } from '../procedures/record/published.ts';
import { demonstrationDepartments, demonstrationDirectory } from './directories.ts';

/** An account that anybody may use, in a demonstration only. */
export interface DemonstrationAccount extends Omit<Account, 'id'> {
  /** Who it is for, in French. */
  label: string;
  password: string;
}

const names = { '54': 'Meurthe-et-Moselle', '57': 'Moselle' } as const;
const by = 'demonstration';
const dutyPhone = '+33 1 99 00 54 57';
const roster = { from: Date.UTC(2026, 0, 1), until: Date.UTC(2036, 0, 1) };

let accounts: DemonstrationAccount[] | undefined;

/** One account per kind of user and department; passwords are fixed, and shown on the sign-in page. */
export function demonstrationAccounts(): DemonstrationAccount[] {
  accounts ??= makeAccounts();
  return accounts;
}

/** Partners and institutions are named from the demonstration directories, which take a moment to read. */
function makeAccounts(): DemonstrationAccount[] {
  return demonstrationDepartments.flatMap((department) => {
    const { organisations } = demonstrationDirectory(department);
    const of = (role: Directory['organisations'][number]['roles'][number]) => organisations.find(({ roles }) => roles.includes(role))?.id ?? null;
    const account = (kind: Account['kind'], login: string, label: string, name: string, organisation: string | null = null) => ({
      department,
      kind,
      organisation,
      name,
      label,
      email: `${login}.${department}@guichet.example`,
      password: `${login}-${department}-demonstration`,
    });
    return [
      account('AGENT', 'agent', 'Agent du guichet', 'Camille Lambert'),
      account('AGENT', 'agent2', 'Agent du guichet, suppléant d’astreinte', 'Dominique Henry'),
      account('COORDINATOR', 'coordination', 'Coordination', 'Claude Thiébaut'),
      // What one prepares, another publishes.
      account('COORDINATOR', 'coordination2', 'Coordination, seconde personne', 'Andrea Mougenot'),
      account('INSTITUTION', 'etablissement', 'Établissement', 'Morgan Collin', of('ETABLISSEMENT')),
      account('PARTNER', 'partenaire', 'Partenaire', 'Alix Mathieu', of('CD')),
      account('ADMIN', 'administration', 'Administration', 'Sacha Didier'),
    ].filter(({ kind, organisation }) => (kind !== 'INSTITUTION' && kind !== 'PARTNER') || organisation !== null);
  });
}

/**
 * Makes the two demonstration departments able to work: protocol, directory, accounts, duty roster. Idempotent: what is
 * there already, also when somebody changed it, is left. Beside a production department nothing is done: answers false.
 * Throws in production.
 */
export async function seedDemonstration(db: Database, mode: 'demonstration' | 'production'): Promise<boolean> {
  if (mode !== 'demonstration') throw new Error('The demonstration is never put into a production database.');
  if ((await listDepartments(db)).some((department) => department.mode === 'production')) return false;
  for (const code of demonstrationDepartments) {
    await createDepartment(db, { code, name: names[code], mode: 'demonstration' });
    const { protocol, directory } = await hasPublished(db, code);
    if (!protocol) await publishProcedure(db, code, nationalProcedure(), by);
    if (!directory) await publishDirectory(db, demonstrationDirectory(code), by);
    const known = new Set((await listAccounts(db, code)).map(({ email }) => email));
    for (const { password, label: _shown, ...account } of demonstrationAccounts()) {
      if (account.department === code && !known.has(account.email)) await createAccount(db, account, password);
    }
    await fillRoster(db, code, roster.from, roster.until);
  }
  return true;
}

/**
 * Suspends every account of every demonstration department and ends its sessions: their passwords are public, and with them
 * anybody may have opened others there. Answers with the addresses of those that were active. Idempotent.
 */
export async function closeDemonstration(db: Database): Promise<string[]> {
  const closed: string[] = [];
  for (const { code, mode } of await listDepartments(db)) {
    if (mode !== 'demonstration') continue;
    for (const { id, email, active } of await listAccounts(db, code)) {
      if (!active) continue;
      await setActive(db, code, id, false);
      closed.push(email);
    }
  }
  return closed;
}

/** One person on duty and one stand-in, day and night, for years: a demonstration never finds nobody. */
async function fillRoster(db: Database, department: string, starts: Instant, ends: Instant): Promise<void> {
  if ((await listDuty(db, department, starts, ends)).length > 0) return;
  const listed = await listAccounts(db, department);
  for (const [level, login] of [
    [0, 'agent'],
    [1, 'agent2'],
  ] as const) {
    const account = listed.find(({ email }) => email === `${login}.${department}@guichet.example`);
    if (account !== undefined) await addDuty(db, department, { level, starts, ends, account: account.id, phone: dutyPhone });
  }
}

import { named } from '../database/named.ts';
import { type Database, inDepartment, type Tx } from '../database/pool.ts';
import { type Account, emailTaken, openAccountIn, passwordOfNobody, setActiveIn, type WithAccount } from './accounts.ts';
import type { AccountKind } from './rights.ts';

/** Somebody of an organisation, as colleagues see them. */
export interface Colleague {
  id: string;
  kind: AccountKind;
  name: string;
  email: string;
  /** ISO date, the last day away; null: nobody said. One that has passed is not an absence any more. */
  awayUntil: string | null;
}

/** The active accounts of an organisation, by name, at most 200. `today` is the department's own day. */
export async function teamOf(db: Database, department: string, organisation: string, today: string): Promise<Colleague[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<Colleague>(
      {
        text: `SELECT a.id, a.kind, a.display_name AS name, a.email, to_char(b.until, 'YYYY-MM-DD') AS "awayUntil"
               FROM account a LEFT JOIN account_absence b ON b.account = a.id AND b.until >= $3::date
               WHERE a.department = $1 AND a.organisation = $2 AND a.disabled_at IS NULL ORDER BY a.display_name, a.id LIMIT 200`,
      },
      [department, organisation, today],
    );
    return rows;
  });
}

/** Says until which day somebody is away, that day included; null: back. Said twice, the last holds. */
export async function sayAway(db: Database, { id, department }: Pick<Account, 'id' | 'department'>, until: string | null): Promise<void> {
  await inDepartment(db, department, async (tx) => {
    if (until === null) await tx.last({ text: 'DELETE FROM account_absence WHERE account = $1' }, [id]);
    else
      await tx.last(
        {
          text: `INSERT INTO account_absence (account, department, until) VALUES ($1, $2, $3)
                 ON CONFLICT (account) DO UPDATE SET until = excluded.until`,
        },
        [id, department, until],
      );
  });
}

/** Whoever keeps the accounts of a body, and what the others of it are. */
const memberOf = { PARTNER_ADMIN: 'PARTNER', INSTITUTION_ADMIN: 'INSTITUTION' } as const satisfies Partial<Record<AccountKind, AccountKind>>;
export type KeeperKind = keyof typeof memberOf;
const keeperOf = { PARTNER: 'PARTNER_ADMIN', INSTITUTION: 'INSTITUTION_ADMIN' } as const satisfies Record<(typeof memberOf)[KeeperKind], KeeperKind>;

/** The account of a body's own person who keeps its accounts. */
export interface Keeper extends Account {
  kind: KeeperKind;
  organisation: string;
}

const isKeeper = (kind: AccountKind): kind is KeeperKind => kind in memberOf;
const isMember = (kind: AccountKind): kind is keyof typeof keeperOf => kind in keeperOf;

/** What an account is as the one who keeps those of its body; null for any other. */
export function keeper({ kind, organisation, ...account }: Account): Keeper | null {
  return isKeeper(kind) && organisation !== null ? { ...account, kind, organisation } : null;
}

/** An account of a body, as whoever keeps them sees it. */
export interface Member extends Account {
  active: boolean;
  /** ISO date; null: nobody came in with it yet. */
  lastSeenOn: string | null;
  /** What may be done to it: it is not itself one that keeps accounts. */
  isKept: boolean;
}

/** The accounts of a keeper's body that were not erased, those that are closed last, by name, at most 200. */
export const membersOf = (db: Database, by: Keeper): Promise<Member[]> => readMembers(db, by, null);

/** One of them, however many there are; null for any other. */
export const memberNamed = async (db: Database, by: Keeper, id: string): Promise<Member | null> => (await readMembers(db, by, id))[0] ?? null;

function readMembers(db: Database, { department, organisation }: Keeper, id: string | null): Promise<Member[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<Omit<Member, 'isKept'>>(membersStatement({ department, organisation, id }));
    return rows.map((row) => ({ ...row, isKept: isMember(row.kind) }));
  });
}

const membersStatement = named({
  text: `SELECT id, department, kind, organisation, email, display_name AS name, disabled_at IS NULL AS active,
                to_char(last_seen, 'YYYY-MM-DD') AS "lastSeenOn"
         FROM account WHERE department = :department AND organisation = :organisation AND erased_at IS NULL
           AND (:id::text IS NULL OR id::text = :id)
         ORDER BY disabled_at IS NOT NULL, display_name, id LIMIT 200`,
});

/**
 * Opens the account of somebody of the keeper's body, and writes `also` with it, or neither. Answers its id; null where whoever asks keeps the
 * accounts of the body no more. Throws `EmailTaken`.
 */
export async function inviteMember(
  db: Database,
  by: Keeper,
  { name, email }: Pick<Account, 'name' | 'email'>,
  also: WithAccount,
): Promise<string | null> {
  const account = { department: by.department, kind: memberOf[by.kind], organisation: by.organisation, name, email };
  const hash = await passwordOfNobody();
  return inDepartment(db, by.department, async (tx) => {
    const { rows } = await tx.query<{ kind: AccountKind }>(lockTwo({ by: by.id, id: by.id, organisation: by.organisation }));
    return rows[0]?.kind === by.kind ? openAccountIn(tx, account, hash, also) : null;
  }).catch(emailTaken);
}

/**
 * Closes the account of somebody of the keeper's body: its sessions and its calendar's address end at once. False where it is closed already,
 * of another body, one that keeps accounts, or where whoever asks keeps them no more.
 */
export function closeMember(db: Database, by: Keeper, id: string): Promise<boolean> {
  return inDepartment(db, by.department, async (tx) => (await lockedMember(tx, by, id)) !== null && setActiveIn(tx, id, false));
}

/**
 * Gives what a keeper has to somebody else of the body who came in already, and takes it from the keeper. False where that cannot be, or was
 * done before.
 */
export function handOverTeam(db: Database, by: Keeper, id: string): Promise<boolean> {
  return inDepartment(db, by.department, async (tx) => {
    const member = await lockedMember(tx, by, id);
    if (member === null || !member.seen) return false;
    for (const one of [
      { id, kind: keeperOf[member.kind] },
      { id: by.id, kind: memberOf[by.kind] },
    ])
      await tx.query(setKind(one));
    return true;
  });
}

const setKind = named({ text: 'UPDATE account SET kind = :kind WHERE id = :id' });

/** Somebody's active account in a body, while nobody else may change it, nor what the keeper is. */
async function lockedMember(tx: Tx, by: Keeper, id: string): Promise<{ kind: keyof typeof keeperOf; seen: boolean } | null> {
  const { rows } = await tx.query<{ id: string; kind: AccountKind; seen: boolean }>(lockTwo({ by: by.id, id, organisation: by.organisation }));
  const found = rows.find((row) => row.id === id);
  const keeps = rows.some((row) => row.id === by.id && isKeeper(row.kind));
  return keeps && found !== undefined && isMember(found.kind) ? { kind: found.kind, seen: found.seen } : null;
}

const lockTwo = named({
  text: `SELECT id, kind, last_seen IS NOT NULL AS seen FROM account
         WHERE id IN (:by, :id) AND organisation = :organisation AND disabled_at IS NULL ORDER BY id FOR UPDATE`,
});

import { randomUUID } from 'node:crypto';
import { named } from '../../database/named.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import { isFinessNumber } from '../../vocabulary/finess.ts';
import type { Authority, EstablishmentAct } from '../../vocabulary/vocabulary.ts';
import type { Establishment } from '../establishments.ts';
import { placeKey } from '../places.ts';
import type { IndexedDirectory } from '../resolve.ts';
import type { ChangeAuthor } from './change-rows.ts';
import { isNow } from './establishment-rows.ts';

const selected = `finess, name, legal_entity AS "legalEntity", manager, category, category_name AS "categoryName", capacity,
  insee_code AS "inseeCode", address, phone, siret, authority, to_char(closed_on, 'YYYY-MM-DD') AS "closedOn", nullif(absent, false) AS absent`;
const held = isNow('establishment');

type Row = Pick<Establishment, 'finess' | 'name'> & { [K in keyof Establishment]?: Establishment[K] | null };
const asEstablishment = (row: Row): Establishment =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as Establishment;

const byNumber = named({ name: 'establishments-by-number', text: `SELECT ${selected} FROM establishment WHERE ${held} AND finess = ANY (:numbers)` });

/** The establishments of these FINESS numbers, as the national file last said them. */
export async function establishmentsOfNumbers(tx: Tx, numbers: readonly string[]): Promise<Map<string, Establishment>> {
  if (numbers.length === 0) return new Map();
  const { rows } = await tx.query<Row>(byNumber({ numbers: [...new Set(numbers)] }));
  return new Map(rows.map((row) => [row.finess, asEstablishment(row)]));
}

/** The same in a transaction of its own. */
export function establishmentsNumbered(db: Database, department: string, numbers: readonly string[]): Promise<Map<string, Establishment>> {
  return numbers.length === 0 ? Promise.resolve(new Map()) : inDepartment(db, department, (tx) => establishmentsOfNumbers(tx, numbers));
}

/** The directory with the names of these establishments, for pages that say them. */
export async function withListed(
  db: Database,
  directory: IndexedDirectory,
  numbers: readonly (string | null | undefined)[],
): Promise<IndexedDirectory> {
  const unknown = numbers.flatMap((one) => (one === null || one === undefined || directory.establishments.has(one) ? [] : [one]));
  return unknown.length === 0 ? directory : { ...directory, listed: await establishmentsNumbered(db, directory.department, unknown) };
}

const search = named({
  name: 'search-establishments',
  text: `SELECT ${selected} FROM establishment WHERE ${held} AND finess = ANY (ARRAY(SELECT doors.find_establishments(:words, :most)))
         ORDER BY closed_on IS NOT NULL, folded, finess LIMIT :most`,
});
const startingWith = named({
  name: 'establishments-starting',
  text: `SELECT ${selected} FROM establishment WHERE ${held} AND finess BETWEEN :start AND rpad(:start, 9, 'Z') ORDER BY finess LIMIT :most`,
});

/**
 * Those whose name or commune has a word that begins with each word typed, or whose number begins so; open ones first, by name. Nothing where
 * less than two letters were typed.
 */
export async function searchEstablishments(db: Database, department: string, typed: string, most: number): Promise<Establishment[]> {
  const number = typed.replaceAll(/[\s\u00a0.]/g, '').toUpperCase();
  const words = placeKey(typed).split(' ').filter(Boolean);
  if (words.join('').length < 2) return [];
  const statement = /^(?:\d[\dAB]\d{2,7})$/.test(number) ? startingWith({ start: number, most }) : search({ words, most });
  const { rows } = await inDepartment(db, department, (tx) => tx.query<Row>(statement));
  return rows.map(asEstablishment);
}

/** How many are held, and of them how many the last file no longer had. */
export async function countEstablishments(db: Database, department: string): Promise<{ held: number; absent: number }> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ held: number; absent: number }>({
      name: 'count-establishments',
      text: `SELECT count(*)::int AS held, count(*) FILTER (WHERE absent)::int AS absent FROM establishment WHERE ${held}`,
    });
    return rows[0] ?? { held: 0, absent: 0 };
  });
}

/** Whether the department took the national file in at all: forms then ask for any establishment by name. */
export async function hasEstablishments(db: Database, department: string): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ some: boolean }>({
      name: 'has-establishments',
      text: `SELECT EXISTS (SELECT FROM establishment WHERE ${held}) AS some`,
    });
    return rows[0]?.some ?? false;
  });
}

/** What an authority decided about an establishment, as somebody of the desk noted it. */
export interface NotedAct {
  id: string;
  finess: string;
  kind: EstablishmentAct;
  authority: Authority;
  /** ISO dates, both included; no end is known where there is none. */
  since: string;
  until: string | null;
  /** Where it is written. */
  reference: string;
  by: string;
}

const noteAct = named({
  name: 'note-establishment-act',
  text: `INSERT INTO establishment_act (department, id, finess, kind, authority, since, until, reference, by, account, at)
         VALUES (this_department(), :id, :finess, :kind, :authority, :since, :until, :reference, :by, :account, :at)
         ON CONFLICT (department, id) DO UPDATE SET until = excluded.until, reference = excluded.reference`,
});

/** Notes what an authority decided; the same id changes when it ends and where it is written. */
export async function keepAct(
  db: Database,
  department: string,
  { id = randomUUID(), ...act }: Omit<NotedAct, 'by' | 'id'> & { id?: string },
  by: ChangeAuthor,
  at: number,
): Promise<void> {
  if (!isFinessNumber(act.finess)) throw new RangeError('not a FINESS number');
  await inDepartment(db, department, (tx) => tx.query(noteAct({ ...act, id, by: by.name, account: by.account, at: new Date(at) })));
}

/** What was decided about an establishment, the last first. */
export async function actsOf(db: Database, department: string, finess: string): Promise<NotedAct[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<NotedAct>(
      named({
        name: 'establishment-acts',
        text: `SELECT id, finess, kind, authority, to_char(since, 'YYYY-MM-DD') AS since, to_char(until, 'YYYY-MM-DD') AS until, reference, by
               FROM establishment_act WHERE department = this_department() AND finess = :finess ORDER BY establishment_act.since DESC, at DESC LIMIT 50`,
      })({ finess }),
    );
    return rows;
  });
}

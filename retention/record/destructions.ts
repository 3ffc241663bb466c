import { type ApprovalRefusal, secondPerson } from '../../accounts/ways.ts';
import { dayIn } from '../../calendar/local.ts';
import type { Instant } from '../../calendar/span.ts';
import { territoryOf } from '../../calendar/territory.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import type { DestructionState } from '../words.ts';
import { type DueItem, dueIn } from './due.ts';
import type { DestructionFailure } from './outside.ts';

/** A list of what is to be destroyed, or was. */
export interface Destruction {
  number: number;
  state: DestructionState;
  drawnBy: string;
  drawnAt: Instant;
  /** As it was drawn. */
  cases: number;
  contacts: number;
  requests: number;
  /** Null where the Archives had not agreed. */
  visa: { reference: string /** ISO day. */; on: string; by: string; at: Instant } | null;
  destroyed: number;
  /** Left, because a hold was asked or something happened there meanwhile. */
  spared: number;
  doneAt: Instant | null;
  /** Why the last night failed; null: it did not. */
  failure: { why: DestructionFailure; at: Instant } | null;
  /** Who gave it up. */
  dropped: { by: string; at: Instant } | null;
}

/** PARTIAL: something of the list is hidden from whoever asks; another must do it. TOO_EARLY: the agreement would be older than the list. */
export type ListRefusal = ApprovalRefusal | 'PARTIAL' | 'TOO_EARLY';

/** Freezes what is at its term as a list for the Archives; null: nothing is, or a list is being treated already. */
export function drawList(db: Database, department: string, by: string, now: Instant): Promise<number | null> {
  const { zone } = territoryOf(department);
  return inDepartment(db, department, async (tx) => {
    await tx.query({ text: `SELECT pg_advisory_xact_lock(hashtext('destruction'), hashtext($1))` }, [department]);
    const running = await tx.query({ text: `SELECT 1 FROM destruction WHERE state IN ('DRAWN', 'AGREED')` });
    const { items } = await dueIn(tx, department, now);
    if (running.rowCount !== 0 || items.length === 0) return null;
    const count = (kind: DueItem['kind']) => items.filter((item) => item.kind === kind).length;
    const { rows } = await tx.query<{ number: number }>(
      {
        text: `INSERT INTO destruction (department, number, state, drawn_by, drawn_at, cases, contacts, requests)
               SELECT $1, coalesce(max(number), 0) + 1, 'DRAWN', $2, $3, $4, $5, $6 FROM destruction RETURNING number`,
      },
      [department, by, new Date(now), count('CASE'), count('CONTACT'), count('REQUEST')],
    );
    const number = rows[0]?.number ?? 0;
    await tx.query(
      {
        text: `INSERT INTO destruction_item (department, number, subject, kind, reference, opened_on, due_on)
               SELECT $1, $2, i.subject, i.kind, i.reference, i.opened, i.due
               FROM jsonb_to_recordset($3::jsonb) AS i(subject uuid, kind text, reference text, opened date, due date)`,
      },
      [
        department,
        number,
        JSON.stringify(items.map(({ openedAt, dueAt, ...item }) => ({ ...item, opened: dayIn(openedAt, zone), due: dayIn(dueAt, zone) }))),
      ],
    );
    return number;
  });
}

/** Writes down that the Archives agreed, as a second person; it is destroyed the next night. Twice: the second finds it changed. */
export function agreeToList(
  db: Database,
  department: string,
  { number, reference, on, by }: { number: number; reference: string; on: string; by: string },
  now: Instant,
): Promise<ListRefusal | null> {
  return inDepartment(db, department, async (tx) => {
    const list = await lockRunning(tx, number);
    const refused = await secondPerson(tx, list?.state === 'DRAWN' ? list.drawnBy : undefined, by, now);
    if (refused !== null || list === null) return refused;
    if (!isWhole(list, await itemsOf(tx, number))) return 'PARTIAL';
    if (on < firstVisaDay(department, list)) return 'TOO_EARLY';
    await tx.query({ text: `UPDATE destruction SET state = 'AGREED', visa = $2, visa_on = $3, agreed_by = $4, agreed_at = $5 WHERE number = $1` }, [
      number,
      reference,
      on,
      by,
      new Date(now),
    ]);
    return null;
  });
}

/** The first day an agreement to a list may bear, ISO: the day it was drawn. */
export const firstVisaDay = (department: string, { drawnAt }: Pick<Destruction, 'drawnAt'>): string => dayIn(drawnAt, territoryOf(department).zone);

/**
 * Gives a list up: nothing of it is destroyed. CHANGED where it is done, or was given up. PARTIAL where something of it is hidden from whoever asks, which one
 * transaction sees alike throughout: it would stay behind.
 */
export function dropList(
  db: Database,
  department: string,
  { number, by }: { number: number; by: string },
  now: Instant,
): Promise<'CHANGED' | 'PARTIAL' | null> {
  return inDepartment(db, department, async (tx) => {
    const list = await lockRunning(tx, number);
    if (list === null) return 'CHANGED';
    if (!isWhole(list, await itemsOf(tx, number))) return 'PARTIAL';
    await tx.query({ text: 'DELETE FROM destruction_item WHERE number = $1' }, [number]);
    await tx.query(
      { text: `UPDATE destruction SET state = 'DROPPED', dropped_by = $2, dropped_at = $3, failure = NULL, failed_at = NULL WHERE number = $1` },
      [number, by, new Date(now)],
    );
    return null;
  });
}

/** A list that is neither done nor given up, for this transaction alone; null where it is. */
async function lockRunning(tx: Tx, number: number): Promise<Destruction | null> {
  const { rows } = await tx.query<DestructionRow>(
    { text: `SELECT ${columns} FROM destruction WHERE number = $1 AND state IN ('DRAWN', 'AGREED') FOR UPDATE` },
    [number],
  );
  return rows[0] === undefined ? null : readRow(rows[0]);
}

/** Whether somebody sees all that is left of a list: cases that name somebody they are tied to, or that they stepped back from, are hidden from them. */
function isWhole({ state, cases, contacts, requests }: Destruction, items: readonly ListedItem[]): boolean {
  return items.length === (state === 'DRAWN' || state === 'AGREED' ? cases + contacts + requests : 0);
}

interface DestructionRow {
  number: number;
  state: DestructionState;
  drawn_by: string;
  drawn_at: Date;
  cases: number;
  contacts: number;
  requests: number;
  visa: string | null;
  visa_on: string | null;
  agreed_by: string | null;
  agreed_at: Date | null;
  destroyed: number;
  spared: number;
  done_at: Date | null;
  dropped_by: string | null;
  dropped_at: Date | null;
  failure: DestructionFailure | null;
  failed_at: Date | null;
}

const columns = `number, state, drawn_by, drawn_at, cases, contacts, requests, visa, to_char(visa_on, 'YYYY-MM-DD') AS visa_on, agreed_by, agreed_at, destroyed, spared, done_at, dropped_by, dropped_at, failure, failed_at`;

function readRow({
  number,
  state,
  drawn_by,
  drawn_at,
  cases,
  contacts,
  requests,
  visa,
  visa_on,
  agreed_by,
  agreed_at,
  destroyed,
  spared,
  done_at,
  dropped_by,
  dropped_at,
  failure,
  failed_at,
}: DestructionRow): Destruction {
  return {
    number,
    state,
    drawnBy: drawn_by,
    drawnAt: drawn_at.getTime(),
    cases,
    contacts,
    requests,
    visa:
      visa === null || visa_on === null || agreed_by === null || agreed_at === null
        ? null
        : { reference: visa, on: visa_on, by: agreed_by, at: agreed_at.getTime() },
    destroyed,
    spared,
    doneAt: done_at?.getTime() ?? null,
    failure: failure === null || failed_at === null ? null : { why: failure, at: failed_at.getTime() },
    dropped: dropped_by === null || dropped_at === null ? null : { by: dropped_by, at: dropped_at.getTime() },
  };
}

/** Lists of a department, the newest first, at most 200. */
export function listDestructions(db: Database, department: string): Promise<Destruction[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<DestructionRow>({ text: `SELECT ${columns} FROM destruction ORDER BY number DESC LIMIT 200` });
    return rows.map(readRow);
  });
}

/** The newest list whose last night failed; null where none did. */
export function failedList(db: Database, department: string): Promise<number | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ number: number }>({
      text: 'SELECT number FROM destruction WHERE failure IS NOT NULL ORDER BY number DESC LIMIT 1',
    });
    return rows[0]?.number ?? null;
  });
}

export interface ListedItem extends Pick<DueItem, 'kind' | 'reference'> {
  /** ISO days. */
  openedOn: string;
  dueOn: string;
}

export interface ListedDestruction {
  list: Destruction;
  /** What is still to be destroyed of it, by reference: what whoever asks may see. */
  items: ListedItem[];
  /** Nothing of it is hidden from whoever asks. */
  whole: boolean;
}

/** A list; null where there is none of this number. */
export function readDestruction(db: Database, department: string, number: number): Promise<ListedDestruction | null> {
  if (!Number.isInteger(number) || number < 1 || number > 1_000_000) return Promise.resolve(null);
  return inDepartment(
    db,
    department,
    async (tx) => {
      const { rows } = await tx.query<DestructionRow>({ text: `SELECT ${columns} FROM destruction WHERE number = $1` }, [number]);
      if (rows[0] === undefined) return null;
      const [list, items] = [readRow(rows[0]), await itemsOf(tx, number)];
      return { list, items, whole: isWhole(list, items) };
    },
    { snapshot: true },
  );
}

async function itemsOf(tx: Tx, number: number): Promise<ListedItem[]> {
  const { rows } = await tx.query<ListedItem>(
    {
      text: `SELECT kind, reference, to_char(opened_on, 'YYYY-MM-DD') AS "openedOn", to_char(due_on, 'YYYY-MM-DD') AS "dueOn"
             FROM destruction_item WHERE number = $1 ORDER BY kind, reference LIMIT 1000`,
    },
    [number],
  );
  return rows;
}

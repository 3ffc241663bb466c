import { randomUUIDv7 } from 'node:crypto';
import type { Instant } from '../../calendar/span.ts';
import type { Actor } from '../../cases/model/events.ts';
import { logAccess } from '../../cases/record/access.ts';
import { asActor } from '../../database/actor.ts';
import { named } from '../../database/named.ts';
import type { Database, Tx } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import type { Procedure } from '../../procedures/procedure.ts';
import type { Divergence } from './past.ts';
import { inPeriod, type RecordedPast, wasRouted } from './recorded.ts';

export interface Totals {
  /** Cases in which something changes. */
  cases: number;
  EARLIER: number;
  LATER: number;
  NEWLY: number;
  NEVER: number;
}

export const noTotals: Totals = { cases: 0, EARLIER: 0, LATER: 0, NEWLY: 0, NEVER: 0 };

export interface Rehearsal {
  id: string;
  /** `slug@n`, or `draft:<id>`. */
  protocol: string;
  title: string;
  from: Instant;
  until: Instant;
  /** Null: each case with the directory it was routed with. */
  directory: number | null;
  status: 'RUNNING' | 'DONE' | 'STOPPED' | 'FAILED';
  total: number;
  leftOut: number;
  done: number;
  totals: Totals;
  startedBy: string;
  startedAt: Instant;
  endedAt: Instant | null;
}

/** Rehearsals kept for a department; older ones go when another begins. */
const KEPT = 20;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface Begin {
  protocol: string;
  title: string;
  procedure: Procedure;
  from: Instant;
  until: Instant;
  directory: number | null;
  by: Actor & { id: string };
}

/**
 * Begins a rehearsal over the cases opened in [from, until) and logs who asked for it: nothing personal is read, so no case is.
 * Answers with its id, or `running` when the department has one under way already. Exercises, and cases never routed, are left out.
 */
export async function beginRehearsal(db: Database, department: string, begin: Begin, now: Instant): Promise<{ id: string } | { running: string }> {
  const id = randomUUIDv7();
  // It runs over every case, also those hidden from whoever begins it: what is counted is what will be done.
  return asActor({ as: 'WORKER' }, () =>
    inDepartment(db, department, async (tx) => {
      const counted = await tx.query<{ total: number; left_out: number }>(
        {
          text: `SELECT count(*) FILTER (WHERE ${wasRouted})::int AS total, count(*) FILTER (WHERE NOT (${wasRouted}))::int AS left_out
               FROM case_file c WHERE ${inPeriod}`,
        },
        [department, new Date(begin.from), new Date(begin.until)],
      );
      const { total = 0, left_out = 0 } = counted.rows[0] ?? {};
      const { rowCount } = await tx.query(
        beginStatement({
          id,
          department,
          protocol: begin.protocol,
          title: begin.title,
          procedure: JSON.stringify(begin.procedure),
          from: new Date(begin.from),
          until: new Date(begin.until),
          directory: begin.directory,
          total,
          leftOut: left_out,
          totals: JSON.stringify(noTotals),
          by: begin.by.id,
          now: new Date(now),
        }),
      );
      if (rowCount === 0) {
        const { rows } = await tx.query<{ id: string }>({ text: `SELECT id FROM rehearsal WHERE department = $1 AND status = 'RUNNING'` }, [
          department,
        ]);
        return { running: rows[0]?.id ?? id };
      }
      await logAccess(tx, department, begin.by, null, 'REHEARSAL', 'REHEARSAL');
      await tx.query(
        {
          text: `DELETE FROM rehearsal WHERE department = $1 AND status <> 'RUNNING'
               AND id NOT IN (SELECT id FROM rehearsal WHERE department = $1 ORDER BY started_at DESC, id DESC LIMIT $2)`,
        },
        [department, KEPT],
      );
      return { id };
    }),
  );
}

const beginStatement = named({
  text: `INSERT INTO rehearsal (id, department, protocol, title, procedure, from_at, until_at, directory_revision, status, total, left_out,
                                totals, started_by, started_at)
         VALUES (:id, :department, :protocol, :title, :procedure, :from, :until, :directory, 'RUNNING', :total, :leftOut, :totals, :by, :now)
         ON CONFLICT (department) WHERE status = 'RUNNING' DO NOTHING`,
});

const columns = `id, protocol, title, from_at, until_at, directory_revision, status, total, left_out, done, totals, started_by, started_at, ended_at`;

/** The last rehearsals of a department, newest first. */
export async function listRehearsals(db: Database, department: string): Promise<Rehearsal[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<Row>(
      { text: `SELECT ${columns} FROM rehearsal WHERE department = $1 ORDER BY started_at DESC, id LIMIT ${KEPT}` },
      [department],
    );
    return rows.map(read);
  });
}

export async function readRehearsal(db: Database, department: string, id: string): Promise<Rehearsal | null> {
  if (!uuid.test(id)) return null;
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<Row>({ text: `SELECT ${columns} FROM rehearsal WHERE id = $1` }, [id]);
    return rows[0] === undefined ? null : read(rows[0]);
  });
}

/** Ends a rehearsal where it is; what it found stays. One that has ended is left as it is: false. */
export async function endRehearsal(db: Database, department: string, id: string, status: 'STOPPED' | 'FAILED', now: Instant): Promise<boolean> {
  if (!uuid.test(id)) return false;
  const { rowCount } = await inDepartment(db, department, (tx) =>
    tx.last({ text: `UPDATE rehearsal SET status = $2, ended_at = $3, at_opened = NULL, at_case = NULL WHERE id = $1 AND status = 'RUNNING'` }, [
      id,
      status,
      new Date(now),
    ]),
  );
  return rowCount === 1;
}

/** Rehearsals under way in every department, for the worker. */
export async function runningRehearsals(db: Database): Promise<{ department: string; id: string }[]> {
  const { rows } = await db.pool.query<{ department: string; id: string }>('SELECT department, id FROM doors.running_rehearsals()');
  return rows;
}

/** What is needed to go on with a rehearsal; null when it has ended, or somebody else is at it. Its row is locked until the transaction ends. */
export async function takeUp(
  tx: Tx,
  id: string,
): Promise<{
  procedure: Procedure;
  directory: number | null;
  totals: Totals;
  from: Date;
  until: Date;
  after: { opened: Date; id: string } | null;
} | null> {
  const { rows } = await tx.query<Row & { procedure: Procedure; at_opened: Date | null; at_case: string | null }>(
    { text: `SELECT ${columns}, procedure, at_opened, at_case FROM rehearsal WHERE id = $1 AND status = 'RUNNING' FOR UPDATE SKIP LOCKED` },
    [id],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { procedure, directory_revision, totals, from_at, until_at, at_opened, at_case } = row;
  const after = at_opened === null || at_case === null ? null : { opened: at_opened, id: at_case };
  return { procedure, directory: directory_revision, totals, from: from_at, until: until_at, after };
}

export interface Found {
  caseId: string;
  openedAt: Instant;
  differences: Divergence[];
}

/** Writes what was found and how far one is, in the transaction that took the rehearsal up. `last` null: there was nothing left. */
export async function noteProgress(
  tx: Tx,
  department: string,
  id: string,
  progress: { looked: number; last: RecordedPast | null; found: readonly Found[]; totals: Totals },
  now: Instant,
): Promise<void> {
  const { looked, last, found, totals } = progress;
  const count = (kind: Divergence['kind'], { differences }: Found) => differences.filter((one) => one.kind === kind).length;
  if (found.length > 0) {
    await tx.query(
      {
        text: `INSERT INTO rehearsal_case (rehearsal, case_id, department, opened_at, changes, earlier, later, newly, never)
               SELECT $1, f.case_id, $2, f.opened_at, f.changes, f.earlier, f.later, f.newly, f.never
               FROM jsonb_to_recordset($3::jsonb) AS f(case_id uuid, opened_at timestamptz, changes jsonb, earlier int, later int, newly int, never int)`,
      },
      [
        id,
        department,
        JSON.stringify(
          found.map((one) => ({
            case_id: one.caseId,
            opened_at: new Date(one.openedAt).toISOString(),
            changes: one.differences,
            earlier: count('EARLIER', one),
            later: count('LATER', one),
            newly: count('NEWLY', one),
            never: count('NEVER', one),
          })),
        ),
      ],
    );
  }
  await tx.query(
    {
      text: `UPDATE rehearsal SET done = done + $2, totals = $3, at_opened = $4, at_case = $5,
                    status = CASE WHEN $4::timestamptz IS NULL THEN 'DONE' ELSE status END,
                    ended_at = CASE WHEN $4::timestamptz IS NULL THEN $6::timestamptz END
             WHERE id = $1`,
    },
    [id, looked, JSON.stringify(totals), last === null ? null : new Date(last.openedAt), last?.id ?? null, new Date(now)],
  );
}

export interface FoundLine extends Found {
  reference: string;
}

/** What a rehearsal found in cases that whoever acts may see, newest first. `kind` keeps the cases in which somebody would be told so. */
export async function findings(
  db: Database,
  department: string,
  id: string,
  { kind, page, size }: { kind?: Divergence['kind']; page: number; size: number },
): Promise<{ rows: FoundLine[]; total: number }> {
  if (!uuid.test(id)) return { rows: [], total: 0 };
  const kept = kind === undefined ? '' : `AND f.${({ EARLIER: 'earlier', LATER: 'later', NEWLY: 'newly', NEVER: 'never' } as const)[kind]} > 0`;
  const from = `FROM rehearsal_case f JOIN case_file c ON c.id = f.case_id WHERE f.rehearsal = $1 ${kept}`;
  return inDepartment(db, department, async (tx) => {
    const counted = await tx.query<{ total: number }>({ text: `SELECT count(*)::int AS total ${from}` }, [id]);
    const { rows } = await tx.query<{ reference: string; case_id: string; opened_at: Date; changes: Divergence[] }>(
      { text: `SELECT c.reference, f.case_id, f.opened_at, f.changes ${from} ORDER BY f.opened_at DESC, f.case_id LIMIT $2 OFFSET $3` },
      [id, size, (page - 1) * size],
    );
    const lines = rows.map(({ reference, case_id, opened_at, changes }) => ({
      reference,
      caseId: case_id,
      openedAt: opened_at.getTime(),
      differences: changes,
    }));
    return { rows: lines, total: counted.rows[0]?.total ?? 0 };
  });
}

interface Row {
  id: string;
  protocol: string;
  title: string;
  from_at: Date;
  until_at: Date;
  directory_revision: number | null;
  status: Rehearsal['status'];
  total: number;
  left_out: number;
  done: number;
  totals: Totals;
  started_by: string;
  started_at: Date;
  ended_at: Date | null;
}

const read = ({ from_at, until_at, directory_revision, left_out, started_by, started_at, ended_at, ...row }: Row): Rehearsal => ({
  id: row.id,
  protocol: row.protocol,
  title: row.title,
  status: row.status,
  total: row.total,
  done: row.done,
  totals: row.totals,
  from: from_at.getTime(),
  until: until_at.getTime(),
  directory: directory_revision,
  leftOut: left_out,
  startedBy: started_by,
  startedAt: started_at.getTime(),
  endedAt: ended_at?.getTime() ?? null,
});

import type { Instant } from '../../calendar/span.ts';
import type { Database, Tx } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import { sealedKeyOf } from '../../database/sealed-keys.ts';
import { type DatabaseKeys, keyedHash, unseal } from '../../database/sealing.ts';
import type { Danger, Place } from '../../vocabulary/vocabulary.ts';
import type { AlertContent } from '../model/content.ts';
import type { CaseState } from '../model/state.ts';
import { findTracesOf, type LikenessKind, type Trace, tracesOf } from './traces.ts';

/** A case that may be about the same situation, and why. Never more than this many. */
const most = 10;

export interface Alike {
  caseId: string;
  reference: string;
  status: CaseState['status'];
  openedAt: Instant;
  danger: Danger | null;
  place: Place;
  inseeCode: string | null;
  /** What was found equal; ESTABLISHMENT: the same one, within the days that were asked. */
  reasons: (LikenessKind | 'ESTABLISHMENT')[];
}

/** What is stored of an alert's traces in rows of `likeness`: keyed hashes of the department. */
export function likenessRows(keys: DatabaseKeys, department: string, content: AlertContent) {
  const traces = [...tracesOf(content, department), ...findTracesOf(content)];
  const under = (generation: number) =>
    traces.map((trace) => ({ kind: trace.kind, hash: traceHash(keys, department, trace, generation).toString('hex'), generation }));
  // While older rows are made again, both: a case is found alike whichever of the two the other is written under.
  return keys.index.writing.flatMap(under);
}

export function traceHash(keys: DatabaseKeys, department: string, { kind, value }: Trace<string>, generation: number): Buffer {
  return keyedHash(keys, `likeness ${department}`, `${kind}\n${value}`, generation);
}

/** Keeps the traces of an alert that joined a case. Twice is once. */
export async function keepLikeness(db: Database, tx: Tx, department: string, caseId: string, alert: string, content: AlertContent): Promise<void> {
  const rows = likenessRows(db.keys, department, content);
  if (rows.length === 0) return;
  await tx.query(
    {
      name: 'keep-likeness',
      text: `INSERT INTO likeness (case_id, department, alert, kind, hash, key_generation)
             SELECT $1, $2, $3, l.kind, decode(l.hash, 'hex'), l.generation
             FROM jsonb_to_recordset($4::jsonb) AS l(kind text, hash text, generation smallint) ON CONFLICT DO NOTHING`,
    },
    [caseId, department, alert, JSON.stringify(rows)],
  );
}

/**
 * Cases of the department that look like this one and that whoever acts may see, most likely first. A drill is compared to
 * drills only; pairs that somebody set apart are left out. Nothing sealed is read.
 * @param days how far apart two cases about one establishment may be.
 */
export async function alikeTo(db: Database, department: string, caseId: string, days: number): Promise<Alike[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{
      id: string;
      reference: string;
      status: CaseState['status'];
      opened_at: Date;
      danger: Danger | null;
      place: Place;
      insee_code: string | null;
      reasons: Alike['reasons'];
    }>({ name: 'alike-to', text: alike }, [caseId, department, most, days]);
    return rows.map(({ id, opened_at, insee_code, ...row }) => ({ ...row, caseId: id, openedAt: opened_at.getTime(), inseeCode: insee_code }));
  });
}

const alike = `
  WITH me AS (SELECT id, exercise, opened_at, establishment FROM case_file WHERE id = $1),
  found AS (
    SELECT o.case_id, o.kind AS reason FROM likeness mine JOIN likeness o ON o.department = $2 AND o.kind = mine.kind AND o.hash = mine.hash
    WHERE mine.case_id = $1 AND o.case_id <> $1 AND mine.kind IN ('VICTIM', 'IMPLICATED', 'REPORTER', 'PHONE', 'EMAIL', 'ADDRESS')
    UNION
    SELECT c.id, 'ESTABLISHMENT' FROM me JOIN case_file c ON c.department = $2 AND c.establishment = me.establishment AND c.id <> me.id
      AND c.opened_at BETWEEN me.opened_at - make_interval(days => $4) AND me.opened_at + make_interval(days => $4)
  )
  SELECT c.id, c.reference, c.status, c.opened_at, c.danger, c.place, c.insee_code, array_agg(found.reason ORDER BY found.reason) AS reasons
  FROM found JOIN case_file c ON c.id = found.case_id JOIN me ON me.exercise = c.exercise
  WHERE NOT EXISTS (SELECT FROM unlike u WHERE u.case_id = least($1, c.id) AND u.other = greatest($1, c.id))
  GROUP BY c.id
  ORDER BY count(*) FILTER (WHERE found.reason <> 'ESTABLISHMENT') DESC, c.opened_at DESC, c.id LIMIT $3`;

/**
 * An agent says that two cases are not one situation: they are no longer proposed to each other. `apart: false` takes it back. Idempotent:
 * answers whether anything changed.
 */
export async function setApart(db: Database, department: string, account: string, caseId: string, other: string, apart: boolean): Promise<boolean> {
  const { rowCount } = await inDepartment(db, department, (tx) =>
    apart
      ? tx.last(
          {
            text: `INSERT INTO unlike (case_id, other, department, account) VALUES (least($1::uuid, $2::uuid), greatest($1::uuid, $2::uuid), $3, $4)
                   ON CONFLICT DO NOTHING`,
          },
          [caseId, other, department, account],
        )
      : tx.last({ text: 'DELETE FROM unlike WHERE case_id = least($1::uuid, $2::uuid) AND other = greatest($1::uuid, $2::uuid)' }, [caseId, other]),
  );
  return rowCount === 1;
}

/**
 * Makes again, under the active generation of the index key, the traces of some cases that are kept under an older one, from what their
 * alerts hold sealed; then lets the older ones go. Answers with how many cases it did: 0 when all are up to date. The owner's role only.
 */
export async function reindexLikeness(db: Database, department: string, atOnce: number): Promise<number> {
  const { active } = db.keys.index;
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ case_id: string }>(
      { text: 'SELECT DISTINCT case_id FROM likeness WHERE department = $1 AND key_generation < $2 ORDER BY case_id LIMIT $3' },
      [department, active, atOnce],
    );
    for (const { case_id } of rows) {
      for (const { localId, content } of await alertContents(db, tx, case_id)) await keepLikeness(db, tx, department, case_id, localId, content);
      await tx.query({ name: 'forget-likeness', text: 'DELETE FROM likeness WHERE case_id = $1 AND key_generation < $2' }, [case_id, active]);
    }
    return rows.length;
  });
}

/**
 * Keeps whatever is missing of what some cases are found by and are alike by, after a case, in the order of ids: cases kept by a version
 * that looked for less. Idempotent. `last` is null when there are no more.
 */
export async function indexCases(
  db: Database,
  department: string,
  after: string | null,
  atOnce: number,
): Promise<{ cases: number; last: string | null }> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ id: string }>(
      { text: 'SELECT id FROM case_file WHERE department = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3' },
      [department, after, atOnce],
    );
    for (const { id } of rows)
      for (const { localId, content } of await alertContents(db, tx, id)) await keepLikeness(db, tx, department, id, localId, content);
    return { cases: rows.length, last: rows.length < atOnce ? null : (rows.at(-1)?.id ?? null) };
  });
}

/** What each alert of a case holds; nothing once the case was erased: then there is nothing to be found by either. */
async function alertContents(db: Database, tx: Tx, caseId: string): Promise<{ localId: string; content: AlertContent }[]> {
  const key = await sealedKeyOf(db, tx, 'CASE', caseId);
  if (key === null) return [];
  const { rows } = await tx.query<{ local_id: string; seq: number; sealed: Buffer }>(
    {
      name: 'alert-contents',
      text: `SELECT a.local_id, a.seq, e.sealed FROM alert a JOIN journal_entry e ON e.case_id = a.case_id AND e.seq = a.seq
             WHERE a.case_id = $1 AND e.sealed IS NOT NULL ORDER BY a.seq`,
    },
    [caseId],
  );
  return rows.map(({ local_id, seq, sealed }) => ({ localId: local_id, content: unseal(key, `${caseId}/${seq}`, sealed) as AlertContent }));
}

import type { Instant } from '../../calendar/span.ts';
import type { Database, Tx } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import { type DatabaseKeys, keyedHash } from '../../database/sealing.ts';
import type { Danger, Place } from '../../vocabulary/vocabulary.ts';
import type { CaseState } from '../model/state.ts';
import type { AlertContent } from './content.ts';
import { type LikenessKind, tracesOf } from './traces.ts';

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
  return tracesOf(content).map(({ kind, value }) => ({
    kind,
    hash: keyedHash(keys, `likeness ${department}`, `${kind}\n${value}`).toString('hex'),
  }));
}

/** Keeps the traces of an alert that joined a case. Twice is once. */
export async function keepLikeness(db: Database, tx: Tx, department: string, caseId: string, alert: string, content: AlertContent): Promise<void> {
  const rows = likenessRows(db.keys, department, content);
  if (rows.length === 0) return;
  await tx.query(
    {
      name: 'keep-likeness',
      text: `INSERT INTO likeness (case_id, department, alert, kind, hash)
             SELECT $1, $2, $3, l.kind, decode(l.hash, 'hex') FROM jsonb_to_recordset($4::jsonb) AS l(kind text, hash text) ON CONFLICT DO NOTHING`,
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
  WITH me AS (SELECT id, exercise, opened_at, state -> 'facts' ->> 'finess' AS finess FROM case_file WHERE id = $1),
  found AS (
    SELECT o.case_id, o.kind AS reason FROM likeness mine JOIN likeness o ON o.department = $2 AND o.kind = mine.kind AND o.hash = mine.hash
    WHERE mine.case_id = $1 AND o.case_id <> $1
    UNION
    SELECT c.id, 'ESTABLISHMENT' FROM me JOIN case_file c ON c.department = $2 AND c.id <> me.id
      AND c.opened_at BETWEEN me.opened_at - make_interval(days => $4) AND me.opened_at + make_interval(days => $4)
    WHERE c.state -> 'facts' ->> 'finess' = me.finess
  )
  SELECT c.id, c.reference, c.status, c.opened_at, c.danger, c.place, c.insee_code, array_agg(found.reason ORDER BY found.reason) AS reasons
  FROM found JOIN case_file c ON c.id = found.case_id JOIN me ON me.exercise = c.exercise
  WHERE NOT EXISTS (SELECT FROM unlike u WHERE u.case_id = least($1, c.id) AND u.other = greatest($1, c.id))
  GROUP BY c.id
  ORDER BY count(*) FILTER (WHERE found.reason <> 'ESTABLISHMENT') DESC, c.opened_at DESC, c.id LIMIT $3`;

/** An agent says that two cases are not one situation: they are no longer proposed to each other. `apart: false` takes it back. Idempotent. */
export async function setApart(db: Database, department: string, account: string, caseId: string, other: string, apart: boolean): Promise<void> {
  await inDepartment(db, department, (tx) =>
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
}

import type { Instant } from '../../calendar/span.ts';
import { asActor } from '../../database/actor.ts';
import { actsAtDesk } from '../../database/acts-at-desk.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import { calledFor } from '../../directory/record/duty-calls.ts';
import type { Actor } from '../model/events.ts';
import { unableOf } from './access.ts';
import { applyIn } from './apply.ts';
import { mergedWith } from './merging.ts';

/**
 * An agent steps back: the case is hidden from the account from now on, with those merged into it or it into them, and what it had taken
 * there, or was called for, is for others again. Idempotent.
 */
export async function stepBack(db: Database, department: string, account: string, caseId: string): Promise<void> {
  const woken = await inDepartment(db, department, async (tx) => {
    const all = await mergedWith(tx, caseId);
    await tx.query(
      { text: 'INSERT INTO step_back (case_id, account, department) SELECT one, $2, $3 FROM unnest($1::uuid[]) AS one ON CONFLICT DO NOTHING' },
      [all, account, department],
    );
    let wakes = false;
    for (const one of all) wakes = (await letGo(db, tx, department, { account, caseId: one })) || wakes;
    return wakes;
  });
  if (woken) db.nudge();
}

/** What somebody had taken in a case, or was called for there, is for others again; whether that wakes it. */
async function letGo(db: Database, tx: Tx, department: string, { account, caseId }: { account: string; caseId: string }): Promise<boolean> {
  const { rows } = await tx.query({ text: `SELECT FROM task WHERE case_id = $1 AND taken_by = $2 AND status = 'OPEN' LIMIT 1` }, [caseId, account]);
  const called = await calledFor(tx, caseId, account);
  if (rows.length === 0 && called.length === 0) return false;
  const by = { kind: 'AGENT' as const, id: account };
  const released = await applyIn(db, tx, department, caseId, { kind: 'TasksReleased', from: account, called, at: Date.now(), by }, {});
  return 'woken' in released && released.woken;
}

/** Cases looked at in one go; what is left is for the daily round. */
const MOST = 500;

/**
 * What somebody took in cases, or was called for, and may not act on any more is for others again, in each of them: whoever was suspended, tied to the parties,
 * or went to an outside body. `account` looks at this one only. Answers in how many cases something was released; idempotent. The desk does
 * it, not the person who asks: she may be tied to some of these cases herself.
 */
export async function releaseUnable(db: Database, department: string, asked: { account?: string; by: Actor; now: Instant }): Promise<number> {
  return asActor({ as: 'WORKER' }, async () => {
    let released = 0;
    for (const held of await heldBy(db, department, asked.account ?? null))
      if (await releaseOne(db, department, { ...held, ...asked })) released += 1;
    if (released > 0) db.nudge();
    return released;
  });
}

/** The cases where accounts that may not act hold something still to be done, at most `MOST`. */
async function heldBy(db: Database, department: string, account: string | null): Promise<{ caseId: string; holder: string }[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ caseId: string; holder: string }>(
      {
        name: 'held-by-unable',
        text: `SELECT DISTINCT t.case_id AS "caseId", one.taken_by AS holder
               FROM (SELECT h.taken_by, NOT ${actsAtDesk('a')} AS gone, doors.hidden_from(a.id)::jsonb AS hidden
                     FROM (SELECT DISTINCT taken_by FROM task
                           WHERE department = $1 AND status = 'OPEN' AND taken_by IS NOT NULL AND ($2::text IS NULL OR taken_by = $2)
                           UNION SELECT DISTINCT account::text FROM duty_call
                           WHERE department = $1 AND account IS NOT NULL AND ($2::text IS NULL OR account::text = $2)) h
                     JOIN account a ON a.id::text = h.taken_by) one
               JOIN LATERAL (
                 SELECT t.case_id FROM task t WHERE t.department = $1 AND t.taken_by = one.taken_by AND t.status = 'OPEN'
                 UNION
                 SELECT t.case_id FROM duty_call called JOIN task t ON t.case_id = called.case_id AND t.id = called.task AND t.level = called.level
                 WHERE called.department = $1 AND called.account::text = one.taken_by AND t.status = 'OPEN' AND t.audience = 'DUTY' AND t.taken_by IS NULL
               ) t ON one.gone OR one.hidden ? t.case_id::text
               ORDER BY 1, 2 LIMIT $3`,
      },
      [department, account, MOST],
    );
    return rows;
  });
}

async function releaseOne(
  db: Database,
  department: string,
  { caseId, holder, by, now }: { caseId: string; holder: string; by: Actor; now: Instant },
): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    // It may have been let in again meanwhile.
    if ((await unableOf(tx, caseId, [holder])).length === 0) return false;
    const called = await calledFor(tx, caseId, holder);
    const released = await applyIn(db, tx, department, caseId, { kind: 'TasksReleased', from: holder, called, at: now, by }, {});
    return 'entries' in released && released.entries.length > 0;
  });
}

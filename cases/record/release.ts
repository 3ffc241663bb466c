import type { Instant } from '../../calendar/span.ts';
import { asActor } from '../../database/actor.ts';
import { actsAtDesk } from '../../database/acts-at-desk.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import { calledFor } from '../../directory/record/duty-calls.ts';
import type { Actor } from '../model/events.ts';
import type { CaseState } from '../model/state.ts';
import { unableOf } from './access.ts';
import { apply, applyIn } from './apply.ts';
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

/** What an account `$2` has in hand and had at an instant already: nothing that it took, or was given, since. */
const heldSince = (instant: string) =>
  `t.department = $1 AND t.taken_by = $2 AND t.status = 'OPEN' AND NOT EXISTS (
     SELECT FROM journal_entry e WHERE e.case_id = t.case_id AND e.codes ->> 'task' = t.id AND e.at > ${instant}
      AND e.kind IN ('TASK_RAISED', 'TASK_TAKEN', 'TASK_TAKEN_OVER', 'TASK_GIVEN'))`;

/**
 * The tasks that an account has in hand and had at `since` already, case by case, of those that whoever acts may see; no drill. All of them, 500 cases
 * at a time: each may be passed on before the next is read.
 */
export async function* heldByCase(
  db: Database,
  department: string,
  account: string,
  since: Instant,
): AsyncGenerator<{ caseId: string; tasks: string[] }, void> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await inDepartment(db, department, (tx) =>
      tx.last<{ caseId: string; tasks: string[] }>(
        {
          text: `SELECT t.case_id AS "caseId", array_agg(t.id ORDER BY t.id) AS tasks FROM task t JOIN case_file c ON c.id = t.case_id AND NOT c.exercise
                 WHERE ${heldSince('$3')} AND t.case_id > $4 GROUP BY t.case_id ORDER BY t.case_id LIMIT ${MOST}`,
        },
        [department, account, new Date(since), after],
      ),
    );
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.caseId;
  }
}

/**
 * What became of the tasks that an account left to whoever took its shift over, the last time, where they could not be: how many it still has, and
 * how many the desk gave back within a day, that nobody has taken since.
 */
export async function notTakenOver(db: Database, department: string, account: string): Promise<{ held: number; free: number }> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ held: number; free: number }>(
      {
        text: `WITH given AS (
                 SELECT left_at, taken_at FROM relief WHERE department = $1 AND left_by::text = $2 AND hands AND taken_at IS NOT NULL
                 ORDER BY left_at DESC LIMIT 1)
               SELECT (SELECT count(*)::int FROM given, task t JOIN case_file c ON c.id = t.case_id AND NOT c.exercise WHERE ${heldSince('given.left_at')}) AS held,
                      (SELECT count(DISTINCT (t.case_id, t.id))::int FROM given
                       JOIN journal_entry j ON j.department = $1 AND j.recorded_at >= given.taken_at AND j.recorded_at < given.taken_at + interval '1 day'
                        AND j.kind = 'TASK_HANDED_BACK' AND j.actor_kind = 'CLOCK' AND j.codes #>> '{because,from}' = $2
                       JOIN task t ON t.case_id = j.case_id AND t.id = j.codes ->> 'task' AND t.status = 'OPEN' AND t.taken_by IS NULL) AS free`,
      },
      [department, account],
    );
    return rows[0] ?? { held: 0, free: 0 };
  });
}

/** Whether a task is still with whoever had it. */
export const isStillHeld =
  (holder: string, task: string) =>
  ({ tasks }: CaseState): boolean =>
    tasks.find(({ id }) => id === task)?.takenBy === holder;

/**
 * What somebody who left had in hand at `since`, and whoever took over could not have, is for others again, in the cases that are hidden from her
 * too: the desk does it, and she is told nothing of it, or she would know that there are such cases. What is of the duty stays: it goes further up
 * by its own deadline. Idempotent.
 */
export async function freeTheRest(
  db: Database,
  department: string,
  { holder, since, now }: { holder: string; since: Instant; now: Instant },
): Promise<void> {
  const by = { kind: 'CLOCK', id: null } as const;
  await asActor({ as: 'WORKER' }, async () => {
    for await (const { caseId, tasks } of heldByCase(db, department, holder, since))
      for (const task of tasks)
        await apply(db, department, caseId, { kind: 'TaskGiven', task, to: null, at: now, by }, { expected: isStillHeld(holder, task) });
  });
}

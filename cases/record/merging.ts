import type { Instant } from '../../calendar/span.ts';
import type { Database, Tx } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import { calledFor } from '../../directory/record/duty-calls.ts';
import { carriedOn } from '../model/carried-on.ts';
import type { Actor, CaseEvent } from '../model/events.ts';
import type { CaseState, Relation } from '../model/state.ts';
import { ActRefused, type ApplyRefusal, applyIn, had, whyRefused } from './apply.ts';
import { readStoredState } from './stored.ts';

/** What is done to two cases is done to both or to none; `done` is false where nothing was left to do to either. */
export type Together = { done: boolean } | { refused: ApplyRefusal };
type Act = CaseEvent extends infer E ? (E extends CaseEvent ? Omit<E, 'at' | 'by'> : never) : never;

/** Says that two cases are about one situation, or near. Idempotent. */
export function linkCases(
  db: Database,
  department: string,
  about: { by: Actor; at: Instant; caseId: string; other: string; relation: Exclude<Relation, 'MERGED_HERE'> },
): Promise<Together> {
  const { caseId, other, relation } = about;
  return together(db, department, about, async (apply) => {
    await apply(caseId, { kind: 'CaseLinked', other, relation });
    await apply(other, { kind: 'CaseLinked', other: caseId, relation });
  });
}

/**
 * Merges a case into another, whose alerts its own become. Refused as `CaseMerged` is, and into a case that is not open. Whoever stepped back
 * from one of them has stepped back from both.
 */
export function mergeCases(db: Database, department: string, about: { by: Actor; at: Instant; caseId: string; other: string }): Promise<Together> {
  const { caseId, other: into } = about;
  return together(db, department, about, async (apply, states, tx) => {
    if (states.get(into)?.status !== 'OPEN')
      throw new ActRefused({ code: 'CASE_ENDED', sayable: 'Le dossier qui continue doit être ouvert\u00a0: rouvrez-le d’abord.' });
    const alerts = states.get(caseId)?.alerts.filter(({ left }) => !left) ?? [];
    const tasks = carriedOn(states.get(caseId)?.tasks ?? []);
    const merged = states.get(caseId)?.status === 'MERGED';
    await apply(caseId, { kind: 'CaseMerged', into });
    if (merged) return;
    const aside = await hideAlike(tx, await mergedWith(tx, caseId));
    await apply(into, { kind: 'CaseLinked', other: caseId, relation: 'MERGED_HERE', alerts, tasks });
    for (const { caseId: one, account: from } of aside) await apply(one, { kind: 'TasksReleased', from, called: await calledFor(tx, one, from) });
  });
}

/** Hides cases that are one from whoever stepped back from any of them; answers with whom that is new for, and where. */
async function hideAlike(tx: Tx, cases: readonly string[]): Promise<{ caseId: string; account: string }[]> {
  const { rows } = await tx.query<{ caseId: string; account: string }>(
    {
      text: `INSERT INTO step_back (case_id, account, department)
             SELECT one, s.account, s.department
             FROM (SELECT DISTINCT account, department FROM step_back WHERE case_id = ANY ($1::uuid[])) s, unnest($1::uuid[]) AS one
             ON CONFLICT DO NOTHING RETURNING case_id AS "caseId", account`,
    },
    [cases],
  );
  return rows;
}

/** A case and those that are one with it, merged into it or it into them. */
export async function mergedWith(tx: Tx, caseId: string): Promise<string[]> {
  const found = new Set<string>();
  for (let next = [caseId]; next.length > 0; ) {
    for (const id of next) found.add(id);
    const states = [...(await statesOf(tx, next)).values()];
    const near = states.flatMap(({ mergedInto, links = [] }) => [
      ...(mergedInto ? [mergedInto] : []),
      ...links.flatMap(({ relation, other }) => (relation === 'MERGED_HERE' ? [other] : [])),
    ]);
    next = [...new Set(near)].filter((id) => !found.has(id));
  }
  return [...found];
}

/** Takes back a link or a merge: a merged case opens again. Idempotent. */
export function separateCases(db: Database, department: string, about: { by: Actor; at: Instant; caseId: string; other: string }): Promise<Together> {
  return together(db, department, about, async (apply, states) => {
    for (const [one, two] of [
      [about.caseId, about.other],
      [about.other, about.caseId],
    ] as const) {
      await apply(one, { kind: 'CaseUnlinked', other: two });
      if (states.get(one)?.mergedInto !== two) continue;
      const there = states.get(two)?.tasks ?? [];
      const done = there.flatMap(({ status, from }) => (status === 'DONE' && from?.case === one ? [from.task] : []));
      const held = there.flatMap(({ status, from, takenBy }) => (status === 'OPEN' && from?.case === one ? [{ task: from.task, takenBy }] : []));
      await apply(one, { kind: 'CaseUnmerged', done, held });
    }
  });
}

/** The case that goes on with an alert, and the alert's own id there: another one when its case was merged. */
export async function runningCase(db: Database, department: string, caseId: string, alert: string): Promise<{ caseId: string; alert: string }> {
  return inDepartment(db, department, async (tx) => {
    let at = { caseId, alert };
    // A chain of merges ends; a ring, which no page can make, must not turn for ever.
    for (let hops = 0; hops < 10; hops += 1) {
      const into = (await statesOf(tx, [at.caseId])).get(at.caseId)?.mergedInto;
      if (!into) return at;
      const joined = (await statesOf(tx, [into])).get(into)?.alerts.find(({ from, left }) => !left && from?.case === caseId && from.alert === alert);
      at = { caseId: into, alert: joined?.id ?? alert };
    }
    return at;
  });
}

/** The cases an alert is in, and its name in each: the one in which it goes on, then, where that is another, its own. None where there is no such alert. */
export async function casesOfAlert(db: Database, department: string, id: string): Promise<{ caseId: string; alert: string }[]> {
  const own = await inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ caseId: string; alert: string }>(
      { text: 'SELECT case_id AS "caseId", local_id AS alert FROM alert WHERE id = $1' },
      [id],
    );
    return rows[0] ?? null;
  });
  if (own === null) return [];
  const running = await runningCase(db, department, own.caseId, own.alert);
  return running.caseId === own.caseId ? [own] : [running, own];
}

/** The case that goes on where this one was merged, however many times; the case itself when it was not. */
export async function caseThatGoesOn(db: Database, department: string, caseId: string): Promise<string> {
  return (await runningCase(db, department, caseId, '')).caseId;
}

type Apply = (caseId: string, act: Act) => Promise<void>;

async function together(
  db: Database,
  department: string,
  { by, at, caseId, other }: { by: Actor; at: Instant; caseId: string; other: string },
  steps: (apply: Apply, states: Map<string, CaseState>, tx: Tx) => Promise<void>,
): Promise<Together> {
  if (caseId === other) return { refused: { code: 'UNKNOWN_CASE', sayable: 'C’est ce dossier-ci\u00a0: donnez la référence d’un autre.' } };
  let done = false;
  const refused = await whyRefused(() =>
    inDepartment(db, department, async (tx) => {
      // Both rows in one order, so that two agents who link the same pair wait for each other instead of for ever.
      const { rows } = await tx.query<{ exercise: boolean }>(
        { text: 'SELECT exercise FROM case_file WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE' },
        [[caseId, other]],
      );
      if (new Set(rows.map(({ exercise }) => exercise)).size > 1)
        throw new ActRefused({
          code: 'UNKNOWN_CASE',
          sayable: 'L’un des deux dossiers est un exercice, l’autre non\u00a0: ils ne peuvent pas être liés.',
        });
      await steps(
        async (id, act) => {
          const came = had(await applyIn(db, tx, department, id, { ...act, at, by } as CaseEvent, {}));
          done = done || came !== 'NOTHING';
        },
        await statesOf(tx, [caseId, other]),
        tx,
      );
    }),
  );
  if (refused !== null) return { refused };
  db.nudge();
  return { done };
}

async function statesOf(tx: Tx, ids: string[]): Promise<Map<string, CaseState>> {
  const { rows } = await tx.query<{ id: string; state: unknown }>({ text: 'SELECT id, state FROM case_file WHERE id = ANY ($1::uuid[])' }, [ids]);
  return new Map(rows.map(({ id, state }) => [id, readStoredState(state)]));
}

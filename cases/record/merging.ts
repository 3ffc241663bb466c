import type { Instant } from '../../calendar/span.ts';
import type { Database, Tx } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import { carriedOn } from '../model/carried-on.ts';
import type { Actor, CaseEvent } from '../model/events.ts';
import type { CaseState, Relation } from '../model/state.ts';
import { type ApplyRefusal, applyIn } from './apply.ts';
import { readStoredState } from './stored.ts';

/** What is done to two cases is done to both or to none. */
export type Together = { done: true } | { refused: ApplyRefusal };
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

/** Merges a case into another, whose alerts its own become. Refused as `CaseMerged` is, and into a case that is not open. */
export function mergeCases(db: Database, department: string, about: { by: Actor; at: Instant; caseId: string; other: string }): Promise<Together> {
  const { caseId, other: into } = about;
  return together(db, department, about, async (apply, states) => {
    if (states.get(into)?.status !== 'OPEN')
      throw new Refused({ code: 'CASE_ENDED', sayable: 'Le dossier qui continue doit être ouvert\u00a0: rouvrez-le d’abord.' });
    const alerts = states.get(caseId)?.alerts.filter(({ left }) => !left) ?? [];
    const tasks = carriedOn(states.get(caseId)?.tasks ?? []);
    const merged = states.get(caseId)?.status === 'MERGED';
    await apply(caseId, { kind: 'CaseMerged', into });
    if (!merged) await apply(into, { kind: 'CaseLinked', other: caseId, relation: 'MERGED_HERE', alerts, tasks });
  });
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
      await apply(one, { kind: 'CaseUnmerged', done });
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

/** The case that goes on where this one was merged, however many times; the case itself when it was not. */
export async function caseThatGoesOn(db: Database, department: string, caseId: string): Promise<string> {
  return (await runningCase(db, department, caseId, '')).caseId;
}

class Refused extends Error {
  readonly refusal: ApplyRefusal;
  constructor(refusal: ApplyRefusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

type Apply = (caseId: string, act: Act) => Promise<void>;

async function together(
  db: Database,
  department: string,
  { by, at, caseId, other }: { by: Actor; at: Instant; caseId: string; other: string },
  steps: (apply: Apply, states: Map<string, CaseState>) => Promise<void>,
): Promise<Together> {
  if (caseId === other) return { refused: { code: 'UNKNOWN_CASE', sayable: 'C’est ce dossier-ci\u00a0: donnez la référence d’un autre.' } };
  try {
    await inDepartment(db, department, async (tx) => {
      // Both rows in one order, so that two agents who link the same pair wait for each other instead of for ever.
      const { rows } = await tx.query<{ exercise: boolean }>(
        { text: 'SELECT exercise FROM case_file WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE' },
        [[caseId, other]],
      );
      if (new Set(rows.map(({ exercise }) => exercise)).size > 1)
        throw new Refused({
          code: 'UNKNOWN_CASE',
          sayable: 'L’un des deux dossiers est un exercice, l’autre non\u00a0: ils ne peuvent pas être liés.',
        });
      await steps(
        async (id, act) => {
          const applied = await applyIn(db, tx, department, id, { ...act, at, by } as CaseEvent, {});
          if ('refused' in applied) throw new Refused(applied.refused);
        },
        await statesOf(tx, [caseId, other]),
      );
    });
  } catch (failure) {
    if (failure instanceof Refused) return { refused: failure.refusal };
    throw failure;
  }
  db.nudge();
  return { done: true };
}

async function statesOf(tx: Tx, ids: string[]): Promise<Map<string, CaseState>> {
  const { rows } = await tx.query<{ id: string; state: unknown }>({ text: 'SELECT id, state FROM case_file WHERE id = ANY ($1::uuid[])' }, [ids]);
  return new Map(rows.map(({ id, state }) => [id, readStoredState(state)]));
}

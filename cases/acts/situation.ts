import { carriedOn } from '../model/carried-on.ts';
import type { CaseEvent, Change } from '../model/events.ts';
import { caseEnded, notOpen, type Refusal } from '../model/refusal.ts';
import type { AlertState } from '../model/state.ts';
import { isAwaited } from '../model/transfer-status.ts';
import { isAwaitedOfDesk } from '../running/holding.ts';
import { cancelTasks, finishTask, raiseTask } from '../running/tasks.ts';
import type { Turn } from '../running/turn.ts';
import { carryOn, takeBack } from './carried.ts';
import { readableDays } from './closing.ts';
import { announce } from './text.ts';

type Of<K extends CaseEvent['kind']> = Extract<CaseEvent, { kind: K }>;

/** Another case is about the same situation, or one near it. Merged here, its alerts are this case's too. */
export function caseLinked(turn: Turn, { other, relation, alerts = [], tasks = [] }: Of<'CaseLinked'>): null {
  const links = turn.state.links ?? [];
  if (links.some((link) => link.other === other && link.relation === relation)) return null;
  const count = turn.state.alerts.length;
  const joined = alerts.map(
    (alert, index): AlertState => ({ ...alert, id: `a${count + index + 1}`, from: alert.from ?? { case: other, alert: alert.id } }),
  );
  turn.write({ kind: 'CASE_LINKED', because: { other, relation } }, [
    { set: { links: [...links.filter((link) => link.other !== other), { other, relation }] } },
    ...joined.map((alert): Change => ({ alert })),
  ]);
  if (relation === 'MERGED_HERE' && turn.state.status === 'OPEN') {
    // An alert that nobody had qualified there has no more time here.
    const awaited = tasks.filter(({ kind }) => kind === 'QUALIFY').map(({ dueAt }) => dueAt);
    raiseTask(turn, {
      kind: 'QUALIFY',
      to: 'DESK',
      within: turn.world.procedure.intake.qualify,
      dueAt: Math.min(turn.due(turn.world.procedure.intake.qualify), ...awaited),
      cause: { kind: 'MERGED', other, at: turn.at },
    });
    carryOn(turn, other, tasks, new Map(alerts.map(({ id }, index) => [id, joined[index]?.id ?? id])));
  }
  return null;
}

export function caseUnlinked(turn: Turn, { other }: Of<'CaseUnlinked'>): null {
  const links = turn.state.links ?? [];
  if (!links.some((link) => link.other === other)) return null;
  turn.write({ kind: 'CASE_UNLINKED', because: { other } }, [
    { set: { links: links.filter((link) => link.other !== other) } },
    ...turn.state.alerts.filter(({ from }) => from?.case === other).map((alert): Change => ({ alert: { ...alert, left: true } })),
  ]);
  // With what was that case's, what was asked because it had joined: its alert is read there.
  cancelTasks(turn, 'SEPARATED', ({ from, cause }) => from?.case === other || (cause.kind === 'MERGED' && cause.other === other));
  return null;
}

/** Another case goes on with this one's alerts: whoever must still act here has to have answered, or been let go. */
export function caseMerged(turn: Turn, { into }: Of<'CaseMerged'>): Refusal | null {
  if (turn.state.status === 'MERGED') return turn.state.mergedInto === into ? null : caseEnded;
  if (turn.state.status !== 'OPEN') return caseEnded;
  if (turn.state.transfers.some(isAwaited)) {
    return {
      code: 'UNANSWERED',
      sayable: 'Une transmission pour action attend ici une réponse : fusionnez plutôt l’autre dossier dans celui-ci, ou liez-les.',
    };
  }
  if (turn.state.tasks.some(isAwaitedOfDesk)) {
    return {
      code: 'STILL_TO_DO',
      sayable:
        'Un destinataire attend ici un complément, ou sa réponse n’a pas été lue\u00a0: faites d’abord cette tâche, ou fusionnez plutôt l’autre dossier dans celui-ci.',
    };
  }
  turn.write({ kind: 'CASE_MERGED', because: { into } }, [
    {
      set: {
        status: 'MERGED',
        mergedInto: into,
        closedAt: turn.at,
        readableDays: readableDays(turn),
        carried: carriedOn(turn.state.tasks).map(({ id }) => id),
      },
    },
    ...turn.state.deadlines.filter(({ kind }) => kind !== 'TASK').map(({ id }): Change => ({ drop: 'deadline', id })),
    ...turn.state.transfers.filter(({ stage }) => stage !== null).map(({ id }): Change => ({ transfer: { id, stage: null, paused: null } })),
  ]);
  cancelTasks(turn, 'MERGED', () => true);
  return null;
}

/** The two situations were not one after all: this case goes on by itself, from where a person decides. */
export function caseUnmerged(turn: Turn, { done = [], held = [] }: Of<'CaseUnmerged'>): Refusal | null {
  if (turn.state.status !== 'MERGED') return { code: 'NOT_ENDED', sayable: 'Ce dossier n’est pas fusionné.' };
  const { carried = [] } = turn.state;
  turn.write({ kind: 'CASE_UNMERGED', because: { from: turn.state.mergedInto ?? null } }, [
    { set: { status: 'OPEN', mergedInto: null, closedAt: null, carried: [] } },
  ]);
  const kind = turn.state.qualification === 'AWAITED' ? 'QUALIFY' : 'LOOK_AGAIN';
  raiseTask(turn, { kind, to: 'DESK', within: turn.delay('separation'), cause: { kind: 'UNMERGED', at: turn.at } });
  takeBack(
    turn,
    carried.filter((id) => !done.includes(id)),
    new Map(held.map(({ task, takenBy }) => [task, takenBy])),
  );
  return null;
}

/** A step an agent asks for by hand: the moment is the agent's, so it is never in the past. */
export function taskOrdered(turn: Turn, { task, dueAt, transfer, takenBy }: Of<'TaskOrdered'>): Refusal | null {
  const [ended] = notOpen(turn.state);
  if (ended !== undefined) return ended;
  if (dueAt <= turn.at) return { code: 'PAST', sayable: 'Choisissez un moment à venir.' };
  if (transfer !== undefined && turn.transfer(transfer) === undefined)
    return { code: 'UNKNOWN_TRANSFER', sayable: 'Cette transmission n’existe pas dans ce dossier.' };
  raiseTask(turn, {
    kind: task,
    to: 'DESK',
    within: turn.delay('orderedStep'),
    dueAt,
    cause: { kind: 'AGENT', dueAt },
    ...(transfer && { transfer }),
    ...(takenBy && { takenBy }),
  });
  return null;
}

const owed = { WRITTEN: 'WRITTEN_CONFIRMATION', EIGS_SECOND: 'EIGS_SECOND_PART' } as const;

/** An institution sent what its declaration still owed; it may come after the case has ended. Every live recipient reads it at once. */
export function declarationCompleted(turn: Turn, { part }: Of<'DeclarationCompleted'>): null {
  const { facts } = turn.state;
  // What was said by telephone is in writing now.
  const written: Change[] =
    part === 'WRITTEN' && facts.flags.includes('ORAL_DECLARATION')
      ? [{ set: { facts: { ...facts, flags: facts.flags.filter((flag) => flag !== 'ORAL_DECLARATION') } } }]
      : [];
  announce(turn, 'NARRATIVE', { kind: 'DECLARATION_COMPLETED', because: { part } }, written);
  for (const task of turn.state.tasks.filter(({ kind, status }) => kind === owed[part] && status === 'OPEN')) finishTask(turn, task);
  return null;
}

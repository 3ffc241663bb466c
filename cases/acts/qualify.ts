import { hostOf } from '../../procedures/desk-host.ts';
import { callsDuty } from '../../procedures/desk-section.ts';
import { HANDED_OVER } from '../../procedures/hand-over.ts';
import { holds, inFieldOrder, route } from '../../procedures/routing.ts';
import { canonical } from '../../vocabulary/canonical.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import type { CaseEvent, Ending } from '../model/events.ts';
import { saidTied } from '../model/open-to.ts';
import type { Refusal } from '../model/refusal.ts';
import type { Basis, CaseState, Task } from '../model/state.ts';
import { isForAPerson, isToInform, legalDoubts } from '../running/legal-basis.ts';
import { cancelTasks, finishTask, raiseTask } from '../running/tasks.ts';
import type { Turn } from '../running/turn.ts';
import { leaveConflicts } from './conflict.ts';
import { endUnasked } from './ending.ts';
import { ask, episodeOf, isToRaise, raisedFor } from './episode.ts';
import { placeHandedOver } from './place.ts';

/**
 * Sends a qualified situation where the protocol says: orders what is missing, widens and hurries what is already running,
 * moves away from bodies that turn out to be tied to the implicated party, raises the protocol's tasks, names the gaps.
 * Routing the same facts twice orders nothing twice. `was` is the case before its facts changed, null where they did not; `ends` what whoever
 * confirms lets go of, among what is no longer asked for.
 */
export function routeCase(turn: Turn, was: CaseState | null, ends: readonly Ending[] = []): Refusal | null {
  const { facts, basis } = turn.state;
  const episode = episodeOf(turn, was);

  leaveConflicts(turn);
  const routing = route(turn.world.procedure, facts, turn.world.directory, saidTied(turn.state));
  const gaps = routing.gaps.map(({ role, reason }) => ({ role, reason }));
  turn.write({ kind: 'ROUTED', because: { rules: routing.fired, gaps, ...turn.versions } }, []);
  for (const routed of routing.transfers) {
    // What allows an author to tell is no basis to ask somebody's opinion.
    const told = routed.mode === 'CONSULTATION' ? [] : basis.legal;
    // Who the author is goes to the desk of another department with her agreement, and not without.
    const discloses =
      routed.because.includes(HANDED_OVER) && basis.authorAgreed ? inFieldOrder([...routed.discloses, 'REPORTER_IDENTITY']) : routed.discloses;
    ask(turn, episode, { ...routed, discloses, legalBasis: [...new Set([...routed.legalBasis, ...told])] });
  }
  const refusal = was === null ? null : endUnasked(turn, routing, ends);
  if (refusal !== null) return refusal;
  for (const task of routing.tasks) {
    if (!isToRaise(turn, episode, task)) continue;
    const { rule, order: asked } = task;
    const cause = { kind: 'RULE' as const, rule };
    raiseTask(turn, { kind: asked.task, to: asked.to, within: asked.within, cause, sayable: asked.sayable });
  }
  checkBasis(turn, was);
  placeHandedOver(turn);
  for (const { role, organisation } of routing.conflicts) {
    turn.write({ kind: 'CONFLICT', because: { role, organisation } }, []);
    // What it had was taken away just now, and somebody looks at it already.
    if (turn.state.tasks.some(({ status, cause }) => status === 'OPEN' && cause.kind === 'CONFLICT' && cause.organisation === organisation)) continue;
    raiseTask(turn, { kind: 'CONFLICT', to: 'DESK', within: turn.delay('conflict'), cause: { kind: 'CONFLICT', organisation } });
  }
  for (const gap of routing.gaps) {
    turn.write({ kind: 'GAP', because: { role: gap.role, reason: gap.reason } }, []);
    // The conflict's own task already says it.
    if (gap.reason === 'ALL_IN_CONFLICT' && routing.conflicts.some(({ role }) => role === gap.role)) continue;
    raiseTask(turn, {
      kind: 'DIRECTORY_GAP',
      to: 'DESK',
      within: turn.delay('directoryGap'),
      cause: { kind: 'GAP', role: gap.role, reason: gap.reason },
      sayable: gap.sayable,
    });
  }
  return null;
}

/**
 * What an author bound by secrecy may tell, and whom, is looked at by somebody where it is doubtful; nothing waits for it. Whoever qualifies
 * with what was missing has done it; what merely is not asked any more is nobody's doing.
 */
function checkBasis(turn: Turn, was: CaseState | null): void {
  const { facts, basis, transfers } = turn.state;
  const within = turn.delay('legalBasis');
  const doubtful = legalDoubts(facts, basis, transfers, hostOf(turn.world.procedure)).length > 0;
  if (doubtful) raiseTask(turn, { kind: 'CHECK_BASIS', to: 'DESK', within, cause: { kind: 'LEGAL_BASIS' } });
  else endBasis(turn, 'LEGAL_BASIS', facts.flags.includes('REPORTER_BOUND_BY_SECRECY'));
  checkInformed(turn, was);
}

/** Asks that the person be informed where the law says so, or no longer; said not to be so any more by whoever said it was, it is asked again. */
function checkInformed(turn: Turn, was: Pick<CaseState, 'basis'> | null): void {
  const { facts, basis, tasks } = turn.state;
  if (!isToInform(facts, basis)) {
    endBasis(turn, 'PERSON_TO_INFORM', basis.victimInformed === true);
    return;
  }
  const unsaid = was?.basis.victimInformed === true;
  const wasTold = !unsaid && tasks.some(({ kind, status }) => kind === 'INFORM_PERSON' && status === 'DONE');
  if (!wasTold) raiseTask(turn, { kind: 'INFORM_PERSON', to: 'DESK', within: turn.delay('legalBasis'), cause: { kind: 'PERSON_TO_INFORM' } });
}

/**
 * Whom the case is about was informed, a day that has come, or that waits until one to come, when somebody looks at it again; said again, the last holds.
 * It stops nothing: whoever must act is told all the same.
 */
export function informingNoted(turn: Turn, { whom, said }: Extract<CaseEvent, { kind: 'InformingNoted' }>): Refusal | null {
  if ('on' in said && said.on > turn.at) return { code: 'TO_COME', sayable: 'Ce jour n’est pas encore venu\u00a0: donnez celui de l’information.' };
  if ('until' in said && said.until <= turn.at) return { code: 'PAST', sayable: 'Choisissez un jour à venir.' };
  const { state: before } = turn;
  const { informing = {}, basis, status } = before;
  if (canonical(informing[whom] ?? null) === canonical(said)) return null;
  turn.write({ kind: 'INFORMING_NOTED', because: { whom, said } }, [
    { set: { informing: { ...informing, [whom]: said }, ...(whom === 'PERSONNE' && { basis: { ...basis, victimInformed: 'on' in said } }) } },
  ]);
  if (whom === 'PERSONNE' && status !== 'MERGED') checkInformed(turn, before);
  cancelTasks(turn, 'on' in said ? 'NOT_ASKED' : 'MOVED', ({ cause }) => cause.kind === 'INFORMING' && cause.whom === whom);
  // What ended is looked at again too; what is merged is looked at where it goes on.
  if ('until' in said && status !== 'MERGED')
    raiseTask(turn, {
      kind: 'COME_BACK',
      to: 'DESK',
      within: turn.delay('orderedStep'),
      dueAt: said.until,
      cause: { kind: 'INFORMING', whom, dueAt: said.until },
    });
  return null;
}

function endBasis(turn: Turn, about: 'LEGAL_BASIS' | 'PERSON_TO_INFORM', done: boolean): void {
  const isIt = ({ status, cause }: Task): boolean => status === 'OPEN' && cause.kind === about;
  if (done) for (const task of turn.state.tasks.filter(isIt)) finishTask(turn, task);
  else cancelTasks(turn, 'NOT_ASKED', isIt);
}

/**
 * Danger that was announced is not kept waiting for a qualification: the protocol's duty tasks are raised at once,
 * or, where it has none, one to call now. (An open door never sends police by itself.)
 */
export function callDuty(turn: Turn, facts: Facts): void {
  if (!callsDuty(turn.world.procedure, facts.danger)) return;
  const asked = route(turn.world.procedure, facts, turn.world.directory).tasks.filter(({ order: { to } }) => to === 'DUTY');
  for (const { rule, order: task } of asked.filter((one) => !raisedFor(turn, one.rules).some(({ status }) => status === 'OPEN')))
    raiseTask(turn, { kind: task.task, to: 'DUTY', within: task.within, cause: { kind: 'RULE', rule }, sayable: task.sayable });
  if (asked.length === 0) raiseTask(turn, { kind: 'PHONE_NOW', to: 'DUTY', within: turn.delay('dutyCall'), cause: { kind: 'DANGER' } });
}

/** Whether the protocol lets these facts be routed before a person has read them: known door, and its own conditions. */
export function routesAtOnce(turn: Turn, facts: Facts, basis: Basis, authenticated: boolean): boolean {
  const { automaticWhen } = turn.world.procedure.intake;
  return authenticated && Object.keys(automaticWhen).length > 0 && holds(automaticWhen, facts) && !isForAPerson(turn, facts, basis);
}

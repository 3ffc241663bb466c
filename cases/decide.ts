import { nextOpening } from '../calendar/opening.ts';
import type { Instant } from '../calendar/span.ts';
import { calendarOf, resolve } from '../directory/resolve.ts';
import type { CaseEvent, Change, Entry } from './events.ts';
import { callDuty, routeCase, routesAtOnce, secrecyProblem } from './qualify.ts';
import { sayings } from './sayings.ts';
import { isAnswered, isLive, leadingStage, stageDeadlines } from './stages.ts';
import type { AlertState, CaseState, Message, Task, Transfer } from './state.ts';
import { runSteps } from './steps.ts';
import { cancelTasks, finishTask, raiseTask, taskLate } from './tasks.ts';
import { end, excluded, handOver, message, nextChannel, nextCompetent, order, reach, reroute, undeliverable } from './transfers.ts';
import { Turn, type World } from './turn.ts';

/** Why an event cannot be: a code for machines, and a sentence that tells a person what to do. */
export interface Refusal {
  code:
    | 'UNKNOWN_TRANSFER'
    | 'UNKNOWN_TASK'
    | 'CASE_ENDED'
    | 'NOT_ENDED'
    | 'UNANSWERED'
    | 'NO_RESULT'
    | 'NOT_QUALIFIED'
    | 'CONSENT'
    | 'NOBODY'
    | 'CONFLICT'
    | 'TASK_ENDED'
    | 'TRANSFER_ENDED'
    | 'STILL_TO_DO'
    | 'NOT_PAUSED';
  sayable: string;
}

export type Decision = { state: CaseState; entries: Entry[] } | { refused: Refusal };

/** A channel that has failed for a day is not going to work: what is not a transfer is given up and the desk told. */
const HOURS_BEFORE_GIVING_UP = 24;
const ONE_HOUR = 3_600_000;

/**
 * The law of the desk. Says what an event changes in a case, or refuses it; reads no clock, no database, no network.
 * Deadlines due before `event.at` must have been applied (`advance`). An event already had changes nothing (no entries).
 */
export function decide(state: CaseState, event: CaseEvent, world: World): Decision {
  const turn = new Turn(state, event.at, event.by, world);
  const refusal = act(turn, event);
  if (refusal !== null) return { refused: refusal };
  runSteps(turn);
  return { state: turn.state, entries: turn.entries };
}

function act(turn: Turn, event: CaseEvent): Refusal | null {
  switch (event.kind) {
    case 'AlertReceived':
      return alertReceived(turn, event);
    case 'Qualified':
      return qualified(turn, event);
    case 'TransferAdded':
      return transferAdded(turn, event);
    case 'HandedOver':
    case 'DeliveryFailed':
      return delivery(turn, event);
    case 'Bounced':
      return onTransfer(turn, event.transfer, (transfer) => bounced(turn, transfer, event.code));
    case 'Acknowledged':
      return answer(turn, event, (transfer) => reach(turn, transfer, 'ACKNOWLEDGED'));
    case 'TakenInCharge':
      return answer(turn, event, (transfer) => reach(turn, transfer, 'IN_CHARGE'));
    case 'OutcomeGiven':
      return answer(turn, event, (transfer) => reach(turn, transfer, 'OUTCOME_GIVEN', { outcome: { codes: event.outcome, at: event.at } }));
    case 'InformationRequested':
      return answer(turn, event, (transfer) => informationRequested(turn, transfer));
    case 'InformationGiven':
      return onTransfer(turn, event.transfer, (transfer) => informationGiven(turn, transfer));
    case 'Refused':
      return answer(turn, event, (transfer) => refused(turn, transfer, event.reason));
    case 'TransferCancelled':
      return onTransfer(turn, event.transfer, (transfer) => cancelled(turn, transfer, event.reason));
    case 'TaskTaken':
      return onTask(turn, event.task, (task) => {
        if (task.takenBy !== event.by.id) turn.write('TASK_TAKEN', { task: task.id }, [{ task: { id: task.id, takenBy: event.by.id } }]);
        return null;
      });
    case 'TaskDone':
      return onTask(turn, event.task, (task) => taskDone(turn, task, event.reached));
    case 'ResultRecorded':
      turn.write('RESULT_RECORDED', { because: { codes: Object.values(event.result) } }, [{ set: { result: event.result } }]);
      return null;
    case 'Closed':
      return closed(turn);
    case 'NotRetained':
      return notRetained(turn, event.reason);
    case 'Reopened':
      return reopened(turn);
    case 'NoteAdded':
      turn.write('NOTE', {}, []);
      return null;
    default:
      return event satisfies never;
  }
}

type Of<K extends CaseEvent['kind']> = Extract<CaseEvent, { kind: K }>;

function alertReceived(turn: Turn, event: Of<'AlertReceived'>): null {
  const first = turn.state.alerts.length === 0;
  const alert: AlertState = { id: `a${turn.state.alerts.length + 1}`, at: event.at, ...event.alert };
  const basis = { ...turn.state.basis, ...event.basis };
  const changes: Change[] = [{ alert }];
  if (first) changes.unshift({ set: { openedAt: event.at, facts: event.facts, basis } });
  turn.write('ALERT_RECORDED', { because: { codes: [alert.id, alert.channel, alert.contactKind] } }, changes);
  if (first && routesAtOnce(turn, event.facts, basis, alert.authenticated)) {
    turn.write('QUALIFIED', { because: { reason: 'AUTOMATIC' } }, [{ set: { qualification: 'AUTOMATIC' } }]);
    routeCase(turn);
  } else {
    raiseTask(turn, {
      kind: 'QUALIFY',
      to: 'DESK',
      within: turn.world.procedure.intake.qualify,
      because: alert.id,
      sayable: first ? sayings.qualify : sayings.newAlert,
    });
    callDuty(turn, event.facts);
  }
  if (alert.reachable) {
    raiseTask(turn, {
      kind: 'CALL_BACK',
      to: 'DESK',
      within: turn.world.procedure.intake.acknowledgeReporter,
      because: alert.id,
      sayable: sayings.acknowledgeAuthor,
    });
  }
  return null;
}

function qualified(turn: Turn, event: Of<'Qualified'>): Refusal | null {
  if (turn.state.status !== 'OPEN') return caseEnded;
  const problem = secrecyProblem(event.facts, event.basis);
  if (problem !== null) return { code: 'CONSENT', sayable: problem };
  turn.write('QUALIFIED', { because: { reason: 'CONFIRMED' } }, [{ set: { facts: event.facts, basis: event.basis, qualification: 'CONFIRMED' } }]);
  for (const task of turn.state.tasks.filter(({ kind, status }) => kind === 'QUALIFY' && status === 'OPEN')) finishTask(turn, task);
  routeCase(turn);
  return null;
}

function transferAdded(turn: Turn, event: Of<'TransferAdded'>): Refusal | null {
  if (turn.state.status !== 'OPEN') return caseEnded;
  const { role, mode, purpose, policy, discloses, legalBasis } = event;
  const found = resolve(role, turn.state.facts, turn.world.directory, excluded(turn));
  if ('gap' in found) return { code: 'NOBODY', sayable: found.gap.sayable };
  const { recipient } = found;
  const running = turn.state.transfers.some(
    (transfer) => transfer.organisation === recipient.organisation && transfer.purpose === purpose && isLive(transfer),
  );
  if (running) return null;
  order(turn, { recipient, roles: [role], mode, purpose, policies: [policy], discloses, because: ['AGENT'], legalBasis });
  return null;
}

function delivery(turn: Turn, event: Of<'HandedOver'> | Of<'DeliveryFailed'>): Refusal | null {
  const item = turn.state.messages.find(({ id }) => id === event.message);
  if (item === undefined) return null;
  const transfer = item.transfer === null ? undefined : turn.transfer(item.transfer);
  if (event.kind === 'HandedOver') {
    if (item.kind === 'TRANSFER' && transfer !== undefined) handOver(turn, transfer);
    else turn.write('HANDED_OVER', about(item), [{ drop: 'message', id: item.id }]);
    return null;
  }
  const tries = item.tries + 1;
  const permanent = event.permanent || (item.kind !== 'TRANSFER' && tries >= HOURS_BEFORE_GIVING_UP);
  turn.write('DELIVERY_FAILED', about(item, event.code), [
    permanent ? { drop: 'message', id: item.id } : { message: { ...item, tries, notBefore: turn.at + ONE_HOUR } },
  ]);
  if (permanent) givenUp(turn, item, transfer, event.code);
  return null;
}

function about(item: Message, code?: string) {
  return {
    ...(item.transfer && { transfer: item.transfer }),
    ...(item.task && { task: item.task }),
    because: { codes: [item.kind, ...(code === undefined ? [] : [code])], ...(item.contact && { contact: item.contact }) },
  };
}

/** A message will never arrive: the transfer tries another channel, the duty call another person, and somebody is told. */
function givenUp(turn: Turn, item: Message, transfer: Transfer | undefined, code: string): void {
  if (item.task !== null) {
    const task = turn.task(item.task);
    if (task?.status === 'OPEN') taskLate(turn, task);
    return;
  }
  if (transfer === undefined) return;
  const notYetReceived = item.kind === 'TRANSFER' || (item.kind === 'REMINDER' && transfer.status === 'SENT');
  if (notYetReceived) undeliverable(turn, transfer, { reason: code });
  else if (item.kind !== 'REVOKED') {
    raiseTask(turn, {
      kind: 'UNDELIVERABLE',
      to: 'DESK',
      within: { workingHours: 4 },
      because: item.id,
      sayable: sayings.unreachable,
      transfer: transfer.id,
    });
  }
}

function bounced(turn: Turn, transfer: Transfer, code: string): null {
  if (transfer.status === 'SENT') undeliverable(turn, transfer, { reason: code });
  return null;
}

const caseEnded: Refusal = { code: 'CASE_ENDED', sayable: 'Ce dossier est terminé : rouvrez-le d’abord.' };

function onTransfer(turn: Turn, id: string, then: (transfer: Transfer) => Refusal | null): Refusal | null {
  const transfer = turn.transfer(id);
  return transfer === undefined ? { code: 'UNKNOWN_TRANSFER', sayable: 'Cette transmission n’existe pas dans ce dossier.' } : then(transfer);
}

function onTask(turn: Turn, id: string, then: (task: Task) => Refusal | null): Refusal | null {
  const task = turn.task(id);
  if (task === undefined) return { code: 'UNKNOWN_TASK', sayable: 'Cette tâche n’existe pas dans ce dossier.' };
  if (task.status === 'DONE') return null;
  if (task.status === 'CANCELLED') return { code: 'TASK_ENDED', sayable: 'Cette tâche n’a plus d’objet : le journal dit pourquoi.' };
  return then(task);
}

/** The recipient said the same thing before: pressing a button twice is one answer. */
function saidAlready(transfer: Transfer, event: CaseEvent): boolean {
  if (event.kind === 'Refused') return transfer.refusal === event.reason;
  if (transfer.status !== 'OUTCOME_GIVEN') return false;
  if (event.kind === 'OutcomeGiven') return event.outcome.toSorted().join() === transfer.outcome?.codes.toSorted().join();
  return event.kind === 'Acknowledged' || event.kind === 'TakenInCharge';
}

/** An answer on a transfer that has ended, or on a case that has, is never thrown away: it is journalled, and a person looks. */
function answer(turn: Turn, event: CaseEvent & { transfer: string }, then: (transfer: Transfer) => void): Refusal | null {
  const id = event.transfer;
  return onTransfer(turn, id, (transfer) => {
    if (saidAlready(transfer, event)) return null;
    const before = turn.entries.length;
    const late = !isLive(transfer);
    if (late) {
      const outcome = event.kind === 'OutcomeGiven' ? { codes: event.outcome, at: event.at } : null;
      turn.write(
        'LATE_ANSWER',
        { transfer: id, because: { reason: transfer.status, organisation: transfer.organisation, codes: [event.kind, ...(outcome?.codes ?? [])] } },
        [...(outcome === null ? [] : [{ transfer: { id, outcome } }])],
      );
    } else then(transfer);
    if (late || (turn.state.status !== 'OPEN' && turn.entries.length > before)) {
      raiseTask(turn, { kind: 'LATE_ANSWER', to: 'DESK', within: { workingDays: 1 }, because: `LATE:${id}`, sayable: sayings.late, transfer: id });
    }
    return null;
  });
}

/** A flag: the recipient's own clocks wait for the desk, which has a deadline; the obligation's instant does not move. */
function informationRequested(turn: Turn, transfer: Transfer): void {
  if (transfer.paused !== null) return;
  if (transfer.handedOverAt === null) handOver(turn, transfer);
  const deadlines = stageDeadlines(turn, transfer.id);
  const round = transfer.informationRounds + 1;
  turn.write('INFORMATION_REQUESTED', { transfer: transfer.id, because: { organisation: transfer.organisation, rank: round } }, [
    ...deadlines.map(({ id }): Change => ({ drop: 'deadline', id })),
    { transfer: { id: transfer.id, paused: { since: turn.at, deadlines }, informationRounds: round } },
  ]);
  raiseTask(turn, {
    kind: 'INFORMATION_REQUESTED',
    to: 'DESK',
    within: { workingDays: 1 },
    because: `INFORMATION:${round}`,
    sayable: sayings.information,
    transfer: transfer.id,
  });
}

/** The recipient's clocks go on: what was left of each is left still. */
function informationGiven(turn: Turn, transfer: Transfer): Refusal | null {
  const { paused } = transfer;
  if (paused === null) return { code: 'NOT_PAUSED', sayable: 'Ce destinataire n’attend pas de complément.' };
  const waited = turn.at - paused.since;
  const calendar = calendarOf(turn.world.directory, transfer.organisation);
  const { stage } = transfer;
  const exact = stage !== null && 'hours' in (leadingStage(turn, transfer, stage.reach, stage.since)?.stage.within ?? {});
  const later = (dueAt: Instant): Instant => (exact ? dueAt + waited : nextOpening(calendar, dueAt + waited));
  const to = { organisation: transfer.organisation, contact: transfer.contact };
  turn.write('INFORMATION_GIVEN', { transfer: transfer.id, because: { organisation: transfer.organisation, rank: transfer.informationRounds } }, [
    { transfer: { id: transfer.id, paused: null } },
    ...paused.deadlines.map((deadline): Change => ({ deadline: { ...deadline, dueAt: later(deadline.dueAt) } })),
    message(turn, 'INFORMATION', transfer, to, 'INFORMATION', transfer.informationRounds),
  ]);
  for (const task of turn.state.tasks.filter(
    ({ kind, transfer: of, status }) => kind === 'INFORMATION_REQUESTED' && of === transfer.id && status === 'OPEN',
  ))
    finishTask(turn, task);
  return null;
}

function refused(turn: Turn, transfer: Transfer, reason: Of<'Refused'>['reason']): void {
  end(turn, transfer, 'REFUSED', { codes: [reason], organisation: transfer.organisation });
  if (transfer.purpose === 'INFORMATION' || turn.state.status !== 'OPEN') return;
  const desk = reason === 'DOUBLON' || transfer.policies.some((name) => turn.world.procedure.policies[name]?.onRefusal === 'DESK');
  const next = desk ? null : nextCompetent(turn, transfer);
  if (next !== null) return reroute(turn, { ...transfer, status: 'REFUSED', handedOverAt: null }, next, 'REFUSED');
  raiseTask(turn, { kind: 'REFUSED', to: 'DESK', within: { workingHours: 4 }, because: reason, sayable: sayings.refused, transfer: transfer.id });
}

function cancelled(turn: Turn, transfer: Transfer, reason: string): Refusal | null {
  if (!isLive(transfer)) return { code: 'TRANSFER_ENDED', sayable: 'Cette transmission est déjà terminée.' };
  end(turn, transfer, 'CANCELLED', { reason }, true);
  return null;
}

function taskDone(turn: Turn, task: Task, reached: boolean | undefined): Refusal | null {
  if (task.kind === 'QUALIFY' && turn.state.qualification === 'AWAITED' && turn.state.status === 'OPEN') {
    return { code: 'NOT_QUALIFIED', sayable: 'Cette tâche se termine en qualifiant l’alerte, ou en la déclarant non retenue.' };
  }
  finishTask(turn, task);
  const transfer = task.carries && task.transfer !== null ? turn.transfer(task.transfer) : undefined;
  if (transfer === undefined || transfer.handedOverAt !== null || !isLive(transfer)) return null;
  if (reached === false) nextChannel(turn, transfer);
  else handOver(turn, transfer);
  return null;
}

function closed(turn: Turn): Refusal | null {
  if (turn.state.status !== 'OPEN') return turn.state.status === 'CLOSED' ? null : caseEnded;
  if (turn.state.qualification === 'AWAITED')
    return { code: 'NOT_QUALIFIED', sayable: 'Qualifiez l’alerte, ou déclarez-la non retenue, avant de clore.' };
  const open = turn.state.obligations.filter(({ status }) => status === 'OPEN' || status === 'LAPSED');
  const unanswered = turn.state.transfers.some((transfer) => transfer.purpose === 'ACTION' && isLive(transfer) && !isAnswered(transfer));
  if (open.length > 0 || unanswered) {
    return {
      code: 'UNANSWERED',
      sayable:
        'Une transmission pour action attend encore une prise en charge ou une suite : obtenez-la, ou annulez la transmission en disant pourquoi.',
    };
  }
  if (turn.state.result === null) return { code: 'NO_RESULT', sayable: 'Notez d’abord le résultat pour la personne.' };
  if (turn.state.tasks.some(({ kind, status }) => status === 'OPEN' && (kind === 'PHONE_NOW' || kind === 'LATE_ANSWER'))) {
    return { code: 'STILL_TO_DO', sayable: 'Un appel urgent ou une réponse tardive attend encore : faites cette tâche avant de clore.' };
  }
  finish(turn, 'CLOSED', null);
  return null;
}

function notRetained(turn: Turn, reason: Of<'NotRetained'>['reason']): Refusal | null {
  if (turn.state.status !== 'OPEN') return turn.state.status === 'NOT_RETAINED' ? null : caseEnded;
  if (turn.state.transfers.some((transfer) => transfer.purpose === 'ACTION' && isLive(transfer))) {
    return { code: 'UNANSWERED', sayable: 'Des transmissions pour action sont en cours : annulez-les d’abord, en disant pourquoi.' };
  }
  finish(turn, 'NOT_RETAINED', reason);
  return null;
}

/** The case stops running; what remains is to look again, months later. */
function finish(turn: Turn, status: 'CLOSED' | 'NOT_RETAINED', reason: CaseState['notRetained']): void {
  const looks = status === 'CLOSED' ? turn.world.procedure.closing.lookAgain : [];
  turn.write(status, { because: reason === null ? {} : { reason } }, [
    { set: { status, closedAt: turn.at, notRetained: reason } },
    ...turn.state.deadlines.filter(({ kind }) => kind !== 'TASK').map(({ id }): Change => ({ drop: 'deadline', id })),
    ...turn.state.transfers.filter(({ stage }) => stage !== null).map(({ id }): Change => ({ transfer: { id, stage: null, paused: null } })),
    ...looks.map(
      (span, index): Change => ({
        deadline: {
          id: `LOOK_AGAIN:${turn.state.alerts.length}:${turn.at}:${index + 1}`,
          kind: 'LOOK_AGAIN',
          dueAt: turn.due(span),
          rank: index + 1,
        },
      }),
    ),
  ]);
  cancelTasks(turn, status, () => true);
}

function reopened(turn: Turn): Refusal | null {
  if (turn.state.status === 'OPEN') return { code: 'NOT_ENDED', sayable: 'Ce dossier est déjà ouvert.' };
  turn.write('REOPENED', {}, [
    { set: { status: 'OPEN', closedAt: null, notRetained: null } },
    ...turn.state.deadlines.filter(({ kind }) => kind === 'LOOK_AGAIN').map(({ id }): Change => ({ drop: 'deadline', id })),
  ]);
  const kind = turn.state.qualification === 'AWAITED' ? 'QUALIFY' : 'LOOK_AGAIN';
  raiseTask(turn, { kind, to: 'DESK', within: { workingDays: 1 }, because: `REOPENED:${turn.at}`, sayable: sayings.reopened });
  return null;
}

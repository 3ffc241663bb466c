import { nextOpening } from '../../calendar/opening.ts';
import type { Instant } from '../../calendar/span.ts';
import { calendarOf } from '../../directory/resolve.ts';
import type { RefusalReason } from '../../vocabulary/vocabulary.ts';
import type { AnswerKind, Dated } from '../model/entries.ts';
import type { CaseEvent, Change } from '../model/events.ts';
import type { Refusal } from '../model/refusal.ts';
import type { Transfer } from '../model/state.ts';
import { isLive } from '../model/transfer-status.ts';
import { hasMail, tellByPerson } from '../running/by-person.ts';
import { handOver, message } from '../running/channels.ts';
import { leadingStage, stageDeadlines } from '../running/stages.ts';
import { finishTask, raiseTask } from '../running/tasks.ts';
import { end, nextCompetent, reroute } from '../running/transfers.ts';
import type { Turn } from '../running/turn.ts';
import { leaveConflicts } from './conflict.ts';

type Answer = Extract<CaseEvent, { kind: AnswerKind }>;

/** The recipient said the same thing before: pressing a button twice is one answer. */
function saidAlready(transfer: Transfer, event: Answer): boolean {
  if (event.kind === 'Refused') return transfer.refusal === event.reason;
  if (transfer.status !== 'OUTCOME_GIVEN') return false;
  if (event.kind === 'OutcomeGiven') return event.outcome.toSorted().join() === transfer.outcome?.codes.toSorted().join();
  if (event.kind === 'OpinionGiven') return event.opinion === transfer.outcome?.opinion;
  if (event.kind === 'TakesPart') return event.dates.length === 0 || sameDates(event.dates, transfer.dates);
  return event.kind === 'Acknowledged' || event.kind === 'TakenInCharge';
}

/** Whether a recipient said these very dates before, of a concertation that it is asked to. */
export const sameDates = (dates: readonly Instant[], before: readonly Instant[] = []): boolean => dates.join() === before.join();

/** What an answer gives as the last word of its recipient: what was done, or its opinion. */
function outcomeIn(event: Answer): Transfer['outcome'] {
  const at = event.saidAt ?? event.at;
  if (event.kind === 'OutcomeGiven') return { codes: event.outcome, at };
  return event.kind === 'OpinionGiven' ? { codes: [], opinion: event.opinion, at } : null;
}

/** An answer on a transfer that has ended, or on a case that has, is never thrown away: it is journalled, and a person looks. */
export function answer(turn: Turn, transfer: Transfer, event: Answer, then: (dated: Dated) => void): Refusal | null {
  if (saidAlready(transfer, event)) return null;
  const { saidAt } = event;
  if (saidAt !== undefined && (saidAt < transfer.orderedAt || saidAt > turn.at))
    return { code: 'NOT_THEN', sayable: 'Une réponse vient après la transmission, et pas plus tard que maintenant : vérifiez le jour et l’heure.' };
  const dated: Dated = saidAt === undefined ? {} : { saidAt };
  const { id } = transfer;
  const before = turn.entries.length;
  const late = !isLive(transfer);
  const isTied = event.kind === 'Refused' && event.reason === 'CONFLIT_INTERETS';
  if (late) {
    const outcome = outcomeIn(event);
    const opinion = outcome?.opinion === undefined ? {} : { opinion: outcome.opinion };
    const dates = event.kind === 'TakesPart' && event.dates.length > 0 ? { dates: event.dates } : {};
    const because = {
      ...{ status: transfer.status, organisation: transfer.organisation, answer: event.kind },
      ...{ outcome: outcome?.codes ?? [], ...opinion, ...dates, ...dated },
    };
    turn.write({ kind: 'LATE_ANSWER', transfer: id, because }, [
      ...(outcome === null ? [] : [{ transfer: { id, outcome } }]),
      ...('dates' in dates ? [{ transfer: { id, ...dates } }] : []),
      // Whoever says that it is tied reads nothing more: what it refused before is not taken back.
      ...(isTied ? [{ transfer: { id, refusal: event.reason, ...(transfer.refused && { refused: null }) } }] : []),
      ...(event.kind === 'InformationRequested' && transfer.refused
        ? [{ transfer: { id, refused: { ...transfer.refused, asked: true as const } } }]
        : []),
    ]);
  } else then(dated);
  if (isTied) leaveConflicts(turn, transfer.organisation);
  if (late || (turn.state.status !== 'OPEN' && turn.entries.length > before)) {
    raiseTask(turn, {
      kind: 'LATE_ANSWER',
      to: 'DESK',
      within: turn.delay('lateAnswer'),
      cause: { kind: 'LATE_ANSWER', transfer: id },
      transfer: id,
    });
  }
  return null;
}

/** A flag: the recipient's own clocks wait for the desk, which has a deadline; the obligation's instant does not move. */
export function informationRequested(turn: Turn, transfer: Transfer, dated: Dated = {}): void {
  if (transfer.paused !== null) return;
  if (transfer.handedOverAt === null) handOver(turn, transfer);
  const deadlines = stageDeadlines(turn, transfer.id);
  const round = transfer.informationRounds + 1;
  turn.write({ kind: 'INFORMATION_REQUESTED', transfer: transfer.id, because: { organisation: transfer.organisation, round, ...dated } }, [
    ...deadlines.map(({ id }): Change => ({ drop: 'deadline', id })),
    { transfer: { id: transfer.id, paused: { since: turn.at, deadlines }, informationRounds: round } },
  ]);
  raiseTask(turn, {
    kind: 'INFORMATION_REQUESTED',
    to: 'DESK',
    within: turn.delay('informationRequest'),
    cause: { kind: 'INFORMATION', round },
    transfer: transfer.id,
  });
}

/** Whether a recipient waits for an answer to what it asked: it may have taken charge, or said what it did, meanwhile. */
export function isAsking({ state }: Turn, transfer: string): boolean {
  const waits = state.tasks.some(({ kind, status, transfer: of }) => kind === 'INFORMATION_REQUESTED' && status === 'OPEN' && of === transfer);
  return waits || state.transfers.some(({ id, paused }) => id === transfer && paused !== null);
}

/** The recipient's clocks go on, if they waited: what was left of each is left still. */
export function informationGiven(turn: Turn, transfer: Transfer): Refusal | null {
  if (!isAsking(turn, transfer.id)) return { code: 'NOT_PAUSED', sayable: 'Ce destinataire n’attend pas de complément.' };
  const { organisation, informationRounds: round } = transfer;
  turn.write({ kind: 'INFORMATION_GIVEN', transfer: transfer.id, because: { organisation, round } }, [
    { transfer: { id: transfer.id, paused: null } },
    ...resumed(turn, transfer),
    ...(hasMail(turn, transfer) ? [message(turn, transfer, transfer, { kind: 'INFORMATION', says: 'INFORMATION', round })] : []),
  ]);
  if (!hasMail(turn, transfer)) tellByPerson(turn, transfer, { kind: 'REPLY', round });
  for (const task of turn.state.tasks.filter(
    ({ kind, transfer: of, status }) => kind === 'INFORMATION_REQUESTED' && of === transfer.id && status === 'OPEN',
  ))
    finishTask(turn, task);
  return null;
}

/** What was left of each of a transfer's delays when it stopped is left from now on. */
export function resumed(turn: Turn, transfer: Transfer): Change[] {
  const { paused, stage } = transfer;
  if (paused === null) return [];
  const waited = turn.at - paused.since;
  const calendar = calendarOf(turn.world.directory, transfer.organisation);
  const exact = stage !== null && 'hours' in (leadingStage(turn, transfer, stage.reach, stage.since)?.stage.within ?? {});
  const later = (dueAt: Instant): Instant => (exact ? dueAt + waited : nextOpening(calendar, dueAt + waited));
  return paused.deadlines.map((deadline): Change => ({ deadline: { ...deadline, dueAt: later(deadline.dueAt) } }));
}

/** Its reading closes at once, and somebody else is asked at once; what it was is kept, since it may be taken back. */
export function refused(turn: Turn, transfer: Transfer, reason: RefusalReason, dated: Dated = {}): void {
  end(turn, transfer, { kind: 'REFUSED', because: { organisation: transfer.organisation, reason, ...dated } });
  if (transfer.purpose === 'INFORMATION' || turn.state.status !== 'OPEN') return;
  const desk = reason === 'DOUBLON' || transfer.policies.some((name) => turn.world.procedure.policies[name]?.onRefusal === 'DESK');
  const next = desk ? null : nextCompetent(turn, transfer);
  if (next !== null) {
    reroute(turn, { ...transfer, status: 'REFUSED', handedOverAt: null }, next, 'REFUSED');
    return;
  }
  raiseTask(turn, { kind: 'REFUSED', to: 'DESK', within: turn.delay('refusal'), cause: { kind: 'REFUSED', reason }, transfer: transfer.id });
}

import { isTooFar, tooFar } from '../../calendar/local.ts';
import type { Instant } from '../../calendar/span.ts';
import type { Dated } from '../model/entries.ts';
import type { CaseEvent } from '../model/events.ts';
import { notOpen, type Refusal } from '../model/refusal.ts';
import type { Transfer } from '../model/state.ts';
import { isLeft } from '../model/transfer-status.ts';
import { hasMail, tellByPerson } from '../running/by-person.ts';
import { message } from '../running/channels.ts';
import { inConcertation, mostDates, tooManyDates } from '../running/concertation.ts';
import { cancelTasks, raiseTask } from '../running/tasks.ts';
import { reach } from '../running/transfers.ts';
import type { Turn } from '../running/turn.ts';
import { answer, sameDates } from './answers.ts';

const notAskedSo = (asked: string): Refusal => ({
  code: 'NOT_ASKED_SO',
  sayable: `Ce n’est pas ce qui est demandé à ce destinataire\u00a0: ${asked}`,
});

/** Somebody of the desk reads what the recipient said: the opinion, or the dates, are for the desk to go on with. */
function toRead(turn: Turn, transfer: string): void {
  raiseTask(turn, { kind: 'PARTNER_WROTE', to: 'DESK', within: turn.delay('partnerMessage'), cause: { kind: 'PARTNER_WROTE' }, transfer });
}

/** Whose opinion was asked gives it: nothing more is awaited of it. Given otherwise later, it is a late answer, as an outcome said again is. */
export function opinionGiven(turn: Turn, transfer: Transfer, event: Extract<CaseEvent, { kind: 'OpinionGiven' }>): Refusal | null {
  if (transfer.mode !== 'CONSULTATION') return notAskedSo('seul un organisme consulté donne un avis.');
  return answer(turn, transfer, event, (dated) => {
    reach(turn, transfer, { kind: 'OUTCOME_GIVEN', outcome: { codes: [], opinion: event.opinion, at: dated.saidAt ?? event.at } }, dated);
    toRead(turn, transfer.id);
  });
}

/**
 * Who is asked to a concertation takes part, on one of these dates: that is its answer, and it says afterwards what came of it. Said again with
 * other dates, the last hold; with the same, or with none, nothing changes.
 */
export function takesPart(turn: Turn, transfer: Transfer, event: Extract<CaseEvent, { kind: 'TakesPart' }>): Refusal | null {
  if (transfer.mode !== 'CONCERTATION') return notAskedSo('seul un organisme invité à une concertation dit qu’il y participe.');
  const dates = [...new Set(event.dates)].toSorted((a, b) => a - b);
  if (dates.length > mostDates) return { code: 'TOO_MANY', sayable: tooManyDates };
  if (dates.some((date) => date <= turn.at)) return { code: 'PAST', sayable: 'Proposez des dates à venir.' };
  if (dates.some((date) => isTooFar(date, turn.at))) return { code: 'NOT_THEN', sayable: tooFar };
  return answer(turn, transfer, { ...event, dates }, (dated) => {
    reach(turn, transfer, { kind: 'IN_CHARGE' }, dated);
    datesSaid(turn, transfer, dates, dated);
  });
}

function datesSaid(turn: Turn, { id, organisation, dates: before }: Transfer, dates: Instant[], dated: Dated): void {
  if (dates.length === 0 || sameDates(dates, before)) return;
  turn.write({ kind: 'DATES_SAID', transfer: id, because: { organisation, dates, ...dated } }, [{ transfer: { id, dates } }]);
  toRead(turn, id);
}

/**
 * The desk sets when the concertation is held, or that it is not: everybody who takes part is told, and the desk has it to hold then. Set again
 * at another moment, the last holds; at the same, whoever was not told yet is, and everybody where something is `written` to them.
 */
export function meetingSet(turn: Turn, { meeting, written }: Extract<CaseEvent, { kind: 'MeetingSet' }>): Refusal | null {
  const [ended] = notOpen(turn.state);
  if (ended !== undefined) return ended;
  if (meeting === null) return calledOff(turn);
  if (meeting <= turn.at) return { code: 'PAST', sayable: 'Choisissez un moment à venir.' };
  if (isTooFar(meeting, turn.at)) return { code: 'NOT_THEN', sayable: tooFar };
  const { taking } = inConcertation(turn.state);
  if (taking.length === 0) return { code: 'NOBODY', sayable: 'Personne n’a encore dit qu’il participe\u00a0: attendez une réponse, ou appelez.' };
  const isMoved = turn.state.meeting !== meeting;
  if (isMoved) withoutTask(turn, 'MOVED');
  for (const transfer of taking) if (written || transfer.meeting !== meeting) tell(turn, transfer, meeting);
  if (isMoved)
    raiseTask(turn, {
      kind: 'CONCERTATION',
      to: 'DESK',
      within: turn.delay('orderedStep'),
      dueAt: meeting,
      cause: { kind: 'AGENT', dueAt: meeting },
    });
  return null;
}

function calledOff(turn: Turn): Refusal | null {
  const { meeting, transfers } = turn.state;
  if (meeting === undefined || meeting === null || meeting <= turn.at) return null;
  const { taking } = inConcertation(turn.state);
  const told = transfers.filter((transfer) => taking.includes(transfer) || (transfer.meeting === meeting && !isLeft(transfer)));
  if (told.length === 0) return null;
  withoutTask(turn, 'NOT_ASKED');
  for (const transfer of told) tell(turn, transfer, null);
  return null;
}

/**
 * What an answer does to a concertation that is set: whoever takes part since, or again, is told when it is held, or that it is not; when the
 * last of those who were told has left, it is not held any more.
 */
export function keepMeeting(turn: Turn): void {
  const { meeting = null, status } = turn.state;
  if (status !== 'OPEN') return;
  const isAhead = (at: Instant | null | undefined): boolean => typeof at === 'number' && at > turn.at;
  for (const transfer of inConcertation(turn.state).taking)
    if (isAhead(meeting) ? transfer.meeting !== meeting : meeting === null && isAhead(transfer.meeting)) tell(turn, transfer, meeting, true);
  const told = turn.state.transfers.filter((transfer) => isAhead(meeting) && transfer.meeting === meeting);
  const last = told.at(-1);
  if (last === undefined || !told.every(isLeft)) return;
  const { id, organisation, informationRounds: round } = last;
  withoutTask(turn, 'NOT_ASKED');
  turn.write({ kind: 'MEETING_SET', transfer: id, because: { organisation, meeting: null, round, follows: true } }, [{ set: { meeting: null } }]);
}

/** One of those who take part is told, by mail or by a person, when the concertation is held, or that it is not. */
function tell(turn: Turn, transfer: Transfer, meeting: Instant | null, follows = false): void {
  const { id, organisation } = transfer;
  const round = transfer.informationRounds + 1;
  const isMailed = hasMail(turn, transfer);
  const says = meeting === null ? 'MEETING_OFF' : 'MEETING';
  turn.write({ kind: 'MEETING_SET', transfer: id, because: { organisation, meeting, round, ...(follows && { follows: true as const }) } }, [
    { set: { meeting } },
    { transfer: { id, informationRounds: round, meeting } },
    ...(isMailed ? [message(turn, transfer, transfer, { kind: 'INFORMATION', says, round })] : []),
  ]);
  if (!isMailed) tellByPerson(turn, transfer, { kind: 'REPLY', round });
}

/** The meeting as it was set is no longer one to hold. */
function withoutTask(turn: Turn, why: 'MOVED' | 'NOT_ASKED'): void {
  const { meeting } = turn.state;
  cancelTasks(turn, why, ({ kind, cause }) => kind === 'CONCERTATION' && cause.kind === 'AGENT' && cause.dueAt === meeting);
}

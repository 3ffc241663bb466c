import { isTooFar, tooFar } from '../../calendar/local.ts';
import type { Instant } from '../../calendar/span.ts';
import type { Dated } from '../model/entries.ts';
import type { CaseEvent } from '../model/events.ts';
import { notOpen, type Refusal } from '../model/refusal.ts';
import type { Transfer } from '../model/state.ts';
import { hasMail, tellByPerson } from '../running/by-person.ts';
import { message } from '../running/channels.ts';
import { inConcertation } from '../running/concertation.ts';
import { cancelTasks, raiseTask } from '../running/tasks.ts';
import { reach } from '../running/transfers.ts';
import type { Turn } from '../running/turn.ts';
import { answer } from './answers.ts';

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
 * other dates, the last hold; with the same, nothing changes.
 */
export function takesPart(turn: Turn, transfer: Transfer, event: Extract<CaseEvent, { kind: 'TakesPart' }>): Refusal | null {
  if (transfer.mode !== 'CONCERTATION') return notAskedSo('seul un organisme invité à une concertation dit qu’il y participe.');
  if (event.dates.some((date) => date <= turn.at)) return { code: 'PAST', sayable: 'Proposez des dates à venir.' };
  if (event.dates.some((date) => isTooFar(date, turn.at))) return { code: 'NOT_THEN', sayable: tooFar };
  return answer(turn, transfer, event, (dated) => {
    reach(turn, transfer, { kind: 'IN_CHARGE' }, dated);
    datesSaid(
      turn,
      transfer,
      [...new Set(event.dates)].toSorted((a, b) => a - b),
      dated,
    );
  });
}

function datesSaid(turn: Turn, { id, organisation, dates: before = [] }: Transfer, dates: Instant[], dated: Dated): void {
  if (dates.length === before.length && dates.every((date, index) => date === before[index])) return;
  turn.write({ kind: 'DATES_SAID', transfer: id, because: { organisation, dates, ...dated } }, [{ transfer: { id, dates } }]);
  toRead(turn, id);
}

/**
 * The desk sets when the concertation is held: everybody who takes part is told that it is set, and the desk has it to hold then. Set again at
 * another moment, the last holds; at the same, nothing changes.
 */
export function meetingSet(turn: Turn, meeting: Instant): Refusal | null {
  const [ended] = notOpen(turn.state);
  if (ended !== undefined) return ended;
  if (meeting <= turn.at) return { code: 'PAST', sayable: 'Choisissez un moment à venir.' };
  if (isTooFar(meeting, turn.at)) return { code: 'NOT_THEN', sayable: tooFar };
  const { taking } = inConcertation(turn.state);
  if (taking.length === 0) return { code: 'NOBODY', sayable: 'Personne n’a encore dit qu’il participe\u00a0: attendez une réponse, ou appelez.' };
  if (turn.state.meeting === meeting) return null;
  const before = turn.state.meeting;
  for (const transfer of taking) {
    const { id, organisation } = transfer;
    const round = transfer.informationRounds + 1;
    const isMailed = hasMail(turn, transfer);
    turn.write({ kind: 'MEETING_SET', transfer: id, because: { organisation, meeting, round } }, [
      { set: { meeting } },
      { transfer: { id, informationRounds: round } },
      ...(isMailed ? [message(turn, transfer, transfer, { kind: 'INFORMATION', says: 'MEETING', round })] : []),
    ]);
    if (!isMailed) tellByPerson(turn, transfer, { kind: 'REPLY', round });
  }
  cancelTasks(turn, 'MOVED', ({ kind, cause }) => kind === 'CONCERTATION' && cause.kind === 'AGENT' && cause.dueAt === before);
  raiseTask(turn, {
    kind: 'CONCERTATION',
    to: 'DESK',
    within: turn.delay('orderedStep'),
    dueAt: meeting,
    cause: { kind: 'AGENT', dueAt: meeting },
  });
  return null;
}

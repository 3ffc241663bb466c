import type { Instant } from '../calendar/span.ts';
import { codes, type Opinion, type Outcome, type RefusalReason } from '../vocabulary/vocabulary.ts';
import { closingObstacles } from './acts/closing.ts';
import { moreTime } from './acts/extension.ts';
import { decide } from './decide.ts';
import type { Actor, CaseEvent, EventKind } from './model/events.ts';
import { notOpen, type Refusal } from './model/refusal.ts';
import type { CaseState, Task, Transfer } from './model/state.ts';
import { Turn, type World } from './running/turn.ts';

/** What the law says of an act that somebody might do now. */
export interface Standing {
  /** Why it may not be done, what `decide` says first; none: it may. */
  refusals: Refusal[];
  /** It may be done, and would change nothing: it is so already. */
  idle: boolean;
  /** It may be done, and nobody waits for it: it is kept in the journal, and a person of the desk looks. */
  late: boolean;
}

/** Worth offering: it may be done, and something comes of it. */
export const isOffered = ({ refusals, idle }: Standing): boolean => refusals.length === 0 && !idle;

export const actsOnCase = [
  'Qualified',
  'TransferAdded',
  'TaskOrdered',
  'ResultRecorded',
  'SituationNoted',
  'NoteAdded',
  'TextAgreed',
  'MeetingSet',
  'Closed',
  'NotRetained',
  'Reopened',
  'CaseMerged',
  'CaseUnmerged',
  'InformingNoted',
  'Held',
  'HoldLifted',
] as const satisfies EventKind[];
export const actsOnTransfer = [
  'Acknowledged',
  'TakenInCharge',
  'InformationRequested',
  'InformationGiven',
  'Refused',
  'RefusalTakenBack',
  'OutcomeGiven',
  'OpinionGiven',
  'TakesPart',
  'TransferCancelled',
  'ProgressSaid',
  'RecipientReminded',
  'AnswerChallenged',
  'OriginalGiven',
  'LinkReplaced',
] as const satisfies EventKind[];
export const actsOnTask = ['TaskTaken', 'TaskGiven', 'TaskDone'] as const satisfies EventKind[];

export type ActOnCase = (typeof actsOnCase)[number];
export type ActOnTransfer = (typeof actsOnTransfer)[number];
export type ActOnTask = (typeof actsOnTask)[number];

/** Answers whether each act may be done; an act that is not asked for costs nothing. */
export interface Possible {
  onCase(act: ActOnCase): Standing;
  onTransfer(act: ActOnTransfer, transfer: Transfer): Standing;
  onTask(act: ActOnTask, task: Task): Standing;
  /** Between which instants a recipient may ask for more time, or be given it; null where it may not. */
  moreTime(transfer: Transfer): { after: Instant; until: Instant } | null;
  /** Writes to the author of this alert. */
  toAuthor(alert: string): Standing;
}

/**
 * What may be done with a case now, asked of the law itself: `decide` is given the act, and what it answers is thrown away. Of an act
 * that says something (facts, a recipient, a moment) this is what the case alone allows; what is said is judged when it is sent.
 */
export function possible(state: CaseState, world: World, by: Actor, now: Instant): Possible {
  const ask = (act: Act): Standing => {
    const decision = decide(state, { ...act, at: now, by } as CaseEvent, world);
    if ('refused' in decision) return { refusals: [decision.refused], idle: false, late: false };
    return { refusals: [], idle: decision.entries.length === 0, late: decision.entries.some(({ kind }) => kind === 'LATE_ANSWER') };
  };
  return {
    onCase: (kind) => {
      if (kind === 'Qualified' || kind === 'TransferAdded' || kind === 'TaskOrdered' || kind === 'TextAgreed')
        return { refusals: notOpen(state), idle: false, late: false };
      if (kind === 'ResultRecorded' || kind === 'SituationNoted' || kind === 'NoteAdded' || kind === 'InformingNoted' || kind === 'Held')
        return { refusals: [], idle: false, late: false };
      const standing = ask(
        kind === 'NotRetained'
          ? { kind, reason: 'AUTRE' }
          : kind === 'CaseMerged'
            ? { kind, into: state.mergedInto ?? 'another' }
            : kind === 'MeetingSet'
              ? { kind, meeting: Math.max(now, state.meeting ?? 0) + 1, written: false }
              : { kind },
      );
      return kind === 'Closed' ? { ...standing, refusals: closingObstacles(state) } : standing;
    },
    onTransfer: (kind, transfer) => ask(sayingMore(kind, transfer, now)),
    // Somebody who holds it may give it back; to whom it is given is judged when it is sent.
    onTask: (kind, { id: task }) => ask(kind === 'TaskGiven' ? { kind, task, to: null } : { kind, task }),
    moreTime: (transfer) => {
      const room = moreTime(new Turn(state, now, by, world), transfer);
      return 'code' in room ? null : room;
    },
    toAuthor: (alert) => ask({ kind: 'AuthorWritten', alert }),
  };
}

type Act = CaseEvent extends infer E ? (E extends CaseEvent ? Omit<E, 'at' | 'by'> : never) : never;

/** The act, saying something else than was said of this transfer before. */
function sayingMore(kind: ActOnTransfer, { id: transfer, refusal, outcome, dates }: Transfer, now: Instant): Act {
  switch (kind) {
    case 'Refused':
      return { kind, transfer, reason: another<RefusalReason>(codes('refusalReason'), refusal === null ? [] : [refusal]) };
    case 'OutcomeGiven':
      return { kind, transfer, outcome: [another<Outcome>(codes('outcome'), outcome?.codes ?? [])] };
    case 'OpinionGiven':
      return { kind, transfer, opinion: another<Opinion>(codes('opinion'), outcome?.opinion === undefined ? [] : [outcome.opinion]) };
    case 'TakesPart':
      return { kind, transfer, dates: [Math.max(now, ...(dates ?? [])) + 1] };
    case 'TransferCancelled':
      return { kind, transfer, reason: 'AGENT' };
    case 'ProgressSaid':
      return { kind, transfer, written: true };
    case 'OriginalGiven':
      return { kind, transfer, file: 'another' };
    default:
      return { kind, transfer };
  }
}

function another<Code extends string>(all: readonly Code[], said: readonly Code[]): Code {
  const [first, second] = all;
  if (first === undefined || second === undefined) throw new Error('a family of one code');
  return said.length === 1 && said[0] === first ? second : first;
}

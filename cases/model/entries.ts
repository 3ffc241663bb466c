import type { Instant } from '../../calendar/span.ts';
import type { Competence } from '../../directory/resolve.ts';
import type { Gap } from '../../directory/sayings.ts';
import type { EntryKind } from '../../vocabulary/entries.ts';
import type { FactName } from '../../vocabulary/fact-table.ts';
import type { ChannelKind } from '../../vocabulary/outgoing-channels.ts';
import type {
  Channel,
  ContactKind,
  HoldReason,
  InformedParty,
  NotRetainedReason,
  Opinion,
  Outcome,
  Reach,
  RefusalReason,
  Role,
  RoleGroup,
  TaskAudience,
  TaskKind,
  TransferStatus,
} from '../../vocabulary/vocabulary.ts';
import type { TaskCause } from './cause.ts';
import type { Actor, AmendedAs, CancelReason, CaseEvent, Change, DeclarationPart, FollowedVersion } from './events.ts';
import { type AuthorNews, type DutyWays, type MessageKind, NO_AGREEMENT } from './message.ts';
import type { Afterwards, AuthorReach, DeadlineKind, Informing, Relation, Result, Situation } from './state.ts';

type Nothing = Record<string, never>;
type OfTransfer<Because> = { transfer: string; because: Because };
type OfTask<Because> = { task: string; because: Because };

/** The version and the directory that something was decided with (calendars travel with the directory). */
export interface DecidedWith {
  procedure: FollowedVersion;
  directory: number;
}

/** An answer that came before it was written down: when. */
export interface Dated {
  saidAt?: Instant;
}

interface Addressee {
  organisation: string;
  contact: string;
}

/** Why a body is the recipient: its competence, an agent's choice, or the escalation that moved the case to it. */
export type WhyRecipient = Competence | 'AGENT' | { transfer: string; reach: Reach; rank: number };

/** Whom a protocol escalates to: somebody else in the body, another body, or the desk. */
export type EscalatedTo = 'DEPUTY' | 'SUPERIOR' | 'NEXT_COMPETENT' | 'DESK' | Role;

/** Why a task lost its object: what became of its transfer, or of its case. */
export type TaskEnd =
  | Exclude<TransferStatus, 'DUE' | 'SENT' | 'UNDELIVERABLE' | 'INFORMATION_REQUESTED'>
  | 'CLOSED'
  | 'NOT_RETAINED'
  | 'MERGED'
  | 'SEPARATED'
  | 'EXTENDED'
  /** It is to be done at another moment. */
  | 'MOVED'
  | 'RESUMED'
  /** The facts or the basis, said again, do not call for it any more. */
  | 'NOT_ASKED';

/** An answer that may come too late. */
export type AnswerKind = Extract<
  CaseEvent,
  { kind: 'Acknowledged' | 'TakenInCharge' | 'InformationRequested' | 'Refused' | 'OutcomeGiven' | 'OpinionGiven' | 'TakesPart' }
>['kind'];

/** What each kind of entry is about, and what it says besides what it changes. */
interface Happenings {
  /** `unclear`: facts that contradicted others and are not known to the law. */
  ALERT_RECORDED: { because: { alert: string; channel: Channel; contactKind: ContactKind; unclear?: FactName[] } };
  QUALIFIED: { because: { reason: 'AUTOMATIC' | 'CONFIRMED' } };
  /** The whole case, or one running transfer that more rules ask for. */
  ROUTED:
    | { transfer?: never; because: { rules: string[]; gaps: Pick<Gap, 'role' | 'reason'>[] } & DecidedWith }
    | OfTransfer<{ rules: string[]; gaps?: never; procedure?: never }>;
  TRANSFER_ORDERED: OfTransfer<{ rules: string[]; role: Role; why: WhyRecipient; channel: ChannelKind | null } & Addressee & DecidedWith>;
  /** A transfer, by whatever channel; or a message that is none. */
  HANDED_OVER:
    | OfTransfer<{ message: 'TRANSFER' } & Addressee>
    | { because: { message: Exclude<MessageKind, 'TRANSFER'>; organisation?: never; contact?: string; ways?: DutyWays } };
  DELIVERY_FAILED: { because: { message: MessageKind; code: string; contact?: string } };
  UNDELIVERABLE: OfTransfer<{ why: 'NO_CHANNEL_LEFT' } | { why: 'LATE'; deadline: 'HANDOVER' | 'CHANNEL' } | { why: 'FAILED'; code: string }>;
  /** `lapsed`: no mail goes to a body without agreement; its address is good. */
  CHANNEL_CHANGED: OfTransfer<{ channel: ChannelKind; contact: string; lapsed?: true }>;
  ACKNOWLEDGED: OfTransfer<{ organisation: string } & Dated>;
  IN_CHARGE: OfTransfer<{ organisation: string; already?: 'DEJA_CONNU' } & Dated>;
  INFORMATION_REQUESTED: OfTransfer<{ organisation: string; round: number } & Dated>;
  INFORMATION_GIVEN: OfTransfer<{ organisation: string; round: number }>;
  REFUSED: OfTransfer<{ organisation: string; reason: RefusalReason } & Dated>;
  REFUSAL_TAKEN_BACK: OfTransfer<{ organisation: string }>;
  /** To the addressee named. */
  REROUTED: OfTransfer<{ reason: 'SILENT' | 'REFUSED' | 'CONFLICT' } & Addressee>;
  /** `opinion` of whoever was consulted, who gives no outcome. */
  OUTCOME_GIVEN: OfTransfer<{ organisation: string; outcome: Outcome[]; opinion?: Opinion } & Dated>;
  /** When a recipient can come to a concertation, in the case's time. */
  DATES_SAID: OfTransfer<{ organisation: string; dates: Instant[] } & Dated>;
  /**
   * Who takes part is told when the concertation is held, in the case's time, or that it is not (null); what the desk wrote beside is sealed.
   * `follows`: the law itself, after an answer: what the desk wrote is beside an entry before.
   */
  MEETING_SET: OfTransfer<{ organisation: string; meeting: Instant | null; round: number; follows?: true }>;
  /** A visit of the recipient's own, in the case's time; what it wrote beside is sealed. */
  PROGRESS_SAID: OfTransfer<{ organisation: string; visit?: Instant }>;
  CANCELLED: OfTransfer<
    { reason: 'CONFLICT'; organisation: string } | { reason: CancelReason | 'NO_LONGER_ASKED' | 'TAKEN_BACK'; organisation?: never }
  >;
  REMINDED: OfTransfer<{ reach: Reach; rank: number; channel: 'EMAIL' | 'PHONE_TASK' } & Addressee>;
  /** By a person of the desk; `round` counts every reminder of the transfer. */
  REMINDED_NOW: OfTransfer<{ reach: Reach; round: number; channel: 'EMAIL' | 'PHONE_TASK' } & Addressee>;
  REMINDER_OVERTAKEN: OfTransfer<{ rank: number } & Addressee>;
  LIMIT_MISSED: OfTransfer<{ reach: Reach; organisation: string }>;
  /** `told` is null where the desk is. */
  ESCALATED: OfTransfer<{ reach: Reach; rank: number; to: EscalatedTo; how: 'INFORM' | 'TRANSFER'; told: Addressee | null }>;
  OBLIGATION_LAPSED: { obligation: string; because: { roles: Role[] } };
  /** `status` is how the transfer had ended. */
  LATE_ANSWER: OfTransfer<
    { status: TransferStatus; organisation: string; answer: AnswerKind; outcome: Outcome[]; opinion?: Opinion; dates?: Instant[] } & Dated
  >;
  GAP: { because: Pick<Gap, 'role' | 'reason'> };
  TASK_RAISED: OfTask<{ kind: TaskKind; cause: TaskCause }>;
  TASK_TAKEN: OfTask<Nothing>;
  /** From the account that had it until then. */
  TASK_TAKEN_OVER: OfTask<{ from: string }>;
  /** To this account, from the one that had it until then. */
  TASK_GIVEN: OfTask<{ to: string; from?: string }>;
  /** By the account that had it, which gives it back to whoever takes it. */
  TASK_HANDED_BACK: OfTask<{ from: string }>;
  /** By the account that had it, or was called for it, which may not act on the case any more. */
  TASK_RELEASED: OfTask<{ from: string; called?: true }>;
  TASK_DONE: OfTask<Nothing>;
  TASK_CANCELLED: OfTask<{ reason: TaskEnd }>;
  /** `moved` is null where nobody is further up. */
  TASK_LATE: OfTask<{ kind: TaskKind; moved: { to: TaskAudience; level: number } | null }>;
  CONFLICT: { because: { role: Role | RoleGroup; organisation: string } };
  RESULT_RECORDED: { because: { result: Result } };
  CLOSED: { because: Nothing };
  NOT_RETAINED: { because: { reason: NotRetainedReason } };
  REOPENED: { because: Nothing };
  LOOK_AGAIN: { because: { rank: number } };
  NOTE: { because: { reason?: 'CLOCK_MOVED' } };
  AUTHOR_TOLD: { because: { alert: string; news: AuthorNews; reach: AuthorReach } };
  AUTHOR_WRITTEN: { because: { alert: string } };
  AFTERWARDS_SAID: { because: { alert: string } & Afterwards };
  DECLARATION_COMPLETED: { because: { part: DeclarationPart } };
  DECLARATION_AMENDED: { because: { alert: string; what: AmendedAs } };
  SITUATION_NOTED: { because: { situation: Situation } };
  CASE_LINKED: { because: { other: string; relation: Relation } };
  CASE_UNLINKED: { because: { other: string } };
  CASE_MERGED: { because: { into: string } };
  CASE_UNMERGED: { because: { from: string | null } };
  DOCUMENT_MADE: OfTransfer<{ version: number; fingerprint: string }>;
  /** What may not be told as it stands; `urgent` where somebody on duty must read it again. */
  TEXT_HELD: { because: { urgent: boolean } };
  /** The text itself is sealed with the entry. */
  TEXT_AGREED: { because: { version: number } };
  /** The id of the file, as the case keeps it. */
  FILE_RELEASED: { because: { file: string } };
  ORIGINAL_GIVEN: OfTransfer<{ file: string; organisation: string }>;
  /** `round`: how many times, with this one. */
  LINK_REPLACED: OfTransfer<{ organisation: string; contact: string; round: number }>;
  INFORMING_NOTED: { because: { whom: InformedParty; said: Informing } };
  /** Its content is kept until then, whatever its term. */
  HELD: { because: { why: HoldReason; until: Instant } };
  HOLD_LIFTED: { because: Nothing };
  VERSION_CHANGED: { because: { from: DecidedWith['procedure'] } & DecidedWith };
  /** `round`: how many times this recipient was given, or refused, more time, with this one. */
  EXTENSION_REQUESTED: OfTransfer<{ organisation: string; until: Instant; round: number }>;
  EXTENSION_GRANTED: OfTransfer<{ organisation: string; until: Instant; round: number }>;
  EXTENSION_REFUSED: OfTransfer<{ organisation: string; round: number }>;
  ANSWER_CHALLENGED: OfTransfer<{ organisation: string; outcome: Outcome[]; round: number }>;
}

interface Subjects {
  transfer?: string;
  task?: string;
  obligation?: string;
}

/** What an entry says, before who and when are added. */
export type Happening = { [Kind in EntryKind]: { kind: Kind } & Subjects & Happenings[Kind] }[EntryKind];

/** One line of a case's journal before it is sealed and chained: codes only. */
export type Entry = Happening & {
  /** Logical time: for a deadline, its own instant. The time it was noticed is `recordedAt`, set by the store. */
  at: Instant;
  by: Actor;
  changes: Change[];
};

export type EntryOf<Kind extends EntryKind> = Extract<Entry, { kind: Kind }>;

/** The entries of one kind, in their order. */
export function entriesOf<Line extends { kind: EntryKind }, Kind extends Line['kind']>(
  journal: readonly Line[],
  kind: Kind,
): Extract<Line, { kind: Kind }>[] {
  return journal.filter((entry): entry is Extract<Line, { kind: Kind }> => entry.kind === kind);
}

/** The deadline whose passing an entry says; null for the acts of people and of the messenger. */
export function passedDeadline(entry: Happening): DeadlineKind | null {
  switch (entry.kind) {
    case 'UNDELIVERABLE':
      return entry.because.why === 'LATE' ? entry.because.deadline : null;
    case 'REMINDED':
    case 'REMINDER_OVERTAKEN':
      return 'REMIND';
    case 'LIMIT_MISSED':
      return 'LIMIT';
    case 'ESCALATED':
      return 'ESCALATE';
    case 'OBLIGATION_LAPSED':
      return 'OBLIGATION';
    case 'TASK_LATE':
      return 'TASK';
    case 'LOOK_AGAIN':
      return 'LOOK_AGAIN';
    default:
      return null;
  }
}

/** Whether a mail did not leave because its body has no agreement: its address is good. */
export const isLapse = (because: EntryOf<'UNDELIVERABLE'>['because']): boolean => because.why === 'FAILED' && because.code === NO_AGREEMENT;

/** When what an entry says happened: an answer may have come before it was written down. */
export const happenedAt = ({ at, because }: Happening & { at: Instant }): Instant =>
  'saidAt' in because && because.saidAt !== undefined ? because.saidAt : at;

/** The body an entry names; undefined where it names none (its transfer's own is not named again). */
export function bodyNamed({ because }: Happening): string | undefined {
  if ('told' in because) return because.told?.organisation;
  return 'organisation' in because ? because.organisation : undefined;
}

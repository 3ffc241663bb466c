import type { Instant } from '../../calendar/span.ts';
import type { EntryKind } from '../../vocabulary/entries.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import type {
  Field,
  LegalBasis,
  NotRetainedReason,
  Outcome,
  Purpose,
  RefusalReason,
  Role,
  RoleGroup,
  TaskKind,
  TransferMode,
} from '../../vocabulary/vocabulary.ts';
import type { Message, MessageParts } from './message.ts';
import type { AlertState, Basis, CaseState, Deadline, DeadlineKind, Obligation, Relation, Result, Situation, Task, Transfer } from './state.ts';

/** Who caused an event: an account, an API key, a partner's contact by link, the author by code, or the desk's own clock. */
export interface Actor {
  kind: 'AGENT' | 'COORDINATOR' | 'INSTITUTION' | 'PARTNER' | 'REPORTER' | 'API' | 'CLOCK' | 'DELIVERY';
  id: string | null;
}

/** Whatever happens to a case. `at` is its logical time; free text travels beside the event, sealed, never in it. */
export type CaseEvent = { at: Instant; by: Actor } & (
  | { kind: 'AlertReceived'; alert: Omit<AlertState, 'id' | 'at'>; facts: Facts; basis?: Partial<Basis> }
  | { kind: 'Qualified'; facts: Facts; basis: Basis }
  | {
      kind: 'TransferAdded';
      role: Role;
      organisation?: string;
      mode: TransferMode;
      purpose: Purpose;
      policy: string;
      discloses: Field[];
      legalBasis: LegalBasis[];
    }
  | { kind: 'HandedOver'; message: string }
  | { kind: 'DeliveryFailed'; message: string; permanent: boolean; code: string }
  | { kind: 'Bounced'; message: MessageParts; code: string }
  | { kind: 'Acknowledged'; transfer: string }
  | { kind: 'TakenInCharge'; transfer: string }
  | { kind: 'InformationRequested'; transfer: string }
  | { kind: 'InformationGiven'; transfer: string }
  | { kind: 'Refused'; transfer: string; reason: RefusalReason }
  | { kind: 'OutcomeGiven'; transfer: string; outcome: Outcome[] }
  | { kind: 'TransferCancelled'; transfer: string; reason: string }
  | { kind: 'TaskTaken'; task: string }
  /** `reached` says, for a call or a letter that carries a transfer, whether the recipient has it now. */
  | { kind: 'TaskDone'; task: string; reached?: boolean }
  | { kind: 'ResultRecorded'; result: Result }
  | { kind: 'Closed' }
  | { kind: 'NotRetained'; reason: NotRetainedReason }
  | { kind: 'Reopened' }
  | { kind: 'NoteAdded' }
  /** An agent orders a step by hand, for an account or for whoever takes it; what it is about travels sealed. */
  | { kind: 'TaskOrdered'; task: OrderedTask; dueAt: Instant; transfer?: string; takenBy?: string }
  /** The desk wrote to an author; the text travels sealed. */
  | { kind: 'AuthorWritten'; alert: string }
  | { kind: 'DeclarationCompleted'; part: DeclarationPart }
  | { kind: 'SituationNoted'; situation: Situation }
  /** `alerts` are those of a case merged into this one. */
  | { kind: 'CaseLinked'; other: string; relation: Relation; alerts?: AlertState[] }
  | { kind: 'CaseUnlinked'; other: string }
  | { kind: 'CaseMerged'; into: string }
  | { kind: 'CaseUnmerged' }
  /** A version of a transfer's document was made; `fingerprint` is the SHA-256 of its bytes, in hexadecimal. */
  | { kind: 'DocumentMade'; transfer: string; version: number; fingerprint: string }
  /** The case passes to the version of the world it is decided in. `from` is the one it followed, `slug@n`. */
  | { kind: 'VersionChanged'; from: string }
  /** The desk does not accept the answer of an entrusted enquiry; what it objects travels sealed. */
  | { kind: 'AnswerChallenged'; transfer: string }
);

export type OrderedTask = Extract<
  TaskKind,
  'CALL_BACK' | 'CONCERTATION' | 'MEDIATION' | 'CONCILIATION' | 'SECOND_OPINION' | 'ADVISER' | 'LETTER' | 'SECOND_READING'
>;

/** What an institution owes after an oral declaration (R.331-8 CASF), and after an EIGS (R.1413-67 s. CSP). */
export type DeclarationPart = 'WRITTEN' | 'EIGS_SECOND';

export type EventKind = CaseEvent['kind'];

/** One elementary change of state. A journal entry carries all of its own, so that folding the journal gives the state. */
export type Change =
  | { set: Partial<Omit<CaseState, 'alerts' | 'obligations' | 'transfers' | 'tasks' | 'deadlines' | 'messages'>> }
  | { alert: AlertState }
  | { obligation: Partial<Obligation> & { id: string } }
  | { transfer: Partial<Transfer> & { id: string } }
  | { task: Partial<Task> & { id: string } }
  | { deadline: Deadline }
  | { message: Message }
  | { drop: 'deadline' | 'message'; id: string };

/** One line of a case's journal before it is sealed and chained: codes only. */
export interface Entry {
  kind: EntryKind;
  /** Logical time: for a deadline, its own instant. The time it was noticed is `recordedAt`, set by the store. */
  at: Instant;
  by: Actor;
  transfer?: string;
  task?: string;
  obligation?: string;
  /** Why: rule ids, deadline kind and rank, recipient, reason codes. */
  because: Because;
  changes: Change[];
}

export interface Because {
  rules?: string[];
  deadline?: DeadlineKind;
  rank?: number;
  role?: Role | RoleGroup;
  organisation?: string;
  contact?: string;
  reason?: string;
  codes?: string[];
  /** What the step was decided with: `slug@n`, and the directory's revision (calendars travel with it). */
  procedure?: string;
  directory?: number;
}

import type { Instant } from '../calendar/span.ts';
import type { Facts } from './facts.ts';
import type { AlertState, Basis, CaseState, Deadline, DeadlineKind, Message, Obligation, Result, Task, Transfer } from './state.ts';
import type { Field, LegalBasis, NotRetainedReason, Outcome, Purpose, RefusalReason, Role, RoleGroup, TransferMode } from './vocabulary.ts';

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
  | { kind: 'Bounced'; transfer: string; message: string; code: string }
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
);

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

export type EntryKind =
  | 'ALERT_RECORDED'
  | 'QUALIFIED'
  | 'ROUTED'
  | 'TRANSFER_ORDERED'
  | 'HANDED_OVER'
  | 'DELIVERY_FAILED'
  | 'UNDELIVERABLE'
  | 'CHANNEL_CHANGED'
  | 'ACKNOWLEDGED'
  | 'IN_CHARGE'
  | 'INFORMATION_REQUESTED'
  | 'INFORMATION_GIVEN'
  | 'REFUSED'
  | 'REROUTED'
  | 'OUTCOME_GIVEN'
  | 'CANCELLED'
  | 'REMINDED'
  | 'REMINDER_OVERTAKEN'
  | 'LIMIT_MISSED'
  | 'ESCALATED'
  | 'OBLIGATION_LAPSED'
  | 'LATE_ANSWER'
  | 'GAP'
  | 'TASK_RAISED'
  | 'TASK_TAKEN'
  | 'TASK_DONE'
  | 'TASK_CANCELLED'
  | 'TASK_LATE'
  | 'CONFLICT'
  | 'RESULT_RECORDED'
  | 'CLOSED'
  | 'NOT_RETAINED'
  | 'REOPENED'
  | 'LOOK_AGAIN'
  | 'NOTE';

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

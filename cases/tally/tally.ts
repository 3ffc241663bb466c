import type { Instant } from '../../calendar/span.ts';
import type { Gap } from '../../directory/sayings.ts';
import type {
  Age,
  Channel,
  Conclusion,
  Danger,
  Evidence,
  Maltreatment,
  NotRetainedReason,
  Outcome,
  Place,
  Purpose,
  Reach,
  RefusalReason,
  RefusedByPerson,
  ReporterLink,
  Risk,
  Role,
  Safer,
  TaskKind,
  TransferMode,
  TransferStatus,
  VictimConsent,
  VictimGroup,
  Wishes,
} from '../../vocabulary/vocabulary.ts';
import type { EscalatedTo } from '../model/entries.ts';
import type { AuthorNews } from '../model/message.ts';
import type { Afterwards, CaseState, Obligation, Situation } from '../model/state.ts';

/**
 * What indicators need of a case, and nothing else: codes and instants, no name, no text, no contact, no account. It is kept beside the
 * case with each step, so that figures are read from it, and it can be made again from the journal.
 */
export interface Tally {
  /** As the case is. */
  counted: CountedState;
  /** What happened, in the order of the journal. */
  lines: TallyLine[];
}

export interface CountedState extends Situation {
  status: CaseState['status'];
  openedAt: Instant;
  closedAt: Instant | null;
  /** Whether its facts were coded, by a person or by the protocol. */
  qualification: CaseState['qualification'];
  notRetained: NotRetainedReason | null;
  channel: Channel;
  place: Place;
  /** Absent facts are null: not known. */
  inseeCode: string | null;
  victimGroup: VictimGroup;
  age: Age | null;
  reporterLink: ReporterLink | null;
  danger: Danger | null;
  maltreatment: Maltreatment[];
  implicatedKnown: boolean;
  victimConsent: VictimConsent | null;
  victimInformed: boolean | null;
  result: { conclusion: Conclusion; evidence: Evidence; risk: Risk; wishes: Wishes; safer: Safer; refusedByPerson: RefusedByPerson } | null;
  alerts: CountedAlert[];
  obligations: Pick<Obligation, 'id' | 'roles' | 'answerBy' | 'status'>[];
  transfers: CountedTransfer[];
}

interface CountedAlert {
  id: string;
  at: Instant;
  channel: Channel;
  reachable: boolean;
  /** It came with a merged case, where it is counted as an alert received. */
  elsewhere: boolean;
  /** Its case was separated again. */
  left: boolean;
}

export interface CountedTransfer {
  id: string;
  role: Role;
  organisation: string;
  mode: TransferMode;
  purpose: Purpose;
  status: TransferStatus;
  obligation: string | null;
  replaces: string | null;
  orderedAt: Instant;
  handedOverAt: Instant | null;
  outcome: { codes: Outcome[]; at: Instant } | null;
}

/** One member a kind, so that each may be told from the others. */
type OfKinds<Kinds extends string, Said> = { [Kind in Kinds]: { kind: Kind } & Said }[Kinds];

/** A happening, as far as it is counted. */
export type TallyLine = { at: Instant } & (
  | { kind: 'STATUS'; status: CaseState['status'] }
  | { kind: 'ALERT'; alert: string }
  | { kind: 'QUALIFIED'; person: boolean }
  | OfKinds<'HANDED_OVER' | 'ACKNOWLEDGED' | 'IN_CHARGE' | 'OUTCOME_GIVEN' | 'INFORMATION_REQUESTED' | 'INFORMATION_GIVEN', { transfer: string }>
  | OfKinds<'REFUSAL_TAKEN_BACK' | 'CANCELLED' | 'ANSWER_CHALLENGED', { transfer: string }>
  /** `lapsed`: for want of an agreement; the address is good. */
  | OfKinds<'UNDELIVERABLE' | 'CHANNEL_CHANGED', { transfer: string; lapsed?: true }>
  | OfKinds<'EXTENSION_REQUESTED' | 'EXTENSION_GRANTED' | 'EXTENSION_REFUSED', { transfer: string }>
  | { kind: 'REFUSED'; transfer: string; reason: RefusalReason }
  | { kind: 'REROUTED'; transfer: string; reason: 'SILENT' | 'REFUSED' | 'CONFLICT' }
  | { kind: 'REMINDED'; transfer: string; reach: Reach; rank: number }
  | { kind: 'LIMIT_SET'; transfer: string; reach: Reach; dueAt: Instant }
  | { kind: 'LIMIT_MISSED'; transfer: string; reach: Reach }
  | { kind: 'ESCALATED'; transfer: string; to: EscalatedTo }
  | { kind: 'OBLIGATION'; obligation: string; status: Obligation['status'] }
  | { kind: 'GAP'; role: Gap['role']; reason: Gap['reason'] }
  | { kind: 'CONFLICT' }
  | { kind: 'AUTHOR_TOLD'; alert: string; news: AuthorNews }
  | ({ kind: 'AFTERWARDS'; alert: string } & Afterwards)
  | OfKinds<'STEP_RAISED' | 'STEP_DONE', { task: string; step: CountedStep }>
  | { kind: 'LOOK_AGAIN' }
);

/** Tasks that an indicator follows from when they are asked to when they are done. */
export type CountedStep = Extract<TaskKind, 'CONCERTATION' | 'LOOK_AGAIN'>;

export type TallyLineOf<Kind extends TallyLine['kind']> = Extract<TallyLine, { kind: Kind }>;

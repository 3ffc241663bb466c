import type { Instant, Span } from '../../calendar/span.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import type {
  AnsweredBy,
  Channel,
  Conclusion,
  ContactKind,
  DeferralReason,
  Evidence,
  Field,
  Heard,
  HoldReason,
  InformedParty,
  LegalBasis,
  NotRetainedReason,
  Opinion,
  Outcome,
  Purpose,
  Reach,
  RefusalReason,
  RefusedByPerson,
  Repetition,
  Reprisal,
  Risk,
  Role,
  Safer,
  TaskAudience,
  TaskKind,
  TransferMode,
  TransferStatus,
  VictimConsent,
  Wishes,
} from '../../vocabulary/vocabulary.ts';
import type { TaskCause } from './cause.ts';
import type { Message, OriginNews } from './message.ts';

/**
 * What the desk knows of a case, in codes and references. It is the fold of the case's journal (`evolve`);
 * Postgres keeps it beside the journal so that a step reads one row. Ids inside a case are local: a1, o1, t1, k1.
 */
export interface CaseState {
  status: 'OPEN' | 'NOT_RETAINED' | 'CLOSED' | 'MERGED';
  /** AWAITED: nobody has recorded the facts; AUTOMATIC: the protocol routed at once; CONFIRMED: an agent did. */
  qualification: 'AWAITED' | 'AUTOMATIC' | 'CONFIRMED';
  openedAt: Instant;
  closedAt: Instant | null;
  /** How many days what needs no answer any more is read after the case has ended; absent while it has not, and in cases of before. */
  readableDays?: number;
  notRetained: NotRetainedReason | null;
  facts: Facts;
  basis: Basis;
  result: Result | null;
  /** What the desk knows beyond this alert; absent when nobody has said (as are the two below in cases of before). */
  situation?: Situation;
  /** Other cases of the same situation, or of one near it. */
  links?: CaseLink[];
  /** The case that goes on with this one's alerts, while the status is MERGED. */
  mergedInto?: string | null;
  /** Its tasks that go on there. */
  carried?: string[];
  /** What follows from one state of the facts (design: an episode). Absent before the first, and in cases of before. */
  episode?: { number: number; since: Instant };
  /** The newest version of the récit à transmettre that a person agreed to; absent while there is none. */
  text?: { version: number };
  /** Times recipients were announced that something was added to what they read; absent while none was. */
  added?: number;
  /** When the concertation is held, as the desk set it; absent: it did not; null: it no longer is. */
  meeting?: Instant | null;
  /** Kept until then, whatever its term; absent where nobody asked, null once it was lifted. */
  hold?: { why: HoldReason; until: Instant } | null;
  /** When those whom the case is about were informed that data about them are kept, or until when that waits; absent where nobody said. */
  informing?: Partial<Record<InformedParty, Informing>>;
  /** Looks again already had since the case was closed. */
  lookedAgain: number;
  alerts: AlertState[];
  obligations: Obligation[];
  transfers: Transfer[];
  tasks: Task[];
  /** Running deadlines only: one that has passed is in the journal. */
  deadlines: Deadline[];
  /** Messages still to be handed over. */
  messages: Message[];
}

/** An act of a person: done that day, or put off until another, when it is looked at again (RGPD, art. 14, § 3 and § 5, b and d). */
export type Informing = { on: Instant } | { until: Instant; why: DeferralReason };

export interface Basis {
  legal: LegalBasis[];
  victimConsent: VictimConsent | null;
  victimInformed: boolean | null;
  /** The author agrees that the desk of another department has her name, how she is reached and what her code follows; absent: nobody asked, or no. */
  authorAgreed?: boolean;
}

export interface AlertState {
  id: string;
  at: Instant;
  channel: Channel;
  contactKind: ContactKind;
  /** Whether the door knew who spoke (an account or a key). */
  authenticated: boolean;
  /** Whether the author left a way to be reached. */
  reachable: boolean;
  /** The only channel that is safe for the author; absent: the desk must look (alerts of before), or there is none. */
  reach?: AuthorReach;
  /** When the author can be reached without danger: local minutes of the desk's day, end excluded. Absent: at any hour. */
  hours?: SafeHours;
  /** What the author said once the case was closed; said again, the last holds. */
  afterwards?: Afterwards;
  /** News the author was told, or that somebody was asked to tell. */
  told?: number;
  /** The department whose desk handed it over, and what that desk was told last of what became of it here. */
  desk?: { code: string; said?: OriginNews; times?: number };
  /** Where an alert that came with a merged case was recorded. */
  from?: { case: string; alert: string };
  /** Its case was separated again. */
  left?: boolean;
}

/** How it is once the desk has done what it could: who answers, how safe the person is now, whether what was said was heard. */
export interface Afterwards {
  answeredBy: AnsweredBy;
  safer: Exclude<Safer, 'NON_DEMANDE'>;
  heard: Heard;
}

export type AuthorReach = 'EMAIL' | 'PHONE' | 'LETTER';
export type SafeHours = [fromMinute: number, toMinute: number];

export type Relation = 'DUPLICATE' | 'RELATED' | 'MERGED_HERE';

export interface CaseLink {
  /** Id of the other case. */
  other: string;
  relation: Relation;
}

export interface Situation {
  repetition: Repetition | null;
  reprisals: Reprisal[];
}

/** A body of this role answers by then. It outlives the transfers that try to meet it. */
export interface Obligation {
  id: string;
  roles: Role[];
  mode: TransferMode;
  /** Moves only to come sooner, when facts change; when it passes unmet, the desk has a task. */
  answerBy: Instant;
  status: 'OPEN' | 'MET' | 'LAPSED' | 'ENDED';
}

export interface Transfer {
  id: string;
  /** Absent for information: such a transfer ends at hand-over and never blocks closing. */
  obligation: string | null;
  /** The transfer this one takes over from, after a refusal, an escalation or a conflict. */
  replaces: string | null;
  role: Role;
  organisation: string;
  contact: string;
  mode: TransferMode;
  purpose: Purpose;
  /** Policies that rules asked for; per stage, the one whose limit is earliest leads. */
  policies: string[];
  discloses: Field[];
  /** Ids of the rules that asked for it. */
  because: string[];
  legalBasis: LegalBasis[];
  status: TransferStatus;
  orderedAt: Instant;
  /** Index in the leading policy's channels; attempts are counted per channel. */
  channel: number;
  attempt: number;
  handedOverAt: Instant | null;
  /** The stage that runs, and since when; null before hand-over and after the last. */
  stage: { reach: Reach; since: Instant } | null;
  /** Set while the recipient waits for more information: the stage's deadlines are kept aside. */
  paused: { since: Instant; deadlines: Deadline[] } | null;
  /** Times the recipient asked for more information. */
  informationRounds: number;
  /** Reminders decided, all stages together. */
  reminders: number;
  /** When the last of them was decided; absent while none was, and in cases of before. */
  remindedAt?: Instant;
  /** Contacts told of a missed limit. */
  informed: string[];
  refusal: RefusalReason | null;
  /** What it was when it was refused; absent in cases of before, null once the refusal was taken back. */
  refused?: BeforeRefusal | null;
  /** What was done; of whoever was consulted, its opinion. */
  outcome: { codes: Outcome[]; opinion?: Opinion; at: Instant } | null;
  /** Files of the case that the recipient is given as they came, by their ids; absent where it is given none. */
  originals?: string[];
  /** Its recipient turned out to be in conflict of interest once it had ended: nothing of it opens. Absent otherwise. */
  conflict?: true;
  /** How many times more time was asked for, or given unasked; absent: never. */
  extensions?: number;
  /** When its recipient can come to the concertation that it is asked to; absent: it did not say. */
  dates?: Instant[];
  /** When the concertation is held, as its recipient was told last; absent: it was not; null: that it no longer is. */
  meeting?: Instant | null;
  /** When its recipient said that it visits the person, said last; absent: it did not say. */
  visit?: Instant;
  /** How many times its links were replaced; absent: never. */
  links?: number;
}

/** What a refused transfer was, kept so that the refusal may be taken back. */
export interface BeforeRefusal extends Pick<Transfer, 'status' | 'stage' | 'paused'> {
  at: Instant;
  /** Of the stage that ran. */
  deadlines: Deadline[];
  /** What was still to be done for it. */
  tasks: Task[];
  /** What was still to be said to it; absent in cases of before, and where nothing was. */
  messages?: Message[];
  /** Something was added meanwhile to what it reads. */
  news?: true;
  /** It asked the desk for more meanwhile. */
  asked?: true;
}

export interface Task {
  id: string;
  kind: TaskKind;
  to: TaskAudience;
  /** 0 for the first person, then the stand-in, then the coordinator. */
  level: number;
  raisedAt: Instant;
  dueAt: Instant;
  /** What each person reached has, on the desk's calendar. */
  within: Span;
  status: 'OPEN' | 'DONE' | 'CANCELLED';
  late: boolean;
  /** The instant by which its first person should have done it; absent while it is in time, and in cases of before. */
  lateSince?: Instant;
  transfer: string | null;
  /** Whether doing it hands the transfer over (a call or a letter that carries it). */
  carries: boolean;
  cause: TaskCause;
  sayable: string;
  /** Account that took it, if somebody did. */
  takenBy: string | null;
  /** The task of a case merged here that this one goes on with. */
  from?: { case: string; task: string };
}

export type DeadlineKind = 'HANDOVER' | 'CHANNEL' | 'REMIND' | 'LIMIT' | 'ESCALATE' | 'OBLIGATION' | 'TASK' | 'LOOK_AGAIN';

/** An instant stored when it was set. It changes only by a journalled event. */
export interface Deadline {
  /** `KIND:subject[:stage:rank]`, unique in the case. */
  id: string;
  kind: DeadlineKind;
  dueAt: Instant;
  transfer?: string;
  obligation?: string;
  task?: string;
  reach?: Reach;
  /** Which reminder or escalation of the stage, from 1. */
  rank?: number;
}

/** What became of the person, on separate axes. */
export interface Result {
  conclusion: Conclusion;
  evidence: Evidence;
  risk: Risk;
  wishes: Wishes;
  safer: Safer;
  refusedByPerson: RefusedByPerson;
}

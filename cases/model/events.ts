import type { Instant } from '../../calendar/span.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import type {
  Field,
  HoldReason,
  InformedParty,
  LegalBasis,
  NotRetainedReason,
  Opinion,
  Outcome,
  Purpose,
  RefusalReason,
  Role,
  TaskKind,
  TransferMode,
  TransferStatus,
} from '../../vocabulary/vocabulary.ts';
import type { DutyWays, Message, MessageParts } from './message.ts';
import type {
  Afterwards,
  AlertState,
  Basis,
  CaseState,
  Deadline,
  Informing,
  Obligation,
  Relation,
  Result,
  Situation,
  Task,
  Transfer,
} from './state.ts';

/** Who caused an event: an account, an API key, a partner's contact by link, the author by code, or the desk's own clock. */
export interface Actor {
  kind: 'AGENT' | 'COORDINATOR' | 'INSTITUTION' | 'PARTNER' | 'REPORTER' | 'API' | 'CLOCK' | 'DELIVERY';
  id: string | null;
}

/** An answer that a person of the desk writes down after it came, by telephone or by post: when it came, on the case's own clock. */
interface SaidEarlier {
  saidAt?: Instant;
}

/** Whatever happens to a case. `at` is its logical time; free text travels beside the event, sealed, never in it. */
export type CaseEvent = { at: Instant; by: Actor } & (
  | {
      kind: 'AlertReceived';
      alert: Omit<AlertState, 'id' | 'at'>;
      facts: Facts;
      basis?: Partial<Basis>;
      /** Something it said is no code; how grave it is, perhaps. */
      unread?: true | 'DANGER';
    }
  | { kind: 'Qualified'; facts: Facts; basis: Basis; ends?: Ending[] }
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
  /** `ways` of a call to duty: mail, text, voice. */
  | { kind: 'HandedOver'; message: string; ways?: DutyWays }
  | { kind: 'DeliveryFailed'; message: string; permanent: boolean; code: string }
  | { kind: 'Bounced'; message: MessageParts; code: string }
  | ({ kind: 'Acknowledged'; transfer: string } & SaidEarlier)
  /** `already`: the body follows the situation under a number of its own, which travels sealed. */
  | ({ kind: 'TakenInCharge'; transfer: string; already?: 'DEJA_CONNU' } & SaidEarlier)
  | ({ kind: 'InformationRequested'; transfer: string } & SaidEarlier)
  | { kind: 'InformationGiven'; transfer: string }
  | ({ kind: 'Refused'; transfer: string; reason: RefusalReason } & SaidEarlier)
  /** A recipient comes back on its refusal, soon enough. */
  | { kind: 'RefusalTakenBack'; transfer: string }
  | ({ kind: 'OutcomeGiven'; transfer: string; outcome: Outcome[] } & SaidEarlier)
  /** Whose opinion was asked gives it; its words travel sealed. */
  | ({ kind: 'OpinionGiven'; transfer: string; opinion: Opinion } & SaidEarlier)
  /** Who is asked to a concertation takes part, on one of these dates. */
  | ({ kind: 'TakesPart'; transfer: string; dates: Instant[] } & SaidEarlier)
  /** The desk sets when the concertation is held; null: it is not held after all. `written`: words for those who take part travel sealed beside it. */
  | { kind: 'MeetingSet'; meeting: Instant | null; written: boolean }
  | { kind: 'TransferCancelled'; transfer: string; reason: CancelReason }
  /** A recipient tells how far it is: a visit, and whether words or documents travel sealed beside it. */
  | { kind: 'ProgressSaid'; transfer: string; visit?: Instant; written: boolean }
  /** The desk reminds a recipient at once, outside the protocol's own reminders. */
  | { kind: 'RecipientReminded'; transfer: string }
  | { kind: 'TaskTaken'; task: string }
  /** Somebody of the desk gives a task to this account; null: back to whoever takes it. */
  | { kind: 'TaskGiven'; task: string; to: string | null }
  /** The account may not act on this case any more: what it took is for others again, and what it was called for and nobody took. */
  | { kind: 'TasksReleased'; from: string; called?: readonly string[] }
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
  /** The author of an alert answers, once the case is closed, what came of it. */
  | { kind: 'AfterwardsSaid'; alert: string; said: Afterwards }
  | { kind: 'DeclarationCompleted'; part: DeclarationPart }
  /** An institution says more of its declaration, an alert of this case; the text and its files travel sealed. */
  | { kind: 'DeclarationAmended'; alert: string; what: AmendedAs }
  | { kind: 'SituationNoted'; situation: Situation }
  /** `alerts` are those of a case merged into this one, `tasks` what was still to do there for them. */
  | { kind: 'CaseLinked'; other: string; relation: Relation; alerts?: AlertState[]; tasks?: Task[] }
  | { kind: 'CaseUnlinked'; other: string }
  | { kind: 'CaseMerged'; into: string }
  /** `done`: this case's own tasks that were done where it had been merged. */
  | { kind: 'CaseUnmerged'; done?: string[]; held?: { task: string; takenBy: string | null }[] }
  /** A version of a transfer's document was made; `fingerprint` is the SHA-256 of its bytes, in hexadecimal. */
  | { kind: 'DocumentMade'; transfer: string; version: number; fingerprint: string }
  /** The gate held back a text that was to be told: somebody must read it again. */
  | { kind: 'TextHeld' }
  /** A person agreed to what recipients read of the account; the text travels sealed, as `{ text }`. */
  | { kind: 'TextAgreed' }
  /** A file that came after the transfers were ordered joins what recipients read; its id is the case's own. */
  | { kind: 'FileReleased'; file: string }
  /** A body of justice is given a file as it came, with what it hides; the reason travels sealed. */
  | { kind: 'OriginalGiven'; transfer: string; file: string }
  /** The links by which a recipient reads a transfer may be in other hands: others take their place. What happened travels sealed. */
  | { kind: 'LinkReplaced'; transfer: string }
  /** Somebody whom the case is about was informed, or that waits; words about it travel sealed. */
  | { kind: 'InformingNoted'; whom: InformedParty; said: Informing }
  /** The case is kept until then, whatever its term: nothing of it is destroyed. What it is for travels sealed. */
  | { kind: 'Held'; why: HoldReason; until: Instant }
  | { kind: 'HoldLifted' }
  /** The case passes to the version of the world it is decided in. `from` is the one it followed. */
  | { kind: 'VersionChanged'; from: FollowedVersion }
  /** The desk does not accept the answer of an entrusted enquiry; what it objects travels sealed. */
  | { kind: 'AnswerChallenged'; transfer: string }
  /** A recipient who has the situation in charge asks to say later what it did, by this instant; why travels sealed. */
  | { kind: 'ExtensionRequested'; transfer: string; until: Instant }
  /** The desk gives it until then, asked for or not, or keeps its delay as it is; why travels sealed. */
  | { kind: 'ExtensionGranted'; transfer: string; until: Instant }
  | { kind: 'ExtensionRefused'; transfer: string }
);

/** A transfer proposed for ending that the person who confirms lets go of, with the status she saw. */
export interface Ending {
  transfer: string;
  seen: TransferStatus;
}

/** A version of the protocol, as cases name it. */
export interface FollowedVersion {
  slug: string;
  number: number;
}

/** Why somebody cancels a transfer: an agent says in words, or an exercise ends. */
export type CancelReason = 'AGENT' | 'EXERCISE_ENDED';

export type OrderedTask = Extract<
  TaskKind,
  'CALL_BACK' | 'CONCERTATION' | 'MEDIATION' | 'CONCILIATION' | 'SECOND_OPINION' | 'ADVISER' | 'LETTER' | 'SECOND_READING' | 'COME_BACK'
>;

/** Corrected or completed, withdrawn: for every recipient; or a message for the desk alone. */
export type AmendedAs = 'CORRECTION' | 'WITHDRAWAL' | 'MESSAGE';

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

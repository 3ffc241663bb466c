import type { Instant } from '../calendar/span.ts';

/** Type of the failure that no later try can mend: the recipient cannot be written to. */
export const RECIPIENT_REJECTED = 'RecipientRejected';

/** Whether a failure of this type is for good: the recipient cannot be written to, or its agreement lapsed. */
export const isForGood = (type: string): boolean => type === RECIPIENT_REJECTED || type === 'NO_AGREEMENT';

/** A case as the engine knows it: opaque id and department code, nothing else. */
export interface CaseRef {
  caseId: string;
  department: string;
}

/** One message to hand over now, and what the engine's own console may say of it (codes only). */
export interface Errand {
  message: string;
  summary: string;
  /** Tried at this look already. */
  tried?: true;
}

export interface Agenda {
  deliver: Errand[];
  /** Real instant to look again at; null when nothing is to come. */
  next: Instant | null;
  /** What falls due then, in codes. */
  waitingFor: string;
}

/** What `caseWorkflow` may do to the world. `now` is the workflow's time: the only clock a test can move. */
export interface CaseActivities {
  /**
   * Applies what is due and hands over, once, each message that is due and not `carried` by an activity already. Answers with what is
   * still to be handed over.
   */
  look(asked: CaseRef & { now: Instant; carried: string[] }): Promise<Agenda>;
  /** What a run begun before first tries were part of the look asks: what is due, and nothing handed over. */
  consult(asked: CaseRef & { now: Instant }): Promise<Agenda>;
  deliver(asked: CaseRef & { message: string }): Promise<void>;
  giveUp(asked: CaseRef & { message: string; permanent: boolean; code: string; now: Instant }): Promise<void>;
}

/** What the daily workflow may do to the world. */
export interface DailyActivities {
  signAndTidy(): Promise<void>;
  /** Of every department, each hour. */
  closeHours(): Promise<void>;
}

/** What the look at the rosters may do to the world. `now` is the workflow's time. */
export interface DutyActivities {
  lookAtDuty(asked: { now: Instant }): Promise<void>;
}

/** What the look at declarations may do to the world. `now` is the workflow's time. */
export interface DeclarationActivities {
  /** Of every department, each hour. */
  lookAtDeclarations(asked: { now: Instant }): Promise<void>;
}

/** What the look at what has reached its term may do to the world. `now` is the workflow's time. */
export interface RetentionActivities {
  /** Of every department, each night: notes how much there is, and destroys what was agreed to. */
  lookAtTerms(asked: { now: Instant }): Promise<void>;
}

/** A campaign of the directory as the engine knows it: opaque id and department code, nothing else. */
export interface CampaignRef {
  campaign: string;
  department: string;
}

/** What a campaign's workflow may do to the world. `now` is the workflow's time. */
export interface CampaignActivities {
  /** Writes to whoever is due, asks for a call where nobody answered; answers with when to look again, null when nothing is to come. */
  askContacts(asked: CampaignRef & { now: Instant }): Promise<Instant | null>;
}

/** Type of the failure of a watch over a mailbox that is not configured any more. */
export const NO_MAILBOX = 'NoMailbox';

/** What a mailbox's workflow may do to the world. */
export interface MailboxActivities {
  /** Takes in a department's mails for about an hour, then answers; the next takes over without a gap. */
  watchMailbox(department: string): Promise<void>;
}

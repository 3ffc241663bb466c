import type { Instant } from '../../calendar/span.ts';
import type { CaseState } from '../../cases/model/state.ts';
import type { Danger } from '../../vocabulary/vocabulary.ts';
import type { Action, DeskChrome, Form } from './parts.ts';

/** What a case waits for, in words: "Relancer : ARS", since when, by when. */
export interface AwaitedTask {
  reason: string;
  /** Since when the recipient it is about has not answered. */
  silence?: string;
  since?: Instant;
  dueAt?: Instant;
  late: boolean;
  /** How late its first person is, and who has it now. */
  lateness?: string;
  /** It is due before the day ends. */
  today?: true;
  takenBy?: string;
}

/** One line of a queue: the reason it is there, in words, comes first; what else the case waits for stands inside. */
export interface QueueRow extends AwaitedTask {
  /** Its own on the page, and the same from one refreshing to the next. */
  id: string;
  href: string;
  reference: string;
  /** It is a case, which can be chosen with others for one act. */
  choosable?: true;
  also?: AwaitedTask[];
  /** Absent for a call not yet ended: nobody has said. */
  danger?: Danger;
  place: string;
  commune?: string;
  establishment?: string;
  /** How the first alert came. */
  channel?: string;
  /** Whom it is about, as far as the law distinguishes. */
  victimGroup?: string;
  closedAt?: Instant;
  /** What has a column of its own on this list, and is not said beside something else. */
  apart?: { commune?: string; channel?: string };
  /** Who the case is about, where the list names people. */
  person?: string;
  openedAt: Instant;
  status: CaseState['status'];
}

/** What an act on several cases does with one of them, or did. */
export interface BulkCaseLine {
  reference: string;
  href: string;
  /** Of what, what becomes of it, and which part that is in the form. */
  does: { id: string; what: string; will: string }[];
  leaves: { what: string; why: string }[];
  /** Why the act finds nothing there. */
  nothing?: string;
}

/** What a list shows beside why each case is there. */
export type ListColumn = 'danger' | 'place' | 'commune' | 'channel' | 'victimGroup' | 'status' | 'openedAt' | 'closedAt' | 'dueAt' | 'takenBy';

/** The filters of the lists, by the name of their field. */
export type ListFilter = 'q' | 'etat' | 'attente' | 'danger' | 'place' | 'mine' | 'commune' | 'partenaire' | 'canal' | 'du' | 'au';

/** What is open and hot when somebody leaves and somebody arrives. */
export interface ReliefView {
  chrome: DeskChrome;
  form: Form<'note' | 'taches'>;
  /** When the next opening of the desk closes. */
  until: Instant;
  /** What colleagues left, and nobody has taken. */
  waiting: { who: string; at: Instant; note: string; hands: boolean; take: Action }[];
  /** What whoever looks left, and nobody has taken. */
  own?: { at: Instant; note: string; withdraw: Action };
  ringing: number;
  newCallHref: string;
  begun: { who: string; hour: Instant }[];
  /** What whoever looks began. */
  drafts: { what: string; href: string; hour: Instant }[];
  mails?: { count: number; href: string };
  groups: { title: string; rows: QueueRow[]; more: boolean }[];
  pastHref: string;
}

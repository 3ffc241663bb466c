import type { Instant } from '../../calendar/span.ts';
import type { CaseState, Result } from '../../cases/model/state.ts';
import type { EntryKind } from '../../vocabulary/entries.ts';
import type { Danger, Purpose, TransferStatus } from '../../vocabulary/vocabulary.ts';
import type { ActLine } from './establishments.ts';
import type { FileLine } from './files.ts';
import type { OnCase, PetitionView, SaidLine, TaskLine, TransferLine } from './lines.ts';
import type { Action, Form, WayView } from './parts.ts';

/** The case page: its way, what to do now, one chronology. */
export interface CaseView extends OnCase {
  status: CaseState['status'];
  qualification: CaseState['qualification'];
  exercise: boolean;
  openedAt: Instant;
  /** Absent when nobody has assessed it. */
  danger?: Danger;
  /** One line that tells the situation in codes: "Négligences passives · EHPAD · Nancy". */
  summary: string;
  about: AboutCase;
  way: WayView;
  /** The desk of another department that handed it over, in a sentence. */
  origin?: string;
  tasks: (TaskLine & {
    take?: Action;
    /** Gives back what one has. */
    handBack?: Action;
    /** Absent when the task ends by an act of its own: qualifying, giving what is asked. */
    doneHref?: string;
    primary?: { href: string; label: string };
  })[];
  deadlines: { what: string; dueAt: Instant; late: boolean; who: string }[];
  transfers: (TransferLine & {
    petition?: PetitionView;
    /** Of one handed over to another department's desk: its case there. */
    there?: string;
    purpose: Purpose;
    status: TransferStatus;
    actions: { href: string; label: string }[];
  })[];
  /** What people asked about data on them that it holds. */
  requests: { label: string; said: string; href: string }[];
  facts: { label: string; text: string }[];
  /** What authorities decided about the establishment concerned, as long as it holds. */
  acts: ActLine[];
  alerts: AlertShown[];
  /** What was said with each author, one exchange per alert. */
  exchanges: { id: string; channel: string; at: Instant; href: string; said: SaidLine[]; unread: number }[];
  /** Files added after the alerts, each alert having its own. */
  addedFiles: FileLine[];
  addFilesHref: string;
  entries: TimelineEntry[];
  filters: { label: string; href: string; current: boolean }[];
  result?: Result;
  note: Form<'text'>;
  /** Acts on the whole case, in the order to show: qualify, add a transfer, result, close, not retained, reopen, step back. */
  /** `why`: what keeps it from being done yet; it is then no link. */
  actions: { href: string; label: string; main?: boolean; why?: string[] }[];
  proof: { count: number; head: string; verified: boolean; signedAt?: Instant };
  /** `agreedOn`: ISO date of the agreement it carries out. */
  protocol: { label: string; href: string; agreedOn?: string };
  /** Exercises only. */
  advance?: Action & { dueAt: Instant };
  /** Exercises only: where its messages go (null: nowhere), and its end. */
  drill?: { sentTo: string | null; end?: Action };
}

/** Whom the case is about, where and by whom, and how the first account begins: `cut` where the rest stands lower, with its alert. */
export interface AboutCase {
  lines: { label: string; text: string }[];
  said?: { alert: string; text: string; cut: boolean };
}

export interface AlertShown {
  id: string;
  channel: string;
  at: Instant;
  reporter: string;
  /** "Auteur anonyme envers le mis en cause", "Ne pas appeler avant 18 h"… always in view. */
  warnings: string[];
  sections: { label: string; text: string }[];
  files: FileLine[];
  /** Of an alert by mail: the mail itself, and whether its sender is who it says; when somebody of the desk made sure of it. */
  mail?: { from: string; href: string; checks: { label: string; text: string; doubt: boolean }[]; madeSure?: Instant };
}

/** One line of the chronology. `who` acts, `what` happened, `why` names the rule or the deadline. */
export interface TimelineEntry {
  id: string;
  kind: EntryKind;
  at: Instant;
  /** When it was noticed, if later than `at` by more than a minute. */
  noticedAt?: Instant;
  who: string;
  what: string;
  why?: string;
  text?: string;
  /** The mail that brought it. */
  mailHref?: string;
  tone: 'plain' | 'answer' | 'due' | 'late';
  proof: { number: number; hash: string };
}

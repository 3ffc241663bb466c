import type { Instant } from '../calendar/span.ts';
import type { Choice, DeskChrome, Form } from './views.ts';

/** Pages on which a protocol is rehearsed before anybody is told anything. */
export interface RehearsalViews {
  'desk/dry-run': DryRunView;
}

export type DryRunField =
  | 'protocol'
  | 'at'
  | 'channel'
  | 'commune'
  | 'inseeCode'
  | 'place'
  | 'establishment'
  | 'finessCategory'
  | 'implicated'
  | 'maltreatment'
  | 'danger'
  | 'victimGroup'
  | 'age'
  | 'protectionMeasure'
  | 'origin'
  | 'reporterLink'
  | 'flags'
  | 'conducts'
  | 'deskPhone'
  | 'deskPhoneUnit'
  | 'deskReached'
  | 'deskInform'
  | 'deskInformUnit';

export interface DryRunView {
  chrome: DeskChrome;
  form: Form<DryRunField>;
  choices: {
    protocols: Choice[];
    communes: Choice[];
    establishments: Choice[];
    /** Who an implicated party may be in the directory. */
    parties: Choice[];
    who: Choice[];
    does: Choice[];
    units: Choice[];
    codes: Choice[];
  };
  /** One line for each implicated party, the last ones empty. */
  parties: { kind: string; who: string }[];
  /** What recipients do, one line for each act, the last ones empty. */
  conducts: { who: string; does: string; after: string; unit: string; code: string }[];
  /** Absent before anything was asked. */
  played?: PlayedView;
  /** Why the law refuses to qualify these facts. */
  refused?: string;
}

export interface PlayedView {
  /** "Violences physiques · Domicile · Nancy". */
  situation: string;
  facts: { label: string; text: string }[];
  at: Instant;
  protocol: string;
  /** What to know before reading on: a basis that is supposed, a qualification that is refused. */
  notes: string[];
  /** What comes out of it, in a few sentences. */
  summary: string[];
  timeline: TimelineView;
  days: TimelineDay[];
  link: string;
  fileHref: string;
}

/** Sign of a moment on the drawn timeline. */
export type MarkSign =
  | 'start'
  | 'sent'
  | 'received'
  | 'charge'
  | 'outcome'
  | 'reminder'
  | 'missed'
  | 'escalation'
  | 'ended'
  | 'failed'
  | 'question'
  | 'task'
  | 'late'
  | 'note';

/** A rehearsal as drawn: one lane for the desk, for whoever is on duty, and for each transfer. */
export interface TimelineView {
  lanes: TimelineLane[];
  /** Days that have something, and the stretches between them, in order. */
  stretches: TimelineStretch[];
  /** A dashed line from one lane to the one that takes over. */
  branches: { from: number; to: number; mark: number }[];
}

export interface TimelineLane {
  name: string;
  /** Under the name, more quietly. */
  role: string;
  marks: { no: number; at: Instant; sign: MarkSign }[];
}

export type TimelineStretch =
  | { kind: 'DAY'; from: Instant; until: Instant; weekday: string; day: string; month: string; open: (readonly [Instant, Instant])[]; off?: string }
  | { kind: 'GAP'; from: Instant; until: Instant; text: string; closed: boolean };

/** The same as a table, a day at a time. */
export interface TimelineDay {
  /** Its own on the page. */
  id: string;
  at: Instant;
  /** Why nobody works at the desk that day. */
  off?: string;
  /** What lies between the day before and this one: "Rien du 21 au 23 novembre : fermé le samedi…". */
  before?: string;
  rows: TimelineRow[];
}

export interface TimelineRow {
  no: number;
  at: Instant;
  who: string;
  what: string;
  why: string[];
  tone: 'plain' | 'answer' | 'due' | 'late';
  /** Nobody is there then: "nuit", "fermé le samedi". */
  closed?: string;
}

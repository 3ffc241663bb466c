import type { Instant } from '../../calendar/span.ts';
import type { PlainFact } from '../../vocabulary/fact-table.ts';
import type { Action, Choice, DeskChrome, Form, Pagination } from './parts.ts';

/** Pages on which a protocol is rehearsed before anybody is told anything. */
export interface RehearsalViews {
  'desk/dry-run': DryRunView;
  'desk/situations': SituationsView;
  'desk/situation-expected': SituationView;
  'desk/past': PastView;
  'desk/past-found': PastFoundView;
}

/** The ways to rehearse one protocol. `draftHref` leads back to the draft that is rehearsed. */
export interface RehearsalTabs {
  tabs: { href: string; label: string; current: boolean }[];
  draftHref?: string;
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
  | PlainFact
  | 'flags'
  | 'conducts'
  | 'deskPhone'
  | 'deskPhoneUnit'
  | 'deskReached'
  | 'deskInform'
  | 'deskInformUnit';

export interface DryRunView extends RehearsalTabs {
  chrome: DeskChrome;
  form: Form<DryRunField>;
  upload: Form<'file'>;
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
  /** For coordinators: keeps who is told at once as what is expected from now on. */
  keep?: Form<'title'>;
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

export interface SituationLine {
  title: string;
  summary: string;
  expected: string[];
  /** Nothing when all is as expected. */
  differences: string[];
  playHref: string;
  editHref?: string;
}

export interface SituationsView extends RehearsalTabs {
  chrome: DeskChrome;
  protocol: string;
  form: Form<'p'>;
  protocols: Choice[];
  passed: number;
  total: number;
  failing: SituationLine[];
  own: SituationLine[];
  shipped: SituationLine[];
  /** Shipped situations that have no object in this directory. */
  absent: { title: string; why: string }[];
  addHref: string;
}

export type SituationField = 'title' | 'expected' | 'role' | 'purpose' | 'task' | 'to' | 'aside';

/** What a situation of the department's own expects. Lines end with an empty one. */
export interface SituationView {
  chrome: DeskChrome;
  form: Form<SituationField>;
  facts: { label: string; text: string }[];
  at?: Instant;
  recipients: { value: string; with: string }[];
  tasks: { value: string; with: string }[];
  aside: { value: string; with: string }[];
  choices: { roles: Choice[]; audiences: Choice[] };
  /** What a line holds where nothing is chosen. */
  nobody: string;
  playHref: string;
  backHref: string;
  remove: Action;
}

export interface PastView extends RehearsalTabs {
  chrome: DeskChrome;
  form: Form<'p' | 'from' | 'until' | 'directory'>;
  protocols: Choice[];
  running?: { href: string; title: string };
  past: { href: string; title: string; from: Instant; until: Instant; at: Instant; who: string; status: PastStatus; cases: number; total: number }[];
}

export type PastStatus = 'RUNNING' | 'DONE' | 'STOPPED' | 'FAILED';
export type PastKind = 'EARLIER' | 'LATER' | 'NEWLY' | 'NEVER';

export interface PastFoundView extends RehearsalTabs {
  chrome: DeskChrome;
  title: string;
  protocol: string;
  from: Instant;
  until: Instant;
  /** In words: with which directory. */
  directory: string;
  status: PastStatus;
  done: number;
  total: number;
  leftOut: number;
  /** Present while it runs. */
  stop?: Action;
  /** Present while the page asks for itself again: the address that does not. */
  stillHref?: string;
  counts: { kind: PastKind; count: number }[];
  cases: number;
  filters: { href: string; label: string; current: boolean }[];
  rows: { reference: string; href: string; openedAt: Instant; changes: PastChange[] }[];
  pagination: Pagination;
  csvHref: string;
}

export interface PastChange {
  kind: PastKind;
  who: string;
  was?: Instant;
  would?: Instant;
  /** "2 jours plus tôt". */
  by?: string;
}

import type { Instant } from '../../calendar/span.ts';
import type { ProtocolView } from './desk.ts';
import type { OnCase } from './lines.ts';
import type { Action, Choice, DeskChrome, Form, NavItem, Pagination } from './parts.ts';
import type { StudyChangeLines } from './training.ts';

type ProtocolWords = Omit<ProtocolView, 'chrome' | 'publishedAt' | 'proofHref' | 'writeHref' | 'versionsHref'>;

/** The pages on which a coordinator writes the department's protocol, under `/guichet/protocole`. */
export interface EditorViews {
  'desk/editor/drafts': {
    chrome: DeskChrome;
    drafts: { href: string; title: string; origin: string; changedAt: Instant; changedBy: string; proposed: boolean }[];
    begin: Form<'from'>;
    origins: Choice[];
    import: Form<'text' | 'file'>;
    /** What is wrong with a file that was refused: where and why. */
    refused: { where: string; why: string }[];
    schemaHref: string;
  };
  'desk/editor/draft': OnDraft & {
    chapters: {
      title: string;
      anchor: string;
      rules: { href: string; id: string; when: string; effect: string; because: string; legalBasis?: string }[];
      addHref: string;
      rename: Form<'title'>;
      /** Present for a chapter without rules. */
      remove?: Action;
    }[];
    addChapter: Form<'title'>;
    problems: { text: string; href?: string }[];
    remove: Action;
  };
  'desk/editor/rule': OnDraft & {
    form: Form<string>;
    isNew: boolean;
    chapters: Choice[];
    facts: FactFold[];
    order: OrderChoices;
    state: SavedState;
    remove?: Action;
  };
  'desk/editor/policies': OnDraft & {
    policies: { href: string; id: string; title: string; drawing: Drawing; sentences: string[]; users: number }[];
    add: Form<'name'>;
  };
  'desk/editor/policy': OnDraft & {
    backHref: string;
    name: string;
    form: Form<string>;
    channels: { rank: string; patience: string; unit: string; label: string }[];
    ranks: Choice[];
    stages: StageFields[];
    recipients: Choice[];
    units: Choice[];
    state: SavedState;
    users: { href: string; text: string }[];
    /** Present when nothing follows it. */
    remove?: Action;
  };
  'desk/editor/steps': OnDraft & {
    drawing?: Drawing;
    steps: { href: string; id: string; after: string; sentence: string }[];
    addHref: string;
  };
  'desk/editor/step': OnDraft & {
    backHref: string;
    form: Form<string>;
    isNew: boolean;
    moments: Choice[];
    answers: Choice[];
    facts: FactFold[];
    order: OrderChoices;
    state: SavedState;
    remove?: Action;
  };
  'desk/editor/frame': OnDraft & {
    form: Form<string>;
    facts: FactFold[];
    units: Choice[];
    otherwise: OrderChoices;
    inConflict: OrderChoices;
    state: SavedState;
  };
  'desk/editor/desk': OnDraft & {
    form: Form<string>;
    levels: Choice[];
    /** What the level is where nobody chose. */
    level: string;
    groups: { title: string; delays: { name: string; label: string; unit: string; units: Choice[]; says: string }[] }[];
    state: SavedState;
  };
  'desk/editor/agreement': OnDraft & {
    form: Form<string>;
    bodies: BodyFields[];
    organisations: Choice[];
    facts: Choice[];
    state: SavedState;
    remove?: Action;
  };
  'desk/editor/compare': OnDraft & {
    versions: { href: string; label: string; current: boolean }[];
    differences: DifferenceLines[];
    exports: { href: string; label: string }[];
  };
  'desk/editor/publish': OnDraft & {
    problems: { text: string; href?: string }[];
    /** Absent while something is still to be written. */
    proof?: { holds: boolean; failed: string[] };
    proofHref: string;
    differences: number;
    compareHref: string;
    /** The case studies whose answer it changes. */
    studies: StudyChangeLines[];
    /** There is nobody else who could publish. */
    alone: boolean;
    proposed?: { by: string; at: Instant; effect?: Instant; own: boolean; withdraw: Action; publish?: Action };
    form?: Form<'effect' | 'date'>;
  };
  'desk/editor/versions': { chrome: DeskChrome; versions: (VersionLine & { href: string })[] };
  'desk/editor/version': VersionLine & {
    chrome: DeskChrome;
    /** SHA-256 of the content, and whether it still is. */
    hash: string;
    signed: boolean;
    proof?: { holds: boolean; at: Instant; directory: number; href: string };
    agreement?: AgreementLines;
    protocol: ProtocolWords;
    /** Beside another version, the one before it unless another is asked for. */
    since?: { label: string; open: boolean; differences: DifferenceLines[]; others: NavItem[] };
    exports: { href: string; label: string }[];
    /** Absent for those who read no case. */
    cases?: { href: string; reference: string; status: string; openedAt: Instant }[];
    pagination?: Pagination;
    moveHref?: string;
  };
  /** Which open cases would pass to another version, and what that changes for each. */
  'desk/editor/move': {
    chrome: DeskChrome;
    version: string;
    versionHref: string;
    targets: { href: string; label: string; current: boolean }[];
    to?: string;
    form?: Form<string>;
    cases: MovedCase[];
    pagination: Pagination;
  };
  'desk/calendars': {
    chrome: DeskChrome;
    calendars: { href: string; name: string; hours: string; users: number }[];
    add: Form<'name'>;
  };
  'desk/calendar': {
    chrome: DeskChrome;
    name: string;
    hours: string;
    form: Form<string>;
    regions: Choice[];
    days: { name: string; label: string }[];
    closed: { number: number; date: string; why: string }[];
    open: { number: number; date: string; hours: string; why: string }[];
    /** Holidays and closures to come, ISO dates. */
    coming: { date: string; why: string }[];
    users: { name: string; leave?: Action }[];
    /** Absent for the desk's own. */
    follow?: Form<'organisation'>;
    others?: Choice[];
  };
  'desk/case-protocol': OnCase & {
    version: { label: string; href: string };
    agreement?: AgreementLines;
    routed: { at: Instant; version: string; rules: { id: string; sentence: string; facts: string[] }[] }[];
    moves: { at: Instant; what: string; who: string; reason?: string }[];
  };
  'desk/editor/history': OnDraft & { edits: { at: Instant; who: string; what: string; undo?: Action }[] };
  'desk/editor/conflict': OnDraft & {
    what: string;
    who: string;
    at: Instant;
    theirs: string[];
    yours: string[];
    keepTheirs: string;
    keepYours: Action;
  };
  /** What a form that saves itself gets back: no page around it. */
  'desk/editor/state': { chrome: DeskChrome; state: SavedState };
}

/** What every page on a draft has: where one is in it, and what is still wrong. */
export interface OnDraft {
  chrome: DeskChrome;
  draft: {
    title: string;
    href: string;
    changedAt: Instant;
    changedBy: string;
    problems: number;
    proposed: boolean;
  };
  sections: NavItem[];
}

/** What is said beside a form of a draft after each saving. `seen` says which state of it the form shows. */
export interface SavedState {
  seen: string;
  kind: 'SAVED' | 'NEW' | 'WRONG' | 'CONFLICT' | 'SHOWN';
  /** What was understood, as French sentences. */
  sentences: string[];
  /** What keeps it from being kept, or from being published. */
  problems: string[];
  drawing?: Drawing;
}

/** A drawing with its words: the same is said in the table beside it. */
export interface Drawing {
  title: string;
  /** SVG, made by the server. */
  svg: string;
}

export interface FactFold {
  fact: string;
  label: string;
  /** What the condition says now; empty when the fact does not matter. */
  said: string;
  /** Names of the two fields: how it is read, and which values. */
  how: string;
  of: string;
  hows: Choice[];
  /** Null where values are typed as codes. */
  values: Choice[] | null;
  hint?: string;
}

/** The choices of an order; names of fields begin with `prefix`. */
export interface OrderChoices {
  prefix: string;
  roles: Choice[];
  policies: Choice[];
  units: Choice[];
}

/** Names of the fields of a stage. */
export interface StageFields {
  label: string;
  on: string;
  within: string;
  unit: string;
  remind: string;
  escalateUnit: string;
  escalations: { number: number; after: string; to: string; how: string }[];
}

/** Names of the fields of a body that signed. */
export interface BodyFields {
  number: number;
  title: string;
  open: boolean;
  name: string;
  organisation: string;
  competence: string;
  reads: string;
  designated: string;
  deputy: string;
}

export interface DifferenceLines {
  kind: 'ADDED' | 'REMOVED' | 'CHANGED';
  title: string;
  about: string;
  before: string[];
  after: string[];
}

export type VersionState = 'ACTIVE' | 'COMING' | 'PAST' | 'OVERTAKEN';

export interface VersionLine {
  title: string;
  version: string;
  state: VersionState;
  publishedAt: Instant;
  publishedBy: string;
  /** Absent for one that came from the command line. */
  preparedBy?: string;
  effectiveAt: Instant;
}

export interface AgreementLines {
  /** ISO dates. */
  signedOn: string;
  evaluateOn: string;
  bodies: { name: string; competence: string; designated: string; deputy: string }[];
}

export interface MovedCase {
  reference: string;
  href: string;
  /** What the law would order besides, in words; or why it refuses. */
  changes: string[];
  refused?: string;
  /** Names of its fields: what is chosen, and why it keeps its version. */
  choice: string;
  reason: string;
}

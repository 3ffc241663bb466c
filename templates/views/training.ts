import type { Instant } from '../../calendar/span.ts';
import type { Action, Choice, DeskChrome, Form, PublicChrome } from './parts.ts';

/** A case study in the list of the library. */
export interface StudyLine {
  title: string;
  href: string;
  intention: string;
  /** In words: for whom, how long, by which door. */
  audience: string;
  minutes: number;
  doors: string;
}

export type DrillField = 'danger' | 'place' | 'implicated' | 'maltreatment' | 'victimGroup' | 'role';

export interface StudyView {
  chrome: PublicChrome;
  listHref: string;
  title: string;
  intention: string;
  audience: string;
  minutes: number;
  covers: string[];
  credit: string;
  /** The study as a file that another department takes. */
  fileHref: string;
  /** Nobody but its author has read it again. */
  unreviewed: boolean;
  arrives: { door: string; at: string; paragraphs: string[] }[];
}

/** What somebody qualified beside the reference, in words. */
export interface ComparedLine {
  label: string;
  given: string;
  wanted: string;
  verdict: string;
  because?: string;
}

/** Whom the protocol tells, when and why. */
export interface FoundAnswer {
  recipients: { name: string; role: string; purpose: string; rules: string[]; clocks: { what: string; dueAt: Instant }[] }[];
  tasks: string[];
  setAside: string[];
  protocol: string;
}

/** A study whose answer is another, and what differs. */
export interface StudyChangeLines {
  title: string;
  href: string;
  lines: string[];
}

export interface StudyState {
  label: string;
  tone: 'done' | 'due' | 'plain';
}

interface FormLine {
  no: number;
  /** Beyond the next one to fill. */
  folded: boolean;
}

/** The lines of a study's form, by the names of their fields. */
export interface StudyLines {
  arrivals: (FormLine & Record<'channel' | 'at' | 'says', string>)[];
  questions: (FormLine & Record<'ask' | 'lookFor', string>)[];
  steps: (FormLine & Record<'minutes' | 'aim' | 'activity', string>)[];
}

export interface TrainingViews {
  'training/studies': { chrome: PublicChrome; studies: StudyLine[]; absent: number };
  'training/study': StudyView & {
    questions: string[];
    /** Sent as a question: nothing of it is kept. */
    form: Form<DrillField>;
    roles: Choice[];
    kinds: Choice[];
  };
  'training/answer': StudyView & {
    studyHref: string;
    /** Absent when nothing was answered. */
    compared?: { facts: ComparedLine[]; right: string[]; missed: string[]; others: string[] };
    facts: { label: string; text: string }[];
    why: { label: string; because: string }[];
    questions: { ask: string; lookFor: string[] }[];
    facilitation: { minutes: number; intention: string; activity: string }[];
  } & FoundAnswer;
  'training/written': {
    chrome: DeskChrome;
    studies: { href: string; title: string; state: StudyState; reviewed: boolean; at: Instant; by: string }[];
    publicHref: string;
    reviewHref: string;
    /** Answers that are others since somebody read them, and those that nobody said to have read. */
    changed: number;
    never: number;
    begin: Form<'from'>;
    origins: Choice[];
    import: Form<'text' | 'file'>;
  };
  'training/review': {
    chrome: DeskChrome;
    backHref: string;
    changed: (StudyChangeLines & { reviewed: Action })[];
    /** Titles. */
    never: string[];
    reviewAll?: Action;
  };
  'training/write': StudyLines & {
    chrome: DeskChrome;
    form: Form<string>;
    backHref: string;
    title: string;
    state: StudyState;
    /** What is missing before it may be published. */
    problems: { href: string; text: string }[];
    because: { name: string; label: string }[];
    /** The names of the fields of who is implicated. */
    parties: string[];
    choices: { audiences: Choice[]; communes: Choice[]; establishments: Choice[]; roles: Choice[] };
    answer: FoundAnswer | { absent: string };
    publish?: Action;
    withdraw?: Action;
    publicHref?: string;
    revisions: { revision: number; at: Instant; by: string; published: boolean; fileHref: string; restore?: Action }[];
  };
}

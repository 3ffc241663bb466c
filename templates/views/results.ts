import type { Instant } from '../../calendar/span.ts';
import type { Action, Choice, DeskChrome, Form, PublicChrome } from './parts.ts';

/** What is counted, and what is asked of it. */
export interface ResultsViews {
  'desk/figures': {
    chrome: DeskChrome;
    asked: AskedResults;
    chapters: { href: string; label: string; current: boolean }[];
    chapter: string;
    results: { sentence: string; href: string; said: string; before?: string; missing: boolean; lines: ResultLine[] }[];
    tableHref: string;
    bodiesHref: string;
    /** Tables people compare with, and the radar. */
    compared: { href: string; label: string }[];
    /** For whoever may publish figures. */
    publicationsHref?: string;
  };
  /** A line a body. `said` absent: nothing was due, or done. */
  'desk/scorecard': {
    chrome: DeskChrome;
    asked: AskedResults;
    columns: string[];
    rows: { name: string; cells: { column: string; said?: string; href?: string }[] }[];
    backHref: string;
  };
  /** The field's own table of a year. */
  'desk/activity': {
    chrome: DeskChrome;
    year: number;
    /** « 2025-26 ». */
    before: string;
    /** The year is not over: nothing is compared. */
    running: boolean;
    years: YearLink[];
    groups: { under?: string; rows: { label: string; value: string; evolution: string; comment?: string; href: string }[] }[];
    tableHref: string;
    backHref: string;
  };
  /** What somebody else counts, in their words, beside what is counted here. */
  'desk/compared': {
    chrome: DeskChrome;
    heading: string;
    lead: string;
    year: number;
    years: YearLink[];
    rows: {
      name: string;
      definition: string;
      said: string;
      missing: boolean;
      lines: { label: string; said: string }[];
      href?: string;
      differs: string;
    }[];
    exportHref?: string;
    backHref: string;
  };
  /** What a body answered, beside the others, of whom nobody is named. */
  'partner/results': {
    chrome: DeskChrome;
    /** The days that are counted, in words. */
    days: string;
    lines: { what: string; said?: string; others?: string; definition: string }[];
    readAt: Instant;
    backHref: string;
  };
  'desk/figure': {
    chrome: DeskChrome;
    asked: AskedResults;
    sentence: string;
    said: string;
    before?: string;
    lines: ResultLine[];
    drawing?: BarsView;
    definition: { name: string; text: string }[];
    /** What is behind, newest first: the cases whoever looks may open. */
    behind: { href: string; reference: string; openedAt: Instant }[];
    /** How many cases are behind in all. */
    cases: number;
    /** The line that the list is of. */
    of?: string;
    backHref: string;
  };
}

interface YearLink {
  href: string;
  label: string;
  current: boolean;
}

/** Figures made public. */
export interface PublicationViews {
  'desk/publications': { chrome: DeskChrome; newHref: string; publicHref: string; publications: PublicationLine[]; backHref: string };
  'desk/publication-new': {
    chrome: DeskChrome;
    form: Form<'from' | 'to' | 'mode' | 'tables'>;
    modes: (Choice & { hint: string })[];
    tables: Choice[];
    backHref: string;
  };
  'desk/publication': {
    chrome: DeskChrome;
    publication: PublicationLine;
    rounded: boolean;
    /** Lines of figures, as they will be read, and, for whoever prepares, what is hidden. */
    tables: PublicTable[];
    left: string[];
    /** Cells of which too much can be worked out, in words. */
    leaks: string[];
    quality: { name: string; text: string }[];
    preparedBy: string;
    proposedBy?: string;
    publishedBy?: string;
    withdrawnBy?: string;
    propose?: Action;
    publish?: Action;
    drop?: Action;
    correctHref?: string;
    withdrawHref?: string;
    publicHref?: string;
    backHref: string;
  };
  /** A reason is asked for: to withdraw, or to make a corrected version. */
  'desk/publication-why': { chrome: DeskChrome; form: Form<'why'>; heading: string; what: string; label: string; button: string; backHref: string };
  'public/figures': { chrome: PublicChrome; publications: { href: string; from: string; to: string; publishedAt: Instant; withdrawn: boolean }[] };
  'public/figures-of': {
    chrome: PublicChrome;
    from: string;
    to: string;
    publishedAt: Instant;
    readAt: Instant;
    signed: boolean;
    invented: boolean;
    rounded: boolean;
    shares: boolean;
    withdrawn?: { at: Instant; why: string };
    /** Why it was made again, where it corrects another. */
    reason?: string;
    tables: PublicTable[];
    left: string[];
    definitions: { sentence: string; version: number; numerator: string; denominator: string; dated: string; unknown: string }[];
    tableHref: string;
    schemaHref: string;
    backHref: string;
  };
}

/** A place or a provider where something is signalled, beside what is expected. */
interface RadarRow {
  href: string;
  name: string;
  group?: string;
  provider: boolean;
  verdict: string;
  signals: number;
  expected: string;
  seldom: string;
  mark?: string;
}

/** Where more is signalled than a size would give. */
export interface RadarViews {
  'desk/radar': {
    chrome: DeskChrome;
    from: string;
    look: RadarRow[];
    left: RadarRow[];
    others: RadarRow[];
    more: number;
    compared: number;
    byChance: string;
    backHref: string;
  };
  'desk/radar-subject': {
    chrome: DeskChrome;
    form: Form<'state' | 'why'>;
    name: string;
    verdict: string;
    reasons: { name: string; text: string }[];
    marks: { what: string; at: Instant; signals: number }[];
    whys: Choice[];
    behind: { href: string; reference: string; openedAt: Instant }[];
    /** More are counted than are listed. */
    hidden: boolean;
    backHref: string;
  };
}

/** Cases that were drawn, read by two people who had no part in them. */
export interface ReviewViews {
  'desk/reviews': {
    chrome: DeskChrome;
    toRead: { href: string; label: string; readings: number }[];
    /** For whoever follows what came of it. */
    managed?: {
      months: { href: string; label: string; drawn: number; read: number; frame: number }[];
      /** Of the twelve months that were drawn last. Nothing where two people have read no case yet. */
      criteria: { asks: string; score: string; agreement: string; kappa: string }[];
      all: { cases: number; agreement: string; kappa: string };
      ended: { what: string; criterion: string; as: string; by: string; at: Instant }[];
    };
    /** All that is to be done, or one's own. */
    actions: { what: string; criterion: string; owner: string; due: string; late: boolean; done: Action; drop?: Action; href: string }[];
  };
  'desk/review-month': {
    chrome: DeskChrome;
    label: string;
    drawnAt: Instant;
    /** Null: some of the cases it was drawn from were destroyed since. */
    holds: boolean | null;
    /** The day whose root the seed is made of, in words. */
    rootDay: string;
    root: string;
    seed: string;
    department: string;
    month: string;
    frame: number;
    digest: string;
    cases: { href: string; label: string; reference: string; ticket: string; readings: number }[];
    listHref: string;
    backHref: string;
  };
  'desk/review-case': {
    chrome: DeskChrome;
    label: string;
    facts: { label: string; text: string }[];
    transfers: { body: string; lines: { label: string; text: string }[] }[];
    result: { label: string; text: string }[];
    journal: { at: Instant; what: string; about?: string }[];
    /** Absent: it is not to be read by whoever looks, and why. */
    form?: Form<string>;
    /** How many answers are missing. */
    wrong: number;
    criteria: (Choice & { name: string })[];
    answers: Choice[];
    why?: string;
    /** Once both have read. */
    both?: { asks: string; first: string; second: string; same: boolean }[];
    notes: string[];
    actionHref?: string;
    backHref: string;
  };
  'desk/review-action': {
    chrome: DeskChrome;
    label: string;
    form: Form<'what' | 'criterion' | 'owner' | 'due'>;
    criteria: Choice[];
    owners: Choice[];
    backHref: string;
  };
}

export interface PublicationLine {
  href: string;
  number: number;
  days: string;
  state: string;
  at: Instant;
  note?: string;
}

export interface PublicTable {
  title: string;
  axis: string;
  columns: string[];
  lines: { label: string; whole: boolean; cells: string[] }[];
  several: boolean;
}

/** The form: what is asked, with what may be chosen. */
export interface AskedResults {
  action: string;
  from: string;
  to: string;
  hidden: { name: string; value: string }[];
  narrowed: { name: string; label: string; none: string; choices: (Choice & { chosen: boolean })[] }[];
  wrong?: { field: string; says: string };
  /** Until when everything is known. */
  readAt: Instant;
  before?: string;
}

export interface ResultLine {
  label: string;
  said: string;
  before: string;
  /** The list behind it. */
  href?: string;
}

/** Bars one under the other, longest first or as they are. */
export interface BarsView {
  title: string;
  bars: { label: string; said: string; share: number }[];
}

import type { Instant } from '../../calendar/span.ts';
import type { Choice, DeskChrome } from './parts.ts';

/** What is counted, and what is asked of it. */
export interface ResultsViews {
  'desk/figures': {
    chrome: DeskChrome;
    asked: AskedResults;
    chapters: { href: string; label: string; current: boolean }[];
    chapter: string;
    results: { sentence: string; href: string; said: string; before?: string; missing: boolean; lines: ResultLine[] }[];
    tableHref: string;
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

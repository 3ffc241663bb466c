import type { Instant } from '../calendar/span.ts';
import type { Survey } from './survey.ts';

/** What one figure counts. Units are never mixed: contacts received, alerts among them, cases (situations), persons, transfers, obligations. */
export type Unit = 'CONTACT' | 'ALERT' | 'CASE' | 'PERSON' | 'TRANSFER' | 'OBLIGATION';

/** One of the things that are counted. A contact that opened no case has none. */
export interface Item {
  case: string | null;
  transfer?: string;
}

/** Something that takes time: from when to when, and by when it was owed. */
export interface Delay {
  begun: Instant;
  /** Null: not done at the instant of the reading. It is in no median; how many there are, and the age of the oldest, are said. */
  done: Instant | null;
  /** Absent: nothing is owed by an instant. */
  dueAt?: Instant;
}

/** A part of a ratio, for one code: `n` of `of`. */
export interface Part {
  code: string | null;
  n: number;
  of: number;
}

/**
 * How a figure is counted, as a pure function over what was read: always the things themselves, so that the figure and the list behind it
 * are one. MISSING says in French what the record does not hold yet: never a zero.
 */
export type Measure =
  | { kind: 'COUNT'; items: (read: Survey) => Item[] }
  /** `hit`: it is in the numerator too. */
  | { kind: 'SHARE'; items: (read: Survey) => (Item & { hit: boolean })[] }
  /** How many of something each holds. */
  | { kind: 'MEAN'; items: (read: Survey) => (Item & { n: number })[] }
  /** A line a code; one thing may be in several lines, once in each. Null: nobody knows. */
  | { kind: 'LINES'; words: (code: string, read: Survey) => string; items: (read: Survey) => (Item & { codes: readonly (string | null)[] })[] }
  /** A ratio a line. */
  | { kind: 'RATES'; words: (code: string, read: Survey) => string; items: (read: Survey) => (Item & Part)[] }
  | { kind: 'DELAY'; items: (read: Survey) => (Item & Delay)[] }
  /** A median a line. */
  | { kind: 'DELAYS'; words: (code: string, read: Survey) => string; items: (read: Survey) => (Item & Delay & { code: string | null })[] }
  | { kind: 'MISSING'; needs: string };

export interface Indicator {
  /** Never reused for another definition. */
  id: string;
  /** Its place in the field's list of 58; ours come after. */
  number: number;
  /** What it says, in French, without a verb of judgement. */
  sentence: string;
  unit: Unit;
  numerator: string;
  /** Absent: the figure is a count. */
  denominator?: string;
  /** The date that places something in the period. */
  dated: string;
  /** What a value nobody knows becomes: a line of its own, never dropped. */
  unknown?: string;
  /** What is not in the figure because it is not over, or was called off. */
  censored?: string;
  /** A line of context: it is counted, and never a target. */
  context?: true;
  /** Of the definition; a change of it is a new version, said in `history`. */
  version: number;
  history?: { version: number; on: string; what: string }[];
  measure: Measure;
}

/** Indicators of one chapter, with the version every definition begins at. */
export function chapter(...indicators: (Omit<Indicator, 'version'> & { version?: number })[]): Indicator[] {
  return indicators.map((indicator) => ({ version: 1, ...indicator }));
}

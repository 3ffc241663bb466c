import type { LabelledFamily } from '../vocabulary/vocabulary.ts';

/** What one figure counts. Four units, never mixed: contacts received, cases (situations), persons, transfers. */
export type Unit = 'CONTACT' | 'ALERT' | 'CASE' | 'TRANSFER' | 'PERSON';

/**
 * How a figure is read from the record. `sql` is a SELECT over the tables of `scope.ts`; it answers:
 * COUNT `n`; SHARE `n` and `of`; LINES one row a code with `line`, `n` and the common `of` (codes of `family`; null is unknown);
 * HOURS `n`, `median` and `p90`, elapsed. MISSING says in French what the record does not hold yet: never a zero.
 */
export type Measure =
  | { kind: 'COUNT'; sql: string }
  | { kind: 'SHARE'; sql: string }
  | { kind: 'LINES'; family: LabelledFamily; sql: string }
  | { kind: 'HOURS'; sql: string }
  | { kind: 'MISSING'; needs: string };

export interface Indicator {
  /** Never reused for another definition. */
  id: string;
  /** Its place in the field's list of 58. */
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
  /** Of the definition; a change of it is a new version, said in `history`. */
  version: number;
  history?: { version: number; on: string; what: string }[];
  measure: Measure;
}

/** Indicators of one chapter, with the version every definition begins at. */
export function chapter(...indicators: Omit<Indicator, 'version'>[]): Indicator[] {
  return indicators.map((indicator) => ({ version: 1, ...indicator }));
}

import type { Facts } from '../vocabulary/facts.ts';

/** The eight things a protocol is proved to do, in the order of the page. */
export type PropertyId = 'REACHES' | 'RULES' | 'ROLES' | 'CHAINS' | 'TIES' | 'DANGER' | 'LAW' | 'CHANGES';

/** A situation in which the protocol does not do what it must: real facts, that the simulator opens. */
export interface Counterexample {
  /** One or two French sentences: the situation, and what goes wrong. Names no person. */
  sentence: string;
  facts: Facts;
  /** The rule, step, policy or legal check at fault, when it is one. */
  about?: string;
}

export interface Property {
  id: PropertyId;
  /** French. */
  title: string;
  holds: boolean;
  /** At most `shownFailures` of them. */
  failures: Counterexample[];
  /** Failures found beyond those shown. */
  more: number;
}

export interface LegalCheck {
  id: string;
  title: string;
  /** "article 40 du code de procédure pénale". */
  article: string;
  holds: boolean;
  /** The written reason for which the department does without it. */
  waived?: string;
}

/** What was decided about a protocol in a department, for every combination of facts and every commune. */
export interface Proof {
  /** `slug@number`. */
  procedure: string;
  /** Revision of the directory it was proved with. */
  directory: number;
  holds: boolean;
  properties: Property[];
  legal: LegalCheck[];
  /** What the proof does not look at, in words. */
  leftOut: string[];
  /** What the proof takes for « without delay », « qualified »…, in words; absent of proofs kept before they were printed. */
  bounds?: string[];
  counted: { rules: number; communes: number; organisations: number };
}

export const shownFailures = 20;

/** Gathers failures about one property: all are counted, the first are kept. */
export class Findings {
  readonly failures: Counterexample[] = [];
  private total = 0;

  add(failure: Counterexample): void {
    this.total += 1;
    if (this.failures.length < shownFailures) this.failures.push(failure);
  }

  property(id: PropertyId, title: string): Property {
    return { id, title, holds: this.total === 0, failures: this.failures, more: this.total - this.failures.length };
  }
}

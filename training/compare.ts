import type { Facts } from '../vocabulary/facts.ts';
import type { Role } from '../vocabulary/vocabulary.ts';
import { type DrilledFact, drilledFacts } from './study.ts';

/** What a trainee qualified, by fact, as codes; nothing where she left it open. */
export type Qualified = Record<DrilledFact, readonly string[]>;

export interface ComparedFact {
  fact: DrilledFact;
  given: readonly string[];
  wanted: readonly string[];
  /** `NEAR`: one level beside, or some of what was wanted. */
  verdict: 'SAME' | 'NEAR' | 'OTHER' | 'OPEN';
}

const wantedOf: { [Fact in DrilledFact]: (facts: Facts) => readonly string[] } = {
  danger: ({ danger }) => (danger === undefined ? [] : [String(danger)]),
  place: ({ place }) => [place],
  implicated: ({ implicated }) => [...new Set(implicated.map(({ kind }) => kind))],
  maltreatment: ({ maltreatment }) => maltreatment,
  victimGroup: ({ victimGroup }) => [victimGroup],
};

/** A qualification beside the reference facts, field by field. Pure. */
export function compareFacts(given: Qualified, facts: Facts): ComparedFact[] {
  return drilledFacts.map((fact) => {
    const wanted = wantedOf[fact](facts);
    return { fact, given: given[fact], wanted, verdict: verdictOf(fact, given[fact], wanted) };
  });
}

function verdictOf(fact: DrilledFact, given: readonly string[], wanted: readonly string[]): ComparedFact['verdict'] {
  if (given.length === 0 && wanted.length > 0) return 'OPEN';
  const shared = given.filter((code) => wanted.includes(code)).length;
  if (shared === wanted.length && shared === given.length) return 'SAME';
  const beside = fact === 'danger' && Math.abs(Number(given[0]) - Number(wanted[0])) === 1;
  return shared > 0 || beside ? 'NEAR' : 'OTHER';
}

export interface ComparedRecipients {
  right: Role[];
  missed: Role[];
  /** Chosen, and not told by the protocol. */
  others: Role[];
}

/** Whom a trainee would have told beside whom the protocol tells. Pure; each role once. */
export function compareRecipients(chosen: readonly Role[], told: readonly Role[]): ComparedRecipients {
  const [mine, theirs] = [[...new Set(chosen)], [...new Set(told)]];
  return {
    right: mine.filter((role) => theirs.includes(role)),
    missed: theirs.filter((role) => !mine.includes(role)),
    others: mine.filter((role) => !theirs.includes(role)),
  };
}

import type { Qualified } from '../../../training/compare.ts';
import { type DrilledFact, drilledFacts } from '../../../training/study.ts';
import { codes, type Role } from '../../../vocabulary/vocabulary.ts';

const known: Record<DrilledFact, ReadonlySet<string>> = {
  danger: new Set(codes('danger').map(String)),
  place: new Set(codes('place')),
  implicated: new Set(codes('implicated')),
  maltreatment: new Set(codes('maltreatment')),
  victimGroup: new Set(codes('victimGroup')),
};

/** What somebody answered, as the address of the page holds it; null when nothing was. What is no code is left out. */
export function answered(given: URLSearchParams): Qualified | null {
  const of = (fact: DrilledFact) => [...new Set(given.getAll(fact))].filter((code) => known[fact].has(code));
  const qualified = Object.fromEntries(drilledFacts.map((fact) => [fact, of(fact)])) as unknown as Qualified;
  return drilledFacts.some((fact) => qualified[fact].length > 0) || given.has('role') ? qualified : null;
}

const roles: ReadonlySet<string> = new Set(codes('role'));

/** Whom somebody would have told. */
export const chosenRoles = (given: URLSearchParams): Role[] => [...new Set(given.getAll('role'))].filter((role): role is Role => roles.has(role));

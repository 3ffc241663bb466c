import type { Competent, FactLimits, LimitingFact, Situated } from './competence.ts';
import { isLimited, limitCodes, limitedBy, limitingFacts, situationLimits } from './competence.ts';

/** Situations that the limits of some bodies cannot tell apart. */
export interface SituationClass {
  /** One of them. */
  facts: Situated;
  /** For each fact that matters, the codes that are alike; what is not there is any other, or not known. */
  alike: FactLimits;
  /** All the codes that some limit names. */
  named: FactLimits;
  /** French; '' where no limit matters. */
  words: string;
}

const nothing: SituationClass = { facts: {}, alike: {}, named: {}, words: '' };

/**
 * Every kind of situation that the limits of these bodies tell apart: each is given once, and in none of them another set of bodies
 * answers. The first is that in which nothing is known. Pure.
 */
export function situationsApart(bodies: readonly Competent[]): SituationClass[] {
  const limited = [...new Map(bodies.filter(isLimited).map((one) => [JSON.stringify([one.onlyFor, one.neverFor]), one])).values()];
  if (limited.length === 0) return [nothing];
  const facts = limitingFacts.filter((fact) => limited.some(({ onlyFor, neverFor }) => onlyFor?.[fact] ?? neverFor?.[fact]));
  const named = Object.fromEntries(facts.map((fact) => [fact, [...new Set(listsOf(fact, limited).flat())]])) as FactLimits;
  const found = new Map<string, SituationClass>();
  for (const alike of choices(facts, limited)) {
    const example = exampleOf(alike);
    const key = limited.map((one) => (limitedBy(one, example) === null ? '1' : '0')).join('');
    if (!found.has(key)) found.set(key, { facts: example, alike, named, words: situationLimits(alike) });
  }
  return [...found.values()];
}

function exampleOf(alike: FactLimits): Situated {
  const { maltreatment, ...single } = alike;
  return { ...Object.fromEntries(Object.entries(single).map(([fact, [code]]) => [fact, code])), ...(maltreatment && { maltreatment }) } as Situated;
}

/** What each fact may be, as far as these limits tell: nothing first, then fewer facts before more. */
function choices(facts: readonly LimitingFact[], bodies: readonly Competent[]): FactLimits[] {
  const all = facts.reduce<FactLimits[]>(
    (some, fact) => some.flatMap((one) => [one, ...codesApart(fact, bodies).map((list) => ({ ...one, [fact]: list }))]),
    [{}],
  );
  return all.toSorted((a, b) => Object.keys(a).length - Object.keys(b).length);
}

/** Codes that no limit on this fact tells apart, together; of facts, of which there may be several, each that are named together. */
function codesApart(fact: LimitingFact, bodies: readonly Competent[]): string[][] {
  const lists = listsOf(fact, bodies);
  const all = limitCodes(fact) ?? [...new Set(lists.flat())];
  const apart = Map.groupBy(all, (code) => lists.map((list) => (list.includes(code) ? '1' : '0')).join(''));
  apart.delete('0'.repeat(lists.length));
  const groups = [...apart.values()];
  if (fact !== 'maltreatment') return groups;
  // Several at once: each choice of groups.
  const sets: string[][] = [];
  for (const group of groups) sets.push(...sets.map((set) => [...set, ...group]), group);
  return sets;
}

const listsOf = (fact: LimitingFact, bodies: readonly Competent[]): string[][] =>
  bodies.flatMap(({ onlyFor, neverFor }) => [onlyFor?.[fact], neverFor?.[fact]].flatMap((list) => (list === undefined ? [] : [list])));

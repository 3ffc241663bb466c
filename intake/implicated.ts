import type { ImplicatedPerson } from '../cases/model/content.ts';
import { implicatedLabel } from '../vocabulary/fact-lines.ts';
import type { Implicated } from '../vocabulary/facts.ts';
import type { ImplicatedKind } from '../vocabulary/vocabulary.ts';

/** An implicated party as a form says it. Empty texts are "not said". */
export interface PartySaid {
  kind?: ImplicatedKind;
  precision?: string;
  name: string;
  /** Of the directory. */
  organisation?: string;
  contact?: string;
  /** Where they work, in words: as the directory calls it, or as it was written. */
  establishment: string;
  /** What was known of the same party. */
  was?: { facts?: Implicated | undefined; person?: ImplicatedPerson | undefined };
}

/** The parties of a form, as a case holds them: those that facts name come first. Whoever works for a body, and is nothing else, is unknown to rules but for that body. */
export function partiesSaid(said: readonly PartySaid[]): { facts: Implicated[]; people: ImplicatedPerson[] } {
  const [named, others] = [said.filter(isInFacts), said.filter((party) => !isInFacts(party))];
  const people = [...named, ...others].map(personOf);
  return { facts: named.map(factsOf), people: people.slice(0, people.findLastIndex((person) => Object.keys(person).length > 0) + 1) };
}

const isInFacts = ({ kind, organisation, contact }: PartySaid): boolean => kind !== undefined || organisation !== undefined || contact !== undefined;

function factsOf({ kind = 'INCONNU', precision, organisation, contact }: PartySaid): Implicated {
  return {
    kind,
    ...(precision !== undefined && { precision }),
    ...(organisation !== undefined && { organisation }),
    ...(contact !== undefined && { contact }),
  };
}

/** What no form asks (an address, a number) stays; the tie to the person is what was said in other words while the kind is the same, else the kind's. */
function personOf(party: PartySaid): ImplicatedPerson {
  const { kind, precision, name, establishment, was } = party;
  const { name: _name, establishment: _establishment, relation: said, ...reached } = was?.person ?? {};
  const isSameKind = was?.person !== undefined && was.facts?.kind === kind && was.facts?.precision === precision;
  const isSomebody = name !== '' || establishment !== '';
  const relation = isSameKind ? said : isSomebody && kind !== undefined && kind !== 'INCONNU' ? implicatedLabel(factsOf(party)) : undefined;
  return {
    ...(name && { name }),
    ...(relation !== undefined && { relation }),
    ...(establishment && { establishment }),
    ...reached,
  };
}

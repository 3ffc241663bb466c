import type { AlertContent, ImplicatedPerson } from '../cases/model/content.ts';
import { implicatedLabel } from '../vocabulary/fact-lines.ts';
import type { Facts, Implicated } from '../vocabulary/facts.ts';
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

/** The parties of a form, as a case holds them, each in its place in both; whom nothing is said of is left out. Whoever is said without a kind is somebody, unknown to rules. */
export function partiesSaid(said: readonly PartySaid[]): { facts: Implicated[]; people: ImplicatedPerson[] } {
  const parties = said
    .map((party) => ({ party, person: personOf(party) }))
    .filter(
      ({ party: { kind, organisation, contact }, person }) => [kind, organisation, contact].some((each) => each !== undefined) || isSomebody(person),
    );
  const people = parties.map(({ person }) => person);
  return { facts: parties.map(({ party }) => factsOf(party)), people: people.slice(0, people.findLastIndex(isSomebody) + 1) };
}

/** Facts with whoever is implicated in words alone: somebody, of whom rules know nothing. */
export function withEverybody(facts: Facts, { implicated: people = [] }: Pick<AlertContent, 'implicated'>): Facts {
  const others = people.slice(facts.implicated.length).filter(isSomebody);
  return others.length === 0 ? facts : { ...facts, implicated: [...facts.implicated, ...others.map(() => factsOf({}))] };
}

const isSomebody = (person: ImplicatedPerson): boolean => Object.values(person).some((text) => text !== undefined && text !== '');

function factsOf({ kind = 'INCONNU', precision, organisation, contact }: Partial<PartySaid>): Implicated {
  return {
    kind,
    ...(precision !== undefined && { precision }),
    ...(organisation !== undefined && { organisation }),
    ...(contact !== undefined && { contact }),
  };
}

/**
 * What no form shows (an address, a number, the tie in other words) stays while the name is the one it was known with: of somebody else it would
 * be told as theirs. The tie in other words stays with the kind too; it is the kind's where another is said.
 */
function personOf(party: PartySaid): ImplicatedPerson {
  const { kind, precision, name, establishment, was } = party;
  const { name: before = '', establishment: _establishment, relation: said, ...reached } = was?.person ?? {};
  const isSame = was?.person !== undefined && (before === '' || letters(before) === letters(name));
  const isSameKind = (was?.facts?.kind ?? 'INCONNU') === (kind ?? 'INCONNU') && was?.facts?.precision === precision;
  const isNamed = name !== '' || establishment !== '';
  const relation = isSame && isSameKind ? said : isNamed && kind !== undefined && kind !== 'INCONNU' ? implicatedLabel(factsOf(party)) : undefined;
  return {
    ...(name && { name }),
    ...(relation !== undefined && { relation }),
    ...(establishment && { establishment }),
    ...(isSame && reached),
  };
}

/** A field of one line has neither the ends of lines of what it shows nor the spaces around it. */
const letters = (text: string): string => text.replaceAll(/\s/g, '');

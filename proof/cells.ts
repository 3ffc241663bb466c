import { type Competent, isLimited, type LimitingFact, limitingFacts, type Situated } from '../directory/competence.ts';
import type { Conditions } from '../procedures/procedure.ts';
import type { Facts } from '../vocabulary/facts.ts';
import type { Space } from './space.ts';

/** Situations that the limits of some bodies cannot tell apart: those in which these conditions hold, and those do not. */
export interface Cell {
  must: readonly Conditions[];
  not: readonly Conditions[];
  /** What is limited, of one of them. */
  facts: Situated;
}

/** All situations, where no limit matters. */
export const everySituation: Cell = { must: [], not: [], facts: {} };

/** A limit as conditions: competence needs `onlyFor` whole, and one fact of `neverFor` is enough against it. */
export function limitConditions({ onlyFor, neverFor }: Competent): Conditions[] {
  const asCondition = (codes: string[] | undefined) => ({ anyOf: codes ?? [] });
  const only = onlyFor === undefined ? [] : [Object.fromEntries(Object.entries(onlyFor).map(([fact, codes]) => [fact, asCondition(codes)]))];
  const never = Object.entries(neverFor ?? {}).map(([fact, codes]) => ({ [fact]: asCondition(codes) }));
  return [...only, ...never];
}

/** Cuts the space of facts by the limits of bodies: which hold together is asked of the space, so that no cell is empty and none is left out. */
export class Cells {
  private readonly space: Space;
  private readonly known = new Map<string, readonly Cell[]>();

  constructor(space: Space) {
    this.space = space;
  }

  /** The cells in which different ones of these bodies answer. */
  of(bodies: readonly Competent[]): readonly Cell[] {
    const atoms = new Map(
      bodies
        .filter(isLimited)
        .flatMap(limitConditions)
        .map((one) => [JSON.stringify(one), one]),
    );
    if (atoms.size === 0) return [everySituation];
    const key = [...atoms.keys()].toSorted().join();
    const known = this.known.get(key) ?? this.cut([...atoms.values()]);
    this.known.set(key, known);
    return known;
  }

  private cut(atoms: readonly Conditions[]): Cell[] {
    return atoms.reduce<Cell[]>(
      (cells, atom) => cells.flatMap(({ must, not }) => [...this.cell(must, [...not, atom]), ...this.cell([...must, atom], not)]),
      [everySituation],
    );
  }

  private cell(must: readonly Conditions[], not: readonly Conditions[]): Cell[] {
    const facts = this.space.find(must, not);
    return facts === null ? [] : [{ must, not, facts: limited(facts) }];
  }
}

/** What limits read of facts. */
export const limited = (facts: Facts): Situated =>
  Object.fromEntries(limitingFacts.map((fact: LimitingFact) => [fact, facts[fact]]).filter(([, value]) => value !== undefined)) as Situated;

import type { Condition, Conditions } from '../procedures/procedure.ts';
import { holds } from '../procedures/routing.ts';
import { type FactName, type PlainFact, plainCodes, plainFacts } from '../vocabulary/fact-table.ts';
import type { Facts, Implicated } from '../vocabulary/facts.ts';
import { codes, vocabulary } from '../vocabulary/vocabulary.ts';
import { type Literal, search } from './search.ts';

/** Nothing is known but what a record cannot do without. */
const blank: Facts = { channel: 'PHONE', place: 'DOMICILE', implicated: [], maltreatment: [], victimGroup: 'PERSONNE_AGEE', flags: [] };

const listed = ['implicated', 'maltreatment', 'flags'] as const satisfies readonly FactName[];
type Listed = (typeof listed)[number];
const isListed = (fact: FactName): fact is Listed => (listed as readonly string[]).includes(fact);

const parties: Implicated[] = codes('implicated').flatMap((kind) => {
  const named = vocabulary.implicated[kind].precisions.filter((precision) => precision !== 'AUTRE');
  return [{ kind }, ...named.map((precision) => ({ kind, precision }))];
});
/** A category that no condition names stands for all the others. */
const categories = (named: ReadonlySet<string>) => Array.from({ length: 900 }, (_, index) => String(999 - index)).find((code) => !named.has(code));

/** One value that a fact may take, or one member of a fact with several values. */
type Value = Partial<Facts>;

/** What a fact is made of, cut into the classes that the conditions can tell apart; one value stands for its class. */
interface Axis {
  fact: FactName;
  values: Value[];
  all: bigint;
  /** The class of each value, by its key. */
  classOf: ReadonlyMap<string, bigint>;
}

/** Conditions that hold, and some that do not. */
export interface HoldingOrNot {
  must: readonly Conditions[];
  not: readonly Conditions[];
}

/** What begins to hold when facts change, of which something else must hold as well. */
export interface Beginning {
  held: readonly Conditions[];
  begins: Conditions;
}

/** In which class each fact of a situation lies; of a fact with several values, in which of them. */
export type Located = readonly bigint[];

/**
 * Every combination of facts, by the conditions that something reads. Two values of a fact that satisfy the same conditions are
 * one class, so that asking a question of the classes answers it for all facts: nothing is sampled, nothing enumerated.
 * `holds`, the law's own reading, says which classes satisfy a condition.
 */
export class Space {
  private readonly axes: Axis[];
  private readonly index: Map<FactName, number>;
  private readonly registered: ReadonlySet<string>;
  private readonly compiled = new WeakMap<Conditions, Literal[]>();
  private readonly never: readonly Conditions[];
  private readonly communeClass = new Map<string | undefined, bigint>();

  /**
   * @param conditions every condition that will be asked about.
   * @param never facts that cannot be together.
   * @param communes INSEE codes; a commune that is not known is one more value.
   */
  constructor(conditions: readonly Conditions[], never: readonly Conditions[], communes: readonly string[]) {
    const read = new Map<FactName, Map<string, Condition>>();
    for (const [fact, condition] of [...conditions, ...never].flatMap(entriesOf)) {
      const known = read.get(fact) ?? new Map<string, Condition>();
      read.set(fact, known.set(JSON.stringify(condition), condition));
    }
    this.never = never;
    this.registered = new Set([...read].flatMap(([fact, known]) => [...known.keys()].map((one) => `${fact} ${one}`)));
    const domains = domainsOf(read, communes);
    this.axes = (Object.keys(domains) as FactName[]).map((fact) => {
      const asked = [...(read.get(fact)?.values() ?? [])];
      const classes = Map.groupBy(domains[fact], (value) => asked.map((condition) => (meets(fact, condition, value) ? 1 : 0)).join(''));
      const groups = [...classes.values()];
      if (fact === 'inseeCode')
        for (const [at, group] of groups.entries()) for (const { inseeCode } of group) this.communeClass.set(inseeCode, 1n << BigInt(at));
      const classOf = new Map(groups.flatMap((group, at) => group.map((value) => [keyOf(fact, value), 1n << BigInt(at)] as const)));
      const others = fact === 'finessCategory' ? classOf.get(keyOf(fact, domains.finessCategory.at(-1) ?? {})) : undefined;
      if (others !== undefined) classOf.set(OTHER, others);
      return { fact, values: groups.map(([first]) => first as Value), all: (1n << BigInt(groups.length)) - 1n, classOf };
    });
    this.index = new Map(this.axes.map(({ fact }, at) => [fact, at]));
  }

  /**
   * Facts for which every one of `must` holds and none of `not` does, or null when there are none at all.
   * @param commune fixes the commune (null: one that is not known); left out, any.
   */
  find(must: readonly Conditions[], not: readonly Conditions[], commune?: string | null): Facts | null {
    const allowed = this.axes.map(({ all }) => all);
    if (commune !== undefined) allowed[this.axis('inseeCode')] = this.communeClass.get(commune ?? undefined) ?? 0n;
    const found = search(
      allowed,
      this.axes.map(({ fact }) => isListed(fact)),
      must.flatMap((conditions) => this.literals(conditions)),
      [...this.never, ...not].map((conditions) => this.literals(conditions)),
    );
    if (found === null) return null;
    const facts = this.factsOf(found);
    // Territories tell apart communes that no condition does: the one asked for stands in its class.
    if (commune === null) delete facts.inseeCode;
    else if (commune !== undefined) facts.inseeCode = commune;
    return facts;
  }

  /**
   * Facts that change into others, by the same door: the first satisfy `before`, the second `after`, and none of `unbegun` begins, that is,
   * holds of the second but its last condition not of the first. Null when there are none: every such change makes one of them begin.
   */
  findChange(before: HoldingOrNot, after: HoldingOrNot, unbegun: readonly Beginning[]): { before: Facts; after: Facts } | null {
    const count = this.axes.length;
    const later = (literals: readonly Literal[]): Literal[] => literals.map((literal) => ({ ...literal, axis: literal.axis + count }));
    const all = (conditions: readonly Conditions[]): Literal[] => conditions.flatMap((one) => this.literals(one));
    const not = [
      ...[...this.never, ...before.not].map((one) => this.literals(one)),
      ...[...this.never, ...after.not].map((one) => later(this.literals(one))),
      // Not (held, and one of the conditions of what begins was not): a clause for each of these conditions.
      ...unbegun.flatMap(({ held, begins }) =>
        this.literals(begins).map((literal) => [...later([...all(held), ...this.literals(begins)]), { ...literal, wanted: !literal.wanted }]),
      ),
    ];
    const must = [...all(before.must), ...later(all(after.must))];
    const several = this.axes.map(({ fact }) => isListed(fact));
    const door = this.axis('channel');
    for (let one = 0; one < (this.axes[door]?.values.length ?? 0); one += 1) {
      const allowed = this.axes.map(({ all: every }, at) => (at === door ? 1n << BigInt(one) : every));
      const found = search([...allowed, ...allowed], [...several, ...several], must, not);
      if (found !== null) return { before: this.factsOf(found.slice(0, count)), after: this.factsOf(found.slice(count)) };
    }
    return null;
  }

  private factsOf(found: readonly (readonly number[])[]): Facts {
    const facts: Facts = { ...blank, implicated: [], maltreatment: [], flags: [] };
    for (const [at, chosen] of found.entries()) {
      const axis = this.axes[at] as Axis;
      for (const one of chosen) add(facts, axis.fact, axis.values[one] ?? {});
    }
    return facts;
  }

  /** Where these facts lie among the classes; null where they are none of the combinations that are proved. */
  locate(facts: Facts): Located | null {
    const located: bigint[] = [];
    for (const { fact, classOf } of this.axes) {
      const found = valuesOf(fact, facts).map(
        (value) => classOf.get(keyOf(fact, value)) ?? (fact === 'finessCategory' ? classOf.get(OTHER) : undefined),
      );
      if (found.includes(undefined)) return null;
      located.push(found.reduce<bigint>((bits, one) => bits | (one ?? 0n), 0n));
    }
    return this.never.some((conditions) => this.satisfies(located, conditions)) ? null : located;
  }

  /** Whether conditions hold of a situation, by its classes alone. */
  satisfies(located: Located, conditions: Conditions): boolean {
    return this.literals(conditions).every(({ axis, mask, wanted }) => (((located[axis] ?? 0n) & mask) !== 0n) === wanted);
  }

  private axis(fact: FactName): number {
    return this.index.get(fact) ?? 0;
  }

  private literals(conditions: Conditions): Literal[] {
    const known = this.compiled.get(conditions);
    if (known !== undefined) return known;
    const literals = entriesOf(conditions).map(([fact, condition]) => this.literal(fact, condition));
    this.compiled.set(conditions, literals);
    return literals;
  }

  private literal(fact: FactName, condition: Condition): Literal {
    if (!this.registered.has(`${fact} ${JSON.stringify(condition)}`)) throw new Error(`The space was not cut by a condition on ${fact}.`);
    const at = this.axis(fact);
    const { values, all } = this.axes[at] as Axis;
    const mask = values.reduce((bits, value, one) => (meets(fact, condition, value) ? bits | (1n << BigInt(one)) : bits), 0n);
    // On a fact with several values a condition asks for a member; one that an empty list satisfies ("not known") forbids the others.
    const ofNothing = isListed(fact) && meets(fact, condition, {});
    return ofNothing ? { axis: at, mask: all & ~mask, wanted: false } : { axis: at, mask, wanted: true };
  }
}

/** The key of a category that no condition names. */
const OTHER = 'other';

/** What tells values of one fact apart; a precision that says « other » is none. */
function keyOf(fact: FactName, value: Value): string {
  if (fact !== 'implicated') return String(isListed(fact) ? value[fact]?.[0] : (value[fact] ?? ''));
  const [party] = value.implicated ?? [];
  return `${party?.kind}/${party?.precision === undefined || party.precision === 'AUTRE' ? '' : party.precision}`;
}

function valuesOf(fact: FactName, facts: Facts): Value[] {
  if (fact === 'implicated') return facts.implicated.map((party) => ({ implicated: [party] }));
  if (fact === 'maltreatment') return facts.maltreatment.map((one) => ({ maltreatment: [one] }));
  if (fact === 'flags') return facts.flags.map((one) => ({ flags: [one] }));
  return [{ [fact]: facts[fact] }];
}

const entriesOf = (conditions: Conditions) =>
  Object.entries(conditions).filter((entry): entry is [FactName, Condition] => entry[1] !== undefined) as [FactName, Condition][];

const meets = (fact: FactName, condition: Condition, value: Value): boolean => holds({ [fact]: condition }, { ...blank, ...value });

/** A plain fact has each of its codes, or is not known. */
const plainDomains = Object.fromEntries(
  plainFacts.map((fact) => [fact, [{}, ...plainCodes(fact).map((code): Value => ({ [fact]: code }))]]),
) as Record<PlainFact, Value[]>;

function domainsOf(read: ReadonlyMap<FactName, ReadonlyMap<string, Condition>>, communes: readonly string[]): Record<FactName, Value[]> {
  const named = new Set([...(read.get('finessCategory')?.values() ?? [])].flatMap((condition) => ('anyOf' in condition ? condition.anyOf : [])));
  const other = categories(named);
  return {
    channel: codes('channel').map((channel) => ({ channel })),
    inseeCode: [...communes.map((inseeCode) => ({ inseeCode })), {}],
    place: codes('place').map((place) => ({ place })),
    placePrecision: [{}, ...[...new Set(Object.values(vocabulary.placePrecision).flat())].map((placePrecision) => ({ placePrecision }))],
    finessCategory: [{}, ...[...named, ...(other === undefined ? [] : [other])].map((finessCategory) => ({ finessCategory }))],
    implicated: parties.map((party) => ({ implicated: [party] })),
    maltreatment: codes('maltreatment').map((one) => ({ maltreatment: [one] })),
    danger: [{}, ...([0, 1, 2, 3, 4] as const).map((danger) => ({ danger }))],
    victimGroup: codes('victimGroup').map((victimGroup) => ({ victimGroup })),
    ...plainDomains,
    flags: codes('flag').map((one) => ({ flags: [one] })),
  };
}

function add(facts: Facts, fact: FactName, value: Value): void {
  if (fact === 'implicated') facts.implicated.push(...(value.implicated ?? []));
  else if (fact === 'maltreatment') facts.maltreatment.push(...(value.maltreatment ?? []));
  else if (fact === 'flags') facts.flags.push(...(value.flags ?? []));
  else Object.assign(facts, value);
}

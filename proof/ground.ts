import { capacitiesOf } from '../directory/capacities.ts';
import type { Situated } from '../directory/competence.ts';
import {
  candidatesFor,
  communeOfEstablishment,
  conflicted,
  everybodyAt,
  everywhereAt,
  type IndexedDirectory,
  namedIn,
  type Resolution,
  resolve,
} from '../directory/resolve.ts';
import { asRead, childByAgeAlone, childOrders, ofAChild, ofAnAdult } from '../procedures/children.ts';
import { impossible } from '../procedures/impossible.ts';
import type { Conditions, Policy, Procedure, Rule, TransferOrder } from '../procedures/procedure.ts';
import { holds } from '../procedures/routing.ts';
import type { Facts } from '../vocabulary/facts.ts';
import type { ChannelKind } from '../vocabulary/outgoing-channels.ts';
import { codes, type Role, type RoleGroup, vocabulary } from '../vocabulary/vocabulary.ts';
import { type Cell, Cells, everySituation, limitConditions } from './cells.ts';
import { Space } from './space.ts';

/** A commune as the proof names it; only those of the department count. */
export interface NamedCommune {
  code: string;
  name: string;
}

/** An order of the protocol to tell a body, wherever it stands. */
export interface Asked {
  /** Rule id, `otherwise`, `inConflict`, or `STEP:id`. */
  id: string;
  when: Conditions;
  order: TransferOrder;
  /** `CELL` is what the law itself has told of every child. */
  from: 'RULE' | 'CELL' | 'OTHERWISE' | 'IN_CONFLICT' | 'STEP';
}

/** Of whom an alert is, and who is told by default then, or beside a body in conflict. */
export interface Audience {
  who: Conditions;
  otherwise: TransferOrder;
  inConflict: TransferOrder;
}

/** Communes, and kinds of situations, where the same bodies answer for something; null is a commune that is not known. */
export interface PlaceGroup {
  communes: (string | null)[];
  cell: Cell;
}

/** Where something is asked: a commune (null: not known), and a kind of situation there. One of a place is one and the same object. */
export interface Spot extends Cell {
  commune: string | null;
}

/** Where no kind of situation is meant more than another. */
export const nowhere: Spot = { ...everySituation, commune: null };

type To = Role | RoleGroup;

/**
 * A way in which a body of the directory is implicated. `excluded` is the law's own answer (`conflicted`), the same for every
 * combination of facts that satisfies `must` and none of `not` once `attach` has written the body into them.
 */
export interface Implication {
  must: Conditions[];
  not: Conditions[];
  excluded: ReadonlySet<string>;
  /** The organisation implicated, or the establishment where it happens. */
  body: string | null;
  finess?: string;
  /** Its commune, which the law reads where none is said. */
  commune?: string;
  attach(facts: Facts): Facts;
}

const someParty: Conditions = { implicated: { anyOf: codes('implicated') } };
const unknownParty: Conditions = { implicated: { anyOf: ['INCONNU'] } };
const establishmentKinds: readonly string[] = ['ETABLISSEMENT', 'PROFESSIONNEL_SANTE', 'PROFESSIONNEL_SOCIAL', 'AUTRE_PROFESSIONNEL'];
const ofAnEstablishment: Conditions = { implicated: { anyOf: [...establishmentKinds] } };

/** A situation in which nobody of the directory is implicated. */
export const nobodyListed: Implication = { must: [], not: [], excluded: new Set(), body: null, attach: (facts) => facts };

/** A protocol on the ground of one department: its orders, the communes in classes, what each role leads to. */
export class Ground {
  readonly procedure: Procedure;
  readonly directory: IndexedDirectory;
  readonly space: Space;
  /** With the conditions that the law reads: those that do not concern children are of adults. */
  readonly rules: readonly Rule[];
  readonly steps: Procedure['steps'];
  readonly audiences: readonly [adults: Audience, children: Audience];
  readonly asked: readonly Asked[];
  readonly communes: readonly NamedCommune[];
  private readonly cells: Cells;
  private readonly roles: ReadonlySet<To>;
  private readonly groups = new Map<To, (string | null)[][]>();
  private readonly places = new Map<To, PlaceGroup[]>();
  private readonly placesOfBody = new Map<To, Map<string, PlaceGroup[]>>();
  private readonly joint = new Map<string | null, string>();
  private readonly spots = new Map<string, readonly Spot[]>();
  private byBody: BodySituations | undefined;

  constructor(procedure: Procedure, directory: IndexedDirectory, communes: readonly NamedCommune[], more: readonly Conditions[]) {
    this.procedure = procedure;
    this.directory = directory;
    this.rules = procedure.chapters
      .flatMap((chapter) => chapter.rules)
      .map((rule) => ('task' in rule.then ? rule : { ...rule, when: asRead(rule.then.to, rule.when) }));
    this.steps = procedure.steps.map((step) => ('task' in step.do ? step : { ...step, when: asRead(step.do.to, step.when) }));
    const { cell, lastResort } = childOrders(procedure);
    this.audiences = [
      { who: ofAnAdult, otherwise: procedure.otherwise, inConflict: procedure.inConflict },
      { who: ofAChild, otherwise: lastResort, inConflict: lastResort },
    ];
    this.asked = ordersOf(this.rules, this.steps, this.audiences, cell);
    this.communes = communes.filter(({ code }) => code.startsWith(directory.department));
    const establishments = directory.organisations.flatMap(({ finessCategory }) => (finessCategory === undefined ? [] : [category(finessCategory)]));
    this.space = new Space(
      [
        ...this.rules.map(({ when }) => when),
        ...this.steps.map(({ when }) => when),
        ...this.audiences.map(({ who }) => who),
        procedure.intake.automaticWhen,
        ...[someParty, unknownParty, ofAnEstablishment],
        ...establishments,
        ...directory.organisations.flatMap(capacitiesOf).flatMap(limitConditions),
        ...more,
      ],
      [...impossible.flatMap(({ when }) => when), childByAgeAlone],
      this.communes.map(({ code }) => code),
    );
    this.cells = new Cells(this.space);
    this.roles = new Set(this.asked.flatMap(({ order }) => [order.to, ...escalatedTo(this.policy(order))]));
    this.joinPlaces();
  }

  /** The channels that an order's policy uses; the law's own default when the policy is not there. */
  channels(order: TransferOrder): readonly ChannelKind[] | undefined {
    return this.policy(order)?.channels.map(({ kind }) => kind);
  }

  policy(order: TransferOrder): Policy | undefined {
    return this.procedure.policies[order.policy];
  }

  /** Places in classes by the bodies that answer for a role there. A commune that is not known is a class of its own. */
  placesOf(to: To): readonly PlaceGroup[] {
    const known = this.places.get(to);
    if (known !== undefined) return known;
    const places = this.communesOf(to).flatMap((communes): PlaceGroup[] =>
      this.cells.of(this.there([to], communes[0] ?? null)).map((cell) => ({ communes, cell })),
    );
    this.places.set(to, places);
    return places;
  }

  private communesOf(to: To): readonly (string | null)[][] {
    const known = this.groups.get(to);
    if (known !== undefined) return known;
    const competent = this.directory.competent.get(to);
    const classes = Map.groupBy(this.communes, ({ code }) => {
      const local = competent?.local.get(code)?.map(({ organisation }) => organisation.key);
      return [...(local ?? []), '|', ...(competent?.excepted.get(code) ?? [])].join(' ');
    });
    const groups = [...[...classes.values()].map((group) => group.map(({ code }) => code)), [null]];
    this.groups.set(to, groups);
    return groups;
  }

  /** Who answers in a commune for some of these, in some situation. */
  private there(tos: Iterable<To>, commune: string | null) {
    return [...tos].flatMap((to) => everybodyAt(to, where(commune), this.directory).map(({ organisation }) => organisation));
  }

  /** The classes of places in which one of these ids could have answered for the role. */
  touched(to: To, excluded: ReadonlySet<string>): readonly PlaceGroup[] {
    const index = this.placesOfBody.get(to) ?? this.indexBodies(to);
    const bodies = new Set([...excluded].map((id) => this.directory.contactById.get(id)?.organisation ?? id));
    return [...new Set([...bodies].flatMap((id) => index.get(id) ?? []))];
  }

  private indexBodies(to: To): Map<string, PlaceGroup[]> {
    const index = new Map<string, PlaceGroup[]>();
    for (const place of this.placesOf(to))
      for (const { organisation } of to === 'ETABLISSEMENT' ? this.establishmentsOf(place) : candidatesFor(to, at(place), this.directory))
        index.set(organisation.id, [...(index.get(organisation.id) ?? []), place]);
    this.placesOfBody.set(to, index);
    return index;
  }

  /** An establishment is found by its number; it is looked for where it says that it is. */
  private establishmentsOf({ communes: [commune] }: PlaceGroup) {
    const all = this.directory.competent.get('ETABLISSEMENT');
    const local = commune === null || commune === undefined ? [] : (all?.local.get(commune) ?? []);
    return [...local, ...(all === undefined ? [] : everywhereAt(all, commune ?? undefined))];
  }

  /** One spot for each way in which the protocol could tell situations apart, among those of a place. */
  representatives(place: PlaceGroup): Spot[] {
    const communes = new Map(place.communes.map((commune) => [this.joint.get(commune), commune])).values();
    return [...communes].flatMap((commune) => this.spotsAt(commune).filter((spot) => isWithin(spot, place.cell)));
  }

  /** Each kind of situation in a commune that somebody whom the protocol can ask there tells apart. */
  private spotsAt(commune: string | null): readonly Spot[] {
    const key = String(commune);
    const known = this.spots.get(key) ?? this.cells.of(this.there(this.roles, commune)).map((cell): Spot => ({ ...cell, commune }));
    this.spots.set(key, known);
    return known;
  }

  private joinPlaces(): void {
    const signatures = new Map<string | null, string[]>([...this.communes.map(({ code }) => [code, []] as [string, string[]]), [null, []]]);
    for (const to of this.roles)
      for (const [index, communes] of this.communesOf(to).entries()) for (const commune of communes) signatures.get(commune)?.push(String(index));
    const conditions = [...this.rules, ...this.steps].flatMap(({ when }) => (when.inseeCode === undefined ? [] : [{ inseeCode: when.inseeCode }]));
    for (const [commune, signature] of signatures) {
      const read = conditions.map((condition) => (holds(condition, where(commune)) ? 1 : 0));
      this.joint.set(commune, [...signature, ...read].join(' '));
    }
  }

  /** The law's answer: who is told by this order, there, when these ids are set aside. */
  resolve(order: TransferOrder, spot: Spot, situation: Implication): Resolution {
    return resolve(order.to, this.asking(spot, situation), this.directory, situation.excluded, this.channels(order));
  }

  /** What the directory is asked about in a spot. */
  asking({ commune, facts }: Spot, { finess }: Pick<Implication, 'finess'>): Situated {
    return { ...facts, ...(commune !== null && { inseeCode: commune }), ...(finess !== undefined && { finess }) };
  }

  /** Each way in which each body of the directory may be implicated, alone. */
  situations(): Implication[] {
    const named = this.directory.organisations.map(({ id }): Implication => {
      const attach = (facts: Facts): Facts => {
        const [first = { kind: 'ETABLISSEMENT' as const }, ...others] = facts.implicated;
        return { ...facts, implicated: [{ ...first, organisation: id }, ...others] };
      };
      return { must: [someParty], not: [], excluded: conflicted(attach(where(null)), this.directory), body: id, attach };
    });
    const concerned = [...this.directory.establishments].flatMap(([finess, [body]]): Implication[] => {
      const code = this.directory.establishments.get(finess)?.find(({ finessCategory }) => finessCategory !== undefined)?.finessCategory;
      const must = code === undefined ? [] : [category(code)];
      const attach = (facts: Facts): Facts => ({ ...facts, finess });
      const commune = communeOfEstablishment(attach(where(null)), this.directory);
      const about = { body: body?.id ?? null, finess, attach, ...(commune !== undefined && { commune }) };
      const unknown = conflicted(attach(where(null)), this.directory);
      const suspected = conflicted(attach({ ...where(null), implicated: [{ kind: 'ETABLISSEMENT' }] }), this.directory);
      return [
        { ...about, must: [...must, ofAnEstablishment], not: [], excluded: suspected },
        { ...about, must, not: [someParty], excluded: unknown },
        { ...about, must: [...must, unknownParty], not: [ofAnEstablishment], excluded: unknown },
      ];
    });
    return [...named, ...concerned];
  }

  /**
   * The situation that facts describe: whoever several bodies together set aside is whom each of them does (`conflicted` follows each
   * party by itself), so that theirs are put together and not asked of the law again.
   */
  situationOf({ implicated, finess }: Facts): Implication {
    const of = this.situationsByBody();
    const named = implicated.flatMap((party) => namedIn(party, this.directory));
    const parties = named.flatMap((id) => of.named.get(this.directory.contactById.get(id)?.organisation ?? id) ?? []);
    const concerned = finess === undefined ? undefined : of.concerned.get(finess);
    const ofItsOwn = implicated.some((party) => establishmentKinds.includes(party.kind) && namedIn(party, this.directory).length === 0);
    const unknown = implicated.length === 0 || implicated.some(({ kind }) => kind === 'INCONNU');
    const there = [...(ofItsOwn ? [concerned?.suspected] : []), ...(unknown ? [concerned?.unknown] : [])].flatMap((one) => one ?? []);
    const commune = concerned?.unknown.commune;
    return {
      ...nobodyListed,
      excluded: new Set([...parties, ...there].flatMap(({ excluded }) => [...excluded])),
      ...(finess !== undefined && { finess }),
      ...(commune !== undefined && { commune }),
    };
  }

  private situationsByBody() {
    this.byBody ??= byBodyOf(this.situations());
    return this.byBody;
  }

  /**
   * Facts of a situation for which `must` holds and `not` does not, in a spot or anywhere; null when none. The
   * commune of an establishment that is named is its own: the law never reads it as not known.
   */
  find(situation: Implication, must: readonly Conditions[], not: readonly Conditions[], spot?: Spot): Facts | null {
    const own = situation.commune;
    if (spot?.commune === null && own !== undefined) return null;
    const { must: holding = [], not: failing = [] } = spot ?? {};
    const found = (commune?: string | null) =>
      this.space.find([...situation.must, ...holding, ...must], [...situation.not, ...failing, ...not], commune);
    const facts = spot === undefined && own !== undefined ? (found(own) ?? found()) : found(spot?.commune);
    return facts === null ? null : situation.attach(facts);
  }
}

interface BodySituations {
  named: Map<string, Implication>;
  concerned: Map<string, { suspected: Implication; unknown: Implication }>;
}

function byBodyOf(situations: readonly Implication[]): BodySituations {
  const named = new Map<string, Implication>();
  const concerned: BodySituations['concerned'] = new Map();
  for (const situation of situations) {
    const { finess, body, not } = situation;
    if (finess === undefined) named.set(body ?? '', situation);
    else {
      const known = concerned.get(finess) ?? { suspected: situation, unknown: situation };
      concerned.set(finess, not.length === 0 ? { ...known, suspected: situation } : { ...known, unknown: situation });
    }
  }
  return { named, concerned };
}

const category = (code: string): Conditions => ({ finessCategory: { anyOf: [code] } });

const at = ({ communes: [commune = null], cell }: PlaceGroup): Situated => ({ ...cell.facts, ...(commune !== null && { inseeCode: commune }) });

/** Whether all situations of one cell are in another. */
function isWithin(cell: Cell, wider: Cell): boolean {
  const has = (some: readonly Conditions[], every: readonly Conditions[]) => {
    const texts = new Set(some.map((one) => JSON.stringify(one)));
    return every.every((one) => texts.has(JSON.stringify(one)));
  };
  return has(cell.must, wider.must) && has(cell.not, wider.not);
}

/** Facts of which only the commune matters. */
export function where(commune: string | null): Facts {
  return {
    channel: 'PHONE',
    place: 'DOMICILE',
    implicated: [],
    maltreatment: [],
    danger: 0,
    victimGroup: 'INCONNU',
    flags: [],
    ...(commune !== null && { inseeCode: commune }),
  };
}

function ordersOf(rules: readonly Rule[], steps: Procedure['steps'], audiences: readonly Audience[], cell: TransferOrder): Asked[] {
  return [
    ...rules.flatMap(({ id, when, then }): Asked[] => ('task' in then ? [] : [{ id, when, order: then, from: 'RULE' }])),
    { id: 'otherwise', when: ofAChild, order: cell, from: 'CELL' },
    ...audiences.flatMap(({ who, otherwise, inConflict }): Asked[] => [
      { id: 'otherwise', when: who, order: otherwise, from: 'OTHERWISE' },
      { id: 'inConflict', when: who, order: inConflict, from: 'IN_CONFLICT' },
    ]),
    ...steps.flatMap(({ id, when, do: order }): Asked[] => ('task' in order ? [] : [{ id: `STEP:${id}`, when, order, from: 'STEP' }])),
  ];
}

/** Whether an order is given wherever its conditions hold, not only where nobody else is left or a tie sets a body aside. */
export const isRule = ({ from }: Asked): boolean => from === 'RULE' || from === 'CELL';

/** Roles that a policy escalates to by name. */
export function escalatedTo(policy: Policy | undefined): Role[] {
  const targets = policy?.stages.flatMap(({ escalate }) => escalate.map(({ to }) => to)) ?? [];
  return [...new Set(targets)].filter((to): to is Role => to in vocabulary.role && to !== 'DESK');
}

import type { Contact } from '../directory/directory.ts';
import { bodyName } from '../directory/names.ts';
import { candidatesFor } from '../directory/resolve.ts';
import { type Asked, type Audience, escalatedTo, type Ground, type Implication, nobodyListed, type Spot } from './ground.ts';
import type { Findings } from './proof.ts';
import { isToldByDefault, unreachedAt } from './reaches.ts';
import { example } from './words.ts';

/**
 * Two or three bodies of the directory implicated together: whom each alone leaves an answer may be left without one by all. Some only matter
 * together where each sets aside somebody who could act there and whom the others do not, and the default recipient among them, so that they are
 * looked at by whom they set aside in a commune, one for all that set aside the same. Where two are themselves those whom the protocol tells at
 * last (by default, or as somebody independent), nobody is left under any protocol: the desk decides, and it is said with the proof.
 */
export function stillReachesTogether(ground: Ground, groups: Groups, found: Findings): void {
  const said = new Set<string>();
  for (const of of ground.audiences)
    for (const place of ground.placesOf(of.otherwise.to))
      for (const spot of ground.representatives(place))
        for (const { situation, bodies } of groups.at(spot, of)) {
          const key = bodies.toSorted().join(' ');
          const facts = said.has(key) ? null : unreachedAt(ground, situation, spot, of);
          if (facts === null) continue;
          said.add(key);
          const names = every.format(bodies.map((body) => bodyName(ground.directory, body)));
          found.add({ sentence: example(facts, ground, `personne n’est plus saisi pour action quand ${names} sont en cause ensemble.`), facts });
        }
}

const every = new Intl.ListFormat('fr', { type: 'conjunction' });

/** Both implicated: whom they set aside is put together (`conflicted` follows each party by itself), the second being one more party of the same kind. */
function both(first: Implication, second: Implication): Implication {
  const [one, other] = second.finess === undefined ? [first, second] : [second, first];
  return {
    ...one,
    must: [...one.must, ...other.must],
    not: [...one.not, ...other.not],
    excluded: new Set([...one.excluded, ...other.excluded]),
    attach: (facts) => {
      // A party of a kind that is there already changes no condition.
      const { implicated } = one.attach(facts);
      const [party = { kind: 'ETABLISSEMENT' as const }] = facts.implicated;
      return { ...one.attach(facts), implicated: [...implicated, ...other.attach({ ...facts, implicated: [party] }).implicated] };
    },
  };
}

/** A way of being implicated, by whom it sets aside among those who could act somewhere. */
interface Touching {
  /** The same for all that set aside the same there. */
  kind: string;
  situation: Implication;
  aside: ReadonlySet<string>;
}

interface Group {
  situation: Implication;
  bodies: string[];
}

const groupOf = (members: readonly [Touching, ...Touching[]]): Group => {
  const [first, ...others] = members.map(({ situation }) => situation);
  return {
    situation: others.reduce(both, first ?? nobodyListed),
    bodies: members.flatMap(({ situation: { body } }) => body ?? []),
  };
};

/** Which bodies matter together in a protocol. */
export class Groups {
  private readonly ground: Ground;
  private readonly setBy = new Map<string, Implication[]>();
  private readonly last: ReadonlySet<string>;
  private readonly acting: readonly To[];
  /** Whether it matters which establishment it is: some order is for its head. */
  private readonly tellsHeads: boolean;
  private readonly there = new Map<Spot, Touching[]>();
  private readonly able = new Map<Spot, ReadonlySet<string>>();

  constructor(ground: Ground) {
    this.ground = ground;
    for (const situation of ground.situations())
      for (const id of situation.excluded) {
        const known = this.setBy.get(id);
        if (known === undefined) this.setBy.set(id, [situation]);
        else known.push(situation);
      }
    this.last = new Set(ground.asked.filter(({ from }) => atLast.has(from)).flatMap(({ order }) => bodiesOf(ground, order.to)));
    this.acting = [...new Set(ground.asked.filter(({ order, from }) => order.purpose === 'ACTION' && from !== 'STEP').map(({ order }) => order.to))];
    this.tellsHeads = this.acting.includes('ETABLISSEMENT');
  }

  /** Those of which each sets aside what the others do not, so that nobody is told by default any more, where anybody is; each once. */
  *at(spot: Spot, of: Audience): Generator<Group> {
    const defaults = idsOf(this.ground, spot, [of.otherwise.to]);
    const isTold = (situation: Implication) => isToldByDefault(this.ground, spot, situation, of);
    const touching = isTold(nobodyListed) ? this.touching(defaults, spot) : [];
    // As long as the default is told, whoever joins sets it aside.
    const next = (situation: Implication) => (isTold(situation) ? touching : this.allAt(spot));
    const seen = new Set<string>();
    const isNew = (members: readonly Touching[]): boolean => {
      const key = JSON.stringify(members.map(({ kind }) => kind).toSorted());
      return !seen.has(key) && seen.add(key) !== undefined;
    };
    for (const one of next(nobodyListed))
      for (const other of next(one.situation)) {
        if (!this.mayReveal([one, other]) || !isNew([one, other])) continue;
        const pair = groupOf([one, other]);
        yield pair;
        for (const third of next(pair.situation))
          if (this.mayReveal([one, other, third]) && isNew([one, other, third])) yield groupOf([one, other, third]);
      }
  }

  /** Each way in which another body, or two, implicated too, set aside whoever is told before this contact or as well as it, and not the contact. */
  *before(situation: Implication, { id, organisation }: Pick<Contact, 'id' | 'organisation'>): Generator<Group> {
    const { asked } = this.ground;
    const tos = new Set(asked.flatMap(({ order }) => [order.to, ...escalatedTo(this.ground.policy(order))]));
    const itself = new Set([organisation]);
    const spots = new Set([...tos].flatMap((to) => this.ground.touched(to, itself).flatMap((place) => this.ground.representatives(place))));
    const seen = new Set<string>();
    const first: Touching = { kind: '', situation, aside: situation.excluded };
    const isNew = (others: readonly Touching[]): boolean => {
      const key = JSON.stringify(others.map(({ aside }) => [...aside].toSorted().join()).toSorted());
      return !seen.has(key) && seen.add(key) !== undefined;
    };
    for (const spot of spots) {
      const there = idsOf(this.ground, spot, [...tos]);
      const telling = this.touching(there, spot).filter(({ situation: { excluded } }) => !excluded.has(id) && !excluded.has(organisation));
      for (const [at, other] of telling.entries()) {
        if (this.mayReveal([first, other]) && isNew([other])) yield groupOf([first, other]);
        for (const third of telling.slice(at + 1))
          if (this.mayReveal([first, other, third]) && isNew([other, third])) yield groupOf([first, other, third]);
      }
    }
  }

  /** Whether these may be implicated together, and each sets aside somebody whom the others do not. */
  private mayReveal(members: readonly Touching[]): boolean {
    const situations = members.map(({ situation }) => situation);
    const atMostOne = (is: (situation: Implication) => boolean) => situations.filter(is).length < 2;
    if (new Set(situations).size < members.length || !situations.every(mayMeet)) return false;
    if (!atMostOne(({ finess }) => finess !== undefined) || !atMostOne((one) => this.isLast(one))) return false;
    return members.every(({ aside }, at) => [...aside].some((id) => !members.some((other, index) => index !== at && other.aside.has(id))));
  }

  private isLast({ body, finess }: Implication): boolean {
    return finess === undefined && body !== null && this.last.has(body);
  }

  private allAt(spot: Spot): Touching[] {
    const known = this.there.get(spot) ?? this.touching(this.actingAt(spot), spot);
    this.there.set(spot, known);
    return known;
  }

  /** Those who could act there, and their contacts. */
  private actingAt(spot: Spot): ReadonlySet<string> {
    const known = this.able.get(spot) ?? idsOf(this.ground, spot, this.acting);
    this.able.set(spot, known);
    return known;
  }

  /** Those that set aside one of these, one for all that set aside the same of whoever could act. */
  private touching(ids: ReadonlySet<string>, spot: Spot): Touching[] {
    const acting = this.actingAt(spot);
    const found = new Map<string, Touching>();
    for (const situation of new Set([...ids].flatMap((id) => this.setBy.get(id) ?? []))) {
      const { finess, must, not, excluded } = situation;
      const aside = new Set([...excluded].filter((id) => acting.has(id)));
      // An establishment brings its category, and its commune where none is said.
      const brings =
        finess === undefined
          ? ''
          : JSON.stringify([must, not, spot.commune === null && situation.commune !== undefined, this.tellsHeads ? finess : '']);
      const key = `${[...aside].toSorted().join()} ${this.isLast(situation)} ${brings}`;
      if (!found.has(key)) found.set(key, { kind: key, situation, aside });
    }
    return [...found.values()];
  }
}

type To = Asked['order']['to'];

/** Whom the protocol, or the law of a child, tells whatever happens. */
const atLast: ReadonlySet<Asked['from']> = new Set(['OTHERWISE', 'IN_CONFLICT', 'CELL']);

function bodiesOf({ directory }: Ground, to: To): string[] {
  const competent = directory.competent.get(to);
  return [...(competent?.everywhere ?? []), ...[...(competent?.local.values() ?? [])].flat()].map(({ organisation }) => organisation.id);
}

/** One that says that nobody is implicated is no situation of two. */
const mayMeet = ({ not }: Implication): boolean =>
  !not.some(({ implicated }) => implicated !== undefined && 'anyOf' in implicated && implicated.anyOf.includes('INCONNU'));

/** Those who could answer for a role there, and their contacts. */
function idsOf(ground: Ground, spot: Spot, roles: readonly To[]): Set<string> {
  const { directory } = ground;
  const ids = new Set<string>();
  for (const to of new Set(roles))
    for (const { organisation } of candidatesFor(to, ground.asking(spot, nobodyListed), directory)) {
      ids.add(organisation.id);
      for (const { id } of directory.contactsOf.get(organisation.id) ?? []) ids.add(id);
    }
  return ids;
}

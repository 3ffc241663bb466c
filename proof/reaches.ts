import { bodyName } from '../directory/names.ts';
import type { Conditions } from '../procedures/procedure.ts';
import { route } from '../procedures/routing.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { transmits } from './bounds.ts';
import { type Asked, type Audience, type Ground, type Implication, isRule, nobodyListed, type PlaceGroup, type Spot } from './ground.ts';
import { Findings, type Property } from './proof.ts';
import { example } from './words.ts';

/**
 * Every combination of facts reaches a recipient for action, wherever it happens. Where the default recipient can be told, it
 * holds by itself (`route` adds it when nobody is left); elsewhere a combination is looked for in which no order for action
 * that can be carried out there applies.
 */
export function alertsReachSomebody(ground: Ground): Property {
  const found = new Findings();
  for (const facts of onlyConsulted(ground))
    found.add({ sentence: example(facts, ground, 'personne n’est saisi pour action\u00a0: rien n’est transmis.'), facts });
  for (const of of ground.audiences)
    for (const place of ground.placesOf(of.otherwise.to))
      for (const facts of unreached(ground, nobodyListed, place, of))
        found.add({ sentence: example(facts, ground, 'personne n’est saisi pour action.'), facts });
  return found.property('REACHES', 'Toute alerte a un destinataire pour action');
}

/**
 * The same when a body of the directory is implicated, and those tied to it are set aside. Elsewhere than where one of them could
 * have been the default recipient, that one is told as before; where there never is one, all depends on the rules again.
 */
export function stillReaches(ground: Ground, situation: Implication, withoutDefault: ReadonlyMap<Audience, PlaceGroup[]>, found: Findings): void {
  for (const [of, bare] of withoutDefault)
    for (const place of new Set([...ground.touched(of.otherwise.to, situation.excluded), ...bare]))
      for (const facts of unreached(ground, situation, place, of)) {
        const who = situation.body === null ? '' : ` quand ${bodyName(ground.directory, situation.body)} est en cause`;
        found.add({ sentence: example(facts, ground, `personne n’est plus saisi pour action${who}.`), facts });
      }
}

/**
 * Facts for which an order for action is carried out that transmits nothing (a consultation, the place alone), so that the default is not
 * told either, and none is that does.
 */
function* onlyConsulted(ground: Ground): Generator<Facts> {
  const rules = ground.asked.filter(isRule);
  const tells = (order: Asked['order'], spot: Spot) => 'recipient' in ground.resolve(order, spot, nobodyListed);
  const given = ground.asked.filter((asked) => isRule(asked) || asked.from === 'OTHERWISE');
  for (const { order, when } of given.filter(({ order: one }) => one.purpose === 'ACTION' && !transmits(one)))
    for (const place of ground.placesOf(order.to))
      for (const spot of ground.representatives(place)) {
        if (!tells(order, spot)) continue;
        const not = rules.filter((rule) => transmits(rule.order) && tells(rule.order, spot)).map((rule) => rule.when);
        const facts = ground.find(nobodyListed, [when], not, spot);
        if (facts === null || route(ground.procedure, facts, ground.directory).transfers.some(transmits)) continue;
        yield facts;
        break;
      }
}

/** The places that have no default recipient, whoever is implicated: for adults, for children. */
export function withoutDefault(ground: Ground): ReadonlyMap<Audience, PlaceGroup[]> {
  return new Map(ground.audiences.map((of) => [of, ground.placesOf(of.otherwise.to).filter((place) => !defaultAt(ground, place, nobodyListed, of))]));
}

const defaultAt = (ground: Ground, { communes: [commune = null], cell }: PlaceGroup, situation: Implication, of: Audience): boolean =>
  isToldByDefault(ground, { ...cell, commune }, situation, of);

/** Whether the default recipient is told for action in a spot. */
export function isToldByDefault(ground: Ground, spot: Spot, situation: Implication, { otherwise }: Audience): boolean {
  return otherwise.purpose === 'ACTION' && 'recipient' in ground.resolve(otherwise, spot, situation);
}

/** For each way of telling the situations of a place apart, facts that reach nobody for action there, if there are any. */
function* unreached(ground: Ground, situation: Implication, place: PlaceGroup, of: Audience): Generator<Facts> {
  if (defaultAt(ground, place, situation, of)) return;
  for (const spot of ground.representatives(place)) {
    const facts = unreachedAt(ground, situation, spot, of);
    if (facts !== null) yield facts;
  }
}

/** Facts that reach nobody for action in a spot; null when there are none. */
export function unreachedAt(ground: Ground, situation: Implication, spot: Spot, of: Audience): Facts | null {
  const { who, otherwise, inConflict } = of;
  if (isToldByDefault(ground, spot, situation, of)) return null;
  const tells = (order: Asked['order']) => 'recipient' in ground.resolve(order, spot, situation);
  const independent = inConflict.purpose === 'ACTION' && tells(inConflict);
  if (independent && setsAside(ground, otherwise, spot, situation)) return null;
  const not: Conditions[] = ground.asked
    .filter(isRule)
    .filter(({ order }) => (order.purpose === 'ACTION' && tells(order)) || (independent && setsAside(ground, order, spot, situation)))
    .map(({ when }) => when);
  const facts = ground.find(situation, [who], not, spot);
  if (facts !== null && route(ground.procedure, facts, ground.directory).transfers.some(({ purpose }) => purpose === 'ACTION'))
    throw new Error(`The prover and the law disagree on ${JSON.stringify(facts)}`);
  return facts;
}

/** Whether a tie of interest sets a body aside, so that the protocol tells somebody independent. */
export function setsAside(ground: Ground, order: Asked['order'], spot: Spot, situation: Implication): boolean {
  const found = ground.resolve(order, spot, situation);
  if (order.to === 'ETABLISSEMENT' && 'gap' in found && found.gap.reason === 'ALL_IN_CONFLICT') return false;
  return found.passedOver.length > 0;
}

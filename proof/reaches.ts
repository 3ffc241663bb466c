import { bodyName } from '../directory/names.ts';
import type { Conditions } from '../procedures/procedure.ts';
import { route } from '../procedures/routing.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { transmits } from './bounds.ts';
import { type Asked, type Audience, type CommuneGroup, type Ground, type Implication, isRule, nobodyListed } from './ground.ts';
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
export function stillReaches(ground: Ground, situation: Implication, withoutDefault: ReadonlyMap<Audience, CommuneGroup[]>, found: Findings): void {
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
  const tells = (order: Asked['order'], commune: string | null) => 'recipient' in ground.resolve(order, commune, nobodyListed);
  const given = ground.asked.filter((asked) => isRule(asked) || asked.from === 'OTHERWISE');
  for (const { order, when } of given.filter(({ order: one }) => one.purpose === 'ACTION' && !transmits(one)))
    for (const place of ground.placesOf(order.to))
      for (const commune of ground.representatives(place)) {
        if (!tells(order, commune)) continue;
        const not = rules.filter((rule) => transmits(rule.order) && tells(rule.order, commune)).map((rule) => rule.when);
        const facts = ground.find(nobodyListed, [when], not, commune);
        if (facts === null || route(ground.procedure, facts, ground.directory).transfers.some(transmits)) continue;
        yield facts;
        break;
      }
}

/** The places that have no default recipient, whoever is implicated: for adults, for children. */
export function withoutDefault(ground: Ground): ReadonlyMap<Audience, CommuneGroup[]> {
  return new Map(ground.audiences.map((of) => [of, ground.placesOf(of.otherwise.to).filter((place) => !defaultAt(ground, place, nobodyListed, of))]));
}

function defaultAt(ground: Ground, { communes: [any = null] }: CommuneGroup, situation: Implication, { otherwise }: Audience): boolean {
  return otherwise.purpose === 'ACTION' && 'recipient' in ground.resolve(otherwise, any, situation);
}

/** For each way of telling the communes of a place apart, facts that reach nobody for action there, if there are any. */
function* unreached(ground: Ground, situation: Implication, place: CommuneGroup, of: Audience): Generator<Facts> {
  const { who, otherwise, inConflict } = of;
  const tells = (order: Asked['order'], commune: string | null) => 'recipient' in ground.resolve(order, commune, situation);
  if (defaultAt(ground, place, situation, of)) return;
  for (const commune of ground.representatives(place)) {
    const independent = inConflict.purpose === 'ACTION' && tells(inConflict, commune);
    if (independent && setsAside(ground, otherwise, commune, situation)) continue;
    const not: Conditions[] = ground.asked
      .filter(isRule)
      .filter(({ order }) => (order.purpose === 'ACTION' && tells(order, commune)) || (independent && setsAside(ground, order, commune, situation)))
      .map(({ when }) => when);
    const facts = ground.find(situation, [who], not, commune);
    if (facts === null) continue;
    if (route(ground.procedure, facts, ground.directory).transfers.some(({ purpose }) => purpose === 'ACTION'))
      throw new Error(`The prover and the law disagree on ${JSON.stringify(facts)}`);
    yield facts;
  }
}

/** Whether a tie of interest sets a body aside, so that the protocol tells somebody independent. */
export function setsAside(ground: Ground, order: Asked['order'], commune: string | null, situation: Implication): boolean {
  const found = ground.resolve(order, commune, situation);
  if (order.to === 'ETABLISSEMENT' && 'gap' in found && found.gap.reason === 'ALL_IN_CONFLICT') return false;
  return found.passedOver.length > 0;
}

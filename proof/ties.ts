import type { Contact } from '../directory/directory.ts';
import { bodyName } from '../directory/names.ts';
import { contactAt, resolve } from '../directory/resolve.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { type Asked, escalatedTo, type Ground, type Implication, isRule, nowhere, type Spot } from './ground.ts';
import { Findings, type Property } from './proof.ts';
import { setsAside, stillReaches, withoutDefault } from './reaches.ts';
import { Groups, stillReachesTogether } from './together.ts';
import { askedName, example } from './words.ts';

/**
 * For each establishment and organisation of the directory as the implicated party: nobody linked to it is told at any step
 * (routing, deputies, superiors, next competent bodies, roles escalated to, steps), and somebody still is. Linked is what the law
 * says (`conflicted`), and besides what only the directory can show: another line of it that is the same establishment, or that
 * is reached at the same address or number. Only places where a body set aside could have answered differ from property 1.
 * The same of each two and three of them together.
 */
export function ties(ground: Ground): Property {
  const found = new Findings();
  const doubles = new Doubles(ground);
  const said = new Set<string>();
  const bare = withoutDefault(ground);
  const groups = new Groups(ground);
  for (const situation of ground.situations()) {
    stillReaches(ground, situation, bare, found);
    const report = ({ facts, asked }: Told, { contact, why }: Suspect, key: string): void => {
      said.add(key);
      const fault = `${askedName(asked, ground.procedure)} fait prévenir ${bodyName(ground.directory, contact.organisation)}, ${why}.`;
      found.add({ sentence: example(facts, ground, fault), facts, about: asked.id });
    };
    for (const suspect of [...doubles.aside(situation), ...doubles.of(situation)]) {
      const key = `${situation.body} ${suspect.contact.id}`;
      const told = said.has(key) ? null : howTold(ground, situation, suspect.contact);
      if (told !== null) report(told, suspect, key);
    }
    // Who comes after another is told once that one is set aside too.
    for (const suspect of doubles.of(situation)) {
      const key = `${situation.body} ${suspect.contact.id}`;
      if (said.has(key)) continue;
      for (const group of groups.before(situation, suspect.contact)) {
        const told = howTold(ground, group.situation, suspect.contact);
        if (told === null) continue;
        report(told, suspect, key);
        break;
      }
    }
  }
  stillReachesTogether(ground, groups, found);
  return found.property('TIES', 'Personne qui soit lié au mis en cause n’est prévenu, et quelqu’un l’est toujours');
}

interface Told {
  facts: Facts;
  asked: Asked;
}

interface Suspect {
  contact: Contact;
  why: string;
}

/** Who must not be told besides those the law sets aside, because the directory shows that it is the same people. */
class Doubles {
  private readonly ground: Ground;
  private readonly atAddress: ReadonlyMap<string, readonly Contact[]>;

  constructor(ground: Ground) {
    this.ground = ground;
    const reached = ground.directory.contacts.flatMap((contact) => addressesOf(contact).map((address) => ({ address, contact })));
    this.atAddress = new Map(
      [...Map.groupBy(reached, ({ address }) => address)].map(([address, all]) => [address, all.map(({ contact }) => contact)]),
    );
  }

  /** The contacts set aside by the law. */
  aside({ excluded }: Implication): Suspect[] {
    return [...excluded].flatMap((id) => {
      const contact = this.ground.directory.contactById.get(id);
      return contact === undefined ? [] : [{ contact, why: 'qu’un lien avec le mis en cause écarte' }];
    });
  }

  of({ excluded, body, finess }: Implication): Suspect[] {
    const { directory } = this.ground;
    const set = [...excluded].flatMap((id) => directory.contactById.get(id) ?? []);
    const neighbours = set.flatMap((one) => addressesOf(one).flatMap((address) => this.atAddress.get(address) ?? []));
    const establishment = finess ?? (body === null ? undefined : directory.organisationById.get(body)?.finess);
    const lines = establishment === undefined ? [] : (directory.establishments.get(establishment) ?? []);
    const same = lines.flatMap(({ id }) => directory.contactsOf.get(id) ?? []);
    return [
      ...neighbours.map((contact) => ({ contact, why: 'que l’on joint à la même adresse ou au même numéro qu’un organisme écarté' })),
      ...same.map((contact) => ({ contact, why: 'qui est une autre ligne d’annuaire du même établissement' })),
    ].filter(({ contact }) => !excluded.has(contact.id) && !excluded.has(contact.organisation));
  }
}

function addressesOf({ email, phone }: Contact): string[] {
  return [...(email === undefined ? [] : [email.toLowerCase()]), ...(phone === undefined ? [] : [phone.replaceAll(/\D/g, '').replace(/^33/, '0')])];
}

/** Real facts in which the contact is told by some order of the protocol, at whatever step; null when there are none. */
function howTold(ground: Ground, situation: Implication, contact: Contact): Told | null {
  const itself = new Set([contact.organisation]);
  for (const asked of ground.asked) {
    const tos = [asked.order.to, ...escalatedTo(ground.policy(asked.order))];
    const places = tos.flatMap((to) => ground.touched(to, itself));
    const everywhere = asked.order.to === 'ETABLISSEMENT' ? [nowhere] : [];
    for (const spot of [...places.flatMap((place) => ground.representatives(place)), ...everywhere]) {
      if (!tells(ground, asked, spot, situation, contact.id)) continue;
      const facts = applies(ground, asked, spot, situation);
      if (facts !== null) return { facts, asked };
    }
  }
  return null;
}

/** Facts in which an order is given there: a rule's or step's own, or those that lead to the default or to somebody independent. */
function applies(ground: Ground, asked: Asked, spot: Spot, situation: Implication): Facts | null {
  const rules = ground.asked.filter(isRule);
  if (asked.from === 'OTHERWISE') {
    const acting = rules.filter(({ order }) => order.purpose === 'ACTION' && 'recipient' in ground.resolve(order, spot, situation));
    return ground.find(
      situation,
      [asked.when],
      acting.map(({ when }) => when),
      spot,
    );
  }
  if (asked.from !== 'IN_CONFLICT') return ground.find(situation, [asked.when], [], spot);
  for (const rule of rules) {
    const facts = setsAside(ground, rule.order, spot, situation) ? ground.find(situation, [rule.when, asked.when], [], spot) : null;
    if (facts !== null) return facts;
  }
  // The default may itself name a body that a tie sets aside.
  const byDefault = ground.asked.find(({ from, when }) => from === 'OTHERWISE' && when === asked.when);
  return byDefault !== undefined && setsAside(ground, byDefault.order, spot, situation) ? applies(ground, byDefault, spot, situation) : null;
}

/** Whether a contact is told when this order runs to its end: every reminder unanswered, every escalation and reroute taken. */
function tells(ground: Ground, { order }: Asked, spot: Spot, situation: Implication, contact: string): boolean {
  const first = ground.resolve(order, spot, situation);
  if ('gap' in first) return false;
  const policy = ground.policy(order);
  const escalations = policy?.stages.flatMap(({ escalate }) => escalate.map(({ to }) => to)) ?? [];
  const positions = (['DEPUTY', 'SUPERIOR'] as const).filter((position) => escalations.includes(position));
  const onwards = [
    ...(escalations.includes('NEXT_COMPETENT') || policy?.onRefusal === 'NEXT_COMPETENT' ? [first.recipient.role] : []),
    ...escalatedTo(policy),
  ];
  const facts = ground.asking(spot, situation);
  const aside = new Set(situation.excluded);
  const asked = [first.recipient];
  for (const { organisation, contact: told, role } of asked) {
    if (told === contact) return true;
    const beside = { contact: told, role, facts };
    if (positions.some((position) => contactAt(ground.directory, organisation, position, situation.excluded, beside)?.id === contact)) return true;
    // As the law reroutes: whoever was asked is not asked again.
    aside.add(organisation);
    for (const role of onwards) {
      const next = resolve(role, facts, ground.directory, aside);
      if ('recipient' in next && !asked.some((one) => one.organisation === next.recipient.organisation)) asked.push(next.recipient);
    }
  }
  return false;
}

import { bodyName } from '../directory/names.ts';
import { isInUse } from '../directory/validity.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { roleLabel } from '../vocabulary/vocabulary.ts';
import { everySituation } from './cells.ts';
import { type Asked, escalatedTo, type Ground, nobodyListed, nowhere, type PlaceGroup, type Spot, where } from './ground.ts';
import { Findings, type Property } from './proof.ts';
import { askedName, capital, communesWords, quoted, situationWords } from './words.ts';

/**
 * Every role the protocol can call leads, in every commune of the department, to one recipient that can be reached by a channel
 * its policy uses, and that somebody has verified. The head of the establishment concerned is asked of each establishment.
 */
export function rolesReachable(ground: Ground): Property {
  const found = new Findings();
  // A role that a policy escalates to is told by whatever reaches it.
  const calls = ground.asked.flatMap((asked) =>
    [asked.order.to, ...escalatedTo(ground.policy(asked.order))].map((to): Asked => ({ ...asked, order: { ...asked.order, to } })),
  );
  const alike = Map.groupBy(calls, ({ order }) => `${order.to} ${ground.channels(order)?.join() ?? ''}`);
  for (const [first, ...others] of alike.values()) {
    if (first === undefined) continue;
    const { to } = first.order;
    if (to === 'ETABLISSEMENT') ofEachEstablishment(ground, first, found);
    else for (const place of ground.placesOf(to)) if (place.communes[0] !== null) inPlace(ground, [first, ...others], place, found);
  }
  return found.property('ROLES', 'Chaque rôle appelé mène partout à un destinataire joignable et vérifié');
}

function inPlace(ground: Ground, alike: readonly [Asked, ...Asked[]], place: PlaceGroup, found: Findings): void {
  const { cell, communes } = place;
  const spot: Spot = { ...cell, commune: communes[0] ?? null };
  const [any] = alike;
  const answer = ground.resolve(any.order, spot, nobodyListed);
  if ('recipient' in answer && isVerified(ground, answer.recipient.contact)) return;
  // Whichever of them calls it there; where no kind of situation matters, one that never does is said too.
  const asked = alike.find(({ when }) => ground.find(nobodyListed, [when], [], spot) !== null) ?? (cell === everySituation ? any : null);
  if (asked === null) return;
  const facts = ground.find(nobodyListed, [asked.when], [], spot) ?? ground.find(nobodyListed, [], [], spot);
  if (facts === null) return;
  const saying = `${askedName(asked, ground.procedure)} appelle ${quoted(roleLabel(asked.order.to))}`;
  const such = cell === everySituation ? '' : ` Par exemple\u00a0: ${situationWords(facts, ground)}.`;
  const wrong =
    'gap' in answer
      ? `\u00a0; ${answer.gap.sayable}`
      : `\u00a0: personne n’a encore vérifié les coordonnées de ${bodyName(ground.directory, answer.recipient.organisation)}.`;
  found.add({ sentence: `${capital(communesWords(communes, ground))}, ${saying}${wrong}${such}`, facts, about: asked.id });
}

function ofEachEstablishment(ground: Ground, asked: Asked, found: Findings): void {
  for (const [finess, [body]] of ground.directory.establishments) {
    if (body === undefined || !body.roles.includes('ETABLISSEMENT') || !isInUse(body, ground.directory.day)) continue;
    const facts: Facts = { ...(ground.find(nobodyListed, [asked.when], []) ?? where(null)), finess };
    const answer = ground.resolve(asked.order, nowhere, { ...nobodyListed, finess });
    if ('recipient' in answer && isVerified(ground, answer.recipient.contact)) continue;
    const why = 'gap' in answer ? answer.gap.sayable : 'personne n’a encore vérifié ses coordonnées.';
    found.add({
      sentence: `${capital(askedName(asked, ground.procedure))} appelle le responsable de ${body.name}\u00a0; ${why}`,
      facts,
      about: asked.id,
    });
  }
}

const isVerified = (ground: Ground, contact: string): boolean => ground.directory.contactById.get(contact)?.verifiedOn !== undefined;

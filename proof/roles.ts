import { bodyName } from '../directory/names.ts';
import { isInUse } from '../directory/resolve.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { roleLabel } from '../vocabulary/vocabulary.ts';
import { type Asked, type CommuneGroup, escalatedTo, type Ground, nobodyListed, where } from './ground.ts';
import { Findings, type Property } from './proof.ts';
import { askedName, capital, communesWords, quoted } from './words.ts';

/**
 * Every role the protocol can call leads, in every commune of the department, to one recipient that can be reached by a channel
 * its policy uses, and that somebody has verified. The head of the establishment concerned is asked of each establishment.
 */
export function rolesReachable(ground: Ground): Property {
  const found = new Findings();
  const seen = new Set<string>();
  for (const asked of ground.asked) {
    for (const to of [asked.order.to, ...escalatedTo(ground.policy(asked.order))]) {
      const order = { ...asked.order, to };
      // A role that a policy escalates to is told by whatever reaches it.
      const key = `${to} ${ground.channels(order)?.join() ?? ''}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (to === 'ETABLISSEMENT') ofEachEstablishment(ground, { ...asked, order }, found);
      else for (const place of ground.placesOf(to)) if (place.communes[0] !== null) inPlace(ground, { ...asked, order }, place, found);
    }
  }
  return found.property('ROLES', 'Chaque rôle appelé mène partout à un destinataire joignable et vérifié');
}

function inPlace(ground: Ground, asked: Asked, place: CommuneGroup, found: Findings): void {
  const [commune = null] = place.communes;
  const answer = ground.resolve(asked.order, commune, nobodyListed);
  const facts = ground.find(nobodyListed, [asked.when], [], commune) ?? ground.find(nobodyListed, [], [], commune);
  if (facts === null) return;
  const saying = `${askedName(asked, ground.procedure)} appelle ${quoted(roleLabel(asked.order.to))}`;
  if ('gap' in answer) {
    found.add({ sentence: `${capital(communesWords(place.communes, ground))}, ${saying}\u00a0; ${answer.gap.sayable}`, facts, about: asked.id });
    return;
  }
  if (isVerified(ground, answer.recipient.contact)) return;
  found.add({
    sentence: `${capital(communesWords(place.communes, ground))}, ${saying}\u00a0: personne n’a encore vérifié les coordonnées de ${bodyName(ground.directory, answer.recipient.organisation)}.`,
    facts,
    about: asked.id,
  });
}

function ofEachEstablishment(ground: Ground, asked: Asked, found: Findings): void {
  for (const [finess, [body]] of ground.directory.establishments) {
    if (body === undefined || !body.roles.includes('ETABLISSEMENT') || !isInUse(body)) continue;
    const facts: Facts = { ...(ground.find(nobodyListed, [asked.when], []) ?? where(null)), finess };
    const answer = ground.resolve(asked.order, null, { ...nobodyListed, finess });
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

import type { AlertContent, Reporter } from '../../cases/model/content.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import type { Channel } from '../../vocabulary/vocabulary.ts';
import type { Dice } from './dice.ts';

/** Syllables of names that nobody bears. */
const first = [
  'Quil',
  'Zéph',
  'Mor',
  'Bré',
  'Lan',
  'Gau',
  'Tré',
  'Val',
  'Kerm',
  'Pou',
  'Cha',
  'Ril',
  'Dum',
  'Fré',
  'Hau',
  'Jou',
  'Nor',
  'Sau',
  'Vil',
  'Bou',
];
const middle = [
  'lev',
  'ir',
  'van',
  'bou',
  'den',
  'tan',
  'mi',
  'lo',
  'per',
  'gui',
  'cor',
  'sel',
  'ra',
  'ni',
  'ber',
  'tho',
  'zel',
  'fou',
  'dra',
  'mau',
];
const last = [
  'éré',
  'ine',
  'ac',
  'eau',
  'ot',
  'ier',
  'ard',
  'elle',
  'onville',
  'azel',
  'ouard',
  'ichet',
  'ançon',
  'ebert',
  'illac',
  'oniot',
  'ureux',
  'apied',
];
const given = [
  'Zéphirine',
  'Odilon',
  'Euphrasie',
  'Clodomir',
  'Philomène',
  'Anselme',
  'Hermance',
  'Théodule',
  'Sidonie',
  'Gontran',
  'Léocadie',
  'Barnabé',
];
const streets = ['des Ormes', 'du Moulin', 'de la Fontaine', 'des Tilleuls', 'du Lavoir', 'de l’Abreuvoir', 'des Mirabelliers', 'du Pré Bernard'];

const said = [
  'Elle dit que son argent disparaît et qu’on ne lui laisse plus ses papiers.',
  'Il reste seul du vendredi au lundi, sans repas préparé, et la porte est fermée de l’extérieur.',
  'On lui parle durement, on la menace de la placer, elle n’ose plus téléphoner.',
  'Des bleus aux bras ont été vus deux fois ce mois-ci, il répond qu’il est tombé.',
  'Les traitements ne sont plus donnés régulièrement et le médecin n’est plus appelé.',
  'Elle attend parfois toute la matinée avant d’être changée, et personne ne vient quand elle sonne.',
  'Les visites sont refusées depuis trois semaines sans que personne dise pourquoi.',
  'La personne dit avoir peur de celui qui vit avec elle et demande que l’on ne dise pas qui a appelé.',
];

const notes = [
  'Appel à la personne : elle va mieux et souhaite que l’on continue.',
  'Le service confirme une visite à domicile dans la semaine.',
  'Message laissé, rappel prévu demain matin.',
  'La famille a été entendue par le service, elle reconnaît des difficultés.',
  'Le médecin traitant a été joint avec l’accord de la personne.',
];

/** A name that is nobody's; among a million, few are borne twice. */
export function inventName(dice: Dice): string {
  return `${dice.pick(given)} ${dice.pick(first)}${dice.pick(middle)}${dice.pick(middle)}${dice.pick(last)}`;
}

export const inventNote = (dice: Dice): string => dice.pick(notes);

/** What an alert says and names, as its door would have it. `victim` is given where the same person was told of before. */
export function inventContent(dice: Dice, facts: Facts, victim = inventName(dice)): AlertContent {
  const narrative = Array.from({ length: 1 + dice.below(3) }, () => dice.pick(said)).join(' ');
  if (facts.channel === 'VOICEMAIL') return { narrative: 'Message laissé d’un numéro masqué ou inconnu.', reporter: nobody };
  return {
    narrative,
    victim: { name: victim, ...(dice.chance(0.5) && { address: `${1 + dice.below(180)} rue ${dice.pick(streets)}, ${facts.inseeCode ?? ''}` }) },
    ...(facts.implicated.length > 0 && dice.chance(0.5) && { implicated: [{ name: inventName(dice) }] }),
    reporter: inventReporter(dice, facts.channel),
    ...(dice.chance(0.2) && { measuresTaken: 'Le médecin traitant a été prévenu.' }),
    ...(dice.chance(0.15) && { health: 'Marche avec difficulté, mémoire fragile.' }),
  };
}

const nobody: Reporter = { anonymousToDesk: true, anonymousToImplicated: true };

function inventReporter(dice: Dice, channel: Channel): Reporter {
  if (dice.chance(0.12)) return nobody;
  const name = inventName(dice);
  const known = { anonymousToDesk: false, anonymousToImplicated: dice.chance(0.8), name };
  const email = `${name
    .normalize('NFD')
    .replaceAll(/[^a-zA-Z]/g, '')
    .toLowerCase()}${dice.below(1000)}@auteur.example`;
  if (channel === 'EMAIL') return { ...known, email, safeContact: { channel: 'EMAIL', messageAllowed: false } };
  if (channel === 'WEB' && dice.chance(0.6)) return { ...known, email, safeContact: { channel: 'EMAIL', messageAllowed: false } };
  // Numbers kept for fiction in France.
  const phone = `06 39 98 ${String(dice.below(10_000)).padStart(4, '0').replace(/..$/, ' $&')}`;
  if (channel === 'PHONE' && dice.chance(0.5)) return { ...known, phone, safeContact: { channel: 'PHONE', messageAllowed: dice.chance(0.3) } };
  return known;
}

import type { Basis } from '../../cases/model/state.ts';
import type { Facts, Implicated } from '../../vocabulary/facts.ts';
import type { Age, Channel, Danger, Flag, Maltreatment, Place, ReporterLink, VictimGroup } from '../../vocabulary/vocabulary.ts';
import type { Dice } from './dice.ts';
import type { InventedGround } from './ground.ts';

/** What a person will confirm of a situation, and on what ground it may be told. */
export interface InventedSituation {
  facts: Facts;
  basis: Basis;
}

const channels: Record<Channel, number> = { PHONE: 46, WEB: 17, EMAIL: 11, DECLARATION: 10, PLATFORM: 7, LETTER: 5, VOICEMAIL: 3, API: 1 };

const places: Record<Place, number> = {
  DOMICILE: 61,
  ETABLISSEMENT_PERSONNES_AGEES: 20,
  ETABLISSEMENT_HANDICAP: 8,
  ETABLISSEMENT_SANTE: 4,
  ETABLISSEMENT_SOCIAL: 2,
  AUTRES_ETABLISSEMENTS: 1,
  TRAJET: 1,
  INCONNU: 3,
};

const groups: Record<VictimGroup, number> = { PERSONNE_AGEE: 71, PERSONNE_HANDICAPEE: 18, AUTRE_ADULTE_VULNERABLE: 8, MINEUR: 1, INCONNU: 2 };

const links: Record<ReporterLink, number> = { MEMBRE_FAMILLE: 36, PROFESSIONNEL: 31, VICTIME: 16, PROCHE: 11, AUTRE: 6 };

const dangers = { '0': 8, '1': 54, '2': 28, '3': 6, '4': 1, none: 3 };

const deeds: Record<Maltreatment, number> = {
  VIOLENCES_PSYCHIQUES_MORALES: 30,
  NEGLIGENCES_PASSIVES: 18,
  VIOLENCES_PHYSIQUES: 14,
  VIOLENCES_MATERIELLES_FINANCIERES: 13,
  NEGLIGENCES_ACTIVES: 8,
  PRIVATION_VIOLATION_DROITS_LIBERTES: 6,
  PRIVATION_SOIN_BESOINS_FONDAMENTAUX: 4,
  VIOLENCES_MEDICALES_MEDICAMENTEUSES: 3,
  AUTO_NEGLIGENCE: 2,
  EXPOSITION_ENVIRONNEMENT_VIOLENT: 1,
  VIOLENCES_SEXUELLES: 1,
  DISCRIMINATIONS: 0.5,
};

const flags: Partial<Record<Flag, number>> = {
  ISOLATION: 0.12,
  CANNOT_PROTECT_SELF: 0.09,
  CARE_QUALITY: 0.05,
  CRIME_SUSPECTED: 0.04,
  HOUSING: 0.04,
  SEVERAL_VICTIMS: 0.03,
  EMPLOYER: 0.02,
  REPRESENTATIVE_IMPLICATED: 0.01,
};

const nextOfKin: Implicated[] = (['ENFANT', 'CONJOINT', 'AUTRE', 'PARENT'] as const).map((precision) => ({ kind: 'MEMBRE_FAMILLE', precision }));
const neighbours: Implicated[] = [{ kind: 'PROCHE', precision: 'ENTOURAGE_SOCIAL' }, { kind: 'AUTRE_PERSONNE_NON_PRO' }];
const visitors: Implicated[] = [
  { kind: 'AUTRE_PROFESSIONNEL', precision: 'SAAD' },
  { kind: 'PROFESSIONNEL_SANTE', precision: 'INFIRMIER' },
  { kind: 'AUTRE_PROFESSIONNEL', precision: 'AIDE_MENAGERE' },
];
const carers: Implicated[] = [
  { kind: 'PROFESSIONNEL_SANTE', precision: 'AIDE_SOIGNANT' },
  { kind: 'PROFESSIONNEL_SOCIAL', precision: 'EDUCATEUR_SPECIALISE' },
  { kind: 'AUTRE_PROFESSIONNEL', precision: 'RESPONSABLE_ETABLISSEMENT' },
];

/** A situation like those a desk hears of, as its facts will be confirmed. Codes only. */
export function inventSituation(dice: Dice, ground: InventedGround): InventedSituation {
  const channel = dice.weighted(channels);
  const place = channel === 'DECLARATION' ? 'ETABLISSEMENT_PERSONNES_AGEES' : dice.weighted(places);
  const establishment = ground.establishment(dice, place);
  const victimGroup = place === 'ETABLISSEMENT_HANDICAP' ? 'PERSONNE_HANDICAPEE' : dice.weighted(groups);
  const danger = dice.weighted(dangers);
  const secret = dice.chance(0.04);
  const facts: Facts = {
    channel,
    inseeCode: establishment?.inseeCode ?? ground.commune(dice),
    place,
    ...(establishment?.finess && { finess: establishment.finess }),
    ...(establishment?.finessCategory && { finessCategory: establishment.finessCategory }),
    implicated: implicated(dice, place),
    maltreatment: [...new Set(Array.from({ length: dice.chance(0.3) ? 2 : 1 }, () => dice.weighted(deeds)))],
    ...(danger !== 'none' && { danger: Number(danger) as Danger }),
    victimGroup,
    age: ageOf(dice, victimGroup),
    reporterLink: dice.weighted(links),
    flags: [
      ...(Object.entries(flags) as [Flag, number][]).filter(([, share]) => dice.chance(share)).map(([flag]) => flag),
      ...(secret ? (['REPORTER_BOUND_BY_SECRECY'] as const) : []),
    ],
  };
  const consent = dice.weighted({ OUI: 45, NON: 8, NON_REQUIS: 20, IMPOSSIBLE: 12 });
  return { facts, basis: { legal: secret ? ['CP_226_14_1'] : [], victimConsent: consent, victimInformed: consent === 'OUI' } };
}

function implicated(dice: Dice, place: Place): Implicated[] {
  if (dice.chance(0.06)) return [];
  if (place === 'DOMICILE' || place === 'INCONNU') return [dice.pick(dice.pick([nextOfKin, nextOfKin, nextOfKin, neighbours, visitors]))];
  return [dice.chance(0.15) ? dice.pick(nextOfKin) : dice.pick(carers)];
}

function ageOf(dice: Dice, group: VictimGroup): Age {
  if (group === 'PERSONNE_AGEE') return dice.chance(0.6) ? '>=80' : '60-79';
  if (group === 'MINEUR') return '-18';
  return dice.pick(['18-29', '30-59', '30-59', '60-79']);
}

import { label, vocabulary } from '../cases/vocabulary.ts';

/** French words for the precisions of places and implicated parties, which the nomenclature gives as codes alone. */
const WORDS: Record<string, string> = {
  PERSONNE_CONCERNEE: 'chez la personne',
  REQUERANT: 'chez l’auteur de l’alerte',
  CHEZ_TIERS: 'chez un tiers',
  HABITAT_INCLUSIF: 'habitat inclusif',
  EQUIPES_MOBILES: 'équipe mobile',
  CH: 'centre hospitalier',
  CABINET_MEDICAL: 'cabinet médical',
  CLINIQUE: 'clinique',
  CLCC: 'centre de lutte contre le cancer',
  SSR_SMR: 'soins de réadaptation',
  USLD: 'soins de longue durée',
  CENTRE_SANTE: 'centre de santé',
  MAISON_SANTE: 'maison de santé',
  PASA: 'pôle d’activités et de soins adaptés',
  ACCUEIL_JOUR: 'accueil de jour',
  PUV: 'petite unité de vie',
  RA: 'résidence autonomie',
  UHR: 'unité d’hébergement renforcée',
  MAS: 'maison d’accueil spécialisée',
  EAM: 'accueil médicalisé',
  EANM: 'accueil non médicalisé',
  ESAT: 'ESAT',
  CHRS: 'CHRS',
  RESIDENCES_SOCIALES: 'résidence sociale',
  CENTRE_MATERNEL: 'centre maternel',
  AMBULANCE: 'ambulance',
  TAXI: 'taxi',
  TRANSPORTEUR_SANITAIRE: 'transporteur sanitaire',
  PARENT: 'parent',
  CONJOINT: 'conjoint',
  ENFANT: 'enfant',
  ENTOURAGE_SOCIAL: 'ami, voisin',
  MEDECIN_GENERALISTE: 'médecin généraliste',
  MEDECIN_SPECIALISTE: 'médecin spécialiste',
  INFIRMIER: 'infirmier',
  AIDE_SOIGNANT: 'aide-soignant',
  CADRE_SANTE: 'cadre de santé',
  PHARMACIEN: 'pharmacien',
  PROF_LIBERAL: 'autre libéral',
  HAD: 'hospitalisation à domicile',
  SSIAD: 'soins infirmiers à domicile',
  SAAD: 'aide à domicile',
  MJPM: 'mandataire judiciaire',
  ASSISTANT_SOCIAL: 'assistant social',
  EDUCATEUR_SPECIALISE: 'éducateur spécialisé',
  CESF: 'conseiller en économie sociale et familiale',
  MANDATAIRE: 'mandataire',
  RESPONSABLE_ETABLISSEMENT: 'responsable d’établissement',
  CHEF_SERVICE: 'chef de service',
  PSYCHOLOGUE: 'psychologue',
  AIDE_MENAGERE: 'aide ménagère',
  REPAS: 'portage de repas',
  ETABLISSEMENT: 'établissement',
  SAD_MIXTE: 'service autonomie mixte',
  SAD_SOINS: 'service autonomie, soins',
  SAD_AIDE: 'service autonomie, aide',
  AUTRE: 'autre',
};

/** A precision in words; an acronym that readers know stays as it is. */
export const precision = (code: string): string => WORDS[code] ?? code;

interface Choice {
  value: string;
  label: string;
}

function withPrecisions(family: 'place' | 'implicated', code: string, precisions: string[]): Choice[] {
  const base = label(family, code);
  return [{ value: code, label: base }, ...precisions.map((each) => ({ value: `${code}/${each}`, label: `${base} : ${precision(each)}` }))];
}

/** Every place with its precisions, as `PLACE` or `PLACE/PRECISION`. */
export const placeChoices = (): Choice[] =>
  Object.keys(vocabulary.place).flatMap((code) => withPrecisions('place', code, (vocabulary.placePrecision as Record<string, string[]>)[code] ?? []));

/** Every kind of implicated party with its precisions, as `KIND` or `KIND/PRECISION`. */
export const implicatedChoices = (): Choice[] =>
  Object.entries(vocabulary.implicated).flatMap(([code, { precisions }]) => withPrecisions('implicated', code, precisions));

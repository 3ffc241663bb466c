import type { Field, Role } from '../vocabulary/vocabulary.ts';

/**
 * One heading of a transfer document. It is there when the transfer discloses one of `fields` (always when there is none),
 * and begins with what the desk knows of `filledFrom`.
 */
export interface DocumentHeading {
  id: string;
  heading: string;
  fields: readonly Field[];
  filledFrom: readonly (Field | 'BASIS' | 'PROTECTION')[];
  /** What to look for, or how to ask, when nothing is known. */
  ask: string;
  /** The rules of writing are shown beside it. */
  told?: true;
}

export interface Model {
  /** What the document is called; it stands in the file's metadata. */
  title: string;
  /** For the list a person chooses from. */
  label: string;
  intro: string;
  headings: readonly DocumentHeading[];
}

const heading = (
  id: string,
  name: string,
  fields: readonly Field[],
  ask: string,
  filledFrom: DocumentHeading['filledFrom'] = fields,
  told?: true,
): DocumentHeading => ({ id, heading: name, fields, filledFrom, ask, ...(told && { told }) });

const basis = heading('fondement', 'Fondement de la transmission', [], 'Citez l’article qui permet ou impose de transmettre.', ['BASIS']);
const person = heading(
  'personne',
  'La personne concernée',
  ['VICTIM_IDENTITY'],
  'Nom, prénoms, date et lieu de naissance, ou l’âge qu’on lui donne.',
);
const contact = heading(
  'coordonnees',
  'La joindre sans la mettre en danger',
  ['VICTIM_CONTACT'],
  'Adresse, téléphone, heures et personnes à éviter.',
);
const home = heading(
  'logement',
  'Logement et lieu de vie',
  ['PLACE'],
  'Propriétaire, locataire, foyer, hébergée par un tiers, à l’hôpital, en établissement ? Avec qui vit-elle ?',
);
const implicated = heading(
  'mis-en-cause',
  'La ou les personnes mises en cause',
  ['IMPLICATED_IDENTITY'],
  'Nom, lien avec la personne, adresse. Rien n’est établi : ne concluez pas.',
);
const facts = heading(
  'faits',
  'Ce que le guichet a qualifié',
  ['FACTS'],
  'Ces lignes viennent de la qualification : complétez-la si elle est incomplète.',
);
const told = heading(
  'expose',
  'Exposé des faits',
  ['NARRATIVE'],
  'Dans l’ordre : quand, où, qui a vu ou entendu quoi, depuis quand, combien de fois.',
  ['NARRATIVE'],
  true,
);
const health = heading(
  'sante',
  'Santé, autonomie, constat médical',
  ['HEALTH'],
  'Médecin traitant ; certificat sous pli séparé ; ce que la personne fait seule ou non.',
);
const protection = heading(
  'mesure',
  'Mesure de protection',
  ['FACTS', 'VICTIM_IDENTITY'],
  'Sauvegarde, curatelle, tutelle, habilitation familiale, mandat ? Qui l’exerce ?',
  ['PROTECTION'],
);
const assets = heading(
  'ressources',
  'Ressources et patrimoine',
  ['ASSETS'],
  'Revenus, prestations, charges, dettes, biens ; qui gère, qui a procuration.',
);
const measures = heading('demarches', 'Démarches déjà faites', ['MEASURES_TAKEN'], 'Qui a été prévenu, quand, avec quelle réponse ?');
const before = heading(
  'justice',
  'Signalement à la justice déjà fait',
  ['MEASURES_TAKEN'],
  'Oui, non, ou « ne sait pas » ; à quelle date ; une plainte a-t-elle été déposée ?',
  [],
);
const others = heading('autres', 'Autres destinataires', ['OTHER_RECIPIENTS'], 'Les autres organismes prévenus par le guichet.');
const author = heading('auteur', 'Qui signale', ['REPORTER_IDENTITY'], 'Nom, qualité, coordonnées, et ce qui a été promis sur son anonymat.');
const informed = heading(
  'information',
  'Information de la personne et de ses proches',
  ['MEASURES_TAKEN'],
  'La personne sait-elle que l’alerte est transmise ? Est-elle d’accord ? Ses proches, avec son accord ?',
  [],
);

const inGeneral: readonly DocumentHeading[] = [
  person,
  contact,
  home,
  implicated,
  facts,
  told,
  health,
  protection,
  assets,
  measures,
  others,
  author,
  basis,
];

export const models = {
  'information-preoccupante': {
    title: 'Information préoccupante',
    label: 'Information préoccupante (Conseil départemental)',
    intro: 'Le guichet transmet au Conseil départemental une information préoccupante, pour évaluation de la situation d’une personne adulte.',
    headings: [person, contact, home, implicated, facts, told, health, before, protection, assets, informed, measures, others, author, basis],
  },
  'alerte-ars': {
    title: 'Alerte transmise à l’agence régionale de santé',
    label: 'Alerte à l’ARS',
    intro: 'Le guichet transmet cette alerte à l’autorité de contrôle (CASF L.119-2).',
    headings: [
      heading('etablissement', 'Établissement ou service, lieu des faits', ['PLACE'], 'Nom, numéro FINESS, service, unité ou étage.'),
      person,
      contact,
      implicated,
      facts,
      told,
      health,
      heading(
        'victimes',
        'Nombre de personnes concernées ou exposées',
        ['FACTS'],
        'Combien de personnes ont subi les faits ? Combien peuvent les subir encore ?',
        [],
      ),
      heading('mesures', 'Mesures immédiates', ['MEASURES_TAKEN'], 'Ce que l’établissement ou le service a fait pour protéger.', []),
      informed,
      measures,
      others,
      author,
      basis,
    ],
  },
  signalement: {
    title: 'Signalement au procureur de la République',
    label: 'Parquet : signalement',
    intro: 'Le guichet porte ces faits à la connaissance du procureur de la République. Ils restent à vérifier.',
    headings: [
      author,
      { ...person, heading: 'État civil de la personne' },
      contact,
      heading(
        'famille',
        'Situation de famille, foyer et entourage',
        ['NARRATIVE', 'VICTIM_CONTACT'],
        'Conjoint, enfants, personnes au foyer, qui lui rend visite.',
        [],
      ),
      home,
      health,
      assets,
      heading('procurations', 'Procurations et gestion de l’argent', ['ASSETS'], 'Qui a procuration, depuis quand, sur quels comptes ?', []),
      protection,
      implicated,
      told,
      heading(
        'vulnerabilite',
        'Ce qui met la personne hors d’état de se protéger',
        ['FACTS', 'HEALTH'],
        'Âge, maladie, infirmité, déficience, emprise, isolement : ce qui a été constaté, et par qui.',
        [],
      ),
      heading('famille-agit', 'Pourquoi la famille n’agit pas', ['NARRATIVE'], 'Absente, en désaccord, mise en cause, sans moyen d’agir ?', []),
      heading(
        'penal',
        'Faits susceptibles d’une suite pénale',
        ['FACTS'],
        'Les faits, datés, un par ligne, sans les qualifier en droit si vous n’en êtes pas certain.',
        ['FACTS'],
      ),
      before,
      measures,
      others,
      basis,
    ],
  },
  'requete-protection': {
    title: 'Demande de mesure de protection',
    label: 'Parquet : demande de mesure de protection',
    intro:
      'Le guichet transmet au procureur de la République les éléments utiles à une requête aux fins de protection (art. 1216-1 du code de procédure civile). Pour chaque élément, il est dit comment il a été recueilli.',
    headings: [
      { ...person, heading: 'Identité de la personne à protéger' },
      contact,
      heading(
        'faits-protection',
        'Faits qui appellent une protection (art. 428 du code civil)',
        ['NARRATIVE'],
        'Ce qui montre que la personne ne peut pourvoir seule à ses intérêts, et que rien de moins contraignant ne suffit.',
        ['NARRATIVE'],
        true,
      ),
      heading(
        'conditions',
        'Famille, conditions de vie, environnement',
        ['PLACE'],
        'Ce qui est connu de la famille et du cadre de vie ; dites comment vous l’avez appris.',
      ),
      heading(
        'patrimoine',
        'Patrimoine, ressources, charges, dettes, prestations',
        ['ASSETS'],
        'Ce qui est connu ; dites comment vous l’avez appris. Écrivez « Non connu » plutôt que de supposer.',
      ),
      heading(
        'autonomie',
        'Autonomie : vie quotidienne, démarches, budget',
        ['HEALTH'],
        'Ce que la personne fait seule, avec aide, ou ne fait plus ; dites comment vous l’avez appris.',
      ),
      protection,
      { ...measures, heading: 'Actions déjà menées auprès de la personne' },
      implicated,
      others,
      author,
      basis,
    ],
  },
  commune: {
    title: 'Alerte transmise à la commune',
    label: 'Mairie ou CCAS',
    intro: 'Le guichet transmet cette alerte à la commune, pour ce qui relève d’elle.',
    headings: [
      person,
      contact,
      home,
      facts,
      told,
      heading(
        'isolement',
        'Isolement et entourage',
        ['NARRATIVE', 'FACTS'],
        'Qui passe la voir ? À quelle fréquence ? Qui peut ouvrir la porte ?',
        [],
      ),
      heading('attendu', 'Ce qui est attendu de la commune', [], 'Une visite, un portage de repas, une mise à l’abri, un contact régulier ?', []),
      health,
      measures,
      others,
      author,
      basis,
    ],
  },
  'forces-de-l-ordre': {
    title: 'Alerte transmise à la police ou à la gendarmerie',
    label: 'Police ou gendarmerie',
    intro: 'Le guichet confirme par écrit l’alerte donnée à la police ou à la gendarmerie. Les faits restent à vérifier.',
    headings: [
      heading('urgence', 'Ce qui presse', ['FACTS'], 'Le danger tel qu’il est dit : immédiat, répété, avec quels moyens ? Armes, menaces ?', [
        'FACTS',
      ]),
      person,
      contact,
      { ...home, heading: 'Où se trouve la personne, comment y entrer' },
      implicated,
      told,
      heading('temoins', 'Témoins', ['NARRATIVE'], 'Qui a vu ou entendu ? Qui peut être entendu, et comment ?', []),
      health,
      measures,
      others,
      author,
      basis,
    ],
  },
  transmission: {
    title: 'Transmission d’une alerte',
    label: 'Autre destinataire',
    intro: 'Le guichet transmet cette alerte. Les faits restent à vérifier.',
    headings: inGeneral,
  },
} as const satisfies Record<string, Model>;

export type ModelId = keyof typeof models;
export const modelIds = Object.keys(models) as ModelId[];

const ofRole: Partial<Record<Role, ModelId>> = {
  CD: 'information-preoccupante',
  ARS: 'alerte-ars',
  CELLULE_ARS: 'alerte-ars',
  PARQUET: 'signalement',
  CCAS: 'commune',
  POLICE: 'forces-de-l-ordre',
  GENDARMERIE: 'forces-de-l-ordre',
  JUGE_PROTECTION: 'requete-protection',
};

/** The model that a recipient's role calls for, and the one a page proposes. */
export function modelFor(role: Role): ModelId {
  return ofRole[role] ?? 'transmission';
}

/** The headings of a model that a transfer may show. */
export function headingsOf(model: ModelId, discloses: readonly Field[]): DocumentHeading[] {
  const all: readonly DocumentHeading[] = models[model].headings;
  return all.filter(({ fields }) => fields.length === 0 || fields.some((field) => discloses.includes(field)));
}

/** How a document is written (domain rules of the field): proposed beside each account of facts. */
export const writingRules = [
  'Suivez l’ordre des faits, avec leurs dates.',
  'Ce qui a été vu ou constaté : au présent ou au passé, simplement, avec qui l’a vu.',
  'Les mots rapportés : entre guillemets, tels quels, avec qui les a dits.',
  'Ce qui est supposé : au conditionnel.',
  'Pas de rumeur. Dites d’où vient chaque information.',
  'Dites ce qui a déjà été fait, par qui et quand.',
  '« Mis en cause », jamais « coupable ».',
] as const;

import { frenchSpan } from '../calendar/french.ts';
import type { Limits } from '../calendar/limits.ts';
import type { Span } from '../calendar/span.ts';

/** One of the desk's own delays: what the law itself, and not a rule, gives people or the messenger. */
interface OwnDelay {
  /** What every protocol that does not write it means, for ever: signed versions are read with it. */
  unwritten: Span;
  /** What a protocol may write at the most, and at the least. */
  most: Limits;
  least?: Limits;
  group: keyof typeof delayGroups;
  /** What it is called beside its field. */
  label: string;
  /** What the desk does, and by when. */
  says(span: string): string;
}

/** The delays as a coordinator looks for them. */
export const delayGroups = {
  danger: 'Quand quelqu’un est en danger',
  transfers: 'Quand une transmission n’aboutit pas',
  answers: 'Quand quelqu’un écrit ou répond',
  cases: 'Quand un dossier reprend',
  rest: 'Messages, rapprochements, annuaire, convention',
} as const;

/** At night too: elapsed hours only. */
const atOnce: Limits = { hours: 4 };
/** While it waits, nobody acts for the person. */
const urgent: Limits = { hours: 72, days: 3, workingHours: 24, workingDays: 3 };
/** Somebody acts, or has been told; the desk has something to decide. */
const soon: Limits = { hours: 168, days: 7, workingHours: 40, workingDays: 5 };
const unhurried: Limits = { hours: 720, days: 30, workingHours: 160, workingDays: 20 };
const year: Limits = { days: 366 };

const whenever = (when: string, does: string) => (span: string) => `Quand ${when}, ${does} sous ${span}.`;

/** Every delay of the desk's own, in the order of the pages. */
export const ownDelays = {
  dutyCall: {
    unwritten: { hours: 1 },
    most: atOnce,
    group: 'danger',
    label: 'Appel de l’astreinte',
    says: whenever('le protocole ne donne pas de tâche à l’astreinte pour un danger annoncé', 'elle appelle'),
  },
  dutyRing: {
    unwritten: { hours: 0.05 },
    most: { hours: 1 },
    group: 'danger',
    label: 'Appel vocal de l’astreinte',
    says: (span) => `Quand personne n’a pris la tâche, ${span} après le SMS, le téléphone de la personne d’astreinte sonne.`,
  },
  dutyHole: {
    unwritten: { days: 7 },
    most: { days: 31 },
    group: 'danger',
    label: 'Trou d’astreinte annoncé',
    says: (span) => `Un trou de l’astreinte est annoncé à la coordination ${span} avant.`,
  },
  dutyTest: {
    unwritten: { hours: 24 },
    most: { hours: 72 },
    group: 'danger',
    label: 'Essai d’une ligne d’astreinte',
    says: (span) => `Chaque mois, chaque ligne d’astreinte est essayée ; sans réponse sous ${span}, la coordination est prévenue.`,
  },
  conflict: {
    unwritten: { hours: 1 },
    most: urgent,
    group: 'danger',
    label: 'Lien d’intérêts',
    says: whenever('un lien d’intérêts écarte un organisme', 'le guichet vérifie qui doit agir'),
  },
  heldTextInDanger: {
    unwritten: { hours: 0.5 },
    most: atOnce,
    group: 'danger',
    label: 'Récit à relire, en danger',
    says: whenever('un récit retenu concerne quelqu’un en danger', 'l’astreinte le relit'),
  },
  directoryGap: {
    unwritten: { workingHours: 4 },
    most: urgent,
    group: 'transfers',
    label: 'Personne dans l’annuaire',
    says: whenever('l’annuaire ne donne personne à saisir', 'le guichet trouve qui joindre'),
  },
  undeliverable: {
    unwritten: { hours: 2 },
    most: urgent,
    group: 'transfers',
    label: 'Transmission non remise',
    says: whenever('aucun canal n’a porté une transmission', 'le guichet joint le destinataire autrement'),
  },
  unreachable: {
    unwritten: { workingHours: 4 },
    most: soon,
    group: 'transfers',
    label: 'Message non remis',
    says: whenever('un message à un destinataire n’a pas pu être remis', 'le guichet vérifie son adresse'),
  },
  phoneReminder: {
    unwritten: { workingHours: 4 },
    most: soon,
    group: 'transfers',
    label: 'Relance par téléphone',
    says: whenever('un destinataire à relancer n’a pas de courriel', 'le guichet l’appelle'),
  },
  silentRecipient: {
    unwritten: { workingHours: 4 },
    most: soon,
    group: 'transfers',
    label: 'Destinataire silencieux',
    says: whenever('un destinataire reste silencieux', 'le guichet décide de la suite'),
  },
  lapsedObligation: {
    unwritten: { workingHours: 4 },
    most: urgent,
    group: 'transfers',
    label: 'Personne n’a pris en charge',
    says: whenever('personne n’a pris en charge à temps', 'le guichet décide de la suite'),
  },
  refusal: {
    unwritten: { workingHours: 4 },
    most: urgent,
    group: 'transfers',
    label: 'Refus sans autre destinataire',
    says: whenever('un refus ne mène à aucun autre destinataire', 'le guichet décide de la suite'),
  },
  informationRequest: {
    unwritten: { workingDays: 1 },
    most: soon,
    group: 'answers',
    label: 'Complément demandé',
    says: whenever('un destinataire demande un complément', 'le guichet le donne'),
  },
  lateAnswer: {
    unwritten: { workingDays: 1 },
    most: soon,
    group: 'answers',
    label: 'Réponse tardive',
    says: whenever('une réponse arrive sur une transmission terminée', 'le guichet la lit'),
  },
  authorMessage: {
    unwritten: { workingDays: 1 },
    most: soon,
    group: 'answers',
    label: 'Précision de l’auteur',
    says: whenever('l’auteur ajoute une précision', 'le guichet la lit'),
  },
  partnerMessage: {
    unwritten: { workingDays: 1 },
    most: soon,
    group: 'answers',
    label: 'Message d’un destinataire',
    says: whenever('un destinataire écrit au guichet', 'le guichet le lit'),
  },
  legalBasis: {
    unwritten: { workingDays: 1 },
    most: soon,
    group: 'cases',
    label: 'Fondement à vérifier',
    says: whenever(
      'le fondement qui permet à un auteur tenu au secret d’alerter est douteux, ou que la personne doit en être informée',
      'le guichet s’en occupe',
    ),
  },
  heldText: {
    unwritten: { workingDays: 1 },
    most: soon,
    group: 'answers',
    label: 'Récit à relire',
    says: whenever('un récit ne peut être transmis tel quel', 'le guichet le relit'),
  },
  reopening: {
    unwritten: { workingDays: 1 },
    most: soon,
    group: 'cases',
    label: 'Dossier rouvert',
    says: whenever('un dossier est rouvert', 'le guichet décide de la suite'),
  },
  separation: {
    unwritten: { workingDays: 1 },
    most: soon,
    group: 'cases',
    label: 'Dossiers séparés',
    says: whenever('deux dossiers fusionnés sont séparés', 'le guichet décide de la suite'),
  },
  lookAgain: {
    unwritten: { workingDays: 5 },
    most: unhurried,
    group: 'cases',
    label: 'Vérification après la clôture',
    says: whenever('une vérification vient après la clôture', 'le guichet la fait'),
  },
  conclusion: {
    unwritten: { workingDays: 5 },
    most: unhurried,
    group: 'cases',
    label: 'Dossier à conclure',
    says: whenever('plus rien n’est attendu de personne dans un dossier', 'le guichet le conclut'),
  },
  readable: {
    unwritten: { days: 90 },
    most: year,
    least: { days: 1 },
    group: 'cases',
    label: 'Lecture après la clôture',
    says: (span) => `Un destinataire dont on n’attend plus rien lit encore ce qui lui a été transmis pendant ${span} après la clôture du dossier.`,
  },
  orderedStep: {
    unwritten: { workingDays: 1 },
    most: soon,
    group: 'cases',
    label: 'Étape ordonnée en retard',
    says: whenever('une étape ordonnée par un agent est en retard', 'la personne suivante la fait'),
  },
  secondReading: {
    unwritten: { hours: 24 },
    most: soon,
    group: 'cases',
    label: 'Relecture d’un document',
    says: whenever('un document attend sa relecture', 'une autre personne du guichet le relit'),
  },
  retry: {
    unwritten: { hours: 1 },
    // The messenger itself insists for an hour.
    least: { hours: 1 },
    most: { hours: 24 },
    group: 'rest',
    label: 'Nouvel essai d’un message',
    says: (span) => `Un message qui n’a pas pu partir est essayé de nouveau après ${span}.`,
  },
  giveUp: {
    unwritten: { hours: 24 },
    most: { hours: 240 },
    group: 'rest',
    label: 'Abandon d’un message',
    says: (span) => `Un message qui ne porte pas de transmission est abandonné après ${span} sans succès, et le guichet est prévenu.`,
  },
  likeness: {
    unwritten: { days: 30 },
    most: year,
    group: 'rest',
    label: 'Même établissement',
    says: (span) => `Deux dossiers d’un même établissement sont rapprochés quand ${span} au plus les séparent.`,
  },
  contactReminder: {
    unwritten: { workingDays: 5 },
    most: unhurried,
    group: 'rest',
    label: 'Campagne de l’annuaire : relance',
    says: (span) =>
      `Un contact de l’annuaire à qui l’on demande de vérifier ses coordonnées est relancé deux fois, à ${span} d’intervalle, puis appelé.`,
  },
  agreementFirst: {
    unwritten: { days: 90 },
    most: year,
    group: 'rest',
    label: 'Convention : première annonce',
    says: (span) => `L’évaluation de la convention est annoncée une première fois à la coordination ${span} avant.`,
  },
  agreementNotice: {
    unwritten: { days: 60 },
    most: year,
    group: 'rest',
    label: 'Évaluation de la convention',
    says: (span) => `La coordination est prévenue ${span} avant l’évaluation de la convention.`,
  },
  agreementLast: {
    unwritten: { days: 30 },
    most: year,
    group: 'rest',
    label: 'Convention : dernière annonce',
    says: (span) => `L’évaluation de la convention est annoncée une dernière fois à la coordination ${span} avant.`,
  },
} as const satisfies Record<string, OwnDelay>;

export type DelayName = keyof typeof ownDelays;
export const delayNames = Object.keys(ownDelays) as DelayName[];

/** One delay with all that may be said of any. */
export const ownDelay = (name: DelayName): OwnDelay => ownDelays[name];

/** The length of a delay that a protocol does not write: "4 heures ouvrées". */
export const unwrittenWords = (name: DelayName): string => frenchSpan(ownDelays[name].unwritten);

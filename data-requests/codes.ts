/** What somebody asks about data on them. */
interface DataRight {
  /** French. */
  label: string;
  /** Of the RGPD. Those of the law of 6 January 1978 (49 to 56) were not read again: « à vérifier », 1 December 2026. */
  article: string;
  /** What carrying it out does to a case, and does not, in the words that are written there; absent: nothing is done to one. */
  onCase?: string;
}

const stopsNothing = 'Elle n’arrête ni transmission, ni obligation, ni délai légal.';

/** The rights that are exercised by asking. Portability (art. 20) does not bear on a mission of public interest (art. 20, § 3). */
export const dataRights = {
  ACCESS: { label: 'Accès à ses données', article: 'article 15' },
  RECTIFICATION: {
    label: 'Rectification',
    article: 'article 16',
    onCase: 'Rectification demandée : ce qui suit s’ajoute à ce qui a été dit. Rien de ce qui a été écrit d’abord n’est changé.',
  },
  ERASURE: {
    label: 'Effacement',
    article: 'article 17',
    onCase: 'Effacement demandé. Ce qu’exige une mission d’intérêt public, ou la loi, est gardé jusqu’à son terme (article 17, §\u00a03, b).',
  },
  RESTRICTION: { label: 'Limitation de l’usage', article: 'article 18', onCase: `Limitation demandée. ${stopsNothing}` },
  OBJECTION: { label: 'Opposition', article: 'article 21', onCase: `Opposition. ${stopsNothing}` },
} as const satisfies Record<string, DataRight>;

export type DataRightName = keyof typeof dataRights;
export const dataRightNames = Object.keys(dataRights) as DataRightName[];

/** What is written on a case for it; null: nothing is. */
export const saidOnCase = (right: DataRightName): string | null => (dataRights[right] as DataRight).onCase ?? null;

/** Who asks, as a person of the desk judged it: where several fit, the last of them. */
export const askers = {
  AUTHOR: { label: 'L’auteur d’une alerte', mandated: false },
  PERSON: { label: 'La personne concernée par l’alerte', mandated: false },
  REPRESENTATIVE: { label: 'Qui la représente, ou a son mandat, et que rien ne met en cause', mandated: true },
  CITED: { label: 'Une autre personne', mandated: false },
  IMPLICATED_REPRESENTATIVE: { label: 'Qui la représente, ou a son mandat, et est mis en cause', mandated: true },
  IMPLICATED: { label: 'Qui est mis en cause', mandated: false },
} as const;

export type Asker = keyof typeof askers;
export const askerNames = Object.keys(askers) as Asker[];

/** How a request came. */
export const cameBy = { LETTER: 'Courrier', MAIL: 'Courriel', PHONE: 'Téléphone', DESK: 'Sur place' } as const;
export type CameBy = keyof typeof cameBy;

/** How an answer goes: nothing that it says goes by mail. */
export const answeredBy = { LETTER: 'Par courrier postal, à l’adresse dite sûre', HANDED: 'En main propre' } as const;
export type AnswerWay = keyof typeof answeredBy;

/** Why an answer takes two months more (RGPD, art. 12, § 3): these words are told to whoever asks, and say nothing of any case. */
export const extensionReasons = {
  COMPLEX: 'Votre demande est complexe : le guichet doit relire tout ce qu’il garde.',
  MANY: 'Le guichet a reçu de nombreuses demandes.',
} as const;
export type ExtensionReason = keyof typeof extensionReasons;

/** What is to be done next with a request, in its order. */
export const requestSteps = {
  CHECK: 'Vérifier l’identité',
  PREPARE: 'Préparer la réponse',
  READ: 'Relire la réponse, par une autre personne',
  SEND: 'Remettre la réponse',
  DONE: 'Répondu',
} as const;
export type RequestStep = keyof typeof requestSteps;

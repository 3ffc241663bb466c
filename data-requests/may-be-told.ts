import type { Informing } from '../cases/model/state.ts';
import type { InformedParty } from '../vocabulary/vocabulary.ts';
import type { Asker } from './codes.ts';

/** What an answer may be about, in the words of whoever prepares it. */
export const pieces = {
  EXISTENCE: 'Qu’une alerte a été reçue, et quand',
  OWN_DATA: 'Ce que le guichet a noté sur qui demande : nom, coordonnées, ses propres mots',
  ACCOUNT: 'Ce qui a été dit de la situation de la personne',
  SAID_OF_ASKER: 'Ce qui est reproché à qui demande, en substance',
  RECIPIENTS: 'À qui l’alerte a été transmise',
  RESULT: 'Ce qui en est sorti',
  WHEREABOUTS: 'Où se trouve la personne',
  AUTHOR: 'L’auteur, et ce qui le désigne',
  THIRD_PERSONS: 'D’autres personnes, et ce qu’elles ont dit',
} as const;
export type Piece = keyof typeof pieces;
export const pieceNames = Object.keys(pieces) as Piece[];

/** Why something is held back. */
export const heldReasons = {
  UNCHECKED: 'L’identité, ou le mandat, n’est pas vérifiée.',
  NOT_INFORMED: 'L’information n’est pas faite, ou est différée : rien ne doit laisser deviner qu’une alerte existe.',
  NOT_THEIRS: 'Ce n’est pas une donnée de qui demande.',
  PROTECTS_PERSON: 'Cela pourrait exposer la personne, ou nuire à ce qui la protège.',
  PROTECTS_AUTHOR: 'L’auteur n’est désigné à personne.',
  PROTECTS_OTHERS: 'Les droits d’autrui : article 15, §\u00a04, du RGPD.',
} as const;
export type HeldReason = keyof typeof heldReasons;

/** What a case says of whoever asks, and of what may be said to them. */
export interface AskedCase {
  /** The person concerned knows that there is an alert, as a person of the desk noted it. */
  personInformed: boolean;
  /** Whoever is implicated does. */
  implicatedInformed: boolean;
  /** Somebody is: where nobody knows who, whoever represents the person may be. */
  implicatedKnown: boolean;
}

/** What is told, and what is held back and why: every piece is in one of them. */
export interface MayBeTold {
  told: Piece[];
  held: { piece: Piece; why: HeldReason }[];
}

interface ForAsker {
  knows(of: AskedCase): boolean;
  told: readonly Piece[];
  /** Why the rest is held, but for what nobody is told. */
  rest: HeldReason;
}

const toPerson: readonly Piece[] = ['EXISTENCE', 'OWN_DATA', 'ACCOUNT', 'RECIPIENTS', 'RESULT', 'WHEREABOUTS'];
const toImplicated: ForAsker = {
  knows: ({ implicatedInformed }) => implicatedInformed,
  told: ['EXISTENCE', 'OWN_DATA', 'SAID_OF_ASKER'],
  rest: 'PROTECTS_PERSON',
};

const forAsker: Record<Asker, ForAsker> = {
  PERSON: { knows: ({ personInformed }) => personInformed, told: toPerson, rest: 'NOT_THEIRS' },
  REPRESENTATIVE: { knows: ({ personInformed }) => personInformed, told: toPerson, rest: 'NOT_THEIRS' },
  // Whoever wrote it knows of it.
  AUTHOR: { knows: () => true, told: ['EXISTENCE', 'OWN_DATA'], rest: 'NOT_THEIRS' },
  CITED: { knows: () => false, told: [], rest: 'NOT_THEIRS' },
  IMPLICATED_REPRESENTATIVE: toImplicated,
  IMPLICATED: toImplicated,
};

/** Never told, and why, whoever asks. */
const toNobody: Partial<Record<Piece, HeldReason>> = { AUTHOR: 'PROTECTS_AUTHOR', THIRD_PERSONS: 'PROTECTS_OTHERS' };

/**
 * What may be told of one case to whoever asks. Nothing before their identity, and their mandate, are checked; not even that there is an alert while they are not informed
 * of it, or informing them waits. The author, third persons, and to whoever is implicated where the person is, never. RGPD, art. 14, § 5, b and d, 15, § 4, and 23: what
 * the national law adds to them is « à vérifier » (1 December 2026).
 */
export function mayBeTold(asker: Asker, isChecked: boolean, of: AskedCase): MayBeTold {
  const { knows, told, rest } = forAsker[asker];
  const nothing = !isChecked ? 'UNCHECKED' : knows(of) ? null : 'NOT_INFORMED';
  const mayBeImplicated = asker === 'REPRESENTATIVE' && !of.implicatedKnown;
  const isTold = (piece: Piece): boolean => nothing === null && told.includes(piece) && !(mayBeImplicated && piece === 'WHEREABOUTS');
  return {
    told: pieceNames.filter(isTold),
    held: pieceNames.flatMap((piece) =>
      isTold(piece) ? [] : [{ piece, why: nothing ?? toNobody[piece] ?? (mayBeImplicated && piece === 'WHEREABOUTS' ? 'PROTECTS_PERSON' : rest) }],
    ),
  };
}

/** What a case's state says of it: an act of a person, or, of the person concerned, the qualification that a person confirmed. What an author claims is not enough. */
export function askedCase(state: {
  informing?: Partial<Record<InformedParty, Informing>>;
  qualification: string;
  basis: { victimInformed: boolean | null };
  facts: { implicated: readonly unknown[] };
}): AskedCase {
  const { PERSONNE: person, MIS_EN_CAUSE: implicated } = state.informing ?? {};
  const confirmed = state.qualification === 'CONFIRMED' && state.basis.victimInformed === true;
  return {
    personInformed: person === undefined ? confirmed : 'on' in person,
    implicatedInformed: implicated !== undefined && 'on' in implicated,
    implicatedKnown: state.facts.implicated.length > 0,
  };
}

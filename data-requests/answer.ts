import { frenchDay } from '../calendar/french.ts';
import { type CameBy, type DataRightName, dataRights, type ExtensionReason, extensionReasons } from './codes.ts';
import type { Piece } from './may-be-told.ts';

/** What an answer is proposed from. */
export interface RequestAsked {
  right: DataRightName;
  came: CameBy;
  /** ISO day. */
  receivedOn: string;
}

/** What may be told of one case, and what it says of that. */
export interface ToldOfCase {
  told: readonly Piece[];
  /** ISO day. */
  openedOn: string;
  recipients: readonly string[];
  result: string | null;
}

const came: Record<CameBy, string> = {
  LETTER: 'Par un courrier reçu',
  MAIL: 'Par un courriel reçu',
  PHONE: 'Par téléphone',
  DESK: 'En venant au guichet',
};
const rights: Record<DataRightName, string> = {
  ACCESS: 'd’accéder aux données qui vous concernent',
  RECTIFICATION: 'de rectifier des données qui vous concernent',
  ERASURE: 'd’effacer des données qui vous concernent',
  RESTRICTION: 'de limiter l’usage de données qui vous concernent',
  OBJECTION: 'de ne plus traiter des données qui vous concernent',
};
const nothingToTell =
  'Après vérification, le guichet n’a rien à vous communiquer. Quand il ne peut rien dire, il fait la même réponse, qu’une alerte existe ou non : il protège ainsi toutes les personnes dont on lui parle.';
const inForce: Partial<Record<DataRightName, string>> = {
  RECTIFICATION:
    'Ce que vous avez demandé de rectifier est ajouté au dossier, avec votre demande et sa date. Ce qui avait été écrit d’abord n’est pas changé : le guichet doit pouvoir dire ce qu’il savait, et quand.',
  ERASURE:
    'Le guichet garde ces données pour une mission d’intérêt public et pour pouvoir répondre de ce qu’il a fait : elles ne peuvent pas être effacées avant leur terme (article 17, paragraphe 3, b). Ce terme est écrit sur sa page « Vos données ».',
  RESTRICTION: 'Votre demande est inscrite au dossier. Elle n’arrête ni une transmission que la loi demande, ni un délai.',
  OBJECTION: 'Votre opposition est inscrite au dossier. Elle n’arrête ni une transmission que la loi demande, ni un délai.',
};
const recourse =
  'Vous pouvez adresser une réclamation à la Commission nationale de l’informatique et des libertés (cnil.fr), et former un recours devant un juge (article 12, paragraphe 4, du RGPD).';

const toWrite = '[à compléter';
const written: Partial<Record<Piece, string>> = {
  OWN_DATA: `Ce que le guichet a noté sur vous : ${toWrite} : nom, coordonnées, ce que vous avez dit].`,
  ACCOUNT: `Ce qui a été dit de votre situation : ${toWrite}, sans rien qui désigne l’auteur ni d’autres personnes].`,
  SAID_OF_ASKER: `Ce qui vous est reproché, en substance : ${toWrite}, sans rien qui désigne l’auteur, d’autres personnes, ou le lieu où se trouve la personne]. Ce sont des dires, que l’organisme compétent vérifie.`,
};

/** Whether something that the proposal leaves to a person is still to be written. */
export const isUnfinished = (text: string): boolean => text.includes(toWrite);

/** Whether nothing may be told of any case. */
export const saysNothing = (cases: readonly Pick<ToldOfCase, 'told'>[]): boolean => cases.every(({ told }) => told.length === 0);

/**
 * The answer that may be given. Where nothing may be told it is the same to the letter as where there is no case at all, and nobody changes it. Else a person
 * completes it, and leaves out what a text of theirs must not say.
 */
export function proposedAnswer({ right, came: way, receivedOn }: RequestAsked, cases: readonly ToldOfCase[]): string {
  const said = cases.filter(({ told }) => told.length > 0);
  const answers = said.length === 0 ? [nothingToTell] : [...said.flatMap(ofCase), ...(inForce[right] === undefined ? [] : [inForce[right]])];
  return [
    'Madame, Monsieur,',
    `${came[way]} le ${frenchDay(receivedOn)}, vous avez demandé au guichet ${rights[right]} (${dataRights[right].article} du règlement général sur la protection des données).`,
    ...answers,
    recourse,
  ].join('\n\n');
}

function ofCase({ told, openedOn, recipients, result }: ToldOfCase): string[] {
  return told.flatMap((piece) => {
    if (piece === 'EXISTENCE') return [`Le ${frenchDay(openedOn)}, le guichet a reçu une alerte qui vous concerne.`];
    if (piece === 'RECIPIENTS') return recipients.length === 0 ? [] : [`Elle a été transmise à : ${recipients.join(', ')}.`];
    if (piece === 'RESULT') return result === null ? [] : [`Ce qui en est sorti : ${result}.`];
    return written[piece] ?? [];
  });
}

/** What is told to whoever asked when the answer takes longer, with why: it says as little as the answer may. */
export function extensionNotice({ came: way, receivedOn }: RequestAsked, why: ExtensionReason, dueOn: string): string {
  return [
    'Madame, Monsieur,',
    `${came[way]} le ${frenchDay(receivedOn)}, vous avez adressé au guichet une demande sur des données. Il vous répondra au plus tard le ${frenchDay(dueOn)} (article 12, paragraphe 3, du règlement général sur la protection des données).`,
    extensionReasons[why],
    recourse,
  ].join('\n\n');
}

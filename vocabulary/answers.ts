import { z } from 'zod';
import { codes } from './vocabulary.ts';

/** What a recipient answers is sent with: the same for a page and for the API, each with its own sentences. */

const LONGEST = 5_000;

/** `missing` is said when there is no text, of those who must give one. */
export const answerText = (missing = 'Écrivez un texte.') => z.string(missing).trim().max(LONGEST, 'Écrivez au plus 5\u202f000 caractères.');

export const refusalReason = (sentence: string) => z.enum(codes('refusalReason'), sentence);

/** Why a page lets a transfer be refused: who knows the situation already takes it in charge under its own number, and says so apart. */
export const offeredRefusals = codes('refusalReason').filter((reason) => reason !== 'DOUBLON');

/** The number under which a body follows a situation it knew already. */
export const ownNumber = () => z.string().trim().max(100, 'Écrivez au plus 100 caractères.').optional();

/** What is kept, sealed, of a body that knows the situation already. */
export const knownAlready = (number: string | undefined, text: string | undefined): string =>
  [number ? `Suivi par cet organisme sous le numéro\u00a0: ${number}` : '', text ?? ''].filter((line) => line !== '').join('\n');

export const outcomes = (none: string) =>
  z
    .array(z.enum(codes('outcome'), 'Choisissez une suite de la liste.'))
    .min(1, none)
    .max(15, 'Donnez moins de suites.');

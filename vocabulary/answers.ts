import { z } from 'zod';
import { codes } from './vocabulary.ts';

/** What a recipient answers is sent with: the same for a page and for the API, each with its own sentences. */

const LONGEST = 5_000;

/** `missing` is said when there is no text, of those who must give one. */
export const answerText = (missing = 'Écrivez un texte.') => z.string(missing).trim().max(LONGEST, 'Écrivez au plus 5\u202f000 caractères.');

export const refusalReason = (sentence: string) => z.enum(codes('refusalReason'), sentence);

export const outcomes = (none: string) =>
  z
    .array(z.enum(codes('outcome'), 'Choisissez une suite de la liste.'))
    .min(1, none)
    .max(15, 'Donnez moins de suites.');

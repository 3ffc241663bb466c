import { isFinessNumber } from '../../vocabulary/finess.ts';
import type { FinessSource } from '../../vocabulary/vocabulary.ts';
import type { Establishment } from '../establishments.ts';

/** A site as a file of FiNESS says it. What the file leaves empty, or has no place for, is absent. */
export interface ListedSite extends Omit<Establishment, 'inseeCode' | 'capacity' | 'absent'> {
  /** INSEE code as it is written: it may be of a commune of before. */
  commune?: string;
}

/** What the file of activities adds to a site that is listed elsewhere: places installed. */
export interface ListedCapacity {
  finess: string;
  capacity: number;
}

/** What one place of a file holds, and where that is, in words ("ligne 12"). */
export type FinessLine = { at: string } & ({ site: ListedSite } | { capacity: ListedCapacity } | { refused: string });

/** What is read of a file, a piece at a time; `source` and `dated` come before the first lines where the file says them. */
export interface FinessPiece {
  source: FinessSource;
  /** ISO date the file gives of itself. */
  dated?: string;
  lines: FinessLine[];
}

/** The file as a whole cannot be taken: says what is wrong and what to do. */
export class Unreadable extends Error {
  override name = 'Unreadable';
}

/** Why a number that was read is none; null when it is one. A spreadsheet takes leading zeros away, and writes long numbers as 5,4E+08. */
export function whyNoNumber(text: string): string | null {
  if (isFinessNumber(text)) return null;
  if (text === '') return 'le numéro FINESS manque.';
  if (/^\d{8}$/.test(text))
    return `«\u00a0${text}\u00a0» n’a que huit chiffres\u00a0: un tableur a retiré le zéro du début. Reprenez le fichier d’origine, sans l’ouvrir dans un tableur.`;
  if (/e\+?\d+$/i.test(text))
    return `«\u00a0${text.slice(0, 20)}\u00a0» est un nombre arrondi par un tableur. Reprenez le fichier d’origine, sans l’ouvrir dans un tableur.`;
  return `«\u00a0${text.slice(0, 20)}\u00a0» n’est pas un numéro FINESS (neuf caractères).`;
}

/** Words with single spaces, or nothing. */
export function spaced(...parts: readonly (string | undefined)[]): string | undefined {
  const text = parts
    .map((part) => part?.trim() ?? '')
    .filter((part) => part !== '')
    .join(' ')
    .replaceAll(/\s+/g, ' ');
  return text === '' ? undefined : text;
}

/** A telephone as the file writes it ("0383000000", "03.83.00.00.00"); nothing where it is none. */
export function plainPhone(text: string | undefined): string | undefined {
  const digits = text?.replaceAll(/\D/g, '') ?? '';
  // A spreadsheet took the first zero away.
  const whole = digits.length === 9 && !digits.startsWith('0') ? `0${digits}` : digits;
  return /^0\d{9}$/.test(whole) ? whole.replaceAll(/(\d\d)(?=\d)/g, '$1 ').trim() : undefined;
}

/** The object without what is absent. */
export function known<T extends object>(given: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}

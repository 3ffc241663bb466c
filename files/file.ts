/** A file as somebody sent it: neither its name nor what it says it is can be believed. */
export interface Incoming {
  name: string;
  bytes: Buffer;
}

export type FileKind = 'IMAGE' | 'PDF' | 'AUDIO' | 'VIDEO' | 'TEXT' | 'OFFICE' | 'MAIL' | 'ARCHIVE' | 'UNKNOWN';

/** What the antivirus said; UNCHECKED when there is none or it did not answer. */
export type ScanVerdict = 'CLEAN' | 'UNCHECKED' | 'INFECTED';

/** A file that may be kept: its type is what its content says. */
export interface Examined extends Incoming {
  type: string;
  kind: FileKind;
  verdict: ScanVerdict;
}

/** What a file is kept with, and gone with. */
export type FileOwner = { case: string } | { draft: string };

/** What can be said of a kept file without opening it. */
export interface KeptFile {
  id: string;
  name: string;
  type: string;
  kind: FileKind;
  verdict: ScanVerdict;
  /** Bytes. */
  size: number;
  /** The alert that brought it, `a1` as in the state; null for what was added later. */
  alert: string | null;
  /** The same, or the id of the act that added it. */
  source: string;
  addedAt: number;
}

/** A file that somebody opens. `bytes` is null when the antivirus found something: it is then given to nobody. */
export interface OpenedFile {
  name: string;
  type: string;
  kind: FileKind;
  verdict: ScanVerdict;
  bytes: Buffer | null;
}

const mega = 1_000_000;
export const mostBytes = 20 * mega;
export const mostBytesInAll = 40 * mega;
export const mostFiles = 20;

/** Why these files are too many to go together, in French; null when they are not. */
export function tooMuch(files: readonly { size: number }[]): string | null {
  if (files.length > mostFiles) return `Gardez au plus ${mostFiles} fichiers\u00a0: il y en a ${files.length}.`;
  if (files.reduce((sum, { size }) => sum + size, 0) > mostBytesInAll)
    return `Ensemble, ces fichiers dépassent ${mostBytesInAll / mega}\u00a0Mo\u00a0: retirez-en, ou envoyez-les en plusieurs fois.`;
  return null;
}

/** Why this file cannot be taken whatever it holds; null when it can. */
export function unfit(name: string, size: number): string | null {
  if (size === 0) return `«\u00a0${name}\u00a0» est vide\u00a0: choisissez un autre fichier.`;
  if (size > mostBytes) return `«\u00a0${name}\u00a0» dépasse ${mostBytes / mega}\u00a0Mo\u00a0: réduisez-le, ou envoyez-le en plusieurs parties.`;
  return null;
}

const longestName = 120;

/** A file's name without its folders and without what cannot be seen (controls, marks that turn the reading direction around). */
export function plainName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const seen = last
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (seen === '' || /^\.+$/.test(seen)) return 'Sans nom';
  if (seen.length <= longestName) return seen;
  const extension = /\.[\w-]{1,10}$/.exec(seen)?.[0] ?? '';
  return `${seen.slice(0, longestName - 1 - extension.length)}…${extension}`;
}

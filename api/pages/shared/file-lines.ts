import { type FileKind, type KeptFile, mostBytes, mostBytesInAll, mostFiles } from '../../../files/file.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { FileLine } from '../../../templates/views/files.ts';
import { infected, isShown } from './file-answer.ts';

const kinds: Record<FileKind, string> = {
  IMAGE: 'Image',
  PDF: 'PDF',
  AUDIO: 'Enregistrement',
  VIDEO: 'Vidéo',
  TEXT: 'Texte',
  OFFICE: 'Document bureautique',
  MAIL: 'Courriel',
  ARCHIVE: 'Archive, jamais ouverte par le guichet',
  UNKNOWN: 'Fichier de type inconnu',
};

const unchecked = 'Non vérifié par un antivirus. Ne l’ouvrez que si vous savez d’où il vient.';

const figures = new Intl.NumberFormat('fr', { maximumFractionDigits: 1 });

/** "12 octets", "340 ko", "1,2 Mo". */
export function sizeInWords(bytes: number): string {
  if (bytes < 1_000) return typographic(`${bytes} octet${bytes > 1 ? 's' : ''}`);
  if (bytes < 1_000_000) return `${figures.format(Math.round(bytes / 1_000))}\u00a0ko`;
  return `${figures.format(bytes / 1_000_000)}\u00a0Mo`;
}

/** A kept file as a page lists it; `href` is where it would open. */
export function fileLine(file: Pick<KeptFile, 'id' | 'name' | 'type' | 'kind' | 'size' | 'verdict'>, href: string): FileLine {
  const { id, name, kind, size, verdict } = file;
  const given = verdict !== 'INFECTED';
  return {
    id,
    name,
    kind: kinds[kind],
    size: sizeInWords(size),
    shown: isShown(file),
    ...(given && { href }),
    ...(given && kind === 'AUDIO' && { audio: true }),
    ...(verdict !== 'CLEAN' && { warning: given ? unchecked : infected }),
  };
}

/** What may be sent at most, for whoever is about to choose files. */
export const limitsInWords = `${mostFiles} fichiers au plus, ${mostBytes / 1_000_000}\u00a0Mo par fichier, ${mostBytesInAll / 1_000_000}\u00a0Mo en tout.`;

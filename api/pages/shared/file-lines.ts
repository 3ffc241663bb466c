import type { Beyond } from '../../../files/beyond-copy.ts';
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

const beyondTheCopy: Record<Beyond['what'], string> = {
  POSITION: 'le lieu, à quelques mètres près',
  DEVICE: 'l’appareil',
  MOMENT: 'les dates',
  AUTHOR: 'un nom d’auteur ou de propriétaire de l’appareil',
  PROGRAM: 'le logiciel',
  COMPANY: 'l’organisation de l’auteur',
  THUMBNAIL: 'une vignette, qui peut montrer ce qui a été recadré ou masqué depuis',
  EDITING: 'des notes de prise de vue ou de retouche',
  ATTACHED: 'des fichiers joints au document',
  SIGNED: 'une signature électronique',
  COMMENTED: 'des commentaires, avec leurs auteurs',
  EARLIER: 'des états antérieurs du document',
  HEADERS: 'les en-têtes du courriel : expéditeur, serveurs, heures',
  WHOLE: 'tout son contenu : il n’a pas pu en être fait de copie nettoyée',
};

/** What an original holds beyond its copy: "le lieu, à quelques mètres près : 48.6921, 6.1844". */
export const beyondWords = (found: readonly Beyond[]): string[] =>
  found.map((one) => typographic('said' in one ? `${beyondTheCopy[one.what]} : ${one.said}` : beyondTheCopy[one.what]));

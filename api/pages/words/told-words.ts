import { frenchDateTime } from '../../../calendar/french.ts';
import type { OpenedDossier } from '../../../cases/telling/tell.ts';
import type { Addition, Dossier, ToldSection } from '../../../cases/told/dossier.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { FileLine } from '../../../templates/views/files.ts';
import type { ToldView } from '../../../templates/views/partner.ts';
import { type Field, label } from '../../../vocabulary/vocabulary.ts';
import { fileLine } from '../shared/file-lines.ts';

/** Put in words by the vocabulary, and not by somebody: typography may be mended. */
const isOurs: ReadonlySet<Field> = new Set<Field>(['PLACE', 'FACTS', 'REPORTER_IDENTITY', 'OTHER_RECIPIENTS']);

const held = (field: Field | null): string => (field === 'NARRATIVE' ? 'Récit en cours de relecture.' : 'En cours de relecture.');

/** What of a section may be read already; '' when nothing is known, or when none of it may be told as it stands. */
export const knownText = ({ field, text }: ToldSection): string => (isOurs.has(field) ? typographic(text) : text);

/** One section as it is read: what may be read already, that something is read again, or that nothing is known. */
export function sectionText(section: ToldSection): string {
  return [knownText(section), ...(section.held ? [held(section.field)] : [])].filter((part) => part !== '').join('\n\n') || 'Non connu du guichet.';
}

const additionTitles: Record<Addition['what'], string> = {
  DESK: 'Complément',
  WRITTEN: 'Confirmation écrite de l’établissement',
  EIGS_SECOND: 'Seconde partie de la déclaration',
  CORRECTION: 'L’établissement corrige ou complète sa déclaration',
  WITHDRAWAL: 'L’établissement retire sa déclaration',
};

/** What a recipient was told, as its page and its document show it. `zone` is the department's. */
export function toldView(dossier: Omit<Dossier, 'files' | 'document' | 'questions'>, zone: string): ToldView {
  const { sections, withheld, additions } = dossier;
  return {
    sections: sections.map((section) => ({ field: section.field, label: typographic(label('field', section.field)), text: sectionText(section) })),
    withheld: withheld.map((field) => typographic(label('field', field))),
    additions: additions.map(({ at, what, text, held: waits }) => ({
      title: `${additionTitles[what]}, ${frenchDateTime(at, zone, 0)}`,
      text: waits ? held(null) : text,
    })),
    first: firstWords(dossier),
  };
}

/** What a recipient reads before anything else, on its page and on every paper. */
export const firstWords = ({ unrecognised, declaredBy }: Pick<Dossier, 'unrecognised' | 'declaredBy'>): string[] => [
  ...(unrecognised ? ['L’auteur demande à ne pas être reconnu par la personne mise en cause.'] : []),
  ...(declaredBy.length > 0 ? [typographic(`Déclaration d’un établissement, faite par : ${declaredBy.join(', ')}.`)] : []),
];

const kept = 'Ce fichier n’a pas pu être débarrassé de ce qu’il cache (lieu, appareil, auteur) : demandez-le au guichet.';

/** A file that a recipient was told of. */
export function toldFileLine(file: OpenedDossier['files'][number], href: string): FileLine {
  const { href: opens, ...line } = fileLine(file, href);
  const name = file.nameHeld ? typographic(`${file.name} (nom en cours de relecture)`) : file.name;
  if (!file.given && file.verdict !== 'INFECTED') return { ...line, name, audio: false, warning: typographic(kept) };
  return { ...line, name, ...(opens !== undefined && { href: opens }) };
}

import { frenchDate, frenchDateTime } from '../../../calendar/french.ts';
import type { DocumentData } from '../../../documents/documents.ts';
import { declarationLines } from '../../../intake/declarations/declaration.ts';
import type { DeclarationRead } from '../../../intake/declarations/reading.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Chrome } from '../../../templates/views/parts.ts';
import { partWords } from './sent-words.ts';

/** The receipt of a declaration as a document: what was declared, when, by whom, under which reference, and what is still owed. */
export function declarationReceipt(
  { reference, declaredAt, declaration, files, parts, written, second }: DeclarationRead,
  establishment: string,
  { zone, department, demonstration }: Chrome,
): DocumentData['report'] {
  const at = (instant: number) => frenchDateTime(instant, zone, 0);
  const owed = [
    ...(written !== null && written.at === null ? [`${partWords.WRITTEN}, avant le ${at(written.due)} (CASF R. 331-8).`] : []),
    ...(second !== null && second.at === null ? [`${partWords.EIGS_SECOND}, avant le ${at(second.due)} (CSP R. 1413-69).`] : []),
  ];
  const sections = [
    ...(declaration === null
      ? [{ heading: 'Contenu', text: 'Effacé à la fin de sa durée de conservation.' }]
      : declarationLines(declaration, establishment).map(({ label, text }) => ({ heading: label, text }))),
    ...(files.length > 0 ? [{ heading: 'Pièces jointes', text: files.join('\n') }] : []),
    ...parts.map(({ part, at: came, by, text }) => ({ heading: `${partWords[part]}, reçue le ${at(came)}, de ${by}`, text })),
    ...(owed.length > 0 ? [{ heading: 'Ce qui doit suivre', text: owed.join('\n') }] : []),
  ];
  return {
    head: {
      title: 'Accusé de réception d’une déclaration',
      desk: `Guichet départemental, ${department?.name ?? ''}`,
      reference,
      date: frenchDate(declaredAt, zone, 0),
      mark: demonstration ? 'DEMONSTRATION' : null,
    },
    to: typographic(establishment),
    intro: typographic(`Le guichet a reçu le ${at(declaredAt)} la déclaration qui suit, sous la référence ${reference}.`),
    sections: sections.map(({ heading, text }) => ({ heading: typographic(heading), text: typographic(text) })),
    closing: null,
  };
}

import type { Transfer } from '../../../cases/model/state.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { authorMarks, hardMarks, softMarks } from '../../../cases/told/gate.ts';
import type { QualifiedContent } from '../../../cases/told/known.ts';
import type { HardMark, Mark, SoftMark, Withheld } from '../../../cases/told/mark.ts';
import { withheldFrom } from '../../../cases/told/withheld.ts';
import { typographic } from '../../../templates/text/typography.ts';

const hard: Record<HardMark, string> = {
  NAME: 'un nom',
  PHONE: 'un numéro de téléphone',
  EMAIL: 'une adresse électronique',
  ADDRESS: 'une adresse',
  SIGNATURE: 'une signature',
  QUOTED_HEADER: 'l’en-tête d’un courriel',
  FIRST_PERSON: 'ce qui dit que la personne a parlé elle-même',
};
const soft: Record<SoftMark, string> = {
  RELATION: 'un lien de parenté ou de voisinage',
  FIRST_PERSON: 'la première personne',
  JOB: 'un métier',
};
/** Longer ones are shown by how they begin. */
const LONGEST_SHOWN = 80;

/** A text as it is kept, whatever a browser ended its lines with. */
export const plainText = (text: string): string => text.replaceAll(/\r\n?/g, '\n').trim();

/** Every author whom some recipient of a case may not know; null where there is none. `typed` names who else may be named, before it is recorded. */
export function hiddenAuthors(record: CaseRecord, { victim, implicated = [] }: QualifiedContent = {}): Withheld | null {
  const withheld = withheldFrom(record, { discloses: [] });
  const names = [victim, ...implicated].flatMap((person) => person?.name ?? []);
  return withheld && { ...withheld, others: { ...withheld.others, names: [...withheld.others.names, ...names] } };
}

/** What holds a text back, in words: "un nom : « Lefèvre »". */
export function hardWords(text: string, withheld: Withheld | null): string[] {
  return withheld === null ? [] : inWords(text, hardMarks(text, withheld), hard);
}

/** The author that a text names, in words: of what the desk itself signs, with its own numbers. */
export function authorWords(text: string, withheld: Withheld | null): string[] {
  return withheld === null ? [] : inWords(text, authorMarks(text, withheld), hard);
}

/** Why what somebody writes to a recipient would never reach it: it tells who an author is whom the transfer does not show. Null where nothing does. */
export function heldFrom(record: CaseRecord, transfer: Pick<Transfer, 'discloses'>, text: string): string | null {
  const found = hardWords(text, withheldFrom(record, transfer));
  return found.length === 0
    ? null
    : typographic(
        `Ce texte ne serait pas remis : il peut désigner l’auteur de l’alerte, que cette transmission ne montre pas. Retirez ${found.join(' ; ')}.`,
      );
}

/** What may tell who the author is: "On y lit un lien de parenté : « ma mère »". */
export const softWords = (text: string): string[] => inWords(text, softMarks(text), soft).map((words) => `On y lit ${words}`);

function inWords<Kind extends string>(text: string, marks: readonly Mark<Kind>[], words: Record<Kind, string>): string[] {
  const byKind = new Map<Kind, Set<string>>();
  for (const { kind, from, to } of marks) {
    const found = text.slice(from, to).replaceAll(/\s+/g, ' ').trim();
    const shown = found.length > LONGEST_SHOWN ? `${found.slice(0, LONGEST_SHOWN)}…` : found;
    byKind.set(kind, (byKind.get(kind) ?? new Set()).add(`« ${shown} »`));
  }
  return [...byKind].map(([kind, found]) => typographic(`${words[kind]} : ${[...found].join(', ')}`));
}

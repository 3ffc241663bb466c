import type { Transfer } from '../../../cases/model/state.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { bornOn, type KnownContent, knownContent, textBeside } from '../../../cases/told/known.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { factTable, plainFactsAbout } from '../../../vocabulary/fact-table.ts';
import { codes, type Field, label } from '../../../vocabulary/vocabulary.ts';
import { factLines } from '../shared/facts-form.ts';
import type { Names } from './names.ts';
import { safeWords } from './safe-words.ts';

type Person = NonNullable<KnownContent['victim']>;
type Writer = (record: CaseRecord, known: KnownContent, transfer: Transfer, names: Names) => string;

const lines = (...parts: (string | undefined)[]): string => parts.filter((part) => part !== undefined && part !== '').join('\n');
const reach = ({ address, phone, email }: Person): string => lines(address, phone, email);
const placeLines = new Set(['Lieu', 'Commune', 'Établissement', ...plainFactsAbout('PLACE').map((fact) => factTable[fact].label)]);
const factLine = (record: CaseRecord, names: Names, wanted: (name: string) => boolean): string =>
  factLines(record.state.facts, names.establishment)
    .filter((line) => wanted(line.label))
    .map((line) => `${line.label}\u00a0: ${line.text}`)
    .join('\n');

/** One line of what a transfer discloses, in words. An empty answer is "not known". */
const writers: Record<Field, Writer> = {
  VICTIM_IDENTITY: (_record, { victim }) => lines(victim?.name, bornOn(victim)),
  VICTIM_CONTACT: (_record, { victim }) => (victim === undefined ? '' : reach(victim)),
  IMPLICATED_IDENTITY: (_record, { implicated = [] }) => implicated.map((person) => lines(person.name, person.relation, reach(person))).join('\n\n'),
  PLACE: (record, _known, _transfer, names) => factLine(record, names, (name) => placeLines.has(name)),
  FACTS: (record, _known, _transfer, names) => factLine(record, names, (name) => !placeLines.has(name) && name !== 'Auteur de l’alerte'),
  NARRATIVE: (_record, { narratives }) => narratives.join('\n\n'),
  HEALTH: (_record, { health }) => health ?? '',
  ASSETS: (_record, { assets }) => assets ?? '',
  ATTACHMENTS: ({ files }) => files.map(({ name }) => name).join('\n') || 'Aucune pièce.',
  MEASURES_TAKEN: (_record, { measuresTaken }) => measuresTaken ?? '',
  REPORTER_IDENTITY: (_record, { reporters }) =>
    reporters
      .filter(({ anonymousToDesk }) => !anonymousToDesk)
      .map((reporter) => {
        const { name, link, phone, email, address, safeContact, anonymousToImplicated } = reporter;
        return lines(
          name,
          link === undefined ? '' : label('reporterLink', link),
          phone,
          email,
          address,
          // Whoever is told who the author is must know how not to put them in danger.
          ...(safeContact === undefined ? [] : safeWords(reporter)),
          anonymousToImplicated ? 'Ne jamais le nommer au mis en cause.' : '',
        );
      })
      .join('\n\n'),
  OTHER_RECIPIENTS: ({ state }, _known, transfer, names) =>
    state.transfers
      .filter(({ id, status }) => id !== transfer.id && status !== 'CANCELLED' && status !== 'REROUTED')
      .map(({ organisation }) => names.organisation(organisation))
      .join('\n'),
};

const everyField = codes('field') as Field[];

/** One line in words; '' when nothing is known. */
export function fieldText(record: CaseRecord, transfer: Transfer, names: Names, field: Field): string {
  return writers[field](record, knownContent(record), transfer, names);
}

/** What a recipient reads: the lines its transfer discloses and no other, in the vocabulary's order; and what it does not. */
export function disclosed(
  record: CaseRecord,
  transfer: Transfer,
  names: Names,
): { sections: { field: Field; label: string; text: string }[]; withheld: string[] } {
  const known = knownContent(record);
  return {
    sections: everyField
      .filter((field) => transfer.discloses.includes(field))
      .map((field) => ({
        field,
        label: typographic(label('field', field)),
        text: writers[field](record, known, transfer, names) || 'Non connu du guichet.',
      })),
    withheld: everyField.filter((field) => !transfer.discloses.includes(field)).map((field) => typographic(label('field', field))),
  };
}

/** What the desk wrote to this recipient since: answers to its requests for more, what it objects to an answer. */
export function additions(record: CaseRecord, transfer: Transfer): { at: number; text: string }[] {
  return record.journal
    .filter((entry) => (entry.kind === 'INFORMATION_GIVEN' || entry.kind === 'ANSWER_CHALLENGED') && entry.transfer === transfer.id)
    .flatMap((entry) => {
      const text = textBeside(record.journal, entry);
      return text === undefined ? [] : [{ at: entry.at, text }];
    });
}

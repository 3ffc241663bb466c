import type { Transfer } from '../../../cases/model/state.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { compose } from '../../../cases/told/compose.ts';
import { leaving } from '../../../cases/told/leaving.ts';
import { communeName } from '../../../directory/record/communes.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { type Field, label } from '../../../vocabulary/vocabulary.ts';
import type { Names } from './names.ts';
import { firstWords, knownText, sectionText } from './told-words.ts';

/** What a transfer may tell now, for the desk, which writes a document or a letter from it. */
const tellable = (record: CaseRecord, transfer: Transfer, names: Names) =>
  compose(
    record,
    transfer,
    { ...names, commune: communeName },
    {
      questions: [],
      files: leaving(record, transfer, record.files),
      originals: [],
    },
  );

/** The lines that a transfer discloses, in words, each by its field; '' when nothing is known, or when it may not be told as it stands. */
export function fieldTexts(record: CaseRecord, transfer: Transfer, names: Names): (field: Field) => string {
  const texts = new Map(tellable(record, transfer, names).sections.map((section) => [section.field, knownText(section)]));
  return (field) => texts.get(field) ?? '';
}

/** The lines that a transfer discloses, in the vocabulary's order, as its recipient reads them. */
export function disclosed(record: CaseRecord, transfer: Transfer, names: Names): { label: string; text: string }[] {
  return tellable(record, transfer, names).sections.map((section) => ({
    label: typographic(label('field', section.field)),
    text: sectionText(section),
  }));
}

/** What the recipient of a transfer is to know before anything else. */
export const saidFirst = (record: CaseRecord, transfer: Transfer, names: Names): string[] => firstWords(tellable(record, transfer, names));

import { factTable, type PlainFact, plainFacts } from '../../vocabulary/fact-table.ts';
import { precisionLabel } from '../../vocabulary/precisions.ts';
import { type LabelledFamily, storedLabel, vocabulary } from '../../vocabulary/vocabulary.ts';
import { typographic } from '../text/typography.ts';

/** The plain facts about something (all of them when nothing is said), each as its field needs it. */
export const plainFactFields = (about?: unknown): { name: PlainFact; label: string; family: LabelledFamily }[] =>
  plainFacts
    .map((name) => ({ name, ...factTable[name] }))
    .filter((fact) => typeof about !== 'string' || fact.about === about)
    .map(({ name, label, family }) => ({ name, label, family }));

interface Choice {
  value: string;
  label: string;
}

function withPrecisions(family: 'place' | 'implicated', code: string, precisions: string[]): Choice[] {
  const base = storedLabel(family, code);
  if (precisions.length === 0) return [{ value: code, label: base }];
  const said = (each: string) => (each === 'AUTRE' ? 'autre' : precisionLabel(each, code));
  return [
    { value: code, label: `${base}, sans précision` },
    ...precisions.map((each) => ({ value: `${code}/${each}`, label: typographic(`${base} : ${said(each)}`) })),
  ];
}

/** Every place with its precisions, as `PLACE` or `PLACE/PRECISION`. */
export const placeChoices = (): Choice[] =>
  Object.keys(vocabulary.place).flatMap((code) => withPrecisions('place', code, (vocabulary.placePrecision as Record<string, string[]>)[code] ?? []));

/** Every kind of implicated party with its precisions, as `KIND` or `KIND/PRECISION`. */
export const implicatedChoices = (): Choice[] =>
  Object.entries(vocabulary.implicated).flatMap(([code, { precisions }]) => withPrecisions('implicated', code, precisions));

import { label, vocabulary } from '../cases/vocabulary.ts';
import { precisionLabel } from '../procedures/precisions.ts';

interface Choice {
  value: string;
  label: string;
}

function withPrecisions(family: 'place' | 'implicated', code: string, precisions: string[]): Choice[] {
  const base = label(family, code);
  return [{ value: code, label: base }, ...precisions.map((each) => ({ value: `${code}/${each}`, label: `${base} : ${precisionLabel(each)}` }))];
}

/** Every place with its precisions, as `PLACE` or `PLACE/PRECISION`. */
export const placeChoices = (): Choice[] =>
  Object.keys(vocabulary.place).flatMap((code) => withPrecisions('place', code, (vocabulary.placePrecision as Record<string, string[]>)[code] ?? []));

/** Every kind of implicated party with its precisions, as `KIND` or `KIND/PRECISION`. */
export const implicatedChoices = (): Choice[] =>
  Object.entries(vocabulary.implicated).flatMap(([code, { precisions }]) => withPrecisions('implicated', code, precisions));

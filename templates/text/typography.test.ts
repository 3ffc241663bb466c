import { expect, test } from 'vitest';
import { typographic } from './typography.ts';

const NB = '\u00a0';
const NARROW = '\u202f';

test.each([
  ['Pour quand : lundi', `Pour quand${NB}: lundi`],
  ['Danger ? Appelez !', `Danger${NARROW}? Appelez${NARROW}!`],
  ['« la dame » ; puis', `«${NB}la dame${NB}»${NARROW}; puis`],
  ["l'ARS n'a pas", 'l’ARS n’a pas'],
])('%s', (typed, printed) => {
  expect(typographic(typed)).toBe(printed);
  expect(typographic(printed)).toBe(printed);
});

test('leaves addresses and figures alone', () => {
  expect(typographic('http://exemple.fr/a?b=c')).toBe('http://exemple.fr/a?b=c');
  expect(typographic('10:30')).toBe('10:30');
});

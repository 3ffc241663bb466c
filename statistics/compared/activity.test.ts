import { expect, test } from 'vitest';
import { activityTable, evolutionWords } from './activity.ts';
import { stateColumns } from './state-export.ts';

/**
 * The totals of the published table (3977 and its centres, 2021), and for 2020, of which only the evolutions came out, the whole numbers nearest to them:
 * calls were « more than 35 000, more than 20 % up ».
 */
const published: [label: string, total: number, evolution: string, before: number][] = [
  ['Appels téléphoniques', 35_000, '+ 20 %', 29_167],
  ['Dossiers ouverts', 6_688, '+ 18 %', 5_668],
  ['Adultes vulnérables de 60 ans et plus', 4_888, '+ 13 %', 4_326],
  ['Adultes en situation de handicap', 1_800, '+ 56 %', 1_154],
  ['Domicile', 5_076, '+ 23 %', 4_127],
  ['Établissements', 1_892, '+ 37 %', 1_381],
  ['Psychologiques', 1_911, '+ 19 %', 1_606],
  ['Négligences', 1_219, '+ 19 %', 1_024],
  ['Physiques', 1_054, '+ 18 %', 893],
  ['Liées aux soins', 417, '+ 30 %', 321],
  ['Sexuelles', 104, '+ 148 %', 42],
  ['Restriction des droits', 603, '+ 14 %', 529],
];

test('the field’s own table, line by line and to the digit, from its totals', () => {
  const rows = activityTable(
    published.map(([, total]) => total),
    published.map(([, , , before]) => before),
  );
  expect(rows.map(({ label, value, evolution }) => [label, value, evolutionWords(evolution)])).toEqual(
    published.map(([label, total, evolution]) => [label, total, evolution]),
  );
});

test('nothing is compared with a year of nothing, or with one that is over while this one goes on', () => {
  const [calls, cases, elderly] = activityTable([3, 5, 1], [0, 10, 1]);
  expect([calls, cases, elderly].map((row) => evolutionWords(row?.evolution ?? null))).toEqual(['pas de comparaison', '− 50 %', '0 %']);
  expect(activityTable([3, 5], null).every(({ evolution }) => evolution === null)).toBe(true);
});

test('the columns of the State’s export are its 55, each once', () => {
  expect(new Set(stateColumns).size).toBe(55);
});

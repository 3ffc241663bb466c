import { expect, test } from 'vitest';
import { communesOf, searchCommunes } from './communes.ts';

const names = (typed: string, limit?: number) => searchCommunes(communesOf('54'), typed, limit).map(({ name }) => name);

test('a department has its communes of today, and no other', () => {
  expect(communesOf('54')).toHaveLength(591);
  expect(communesOf('57')).toHaveLength(725);
  expect(communesOf('54').every(({ code }) => code.startsWith('54'))).toBe(true);
  expect(communesOf('00')).toEqual([]);
  expect(communesOf('54')).toBe(communesOf('54'));
});

test.each([
  ['nancy', 'Nancy'],
  ['NANCY', 'Nancy'],
  ['vandoeuvre', 'Vandœuvre-lès-Nancy'],
  ['vandœuvre les', 'Vandœuvre-lès-Nancy'],
  ['luneville', 'Lunéville'],
  ['st nicolas', 'Saint-Nicolas-de-Port'],
  ['54000', 'Nancy'],
  ['54395', 'Nancy'],
  ['mousson', 'Mousson'],
])('"%s" finds %s first', (typed, name) => {
  expect(names(typed)[0]).toBe(name);
});

test('a word inside a name is found after the names that start with it', () => {
  expect(names('mousson')).toEqual(['Mousson', 'Pont-à-Mousson', 'Blénod-lès-Pont-à-Mousson', 'Norroy-lès-Pont-à-Mousson']);
});

test('nothing typed finds nothing, and a list has a limit', () => {
  expect(names('')).toEqual([]);
  expect(names(' - ')).toEqual([]);
  expect(names('5', 3)).toHaveLength(3);
  expect(names('s')).toHaveLength(10);
});

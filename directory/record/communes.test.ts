import { expect, test } from 'vitest';
import { communesOf, knownPlaces } from './communes.ts';

test('a department has its communes of today, and no other', () => {
  expect(communesOf('54')).toHaveLength(591);
  expect(communesOf('57')).toHaveLength(725);
  expect(communesOf('54').every(({ code }) => code.startsWith('54'))).toBe(true);
  expect(communesOf('00')).toEqual([]);
  expect(communesOf('54')).toBe(communesOf('54'));
});

test('every commune of today is found by its code, and every code of before leads to communes of today', () => {
  const { byCode, formerCodes } = knownPlaces();
  expect(byCode.size).toBe(34_969);
  expect(formerCodes.size).toBeGreaterThan(2_600);
  for (const [code, successors] of formerCodes) {
    expect(byCode.has(code)).toBe(false);
    for (const { commune } of successors) expect(byCode.get(commune.code)).toBe(commune);
  }
});

test.each([
  ['54342', 'Mancieulles', 'Val de Briey'],
  ['54506', 'Sexey-les-Bois', 'Bois-de-Haye'],
  // No part of today's commune any more: only the list of 2019 has its name.
  ['54503', 'Serrières', 'Belleau'],
  ['57094', 'Borny', 'Metz'],
  ['75112', 'Paris 12e Arrondissement', 'Paris'],
])('%s was %s and is %s', (code, formerly, name) => {
  expect(knownPlaces().formerCodes.get(code)).toMatchObject([{ formerly, commune: { name } }]);
});

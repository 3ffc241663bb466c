import { expect, it } from 'vitest';
import { atHome } from '../cases/world.testing.ts';
import { contradictions, possibleFacts } from './impossible.ts';

it.each([
  [{ place: 'DOMICILE', placePrecision: 'EHPAD' }, { placePrecision: undefined }, ['placePrecision']],
  [{ victimGroup: 'PERSONNE_HANDICAPEE', age: '-18' }, { victimGroup: 'MINEUR', age: '-18' }, ['victimGroup']],
  [{ victimGroup: 'MINEUR', age: '30-59' }, { victimGroup: 'MINEUR', age: undefined }, ['age']],
  [{ victimGroup: 'PERSONNE_AGEE', age: '30-59' }, { victimGroup: 'PERSONNE_AGEE', age: undefined }, ['age']],
  [{ victimGroup: 'PERSONNE_AGEE', age: '60-79' }, { victimGroup: 'PERSONNE_AGEE', age: '60-79' }, []],
  [{ victimGroup: 'INCONNU', age: '-18' }, { victimGroup: 'INCONNU', age: '-18' }, []],
] as const)('%o is read as %o', (said, read, unclear) => {
  const facts = { ...atHome, ...said };
  const found = possibleFacts(facts);
  expect(found.facts).toMatchObject(Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined)));
  for (const [fact, value] of Object.entries(read)) expect(Object.hasOwn(found.facts, fact)).toBe(value !== undefined);
  expect(found.unclear).toEqual(unclear);
  expect(contradictions(facts).map(({ doubted }) => doubted)).toEqual(unclear);
  expect(contradictions(found.facts)).toEqual([]);
});

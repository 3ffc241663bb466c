import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { demonstrationDirectory } from '../demonstration/directories.ts';
import { indexDirectory } from '../directory/resolve.ts';
import type { Facts } from '../vocabulary/facts.ts';
import type { Role } from '../vocabulary/vocabulary.ts';
import { anyFacts, implicated, situation } from './facts.testing.ts';
import { libraryProcedure, nationalProcedure } from './library/index.ts';
import type { Procedure, Rule, TransferOrder } from './procedure.ts';
import { route } from './routing.ts';

const directory = demonstrationDirectory('54');
const indexed = indexDirectory(directory);
const national = nationalProcedure();
const cd: TransferOrder = { to: 'CD', mode: 'TRANSFER', purpose: 'ACTION', policy: 'standard', discloses: ['FACTS'] };
const withRules = (...rules: Rule[]): Procedure => ({ ...national, chapters: [{ title: 'Essai', rules }] });
const told = (facts: Facts, procedure = national, there = indexed) => route(procedure, facts, there).transfers.map(({ recipient }) => recipient.role);
const boy = situation({ victimGroup: 'MINEUR', implicated: [implicated('MEMBRE_FAMILLE/PARENT')] });

describe('of a child', () => {
  test.each<[string, Partial<Facts>, Role[]]>([
    ['the cell for children alone is told', {}, ['CRIP']],
    ['under 18 says it as well', { victimGroup: 'INCONNU', age: '-18' }, ['CRIP']],
    ['in an establishment too', { place: 'ETABLISSEMENT_HANDICAP', placePrecision: 'IME', finessCategory: '500' }, ['CRIP']],
    ['a danger calls the police and the prosecutor', { danger: 3 }, ['CRIP', 'PARQUET', 'POLICE']],
    ['a crime the prosecutor', { flags: ['CRIME_SUSPECTED'] }, ['CRIP', 'PARQUET']],
    ['what an establishment must declare, to whoever allows it', { channel: 'DECLARATION', place: 'ETABLISSEMENT_HANDICAP' }, ['ARS', 'CRIP']],
    ['isolated, discriminated against, neglecting oneself', { flags: ['ISOLATION', 'PUBLIC_SERVICE'], maltreatment: ['AUTO_NEGLIGENCE'] }, ['CRIP']],
  ])('%s', (_, facts, expected) => {
    expect(told({ ...boy, ...facts }).toSorted()).toEqual(expected);
    expect(
      route(national, { ...boy, ...facts }, indexed)
        .tasks.map(({ order }) => order.sayable)
        .join(),
    ).not.toContain('119');
  });

  const bodies = {
    finess: directory.organisations.flatMap(({ finess }) => finess ?? []),
    organisations: ['cd-54', 'crip-54'],
    contacts: ['cd-54-titulaire'],
  };
  const anything = anyFacts({ communes: ['54395', '54323', '54099'], ...bodies });

  test('whatever the protocol says, nobody who answers for adults is told but by a rule that names children', () => {
    const blind = withRules({ id: 'r', because: 'essai', when: {}, then: cd }, { id: 's', because: 'essai', when: {}, then: { ...cd, to: 'ALMA' } });
    fc.assert(
      fc.property(anything, fc.constantFrom(national, libraryProcedure('minimal'), blind), (facts, procedure) => {
        const { transfers } = route(procedure, { ...facts, victimGroup: 'MINEUR' }, indexed);
        for (const { recipient, because } of transfers)
          if (!['CRIP', 'PARQUET', 'POLICE', 'GENDARMERIE'].includes(recipient.role))
            expect(because.filter((rule) => !rule.startsWith('mineur-'))).toEqual([]);
        expect(transfers.filter(({ purpose }) => purpose === 'ACTION')).not.toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('a protocol without a word of children still has the cell told, and a rule that names them is heard', () => {
    const rule: Rule = { id: 'r', because: 'essai', when: {}, then: cd };
    expect(told(boy, withRules(rule))).toEqual(['CRIP']);
    expect(told(boy, withRules({ ...rule, when: { victimGroup: { anyOf: ['MINEUR'] } } }))).toEqual(['CD', 'CRIP']);
    expect(told(boy, withRules({ ...rule, when: { age: { anyOf: ['-18'] } } }))).toEqual(['CRIP']);
    expect(told({ ...boy, age: '-18' }, withRules({ ...rule, when: { age: { anyOf: ['-18'] } } }))).toEqual(['CD', 'CRIP']);
  });

  test('the prosecutor acts where the cell cannot', () => {
    const without = indexDirectory({ ...directory, organisations: directory.organisations.filter(({ roles }) => !roles.includes('CRIP')) });
    expect(told(boy, national, without)).toEqual(['PARQUET']);
    const implicatedCell = { ...boy, implicated: [implicated('AUTRE_PROFESSIONNEL', { organisation: 'crip-54' })] };
    expect(told(implicatedCell)).toEqual(['PARQUET']);
  });

  test('somebody whose age nobody knows is told of as an adult: help does not wait for an age', () => {
    expect(told(situation({ victimGroup: 'INCONNU', implicated: [implicated('MEMBRE_FAMILLE')] }))).toEqual(['CD', 'ALMA', 'CELLULE_ARS']);
  });
});

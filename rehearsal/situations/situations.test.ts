import { describe, expect, test } from 'vitest';
import { demonstrationDirectory } from '../../demonstration/directories.ts';
import { indexDirectory } from '../../directory/resolve.ts';
import { implicated, situation, writtenOut } from '../../procedures/facts.testing.ts';
import { nationalProcedure } from '../../procedures/library/index.ts';
import type { Procedure } from '../../procedures/procedure.ts';
import { behaviourSchema } from '../dry-run/behaviour.ts';
import { simulate } from '../dry-run/simulate.ts';
import { communesFor, shippedSituations, situationsFor } from './library.ts';
import { observed, runSituations, situate, type WorkedSituation } from './situations.ts';

const procedure = nationalProcedure();
const directories = { '54': indexDirectory(demonstrationDirectory('54')), '57': indexDirectory(demonstrationDirectory('57')) };

describe.each(['54', '57'] as const)('the shipped situations in %s', (department) => {
  const directory = directories[department];
  const { situations, absent } = situationsFor(directory);

  test('have all an object there', () => {
    expect(absent).toEqual([]);
    expect(situations.length).toBeGreaterThanOrEqual(30);
    expect(new Set(situations.map(({ id }) => id)).size).toBe(situations.length);
  });

  test.each(situations)('$title: the same line by line where the protocol writes out what the desk has always done', ({ facts }) => {
    const silence = behaviourSchema.parse({});
    const played = (of: Procedure) => simulate(facts, Date.UTC(2026, 10, 23, 9), { procedure: of, directory }, silence);
    expect(played(writtenOut(procedure))).toEqual(played(procedure));
  });

  test.each(runSituations(procedure, directory, situations))('$situation.title', ({ differences }) => {
    expect(differences).toEqual([]);
  });
});

const atHome: WorkedSituation = {
  id: 'essai',
  title: 'Un fils',
  facts: situation({ implicated: [implicated('MEMBRE_FAMILLE/ENFANT')] }),
  expected: {
    recipients: [
      { role: 'CD', purpose: 'ACTION' },
      { role: 'CELLULE_ARS', purpose: 'INFORMATION' },
      { role: 'ALMA', purpose: 'INFORMATION' },
    ],
    tasks: [],
    setAside: [],
  },
};
const differences = (change: Partial<WorkedSituation>, of = procedure) =>
  runSituations(of, directories['54'], [{ ...atHome, ...change }])[0]?.differences;

test('a protocol that forgets somebody, or tells one more, is said so in French', () => {
  expect(differences({})).toEqual([]);
  const without = {
    ...procedure,
    chapters: procedure.chapters.map((chapter) => ({ ...chapter, rules: chapter.rules.filter(({ id }) => id !== 'domicile-alma') })),
  };
  expect(differences({}, without)).toEqual(['Attendu et pas prévenu : Centre ALMA, pour information.']);
  expect(differences({ expected: { ...atHome.expected, recipients: atHome.expected.recipients.slice(0, 2) } })).toEqual([
    'Prévenu et pas attendu : Centre ALMA, pour information.',
  ]);
  expect(differences({ expected: { ...atHome.expected, recipients: [] } })).toHaveLength(3);
});

test('tasks, bodies set aside and limits are compared too', () => {
  const vital = { ...atHome.facts, danger: 4 as const };
  expect(differences({ facts: vital })).toContain('Tâche non attendue : appeler tout de suite (astreinte).');
  expect(differences({ expected: { ...atHome.expected, tasks: [{ task: 'PHONE_NOW', to: 'DUTY' }], setAside: ['CD'] } })).toEqual([
    'Tâche attendue, absente : appeler tout de suite (astreinte).',
    'Attendu écarté pour un lien avec le mis en cause, et pas écarté : Conseil départemental.',
  ]);
  const limit = { role: 'CD', reach: 'ACKNOWLEDGED', by: '2026-11-12T17:00' } as const;
  expect(differences({ at: '2026-11-10T16:00', expected: { ...atHome.expected, deadlines: [limit] } })).toEqual([
    'Conseil départemental, reçu : attendu jeudi 12 novembre à 17 h 00, le protocole dit vendredi 13 novembre à 17 h 00.',
  ]);
});

test('a group of roles is met by whichever body is competent', () => {
  const [town, country] = ['54395', '54310'].map((inseeCode) => ({ ...atHome.facts, inseeCode, danger: 3 as const }));
  const expected = (facts: WorkedSituation['facts']) => {
    const told = observed({ facts }, { procedure, directory: directories['54'] });
    if (told === null) throw new Error('refused');
    const recipients = told.recipients.map(({ role, purpose }) =>
      role === 'POLICE' || role === 'GENDARMERIE' ? { role: 'POLICE_OR_GENDARMERIE' as const, purpose } : { role, purpose },
    );
    return { recipients, tasks: told.tasks, setAside: told.setAside };
  };
  for (const facts of [town, country]) if (facts !== undefined) expect(differences({ facts, expected: expected(facts) })).toEqual([]);
});

test('a situation about an establishment that the directory does not know has no object there', () => {
  const [one] = shippedSituations().filter(({ establishment }) => establishment !== undefined);
  if (one === undefined) throw new Error('none');
  const bare = indexDirectory({
    ...demonstrationDirectory('54'),
    organisations: demonstrationDirectory('54').organisations.filter(({ finess }) => finess === undefined),
  });
  expect(situate(one, bare, communesFor('54'))).toEqual({ absent: expect.stringContaining('catégorie') });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codes } from '../../vocabulary/vocabulary.ts';
import type { CountedCase, Survey } from '../survey.ts';
import { composePublication, type EarlierPublication } from './compose.ts';
import { offeredPopulations, offeredTables } from './offered.ts';

const territories = [
  { code: 'arrondissement-1', name: 'Nord' },
  { code: 'arrondissement-2', name: 'Sud' },
];
const populations = offeredPopulations(territories);
const tables = offeredTables(populations);
const days = { first: '2025-01-01', last: '2025-12-31' };

/** As many cases as it takes for some cells to be large: most of one kind, the others of any. */
const someCases = fc
  .array(
    fc.record({
      place: fc.oneof({ weight: 3, arbitrary: fc.constant('DOMICILE') }, fc.constantFrom(...codes('place'))),
      victimGroup: fc.oneof({ weight: 3, arbitrary: fc.constant('PERSONNE_AGEE') }, fc.constantFrom(...codes('victimGroup'))),
      reporterLink: fc.constantFrom(...codes('reporterLink'), null),
      repetition: fc.constantFrom('PREMIERE', null),
      inseeCode: fc.constantFrom('54001', '54002', null),
      maltreatment: fc.subarray(codes('maltreatment').slice(0, 4)),
    }),
    { minLength: 60, maxLength: 150 },
  )
  .map((all) =>
    all.map(
      (facts, index) =>
        ({
          id: `c${index}`,
          lines: [],
          counted: {
            ...facts,
            status: 'OPEN',
            openedAt: 10,
            transfers: [{ id: 't1', purpose: 'ACTION', orderedAt: 20, ...answered(index) }],
          },
        }) as unknown as CountedCase,
    ),
  );

/** Six states, of which one is the council's alone. */
function answered(index: number): { status: string; organisation: string } {
  const status = ['IN_CHARGE', 'OUTCOME_GIVEN', 'REFUSED', 'REROUTED', 'SENT', 'ACKNOWLEDGED'][index % 6] ?? 'SENT';
  return { status, organisation: status === 'IN_CHARGE' || index % 12 < 6 ? 'cd' : 'ars' };
}

const surveyOf = (cases: CountedCase[]) =>
  ({
    period: { from: 0, until: 100 },
    now: 1_000,
    cases,
    contacts: cases.map(({ id }, index) => ({ case: id, kind: 'ALERT', channel: index % 3 === 0 ? 'WEB' : 'PHONE', at: 5 })),
    territoryOf: (commune: string) => (commune === '54001' ? 'arrondissement-1' : 'arrondissement-2'),
    territoryName: (code: string) => code,
  }) as unknown as Survey;

test('of what is published nothing is small, and no line hides a single number', async () => {
  await fc.assert(
    fc.asyncProperty(someCases, async (cases) => {
      const asked = { days, demonstration: true, populations, tables, surveys: [surveyOf(cases)], own: [0], before: [] };
      const { content, leaks, hidden } = await composePublication({ ...asked, mode: 'HIDDEN' });
      expect(leaks).toEqual([]);
      for (const { population, axes, several, cells } of content.tables) {
        const least = populations.find(({ id }) => id === population)?.least ?? Number.NaN;
        for (const { value } of cells) expect(value ?? least).toBeGreaterThanOrEqual(least);
        const shownWhole = cells.find(({ where }) => Object.keys(where).length === 0)?.value !== null;
        const alone = cells.filter(({ value, labels }) => value === null && labels.every((label) => label !== null)).length;
        if (axes.length === 1 && !several && shownWhole) expect(alone).not.toBe(1);
      }
      expect(JSON.stringify(content)).not.toMatch(/FEW|BESIDE|ONE_BODY/);
      expect(hidden.length).toBeGreaterThan(0);
      const dominated = hidden.filter(({ why }) => why === 'ONE_BODY');
      expect(dominated.length, 'what the council alone has in charge').toBeGreaterThan(0);
      const again = await composePublication({ ...asked, mode: 'ROUNDED' });
      for (const { value } of again.content.tables.flatMap((table) => table.cells)) expect((value ?? 0) % 5).toBe(0);
    }),
    { numRuns: 8 },
  );
});

/** Cases by two places alone. */
const twoPlaces = populations
  .filter(({ id }) => id === 'dossiers-ouverts')
  .map((population) => ({
    ...population,
    axes: population.axes
      .filter(({ id }) => id === 'dossiers-par-lieu')
      .map((axis) => ({ ...axis, levels: [['DOMICILE', 'TRAJET'].map((code) => ({ code, label: code, of: [code] }))] })),
  }));
const byPlace = tables.filter(({ id }) => id === 'dossiers-par-lieu');
/** Cases at home and on the road, in each slice. */
const slicesWith = (...counts: { home: number; road?: number }[]) =>
  counts.map(({ home, road = 0 }) =>
    surveyOf(
      ['DOMICILE', 'TRAJET'].flatMap((place, index) =>
        Array.from(
          { length: [home, road][index] ?? 0 },
          (_, each) =>
            ({
              id: `${place}${each}`,
              lines: [],
              counted: { place, maltreatment: [], status: 'OPEN', openedAt: 10, transfers: [] },
            }) as unknown as CountedCase,
        ),
      ),
    ),
  );
const shownOf = ({ content }: Pick<EarlierPublication, 'content'>, place?: string) =>
  content.tables[0]?.cells.find(({ where }) => where['dossiers-par-lieu']?.[0] === place)?.value ?? null;

test('three publications taken together do not give the days that none of them is of', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(...[30, 30, 3].map((most) => fc.record({ home: fc.integer({ min: most - 3, max: most + 3 }), road: fc.nat(12) }))),
      async (counts) => {
        const asked = { days, demonstration: true, populations: twoPlaces, tables: byPlace, surveys: slicesWith(...counts), mode: 'HIDDEN' } as const;
        const before: EarlierPublication[] = [];
        for (const own of [[0], [1], [0, 1, 2]]) {
          const { content, leaks } = await composePublication({ ...asked, own, before });
          expect(leaks).toEqual([]);
          before.push({ slices: own, content });
        }
        for (const place of [undefined, 'DOMICILE', 'TRAJET']) {
          const [first, second, all] = before.map((one) => shownOf(one, place));
          if (typeof first !== 'number' || typeof second !== 'number' || typeof all !== 'number') continue;
          expect(all - first - second, `${place}, of the third slice`).toBeGreaterThanOrEqual(11);
        }
      },
    ),
    {
      numRuns: 10,
      examples: [
        [
          [
            { home: 30, road: 0 },
            { home: 30, road: 0 },
            { home: 3, road: 0 },
          ],
        ],
      ],
    },
  );
});

test('what came out hidden is never rounded next, nor the other way round', async () => {
  const asked = { days, demonstration: true, populations: twoPlaces, tables: byPlace, surveys: slicesWith({ home: 40, road: 3 }), own: [0] };
  for (const [then, now] of [
    ['HIDDEN', 'ROUNDED'],
    ['ROUNDED', 'HIDDEN'],
  ] as const) {
    const { content } = await composePublication({ ...asked, mode: then, before: [] });
    const next = composePublication({ ...asked, mode: now, before: [{ slices: [0], content }] });
    await expect(next).rejects.toMatchObject({ why: 'OTHER_MODE' });
  }
});

test('shares that came out are known for ever', async () => {
  const asked = {
    days,
    demonstration: true,
    populations: twoPlaces,
    tables: byPlace,
    surveys: slicesWith({ home: 38, road: 2 }),
    own: [0],
    mode: 'ROUNDED',
  } as const;
  const first = await composePublication({ ...asked, before: [] });
  expect(first.content.quality.shares, 'two of forty are five in a hundred').toBe(false);
  expect(first.leaks).toEqual([]);
  // As they would have come out, had there been more.
  const content = {
    ...first.content,
    tables: first.content.tables.map((table) => ({ ...table, cells: table.cells.map((cell) => ({ ...cell, percent: 5 })) })),
  };
  const next = await composePublication({ ...asked, before: [{ slices: [0], content }] });
  expect(next.leaks.map(({ value }) => value)).toContain(2);
});

test('what came out with codes that are no more is refused in words', async () => {
  const asked = {
    days,
    demonstration: true,
    populations: twoPlaces,
    tables: byPlace,
    surveys: slicesWith({ home: 40 }),
    own: [0],
    mode: 'HIDDEN',
  } as const;
  const { content } = await composePublication({ ...asked, before: [] });
  const recoded = {
    ...content,
    tables: content.tables.map((table) => ({ ...table, cells: table.cells.map((cell) => ({ ...cell, where: { gone: ['A'] } })) })),
  };
  await expect(composePublication({ ...asked, before: [{ slices: [0], content: recoded }] })).rejects.toMatchObject({ why: 'OTHER_CODES' });
});

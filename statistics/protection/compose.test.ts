import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codes } from '../../vocabulary/vocabulary.ts';
import type { CountedCase, Survey } from '../survey.ts';
import { composePublication } from './compose.ts';
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

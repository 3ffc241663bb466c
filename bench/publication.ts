/**
 * How long it takes to make and to prove a publication of every table there is, beside one of the first half of the year, over a year of a large
 * department: invented cases, taken again and again.  node bench/publication.ts [cases]
 */
import { randomBytes } from 'node:crypto';
import { piecesOf, wholeDays } from '../calendar/period.ts';
import { tallyOf } from '../cases/tally/fold.ts';
import type { Database } from '../database/pool.ts';
import { keyRings } from '../database/sealing.ts';
import { demonstrationDirectory } from '../demonstration/directories.ts';
import { inventCases } from '../demonstration/lives/invent.ts';
import { arrondissementsOf } from '../directory/record/communes.ts';
import { calendarOf, indexDirectory } from '../directory/resolve.ts';
import { nationalProcedure } from '../procedures/library/index.ts';
import { composePublication } from '../statistics/protection/compose.ts';
import { offeredPopulations, offeredTables } from '../statistics/protection/offered.ts';
import type { Survey } from '../statistics/survey.ts';

const wanted = Number(process.argv[2] ?? 12_677);
const now = Date.UTC(2026, 0, 15);
const directory = indexDirectory({ ...demonstrationDirectory('54'), revision: 1 });
const invented = [
  ...inventCases(
    {
      db: { keys: keyRings({ master: randomBytes(32), journal: randomBytes(32), index: randomBytes(32) }) } as Database,
      run: { department: '54', seed: 'publication', cases: 600, until: now, days: 380 },
      world: { procedure: nationalProcedure(), directory },
      versions: { slug: 'national', number: 1, revision: 1 },
      agents: ['camille'],
    },
    0,
    600,
  ),
].map(({ steps }) => tallyOf(steps.flatMap(({ entries }) => entries)));
const cases = Array.from({ length: wanted }, (_, index) => ({ id: `c${index}`, ...(invented[(index * 7) % invented.length] ?? never()) }));
const territories = arrondissementsOf('54');
const contacts = cases.flatMap(({ id, counted }) => counted.alerts.map(({ at, channel }) => ({ case: id, kind: 'ALERT' as const, channel, at })));

const half = { first: '2025-01-01', last: '2025-06-30' };
const year = { first: '2025-01-01', last: '2025-12-31' };
const surveyOf = ({ first, last }: typeof year): Survey => {
  const period = wholeDays(first, last, 'Europe/Paris');
  return {
    period,
    now,
    cases,
    contacts: contacts.filter(({ at }) => at >= period.from && at < period.until),
    readings: [],
    calendar: calendarOf(directory, 'desk'),
    bodyName: (id) => id,
    territoryOf: (commune) => territories.find(({ communes }) => communes.includes(commune))?.code ?? null,
    territoryName: (code) => code,
  };
};
const populations = offeredPopulations(territories);
const tables = offeredTables(populations);
const shared = { mode: 'HIDDEN', demonstration: true, populations, tables } as const;

const pieces = piecesOf([half, year]);
const first = await composePublication({ ...shared, days: half, surveys: [surveyOf(half)], own: [0], before: [] });
for (const [words, asked] of [
  ['alone', { ...shared, days: year, surveys: [surveyOf(year)], own: [0], before: [] }],
  [
    'beside the first half of the year',
    { ...shared, days: year, surveys: pieces.map(surveyOf), own: [0, 1], before: [{ slices: [0], content: first.content }] },
  ],
  ['rounded', { ...shared, mode: 'ROUNDED', days: year, surveys: [surveyOf(year)], own: [0], before: [] }],
] as const) {
  const from = performance.now();
  const { content, leaks } = await composePublication(asked);
  const taken = ((performance.now() - from) / 1000).toFixed(1);
  const { quality } = content;
  console.log(
    `${cases.length} cases, ${content.tables.length} tables of ${tables.length}, ${words}: ${taken} s; ${quality.cells} cells, ${quality.hidden} hidden, ${quality.proved} proved, ${leaks.length} leaks`,
  );
}

function never(): never {
  throw new Error('no case was invented');
}

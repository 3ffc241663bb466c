import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, type Database } from '../../database/pool.ts';
import { type FreshDatabase, freshDatabase } from '../database.ts';
import { testKeys } from '../fresh.testing.ts';
import { differing } from './differing.ts';
import { agreeOn } from './disagreement.ts';
import { historyAt, whats } from './history.ts';
import { openPlaces, type ProvedPlace, placesIn } from './places.ts';
import { simulated } from './simulated.ts';
import { smallest } from './smallest.ts';
import { unkept } from './unkept.ts';

let fresh: FreshDatabase;
let db: Database;
let places: ProvedPlace[];
beforeAll(async () => {
  fresh = await freshDatabase();
  db = connect({ url: fresh.appUrl, keys: testKeys, connections: 3, acting: { as: 'COMMAND' } });
  places = await placesIn(db, await openPlaces(db));
});
afterAll(async () => {
  await db?.end();
  await fresh?.drop();
});

const seed = 54;

it('simulate, verify and apply agree on random lives of cases (npm run equivalence for many more)', async () => {
  const { found, histories, situations } = await agreeOn(seed, [0, 200], places, 3);
  expect(found).toBeNull();
  expect(histories).toBe(200);
  expect(situations).toBeGreaterThan(150);
});

it('the histories hold all that may happen, and are the same each time', () => {
  const drawn = Array.from({ length: 600 }, (_, index) => historyAt(seed, index));
  expect(historyAt(seed, 7)).toEqual(drawn[7]);
  const done = new Set(drawn.flatMap(({ steps }) => steps.map(({ what }) => what)));
  expect([...done].toSorted()).toEqual([...new Set(whats)].toSorted());
  expect(drawn.some(({ merged }) => merged !== null && merged.separatedAfter !== null)).toBe(true);
});

it('and what they do is had: more time given and kept, tasks asked again, a link replaced, what is not covered looked at', () => {
  const lived = Array.from({ length: 500 }, (_, index) => play(index).played).flat();
  const kinds = new Set(lived.flatMap(({ entries }) => entries.map(({ kind }) => kind)));
  for (const kind of ['EXTENSION_REQUESTED', 'EXTENSION_GRANTED', 'EXTENSION_REFUSED', 'LINK_REPLACED', 'SITUATION_NOTED', 'CASE_UNMERGED'] as const)
    expect(kinds, kind).toContain(kind);
  const tasks = new Set(lived.flatMap(({ state }) => state.tasks.map(({ kind }) => kind)));
  for (const kind of ['REPRISAL_WATCH', 'CHECK_BASIS', 'CONFLICT'] as const) expect(tasks, kind).toContain(kind);
});

/** A history in which somebody is told, danger called, and facts change. */
const play = (index: number) => {
  const history = historyAt(seed, index);
  const place = places[history.ground] as ProvedPlace;
  return { history, place, played: simulated(history, place.world, place.holders) };
};

it('a line that is lost, said otherwise or a deadline moved by a second is a difference', () => {
  const { played } = play(0);
  const [own] = played;
  if (own === undefined) throw new Error('nothing was played');
  for (const [index, entry] of own.entries.entries()) {
    expect(differing(played, [{ ...own, entries: own.entries.toSpliced(index, 1) }, ...played.slice(1)])).not.toEqual([]);
    expect(differing(played, [{ ...own, entries: own.entries.with(index, { ...entry, at: entry.at + 1_000 }) }, ...played.slice(1)])).not.toEqual([]);
  }
});

it('who is owed something and is not told, not asked, or told later, is found by what the proof says', () => {
  const caught = { told: 0, asked: 0, later: 0 };
  for (let index = 0; index < 60; index += 1) {
    const { played, place } = play(index);
    const [own] = played;
    const at = own?.entries.findIndex(({ kind }) => kind === 'TRANSFER_ORDERED') ?? -1;
    if (own === undefined || own.entries[at]?.because === undefined || at < 0) continue;
    const broken = (entries: typeof own.entries) => unkept({ entries }, place.ground).map(({ kind }) => kind);
    if (broken(own.entries.toSpliced(at, 1)).includes('NOT_TOLD')) caught.told += 1;
    const task = own.entries.findIndex(({ kind, because }) => kind === 'TASK_RAISED' && 'cause' in because && because.cause.kind === 'RULE');
    if (task >= 0 && broken(own.entries.toSpliced(task, 1)).includes('NOT_ASKED')) caught.asked += 1;
    const moved = own.entries.map((entry) => ({
      ...entry,
      changes: entry.changes.map((change) =>
        'deadline' in change && change.deadline.kind === 'HANDOVER'
          ? { deadline: { ...change.deadline, dueAt: change.deadline.dueAt + 1_000 } }
          : change,
      ),
    }));
    if (broken(moved).includes('TOLD_LATE')) caught.later += 1;
  }
  expect(caught.told).toBeGreaterThan(10);
  expect(caught.asked).toBeGreaterThan(3);
  expect(caught.later).toBeGreaterThan(10);
});

it('what differs is made small: only what it takes is left', async () => {
  const history = Array.from({ length: 200 }, (_, index) => historyAt(seed, index)).find(
    ({ steps }) => steps.length > 4 && steps.some(({ what }) => what === 'REFUSE'),
  );
  if (history === undefined) throw new Error('no such history');
  const least = await smallest(history, async ({ steps }) => steps.some(({ what }) => what === 'REFUSE'));
  expect(least.steps.map(({ what }) => what)).toEqual(['REFUSE']);
  expect(least.merged).toBeNull();
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timelineOf } from '../../api/pages/rehearsal/dry-run-view.ts';
import type { World } from '../../cases/running/turn.ts';
import { demonstrationDirectory } from '../../demonstration/directories.ts';
import { indexDirectory } from '../../directory/resolve.ts';
import { implicated, situation } from '../../procedures/facts.testing.ts';
import { nationalProcedure } from '../../procedures/library/index.ts';
import { behaviourSchema } from '../../rehearsal/dry-run/behaviour.ts';
import { play } from '../../rehearsal/dry-run/play.ts';
import type { Scenario } from '../../rehearsal/dry-run/scenario.ts';
import { drawTimeline } from './timeline.ts';
import { APART, staves } from './timeline-scale.ts';

const world: World = { procedure: nationalProcedure(), directory: indexDirectory(demonstrationDirectory('54')) };
const family = [implicated('MEMBRE_FAMILLE/ENFANT')];

function told(change: Partial<Scenario['facts']>, when: string, behaviour: object = {}, of = world) {
  const played = play({ facts: situation({ implicated: family, ...change }), behaviour: behaviourSchema.parse(behaviour) }, Date.parse(when), of);
  if ('refused' in played) throw new Error(played.refused.code);
  return timelineOf(played, of);
}

const { timeline, days } = told({ danger: 4 }, '2026-12-24T21:15:00Z');

test('every line of the table is a mark of the drawing, under the same number', () => {
  const rows = days.flatMap((day) => day.rows.map(({ no, at }) => [no, at]));
  const marks = timeline.lanes.flatMap((lane) => lane.marks.map(({ no, at }) => [no, at])).sort(([a = 0], [b = 0]) => a - b);
  expect(marks).toEqual(rows);
  expect(rows.map(([no]) => no)).toEqual(rows.map((_, index) => index + 1));
});

test('nights, holidays and week-ends are said where something happens, and between', () => {
  expect(days.map(({ off }) => off)).toContain('Noël');
  expect(days[0]?.rows[0]?.closed).toBe('hors des heures d’ouverture');
  const quiet = told({}, '2026-11-10T15:40:00Z').days.map(({ before }) => before);
  expect(quiet.map((words) => words?.replaceAll(/\s/g, ' '))).toContain('Rien le 11 novembre ; jours non ouvrés : 11 novembre.');
  // Police answer day and night: nothing is closed on their lane.
  const weekday = told({ danger: 4 }, '2026-11-17T22:15:00Z').days;
  const police = weekday.flatMap(({ rows }) => rows).filter(({ who }) => who.startsWith('Commissariat'));
  expect(police.length).toBeGreaterThan(3);
  expect(police.every(({ closed }) => closed === undefined)).toBe(true);
});

test('who is on duty has a lane of its own; a successor stands right under whom it takes over from', () => {
  expect(timeline.lanes.map(({ name }) => name).slice(0, 2)).toEqual(['Guichet', 'Astreinte']);
  const [branch] = timeline.branches;
  expect(branch?.to).toBe((branch?.from ?? 0) + 1);
});

test('marks never touch, and one instant is one place on every lane', () => {
  fc.assert(
    fc.property(
      fc.record({
        danger: fc.constantFrom(0, 1, 2, 3, 4),
        hours: fc.integer({ min: 0, max: 8000 }),
        room: fc.constantFrom(320, 500, 920),
        charge: fc.boolean(),
      }),
      ({ danger, hours, room, charge }) => {
        const when = new Date(Date.parse('2026-01-05T00:00:00Z') + hours * 3_600_000).toISOString();
        const behaviour = charge ? { recipients: { CD: { charge: { workingHours: 5 } } } } : {};
        const { lanes, stretches } = told({ danger: danger as 0 }, when, behaviour).timeline;
        const columns = staves(stretches, lanes, 0, room).flat();
        const place = (at: number) => columns.find(({ stretch }) => at >= stretch.from && at < stretch.until)?.at(at) ?? Number.NaN;
        for (const column of columns) {
          for (const { marks } of lanes) {
            const instants = [...new Set(marks.map(({ at }) => at))].filter((at) => at >= column.stretch.from && at < column.stretch.until);
            for (const [index, at] of instants.entries()) {
              const next = instants[index + 1];
              const beside = marks.filter((mark) => mark.at === at).length;
              // A day with more than the whole width holds cannot keep everything apart.
              if (next !== undefined && column.width < room) expect(place(next) - place(at)).toBeGreaterThanOrEqual(APART * beside - 0.001);
            }
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('time never runs backwards on a stave, and every stave fits its width', () => {
  for (const room of [320, 508, 928]) {
    for (const columns of staves(timeline.stretches, timeline.lanes, 0, room)) {
      const [first, last] = [columns[0], columns.at(-1)];
      expect((last?.x ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual(room + 0.001);
      for (const { stretch, at } of columns) {
        const places = Array.from({ length: 25 }, (_, hour) => at(stretch.from + ((stretch.until - stretch.from) * hour) / 24));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
      }
      expect(first?.x).toBe(0);
    }
  }
});

test('names are escaped, each sign is explained once, and the drawing is described', () => {
  const { organisations } = world.directory;
  const hostile = organisations.map((one) => (one.roles.includes('CD') ? { ...one, name: 'Conseil <script>alert(1)</script>' } : one));
  const svg = drawTimeline(
    told({}, '2026-11-10T15:40:00Z', {}, { ...world, directory: indexDirectory({ ...world.directory, organisations: hostile }) }).timeline,
  );
  expect(svg).not.toContain('<script');
  expect(svg.match(/<svg /g)).toHaveLength(3);
  expect(svg.match(/>relance</g)).toHaveLength(3);
  expect(svg).toContain('Le tableau qui suit dit chaque moment sous le même numéro.');
});

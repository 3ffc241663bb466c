import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Calendar, type CalendarSpec, compile, type Interval, type Weekly } from './calendar.ts';
import { dueAt } from './due.ts';
import { isOpen, nextOpening } from './opening.ts';
import { oracleDue, oracleIsOpen } from './oracle.testing.ts';
import type { Instant, Span } from './span.ts';

const MINUTE = 60_000;

/** Two windows of 2026, each around a clock change of Paris and one of Miquelon, with holidays in both. */
const minuteBetween = (from: string, to: string) =>
  fc.integer({ min: Date.parse(from) / MINUTE, max: Date.parse(to) / MINUTE }).map((minutes) => minutes * MINUTE);
const instants = fc.oneof(minuteBetween('2026-03-02T00:00Z', '2026-04-10T00:00Z'), minuteBetween('2026-10-16T00:00Z', '2026-11-15T00:00Z'));
const dates = instants.map((at) => new Date(at).toISOString().slice(0, 10));

/** Boundaries on quarters of an hour, none strictly inside the hour that clock changes skip or repeat. */
const boundary = fc
  .integer({ min: 0, max: 96 })
  .map((quarter) => quarter * 15)
  .filter((minute) => minute <= 60 || minute >= 180);
const intervals = fc
  .uniqueArray(boundary, { minLength: 2, maxLength: 4 })
  .map((minutes) => minutes.toSorted((a, b) => a - b))
  .map((minutes): Interval[] => [
    [minutes[0] ?? 0, minutes[1] ?? 1440],
    ...(minutes.length === 4 ? [[minutes[2] ?? 0, minutes[3] ?? 1440] as Interval] : []),
  ]);

const weekly: fc.Arbitrary<Weekly> = fc
  .array(fc.option(intervals, { freq: 3 }), { minLength: 7, maxLength: 7 })
  .filter((week) => week.some((day) => day !== null))
  .map((week) => Object.fromEntries(week.flatMap((day, index) => (day === null ? [] : [[index + 1, day]]))));

const specs: fc.Arbitrary<CalendarSpec> = fc
  .record({
    region: fc.constantFrom('54', '974', '975'),
    weekly: fc.option(weekly, { freq: 6 }),
    holidays: fc.boolean(),
    closed: fc.uniqueArray(dates, { maxLength: 4 }),
    open: fc.uniqueArray(fc.tuple(dates, intervals), { maxLength: 3, selector: ([date]) => date }),
  })
  .map(({ region, weekly: week, holidays, closed, open }) => ({
    region,
    weekly: week,
    ...(!holidays && { holidays }),
    closed: closed.filter((date) => open.every(([opened]) => opened !== date)).map((date) => ({ date, why: 'Fermeture' })),
    open: open.map(([date, hoursThatDay]) => ({ date, intervals: hoursThatDay, why: 'Permanence' })),
  }));

const units = fc.constantFrom('hours', 'workingHours', 'days', 'workingDays');
type Unit = 'hours' | 'workingHours' | 'days' | 'workingDays';
const spanOf = (unit: Unit, amount: number): Span =>
  ({ hours: { hours: amount }, workingHours: { workingHours: amount }, days: { days: amount }, workingDays: { workingDays: amount } })[unit];
const spans: fc.Arbitrary<Span> = fc.tuple(units, fc.integer({ min: 1, max: 12 })).map(([unit, amount]) => spanOf(unit, amount));

const check = (property: fc.IRawProperty<unknown>, numRuns = 300) => fc.assert(property, { numRuns });

function lastDate(calendar: Calendar, at: Instant): string {
  return calendar.day(calendar.ordinalAt(at - 1)).date;
}

describe('dueAt', () => {
  it('agrees with an oracle that walks minute by minute', () => {
    check(
      fc.property(specs, instants, spans, (spec, from, span) => {
        expect(dueAt(compile(spec), from, span).due).toBe(oracleDue(spec, from, span));
      }),
    );
  });

  it('is never before its start', () => {
    check(fc.property(specs, instants, spans, (spec, from, span) => dueAt(compile(spec), from, span).due > from));
  });

  it('is never sooner for a later start', () => {
    check(
      fc.property(specs, instants, fc.integer({ min: 0, max: 20_000 }), spans, (spec, from, minutes, span) => {
        const calendar = compile(spec);
        return dueAt(calendar, from, span).due <= dueAt(calendar, from + minutes * MINUTE, span).due;
      }),
    );
  });

  it('is never sooner for a longer span of the same unit', () => {
    check(
      fc.property(specs, instants, units, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 20 }), (spec, from, unit, amount, more) => {
        const calendar = compile(spec);
        const [shorter, longer] = [dueAt(calendar, from, spanOf(unit, amount)).due, dueAt(calendar, from, spanOf(unit, amount + more)).due];
        return unit === 'days' || more === 0 ? shorter <= longer : shorter < longer;
      }),
    );
  });

  it('adds working hours up: one span is two in a row', () => {
    const quarters = fc.integer({ min: 1, max: 80 }).map((quarter) => quarter / 4);
    check(
      fc.property(specs, instants, quarters, quarters, (spec, from, first, second) => {
        const calendar = compile(spec);
        const between = dueAt(calendar, from, { workingHours: first }).due;
        return dueAt(calendar, between, { workingHours: second }).due === dueAt(calendar, from, { workingHours: first + second }).due;
      }),
    );
  });

  it('falls inside opening hours or at their end, except for elapsed hours', () => {
    check(
      fc.property(specs, instants, spans, (spec, from, span) => {
        const calendar = compile(spec);
        const { due } = dueAt(calendar, from, span);
        return 'hours' in span || isOpen(calendar, due - 1);
      }),
    );
  });

  it('skips only days without an opening, in order, between the start and the end', () => {
    check(
      fc.property(specs, instants, spans, (spec, from, span) => {
        const calendar = compile(spec);
        const { due, skipped } = dueAt(calendar, from, span);
        const found = skipped.map(({ date }) => date);
        expect(found).toEqual([...new Set(found)].sort());
        for (const { date, why } of skipped) {
          expect(why).not.toBe('');
          expect(date >= calendar.day(calendar.ordinalAt(from)).date && date < lastDate(calendar, due)).toBe(true);
        }
      }),
    );
  });

  it('does not depend on what the calendar was asked before', () => {
    const asked = fc.array(fc.tuple(instants, spans), { maxLength: 5 });
    check(
      fc.property(specs, asked, instants, spans, (spec, before, from, span) => {
        const used = compile(spec);
        for (const [at, other] of before) dueAt(used, at, other);
        expect(dueAt(used, from, span)).toEqual(dueAt(compile(spec), from, span));
      }),
    );
  });
});

describe('isOpen and nextOpening', () => {
  it('agree with the oracle', () => {
    check(
      fc.property(specs, instants, (spec, at) => {
        const calendar = compile(spec);
        let next = at;
        while (!oracleIsOpen(spec, next)) next += MINUTE;
        expect(isOpen(calendar, at)).toBe(oracleIsOpen(spec, at));
        expect(nextOpening(calendar, at)).toBe(next);
      }),
    );
  });
});

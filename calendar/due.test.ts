import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { type CalendarSpec, compile } from './calendar.ts';
import { dueAt } from './due.ts';
import { parseHours } from './hours.ts';
import type { Span } from './span.ts';

const OFFICE = parseHours('Mon-Fri 09:00-17:00');
const NATIONAL_LINE = parseHours('Mon-Fri 09:00-19:00; Sat,Sun 09:00-13:00,14:00-19:00');

function due(from: string, span: Span, spec: Partial<CalendarSpec> = {}): string | null {
  const calendar = compile({ region: '54', weekly: OFFICE, ...spec });
  return DateTime.fromMillis(dueAt(calendar, DateTime.fromISO(from).toMillis(), span).due, { zone: calendar.zone }).toISO({
    suppressMilliseconds: true,
  });
}

function skipped(from: string, span: Span, spec: Partial<CalendarSpec> = {}): string[] {
  const calendar = compile({ region: '54', weekly: OFFICE, ...spec });
  return dueAt(calendar, DateTime.fromISO(from).toMillis(), span).skipped.map(({ date, why }) => `${date} ${why}`);
}

describe('hours', () => {
  it('elapse through nights, weekends and holidays', () => {
    expect(due('2026-12-24T18:00:00+01:00', { hours: 48 })).toBe('2026-12-26T18:00:00+01:00');
    expect(skipped('2026-12-24T18:00:00+01:00', { hours: 48 })).toEqual([]);
  });

  it('elapse exactly through both clock changes', () => {
    expect(due('2026-03-28T12:00:00+01:00', { hours: 24 })).toBe('2026-03-29T13:00:00+02:00');
    expect(due('2026-10-24T12:00:00+02:00', { hours: 24 })).toBe('2026-10-25T11:00:00+01:00');
  });
});

describe('workingHours', () => {
  it('accumulate inside opening hours only', () => {
    expect(due('2026-11-23T10:00:00+01:00', { workingHours: 4 })).toBe('2026-11-23T14:00:00+01:00');
    expect(due('2026-11-23T15:00:00+01:00', { workingHours: 4 })).toBe('2026-11-24T11:00:00+01:00');
    expect(due('2026-11-23T06:00:00+01:00', { workingHours: 1 })).toBe('2026-11-23T10:00:00+01:00');
    expect(due('2026-11-23T17:00:00+01:00', { workingHours: 1 })).toBe('2026-11-24T10:00:00+01:00');
  });

  it('that end exactly at closing are due at closing', () => {
    expect(due('2026-11-23T10:00:00+01:00', { workingHours: 7 })).toBe('2026-11-23T17:00:00+01:00');
    expect(due('2026-11-20T16:00:00+01:00', { workingHours: 1 })).toBe('2026-11-20T17:00:00+01:00');
  });

  it('stop over a lunch break, closing before it counting as closing', () => {
    const weekly = parseHours('Mon-Fri 09:00-12:00,13:00-17:00');
    expect(due('2026-11-23T11:00:00+01:00', { workingHours: 1 }, { weekly })).toBe('2026-11-23T12:00:00+01:00');
    expect(due('2026-11-23T11:00:00+01:00', { workingHours: 2 }, { weekly })).toBe('2026-11-23T14:00:00+01:00');
    expect(due('2026-11-23T12:30:00+01:00', { workingHours: 2 }, { weekly })).toBe('2026-11-23T15:00:00+01:00');
  });

  it('pass over weekends and holidays, and say which', () => {
    expect(due('2026-04-02T16:00:00+02:00', { workingHours: 2 }, { region: '57' })).toBe('2026-04-07T10:00:00+02:00');
    expect(skipped('2026-04-02T16:00:00+02:00', { workingHours: 2 }, { region: '57' })).toEqual([
      '2026-04-03 Vendredi saint',
      '2026-04-04 fermé le samedi',
      '2026-04-05 fermé le dimanche',
      '2026-04-06 Lundi de Pâques',
    ]);
  });

  it('report the day of the event when nobody worked it', () => {
    expect(skipped('2026-11-21T10:00:00+01:00', { workingHours: 1 })).toEqual(['2026-11-21 fermé le samedi', '2026-11-22 fermé le dimanche']);
  });

  it('count the day of a clock change by the hours really open', () => {
    const weekly = parseHours('Sat,Sun 00:00-24:00');
    expect(due('2026-03-29T00:00:00+01:00', { workingHours: 23 }, { weekly })).toBe('2026-03-30T00:00:00+02:00');
    expect(due('2026-10-25T00:00:00+02:00', { workingHours: 25 }, { weekly })).toBe('2026-10-26T00:00:00+01:00');
  });

  it('run on the national line all week, with its weekend break', () => {
    expect(due('2026-11-28T12:30:00+01:00', { workingHours: 1 }, { weekly: NATIONAL_LINE })).toBe('2026-11-28T14:30:00+01:00');
    expect(due('2026-11-27T12:30:00+01:00', { workingHours: 1 }, { weekly: NATIONAL_LINE })).toBe('2026-11-27T13:30:00+01:00');
    expect(due('2026-11-29T18:00:00+01:00', { workingHours: 2 }, { weekly: NATIONAL_LINE })).toBe('2026-11-30T10:00:00+01:00');
  });

  it('run day and night on the working days of a calendar without hours', () => {
    expect(due('2026-11-20T22:00:00+01:00', { workingHours: 3 }, { weekly: null })).toBe('2026-11-23T01:00:00+01:00');
  });

  it('may be a fraction', () => {
    expect(due('2026-11-23T16:50:00+01:00', { workingHours: 0.5 })).toBe('2026-11-24T09:20:00+01:00');
  });
});

describe('workingDays', () => {
  it('do not count the day of the event, however early it is', () => {
    expect(due('2026-11-23T00:00:00+01:00', { workingDays: 1 })).toBe('2026-11-24T17:00:00+01:00');
    expect(due('2026-11-23T23:59:59+01:00', { workingDays: 1 })).toBe('2026-11-24T17:00:00+01:00');
    expect(due('2026-11-24T00:00:00+01:00', { workingDays: 1 })).toBe('2026-11-25T17:00:00+01:00');
  });

  it('cross Good Friday, the weekend and Easter Monday in Moselle, not the Friday in Meurthe-et-Moselle', () => {
    expect(due('2026-04-02T16:00:00+02:00', { workingDays: 2 }, { region: '57' })).toBe('2026-04-08T17:00:00+02:00');
    expect(due('2026-04-02T16:00:00+02:00', { workingDays: 2 })).toBe('2026-04-07T17:00:00+02:00');
  });

  it('do not report the day of the event as skipped', () => {
    expect(skipped('2026-11-21T10:00:00+01:00', { workingDays: 1 })).toEqual(['2026-11-22 fermé le dimanche']);
  });

  it('are due at the last closing of a day with a break', () => {
    const weekly = parseHours('Mon-Thu 09:00-12:00,13:00-18:00; Fri 09:00-12:00');
    expect(due('2026-11-25T10:00:00+01:00', { workingDays: 1 }, { weekly })).toBe('2026-11-26T18:00:00+01:00');
    expect(due('2026-11-25T10:00:00+01:00', { workingDays: 2 }, { weekly })).toBe('2026-11-27T12:00:00+01:00');
  });

  it('are due at 24:00 on a calendar without hours', () => {
    expect(due('2026-11-25T10:00:00+01:00', { workingDays: 2 }, { weekly: null })).toBe('2026-11-28T00:00:00+01:00');
    expect(due('2026-11-27T10:00:00+01:00', { workingDays: 1 }, { weekly: null })).toBe('2026-12-01T00:00:00+01:00');
  });

  it('take the day of the event from the place, not from Paris', () => {
    expect(due('2026-11-24T01:00:00Z', { workingDays: 1 }, { region: '972' })).toBe('2026-11-24T17:00:00-04:00');
    expect(due('2026-11-23T21:00:00Z', { workingDays: 1 }, { region: '974' })).toBe('2026-11-25T17:00:00+04:00');
  });

  it('know the overseas holiday', () => {
    expect(due('2026-05-21T10:00:00-04:00', { workingDays: 1 }, { region: '972' })).toBe('2026-05-26T17:00:00-04:00');
    expect(due('2026-05-21T10:00:00-04:00', { workingDays: 1 }, { region: '971' })).toBe('2026-05-22T17:00:00-04:00');
  });

  it('close at the same wall clock after a clock change', () => {
    expect(due('2026-03-27T10:00:00+01:00', { workingDays: 1 })).toBe('2026-03-30T17:00:00+02:00');
    expect(due('2026-10-23T10:00:00+02:00', { workingDays: 1 })).toBe('2026-10-26T17:00:00+01:00');
    expect(due('2026-03-06T10:00:00-03:00', { workingDays: 1 }, { region: '975' })).toBe('2026-03-09T17:00:00-02:00');
  });

  it('count weekends that the desk works', () => {
    expect(due('2026-11-27T10:00:00+01:00', { workingDays: 1 }, { weekly: NATIONAL_LINE })).toBe('2026-11-28T19:00:00+01:00');
  });
});

describe('days', () => {
  it('count weekends and holidays, and do not count the day of the event', () => {
    expect(due('2026-11-19T10:00:00+01:00', { days: 7 })).toBe('2026-11-26T17:00:00+01:00');
    expect(skipped('2026-11-19T10:00:00+01:00', { days: 7 })).toEqual([]);
  });

  it('that end on a non-working day move to the next working day', () => {
    expect(due('2026-11-19T10:00:00+01:00', { days: 2 })).toBe('2026-11-23T17:00:00+01:00');
    expect(skipped('2026-11-19T10:00:00+01:00', { days: 2 })).toEqual(['2026-11-21 fermé le samedi', '2026-11-22 fermé le dimanche']);
    expect(due('2026-12-20T10:00:00+01:00', { days: 5 }, { region: '57' })).toBe('2026-12-28T17:00:00+01:00');
  });

  it('are due at 24:00 on a calendar without hours', () => {
    expect(due('2026-11-19T10:00:00+01:00', { days: 1 }, { weekly: null })).toBe('2026-11-21T00:00:00+01:00');
  });
});

describe('local exceptions', () => {
  const spec: Partial<CalendarSpec> = {
    region: '57',
    closed: [{ date: '2026-04-08', why: 'Séminaire' }],
    open: [{ date: '2026-04-03', intervals: [[600, 960]], why: 'Commune sans temple' }],
  };

  it('open beats a holiday, with its own hours', () => {
    expect(due('2026-04-02T16:00:00+02:00', { workingDays: 1 }, spec)).toBe('2026-04-03T16:00:00+02:00');
    expect(due('2026-04-02T16:00:00+02:00', { workingHours: 2 }, spec)).toBe('2026-04-03T11:00:00+02:00');
  });

  it('closed beats an ordinary day, and says why', () => {
    expect(due('2026-04-07T16:00:00+02:00', { workingDays: 1 }, spec)).toBe('2026-04-09T17:00:00+02:00');
    expect(skipped('2026-04-07T16:00:00+02:00', { workingDays: 1 }, spec)).toEqual(['2026-04-08 Séminaire']);
  });

  it('closed gives its own reason on a holiday too', () => {
    const closed = [{ date: '2026-12-25', why: 'Fermeture annuelle' }];
    expect(skipped('2026-12-24T10:00:00+01:00', { workingDays: 1 }, { closed })[0]).toBe('2026-12-25 Fermeture annuelle');
  });

  it('open a weekend, on a calendar without hours too', () => {
    const open = [{ date: '2026-11-28', intervals: [[540, 720]] as [number, number][], why: 'Permanence' }];
    expect(due('2026-11-27T10:00:00+01:00', { workingDays: 1 }, { open })).toBe('2026-11-28T12:00:00+01:00');
    expect(due('2026-11-27T10:00:00+01:00', { workingDays: 1 }, { open, weekly: null })).toBe('2026-11-28T12:00:00+01:00');
  });
});

describe('what cannot be answered is refused', () => {
  it.each([{ hours: 0 }, { hours: -1 }, { workingHours: Number.NaN }, { workingDays: 1.5 }, { days: 0 }, { days: 20_001 }])('%o', (span) => {
    expect(() => due('2026-11-23T10:00:00+01:00', span)).toThrow(/span.*nombre positif/);
  });

  it.each([{}, { 1: [], 2: [] }])('a calendar that never opens: %o', (weekly) => {
    for (const span of [{ days: 1 }, { workingDays: 1 }, { workingHours: 1 }]) {
      expect(() => due('2026-11-23T10:00:00+01:00', span, { weekly })).toThrow(/n’ouvre plus jamais/);
    }
    expect(due('2026-11-23T10:00:00+01:00', { hours: 1 }, { weekly })).toBe('2026-11-23T11:00:00+01:00');
  });

  it('a calendar that opens on declared dates only, once they are past', () => {
    const spec: Partial<CalendarSpec> = { weekly: {}, open: [{ date: '2026-12-01', intervals: [[540, 720]], why: 'Permanence' }] };
    expect(due('2026-11-23T10:00:00+01:00', { workingHours: 3 }, spec)).toBe('2026-12-01T12:00:00+01:00');
    expect(() => due('2026-11-23T10:00:00+01:00', { workingHours: 4 }, spec)).toThrow(/n’ouvre plus jamais/);
    expect(() => due('2026-12-01T10:00:00+01:00', { workingDays: 1 }, spec)).toThrow(/n’ouvre plus jamais/);
  });

  it('an instant that is none, or is outside every calendar', () => {
    const calendar = compile({ region: '54', weekly: OFFICE });
    expect(() => dueAt(calendar, Number.NaN, { hours: 1 })).toThrow(/from/);
    expect(() => dueAt(calendar, 9e15, { workingDays: 1 })).toThrow(/hors du calendrier/);
  });
});

import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { compile } from './calendar.ts';
import { frenchDate, frenchDateTime, frenchDeadline, frenchDuration, frenchSpan } from './french.ts';
import { parseHours } from './hours.ts';
import type { Span } from './span.ts';

const at = (iso: string) => DateTime.fromISO(iso).toMillis();
const plain = (text: string) => text.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ');

describe('frenchDateTime', () => {
  it.each([
    ['2026-11-26T17:00:00+01:00', 'jeudi 26 novembre, 17 h'],
    ['2026-11-26T17:30:00+01:00', 'jeudi 26 novembre, 17 h 30'],
    ['2026-11-26T09:05:59+01:00', 'jeudi 26 novembre, 9 h 05'],
    ['2026-08-01T00:00:00+02:00', 'samedi 1er août, 0 h'],
    ['2027-02-03T08:00:00+01:00', 'mercredi 3 février 2027, 8 h'],
  ])('%s is « %s » in 2026', (instant, french) => {
    expect(plain(frenchDateTime(at(instant), 'Europe/Paris', 2026))).toBe(french);
  });

  it('reads the clock of the place', () => {
    expect(plain(frenchDateTime(at('2026-11-26T01:00:00Z'), 'America/Martinique', 2026))).toBe('mercredi 25 novembre, 21 h');
  });

  it('breaks no line inside a date or an hour', () => {
    expect(frenchDateTime(at('2027-11-26T17:30:00+01:00'), 'Europe/Paris', 2026)).toBe('vendredi 26\u00a0novembre\u00a02027, 17\u00a0h\u00a030');
  });

  it('leaves the year out when no current year is given', () => {
    expect(plain(frenchDate(at('2027-11-26T17:30:00+01:00'), 'Europe/Paris'))).toBe('vendredi 26 novembre');
  });
});

describe('frenchDeadline', () => {
  it.each([
    ['2026-12-23T00:00:00+01:00', 'mardi 22 décembre, minuit'],
    ['2027-01-01T00:00:00+01:00', 'jeudi 31 décembre, minuit'],
    ['2026-12-23T00:01:00+01:00', 'mercredi 23 décembre, 0 h 01'],
    ['2026-12-22T17:00:00+01:00', 'mardi 22 décembre, 17 h'],
  ])('%s is « %s »', (instant, french) => {
    expect(plain(frenchDeadline(at(instant), 'Europe/Paris', 2026))).toBe(french);
  });
});

describe('frenchSpan', () => {
  it.each<[Span, string]>([
    [{ workingDays: 2 }, '2 jours ouvrés'],
    [{ workingDays: 1 }, '1 jour ouvré'],
    [{ days: 7 }, '7 jours'],
    [{ hours: 48 }, '48 heures'],
    [{ hours: 1 }, '1 heure'],
    [{ hours: 1.5 }, '1,5 heure'],
    [{ hours: 0.5 }, '30 minutes'],
    [{ workingHours: 4 }, '4 heures ouvrées'],
    [{ hours: 17_520 }, '17 520 heures'],
  ])('%o is « %s »', (span, french) => {
    expect(plain(frenchSpan(span))).toBe(french);
  });
});

describe('frenchDuration', () => {
  const calendar = compile({ region: '57', weekly: parseHours('Mon-Fri 09:00-17:00') });

  it.each([
    ['2026-11-23T10:00:00+01:00', '2026-11-25T17:00:00+01:00', 'dans 2 jours ouvrés'],
    ['2026-04-02T16:00:00+02:00', '2026-04-07T17:00:00+02:00', 'dans 1 jour ouvré'],
    ['2026-11-23T10:00:00+01:00', '2026-11-23T17:00:00+01:00', 'dans 7 heures'],
    ['2026-11-23T16:50:00+01:00', '2026-11-23T17:00:00+01:00', 'dans 10 minutes'],
    ['2026-11-23T17:00:00+01:00', '2026-11-23T17:00:00+01:00', 'dans moins d’une minute'],
    ['2026-11-23T18:00:01+01:00', '2026-11-23T17:00:00+01:00', 'en retard de 1 heure'],
    ['2026-11-23T09:00:00+01:00', '2026-11-19T17:00:00+01:00', 'en retard de 2 jours ouvrés'],
    ['2026-11-21T18:00:00+01:00', '2026-11-20T17:00:00+01:00', 'en retard de 25 heures'],
  ])('at %s, %s is « %s »', (now, instant, french) => {
    expect(plain(frenchDuration(at(now), at(instant), calendar))).toBe(french);
  });

  it('counts days of 24 hours without a calendar', () => {
    expect(plain(frenchDuration(at('2026-11-20T10:00:00Z'), at('2026-11-23T09:00:00Z')))).toBe('dans 2 jours');
    expect(plain(frenchDuration(at('2026-11-20T10:00:00Z'), at('2026-11-22T09:00:00Z')))).toBe('dans 47 heures');
  });
});

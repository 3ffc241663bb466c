import { expect, test } from 'vitest';
import { localMoment, yearIn } from './local.ts';

test.each([
  ['Indian/Reunion', '2026-12-31T21:30:00Z', 2027],
  ['Europe/Paris', '2026-12-31T21:30:00Z', 2026],
  ['Europe/Paris', '2026-12-31T23:30:00Z', 2027],
  ['America/Martinique', '2027-01-01T02:00:00Z', 2026],
])('in %s, %s is of %i', (zone, at, year) => {
  expect(yearIn(Date.parse(at), zone)).toBe(year);
});

test.each([
  ['2026-03-29T01:59', '2026-03-29T00:59:00.000Z'],
  ['2026-03-29T02:30', null],
  ['2026-03-29T02:00', null],
  ['2026-03-29T03:00', '2026-03-29T01:00:00.000Z'],
  ['2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
  ['2026-03-29T02:30+01:00', '2026-03-29T01:30:00.000Z'],
  ['2026-03-29', '2026-03-28T23:00:00.000Z'],
  ['2026-02-30T10:00', null],
  ['demain', null],
])('%s on a clock of Paris', (text, at) => {
  const read = localMoment(text, 'Europe/Paris');
  expect(read === null ? null : new Date(read).toISOString()).toBe(at);
});

import { expect, it } from 'vitest';
import { daysBefore, piecesOf, wholeDays, wholeYear } from './period.ts';

it('a year begins and ends at midnight of the department', () => {
  expect(wholeYear(2026, 'Europe/Paris')).toEqual({ from: Date.parse('2025-12-31T23:00:00Z'), until: Date.parse('2026-12-31T23:00:00Z') });
  expect(wholeYear(2026, 'Indian/Reunion').from).toBe(Date.parse('2025-12-31T20:00:00Z'));
});

it('the day when clocks change is whole', () => {
  expect(wholeDays('2026-03-29', '2026-03-29', 'Europe/Paris')).toEqual({
    from: Date.parse('2026-03-28T23:00:00Z'),
    until: Date.parse('2026-03-29T22:00:00Z'),
  });
});

it('the days before are as many, and whole months before whole months', () => {
  expect(daysBefore({ first: '2026-01-01', last: '2026-12-31' })).toEqual({ first: '2025-01-01', last: '2025-12-31' });
  expect(daysBefore({ first: '2026-03-01', last: '2026-03-31' })).toEqual({ first: '2026-02-01', last: '2026-02-28' });
  expect(daysBefore({ first: '2026-03-23', last: '2026-03-29' })).toEqual({ first: '2026-03-16', last: '2026-03-22' });
  expect(daysBefore({ first: '2026-02-31', last: '2026-03-29' })).toBeNull();
  expect(daysBefore({ first: '2026-03-29', last: '2026-03-28' })).toBeNull();
});

it('spans are cut where any of them begins or ends, gaps left out', () => {
  const [half, summer, before] = [
    { first: '2026-01-01', last: '2026-06-30' },
    { first: '2026-04-01', last: '2026-09-30' },
    { first: '2024-02-01', last: '2024-02-29' },
  ];
  expect(piecesOf([half, summer, before])).toEqual([
    before,
    { first: '2026-01-01', last: '2026-03-31' },
    { first: '2026-04-01', last: '2026-06-30' },
    { first: '2026-07-01', last: '2026-09-30' },
  ]);
  expect(piecesOf([half, half])).toEqual([half]);
});

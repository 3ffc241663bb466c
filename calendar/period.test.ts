import { expect, it } from 'vitest';
import { wholeDays, wholeYear } from './period.ts';

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

import { expect, test } from 'vitest';
import { nextWithin } from './safe-hours.ts';

const paris = { zone: 'Europe/Paris' };
const morning: [number, number] = [8 * 60, 12 * 60];
const at = (iso: string) => Date.parse(iso);

test('inside the hours, now; before them, the same day; after them, the next', () => {
  expect(nextWithin(paris, at('2026-11-22T10:15:00+01:00'), morning)).toBe(at('2026-11-22T10:15:00+01:00'));
  expect(nextWithin(paris, at('2026-11-22T03:00:00+01:00'), morning)).toBe(at('2026-11-22T08:00:00+01:00'));
  expect(nextWithin(paris, at('2026-11-22T12:00:00+01:00'), morning)).toBe(at('2026-11-23T08:00:00+01:00'));
});

test('the local clock counts, also across its changes and in other zones', () => {
  expect(nextWithin(paris, at('2026-03-28T20:00:00+01:00'), morning)).toBe(at('2026-03-29T08:00:00+02:00'));
  expect(nextWithin({ zone: 'America/Martinique' }, at('2026-11-22T10:00:00Z'), morning)).toBe(at('2026-11-22T12:00:00Z'));
});

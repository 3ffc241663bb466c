import { expect, it } from 'vitest';
import { checkOut } from './checkout.ts';
import { compare, table } from './compare.ts';
import { type Figure, figures, type Turn } from './turn.ts';

const all = Object.keys(figures) as Figure[];
const turnOf = (change: Partial<Turn>): Turn => ({ ...(Object.fromEntries(all.map((figure) => [figure, 10])) as Turn), ...change });

it('compares medians, above 1 where today is better: more a second, or fewer milliseconds', () => {
  const today = [1, 500, 400].map((rate, index) => turnOf({ 'alerts/s, 50 connections': rate, 'first mail p50, ms': [60, 50, 900][index] ?? 0 }));
  const other = [2, 200, 900].map((rate) => turnOf({ 'alerts/s, 50 connections': rate, 'first mail p50, ms': 90 }));
  const compared = compare(today, other);
  expect(compared['alerts/s, 50 connections']).toEqual({ today: 400, other: 200, ratio: 2, turns: [0.44, 2.5] });
  expect(compared['first mail p50, ms']).toEqual({ today: 60, other: 90, ratio: 1.5, turns: [0.1, 1.8] });
  expect(compared['whole cases/s']).toEqual({ today: 10, other: 10, ratio: 1, turns: [1, 1] });
  expect(compare(today.slice(1), other.slice(1))['alerts/s, 50 connections'].today).toBe(450);
  expect(table(compared).split('\n')[1]).toMatch(/^alerts\/s, 50 connections +400 +200 +2 +0\.44–2\.5$/);
});

it('says when what it is asked to measure against is no commit', async () => {
  await expect(checkOut('no-such-commit')).rejects.toThrow('n’est pas un commit');
});

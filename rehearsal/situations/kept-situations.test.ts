import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../../accounts/accounts.ts';
import { atHome, monday } from '../../cases/world.testing.ts';
import { type Desk, freshDesk } from '../../test/fresh.testing.ts';
import { changeSituation, dropSituation, keepSituation, keptSituation, keptSituations } from './kept-situations.ts';
import type { WorkedSituation } from './situations.ts';

let desk: Desk;
let by: string;

beforeAll(async () => {
  desk = await freshDesk();
  const account = { department: '54', kind: 'COORDINATOR', organisation: null, email: 'c@guichet.example', name: 'Camille' } as const;
  by = await createAccount(desk.db, account, 'mot de passe');
});
afterAll(() => desk.end());

const expected: WorkedSituation['expected'] = { recipients: [{ role: 'CD', purpose: 'ACTION' }], tasks: [], setAside: [] };
const one = { title: 'Un fils', facts: atHome, at: '2026-11-10T16:00', expected };

test('a situation is kept once, changed if nobody else did, and dropped', async () => {
  const kept = await keepSituation(desk.db, '54', one, by, monday);
  if ('full' in kept) throw new Error('full');
  expect(await keepSituation(desk.db, '54', one, by, monday + 1)).toEqual(kept);
  expect(await keptSituations(desk.db, '54')).toEqual([{ ...one, id: kept.id, version: 1, changedBy: by, changedAt: monday }]);
  const change = { version: 1, title: 'Un fils, veille de fête', expected: { ...expected, recipients: [] } };
  expect(await changeSituation(desk.db, '54', kept.id, change, by, monday + 5)).toBe(true);
  expect(await changeSituation(desk.db, '54', kept.id, { ...change, title: 'Autre' }, by, monday + 6)).toBe(false);
  expect(await keptSituation(desk.db, '54', kept.id)).toMatchObject({ title: 'Un fils, veille de fête', version: 2, changedAt: monday + 5 });
  expect(await keptSituation(desk.db, '57', kept.id)).toBeNull();
  await dropSituation(desk.db, '57', kept.id);
  expect(await keptSituations(desk.db, '54')).toHaveLength(1);
  await dropSituation(desk.db, '54', kept.id);
  await dropSituation(desk.db, '54', kept.id);
  expect(await keptSituations(desk.db, '54')).toEqual([]);
});

import { pino } from 'pino';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { apply } from '../cases/record/apply.ts';
import { noteSeen, raisedWakes, wakeAgain } from '../cases/record/wakes.ts';
import { agent, atHome, noBasis } from '../cases/world.testing.ts';
import { inDepartment } from '../database/pool.ts';
import { receive } from '../intake/receive.ts';
import { anAlert, freshDesk } from '../test/fresh.testing.ts';
import type { CaseRef } from '../workflows/errands.ts';
import { connectRelay, startRelay } from './relay.ts';

let desk: Awaited<ReturnType<typeof freshDesk>>;
beforeAll(async () => {
  desk = await freshDesk();
});
afterAll(() => desk.end());

async function alerts(count: number): Promise<string[]> {
  const received = await Promise.all(Array.from({ length: count }, () => receive(desk.db, anAlert())));
  return received.map((one) => ('conflict' in one ? '' : one.caseId));
}

async function relaying(wake: (ref: CaseRef) => Promise<void>, work: () => Promise<void>): Promise<void> {
  const relay = startRelay({ url: desk.fresh.relayUrl, wake, log: pino({ level: 'silent' }) });
  try {
    await work();
  } finally {
    await relay.close();
  }
}

async function stillRaised(): Promise<number> {
  const pool = connectRelay(desk.fresh.relayUrl);
  try {
    return (await raisedWakes(pool, 1_000, [])).length;
  } finally {
    await pool.end();
  }
}

/** Raises a wake without a notification. */
async function raiseQuietly(caseId = ''): Promise<void> {
  await inDepartment(desk.db, '54', (tx) => tx.query({ text: 'UPDATE wake SET raised = raised + 1 WHERE case_id = $1' }, [caseId]));
}

it('tells the engine of every wake once, a few at a time', async () => {
  const raised = await alerts(60);
  const told: string[] = [];
  let now = 0;
  let most = 0;
  const wake = async ({ caseId }: CaseRef) => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setImmediate(resolve));
    told.push(caseId);
    now -= 1;
  };
  await relaying(wake, () => vi.waitFor(() => expect(told.length).toBeGreaterThanOrEqual(60), { timeout: 10_000 }));
  expect(told.toSorted()).toEqual(raised.toSorted());
  expect(most).toBeLessThanOrEqual(16);
  expect(await stillRaised()).toBe(0);
});

it('tells first of what calls duty, however many came before it, and of what calls duty no more in its turn', async () => {
  const before = await alerts(40);
  const received = await receive(desk.db, anAlert({}, { danger: 4 }));
  const grave = 'conflict' in received ? '' : received.caseId;
  const after = await alerts(2);
  const told: CaseRef[] = [];
  await relaying(
    async (raised) => void told.push(raised),
    () => vi.waitFor(() => expect(told.length).toBe(43), { timeout: 10_000 }),
  );
  expect(told[0]).toMatchObject({ caseId: grave, urgent: true });
  expect(told.slice(1).map(({ caseId }) => caseId)).toEqual([...before, ...after].toSorted());

  await apply(desk.db, '54', grave, { kind: 'Qualified', facts: { ...atHome, danger: 1 }, basis: noBasis, at: Date.now(), by: agent });
  const pool = connectRelay(desk.fresh.relayUrl);
  expect(await raisedWakes(pool, 10, [])).toMatchObject([{ caseId: grave, urgent: false }]);
  await noteSeen(pool, await raisedWakes(pool, 10, []));
  await pool.end();
});

it('tells again of a case that was woken while the engine was being told', async () => {
  const [caseId] = await alerts(1);
  const told: string[] = [];
  const wake = async (ref: CaseRef) => {
    told.push(ref.caseId);
    if (told.length === 1) await raiseQuietly(caseId);
  };
  await relaying(wake, () => vi.waitFor(() => expect(told).toEqual([caseId, caseId]), { timeout: 10_000 }));
  expect(await stillRaised()).toBe(0);
});

it('keeps wakes while the engine is away, and tells of them when it is back', async () => {
  const raised = await alerts(5);
  const told = new Set<string>();
  let away = true;
  let refused = 0;
  const wake = async ({ caseId }: CaseRef) => {
    if (away) {
      refused += 1;
      throw new Error('UNAVAILABLE');
    }
    told.add(caseId);
  };
  await relaying(wake, async () => {
    await vi.waitFor(() => expect(refused).toBeGreaterThanOrEqual(2), { timeout: 60_000 });
    expect(await stillRaised()).toBe(5);
    away = false;
    await vi.waitFor(() => expect([...told].toSorted()).toEqual(raised.toSorted()), { timeout: 60_000 });
  });
  expect(await stillRaised()).toBe(0);
});

it('lets others pass a case whose wake always fails', async () => {
  const [poison, ...others] = await alerts(4);
  const told = new Set<string>();
  const wake = async ({ caseId }: CaseRef) => {
    if (caseId === poison) throw new Error('this one never');
    told.add(caseId);
  };
  await relaying(wake, () => vi.waitFor(() => expect([...told].toSorted()).toEqual(others.toSorted()), { timeout: 10_000 }));
  expect(await stillRaised()).toBe(1);
});

it('finds by sweeping a wake that no notification announced', async () => {
  const told: string[] = [];
  const wake = async ({ caseId }: CaseRef) => void told.push(caseId);
  await relaying(wake, async () => {
    const [caseId] = await alerts(1);
    await vi.waitFor(async () => expect(await stillRaised()).toBe(0), { timeout: 60_000 });
    told.length = 0;
    await raiseQuietly(caseId);
    await vi.waitFor(() => expect(told).toEqual([caseId]), { timeout: 60_000 });
  });
});

it('wakes again every case that has something to come, after a loss', async () => {
  expect(await stillRaised()).toBe(0);
  const woken = await wakeAgain(desk.db);
  expect(woken).toBeGreaterThan(60);
  expect(await wakeAgain(desk.db)).toBe(0);
  expect(await stillRaised()).toBe(woken);
});

import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, freshDesk } from '../test/fresh.testing.ts';
import { createDepartment } from './departments.ts';
import { inDepartment, type Tx } from './pool.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await freshDesk();
});
afterAll(() => desk.end());

const note = (tx: Tx, what: string) =>
  tx.query({ text: `INSERT INTO access_log (department, actor_kind, what, why) VALUES ('54', 'AGENT', $1, 'test')` }, [what]);
const noted = (what: string) =>
  inDepartment(desk.db, '54', async (tx) => (await tx.query({ text: 'SELECT 1 FROM access_log WHERE what = $1' }, [what])).rowCount);

describe('inDepartment', () => {
  it('keeps nothing of work that throws', async () => {
    const failed = inDepartment(desk.db, '54', async (tx) => {
      await note(tx, 'thrown');
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await noted('thrown')).toBe(0);
  });

  it('keeps nothing of a transaction whose last statement fails', async () => {
    const failed = inDepartment(desk.db, '54', async (tx) => {
      await note(tx, 'spoiled');
      return tx.last({ text: 'SELECT 1 / 0' });
    });
    await expect(failed).rejects.toThrow(/division by zero/);
    expect(await noted('spoiled')).toBe(0);
  });

  it('says so when a statement whose error was swallowed made the commit a rollback', async () => {
    const failed = inDepartment(desk.db, '54', async (tx) => {
      await note(tx, 'swallowed');
      await tx.query({ text: 'SELECT 1 / 0' }).catch(() => undefined);
      return 'done';
    });
    await expect(failed).rejects.toThrow(/rolled back/);
    expect(await noted('swallowed')).toBe(0);
  });

  it('runs again what lost a deadlock', async () => {
    for (const code of ['70', '71']) await createDepartment(desk.db, { code, name: code, mode: 'demonstration' });
    const first = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    let runs = 0;
    const lock = (tx: Tx, key: number) => tx.query({ text: 'SELECT pg_advisory_xact_lock($1)' }, [key]);
    const one = inDepartment(desk.db, '54', async (tx) => {
      runs += 1;
      await lock(tx, 1);
      first.resolve();
      await second.promise;
      await lock(tx, 2);
    });
    const two = inDepartment(desk.db, '54', async (tx) => {
      runs += 1;
      await first.promise;
      await lock(tx, 2);
      second.resolve();
      await lock(tx, 1);
    });
    await Promise.all([one, two]);
    expect(runs).toBe(3);
  });

  it('survives the loss of every connection', async () => {
    await noted('before');
    const admin = new Client({ connectionString: desk.fresh.ownerUrl });
    await admin.connect();
    const killed = inDepartment(desk.db, '54', async (tx) => {
      await note(tx, 'killed');
      const { rows } = await tx.query<{ pid: number }>({ text: 'SELECT pg_backend_pid() AS pid' });
      await terminate(rows[0]?.pid ?? 0);
      await note(tx, 'killed');
    });
    await expect(killed).rejects.toThrow();
    await admin.end();
    expect(await noted('killed')).toBe(0);
  });
});

/** Ends a backend as the application's own role may: the same role, another session. */
async function terminate(pid: number): Promise<void> {
  const client = new Client({ connectionString: desk.fresh.appUrl });
  await client.connect();
  await client.query('SELECT pg_terminate_backend($1, 5000)', [pid]);
  await client.end();
}

it('nudges listeners after the commit, several in a moment as few', async () => {
  const relay = new Client({ connectionString: desk.fresh.relayUrl });
  await relay.connect();
  let heard = 0;
  const told = new Promise<void>((resolve) => {
    relay.on('notification', () => {
      heard += 1;
      resolve();
    });
  });
  await relay.query('LISTEN guichet_wake');
  for (let turn = 0; turn < 100; turn += 1) desk.db.nudge();
  await told;
  await desk.db.pool.query('SELECT 1');
  expect(heard).toBeLessThan(5);
  await relay.end();
});

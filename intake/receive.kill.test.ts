import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyJournals } from '../cases/record/signing.ts';
import { inDepartment } from '../database/pool.ts';
import { type Desk, freshDesk, signing } from '../test/fresh.testing.ts';
import { receive } from './receive.ts';
import { hasFile, sentAlert } from './sent.testing.ts';

const key = randomBytes(32);
let desk: Desk;
beforeAll(async () => {
  desk = await freshDesk({ master: key, journal: key, index: key });
});
afterAll(() => desk.end());

/** Starts a process that takes alerts in, lets `stop` end it once `count` were answered, and gives the ids it answered. */
async function sender(door: string, count: number, stop: (pid: number) => unknown): Promise<string[]> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./endless.testing.ts', import.meta.url)), desk.fresh.appUrl, key.toString('hex'), door],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const answered: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    answered.push(line);
    if (answered.length === count) await stop(child.pid ?? 0);
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return answered;
}

const stored = () =>
  inDepartment(
    desk.db,
    '54',
    async (tx) => (await tx.query<{ id: string; n: number }>({ text: 'SELECT external_id AS id, count(*)::int AS n FROM alert GROUP BY 1' })).rows,
  );

/** What a killed process had sent may still be carried out by the server a moment later: only then is it known what was in flight. */
const nothingRuns = () =>
  expect
    .poll(
      () =>
        inDepartment(
          desk.db,
          '54',
          async (tx) =>
            (
              await tx.query({
                text: `SELECT FROM pg_stat_activity
                       WHERE datname = current_database() AND backend_type = 'client backend' AND state <> 'idle' AND pid <> pg_backend_pid()`,
              })
            ).rowCount,
        ),
      { timeout: 10_000 },
    )
    .toBe(0);

/** Everything answered is there once; sending again everything that may have been in flight makes nothing twice. */
async function expectNothingLostNorDoubled(answered: string[], door: string): Promise<void> {
  await nothingRuns();
  const there = new Map((await stored()).map(({ id, n }) => [id, n]));
  for (const id of answered) expect(there.get(id), id).toBe(1);
  const lanes = Map.groupBy(answered, (id) => id.split('-')[1] ?? '');
  const inFlight = Array.from({ length: 10 }, (_, lane) => `${door}-${lane}-${lanes.get(String(lane))?.length ?? 0}`);
  for (const id of [...answered, ...inFlight]) expect(await receive(desk.db, sentAlert(id))).toMatchObject({ replay: there.has(id) });
  expect((await stored()).every(({ n }) => n === 1)).toBe(true);
  const whole = await inDepartment(
    desk.db,
    '54',
    async (tx) =>
      (
        await tx.query({
          text: `
    SELECT 1 FROM alert a LEFT JOIN case_file c ON c.id = a.case_id LEFT JOIN wake w ON w.case_id = c.id LEFT JOIN keys.sealed_key k ON k.owner_id = c.id
    WHERE c.id IS NULL OR w.case_id IS NULL OR k.owner_id IS NULL`,
        })
      ).rowCount,
  );
  expect(whole).toBe(0);
  const files = await inDepartment(
    desk.db,
    '54',
    async (tx) =>
      (
        await tx.query<{ id: string; n: number }>({
          text: `SELECT a.external_id AS id, count(f.id)::int AS n FROM alert a LEFT JOIN attachment_body b ON b.case_id = a.case_id
                 LEFT JOIN attachment f ON f.body = b.id GROUP BY 1`,
        })
      ).rows,
  );
  expect(files.filter(({ id, n }) => n !== (hasFile(id) ? 1 : 0))).toEqual([]);
  expect((await verifyJournals(desk.db, '54', signing)).flaws).toEqual([]);
}

it('loses nothing answered and doubles nothing when the process is killed in mid-flight', async () => {
  const answered = await sender('killed', 60, (pid) => process.kill(pid, 'SIGKILL'));
  expect(answered.length).toBeGreaterThanOrEqual(60);
  await expectNothingLostNorDoubled(answered, 'killed');
});

it('nor when every one of its connections is cut by the server', async () => {
  const cut = async () => {
    const client = new Client({ connectionString: desk.fresh.appUrl });
    await client.connect();
    await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'guichet'`);
    await client.end();
  };
  const answered = await sender('cut', 60, cut);
  expect(answered.length).toBeGreaterThanOrEqual(60);
  await expectNothingLostNorDoubled(answered, 'cut');
});

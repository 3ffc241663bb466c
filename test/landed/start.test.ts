/** A data folder that version 0.1.0 left is brought up by today's product, as `npm start` does, and carried on. */

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyJournals } from '../../cases/record/signing.ts';
import { migrate } from '../../database/migrate.ts';
import { inDepartment } from '../../database/pool.ts';
import { SigningRing } from '../../database/signing-ring.ts';
import { demonstrationAccounts } from '../../demonstration/seed.ts';
import { startPostgres } from '../../runtime/postgres.ts';
import { readSettings } from '../../settings/config.ts';
import { workflowBundle } from '../../workflows/client/bundle.ts';
import { Visitor } from '../api.testing.ts';
import { temporaryFolder } from '../folder.ts';
import { eventually, type Stack, startStack } from '../stack.ts';
import { inDatabase } from '../template.ts';
import { keyless, keysOf, loadRows, readFixture } from './fixture.ts';

const fixture = readFixture('0.1.0');
let stack: Stack;

beforeAll(async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder.path, 'keys'), { mode: 0o700 });
  for (const [name, key] of Object.entries(fixture.keys)) writeFileSync(join(folder.path, 'keys', `${name}.key`), key, { mode: 0o600 });
  // Bundled once for all files and runs, and not while the worker is waited for.
  const bundles = join(readSettings({}).dataFolder, 'bundles');
  await workflowBundle(bundles);
  symlinkSync(bundles, join(folder.path, 'bundles'));
  const postgres = await startPostgres({ dataFolder: folder.path, parameters: ['fsync=off'] });
  await migrate(postgres.ownerUrl, fixture.migrations.at(-1));
  await loadRows(inDatabase(postgres.adminUrl, 'guichet'), fixture);
  await postgres.stop();
  stack = await startStack({}, folder);
});
afterAll(() => stack?.stop(), 60_000);

const count = (department: string, text: string): Promise<number> =>
  inDepartment(stack.db, department, async (tx) => Number((await tx.query<{ n: string }>({ text: `SELECT count(*) AS n FROM ${text}` })).rows[0]?.n));

it('comes up; its people sign in, its systems ask with their keys', async () => {
  for (const department of ['54', '57']) {
    const cases = fixture.said.cases.filter((one) => one.department === department);
    const visitor = new Visitor(stack.url);
    const account = demonstrationAccounts().find(({ email }) => email === `agent.${department}@guichet.example`);
    await visitor.signIn(account ?? { email: '', password: '' });
    const page = await visitor.open(`/guichet/dossiers/${cases[0]?.reference}`);
    expect(page.status).toBe(200);
    expect(visitor.words).toContain('chaîne vérifiée');
    const listed = await fetch(`${stack.url}/api/v1/cases/${cases[0]?.id}`, {
      headers: { authorization: `Bearer ${fixture.apiKeys[`desk${department}`]}` },
    });
    expect(await listed.json()).toMatchObject({ reference: cases[0]?.reference });
  }
});

it('every case that has something to come is taken up by the engine, and what fell due meanwhile is passed', { timeout: 300_000 }, async () => {
  const overdue = `case_file c, jsonb_array_elements(c.state -> 'deadlines') d WHERE (d ->> 'dueAt')::float8 < extract(epoch FROM now() + c.clock_offset) * 1000`;
  for (const department of ['54', '57']) {
    await eventually(async () => (await count(department, 'wake WHERE raised > seen')) === 0, 120_000, 'every wake');
    await eventually(async () => (await count(department, overdue)) === 0, 240_000, 'every deadline');
  }
  await eventually(() => stack.mails.length > 30, 120_000, 'mails that waited');
});

it('its journals verify, those of then and those of today', async () => {
  for (const department of ['54', '57']) {
    const { flaws, cases, days } = await verifyJournals(stack.db, department, new SigningRing(keysOf(fixture).signing));
    expect(flaws).toEqual(keyless(fixture, department));
    expect(cases).toBe(fixture.said.cases.filter((one) => one.department === department).length);
    expect(days).toBeGreaterThan(100);
  }
});

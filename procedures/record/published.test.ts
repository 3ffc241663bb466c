import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { caseState } from '../../cases/record/read-case.ts';
import { procedure } from '../../cases/world.testing.ts';
import { createDepartment } from '../../database/departments.ts';
import { inDepartment } from '../../database/pool.ts';
import { type Received, receive } from '../../intake/receive.ts';
import { anAlert, type Desk, freshDesk } from '../../test/fresh.testing.ts';
import type { Policy } from '../procedure.ts';
import { parseProcedure } from '../schema.ts';
import { AlreadyPublished, activeVersions, falsifiedVersions, loadProcedure, NotReady, publishedProcedures, publishProcedure } from './published.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await freshDesk();
});
afterAll(() => desk.end());

it('publishes a version once, for ever, and makes it the active one', async () => {
  const second = { ...procedure, number: 2, title: 'Essai, deuxième' };
  await publishProcedure(desk.db, '54', second, 'test');
  await publishProcedure(desk.db, '54', second, 'test');
  await expect(publishProcedure(desk.db, '54', { ...second, title: 'Autre' }, 'test')).rejects.toThrow(AlreadyPublished);
  const [active, old] = await inDepartment(desk.db, '54', async (tx) => [
    await activeVersions(desk.db, tx, '54'),
    await loadProcedure(desk.db, tx, '54', 'test', 1),
  ]);
  expect(active).toMatchObject({ slug: 'test', number: 2 });
  expect(old).toEqual(procedure);
  expect((await publishedProcedures(desk.db, '54')).map(({ number, title }) => [number, title])).toEqual([
    [2, 'Essai, deuxième'],
    [1, procedure.title],
  ]);
  expect(await publishedProcedures(desk.db, '57')).toHaveLength(1);
});

it('reads a version that holds a channel not written any more, and lets cases follow it', async () => {
  const standard = {
    ...(procedure.policies.standard as Policy),
    channels: [{ kind: 'INSTALLATION' as const, patience: { hours: 1 } }, ...(procedure.policies.standard?.channels ?? [])],
  };
  const old = { ...procedure, number: 3, policies: { ...procedure.policies, standard } };
  expect(parseProcedure(old)).toMatchObject({ problems: [{ path: 'policies.standard.channels.0.kind' }] });
  await publishProcedure(desk.db, '54', old, 'test');
  expect(await inDepartment(desk.db, '54', (tx) => loadProcedure(desk.db, tx, '54', 'test', 3))).toEqual(old);
  expect(await falsifiedVersions(desk.db, '54')).toEqual([]);
  const received = await receive(desk.db, anAlert({}, { channel: 'API' }));
  const state = (await caseState(desk.db, '54', (received as Extract<Received, { caseId: string }>).caseId))?.state;
  expect(state?.messages.some(({ kind }) => kind === 'TRANSFER')).toBe(true);
});

it('published for later comes into force then, unless another was published meanwhile', async () => {
  const versions = async (code: string) => inDepartment(desk.db, code, (tx) => activeVersions(desk.db, tx, code));
  const version = (number: number) => ({ ...procedure, number });
  const soon = Date.now() + 400;
  const cases = () => receive(desk.db, anAlert({ department: '57' }));
  await receive(desk.db, anAlert({ department: '57' }));
  await publishProcedure(desk.db, '57', version(2), { by: 'test', effectiveAt: soon });
  expect(await versions('57')).toMatchObject({ number: 1 });
  // Whoever has the version in memory is not told; the alert that comes after the instant begins under the new one.
  await expect.poll(async () => (await numberOf(await cases())) === 2, { timeout: 5_000 }).toBe(true);
  expect(Date.now()).toBeGreaterThanOrEqual(soon);
  await publishProcedure(desk.db, '57', version(3), { by: 'test', effectiveAt: Date.now() + 200 });
  await publishProcedure(desk.db, '57', version(4), 'test');
  const due = () =>
    inDepartment(
      desk.db,
      '57',
      async (tx) => (await tx.query({ text: "SELECT 1 FROM department WHERE code = '57' AND procedure_next_at <= now()" })).rowCount,
    );
  await expect.poll(due, { timeout: 5_000 }).toBe(1);
  expect(await versions('57')).toMatchObject({ number: 4 });
});

async function numberOf(received: Received): Promise<number> {
  if ('conflict' in received) throw new Error('conflict');
  const { rows } = await inDepartment(desk.db, '57', (tx) =>
    tx.query<{ number: number }>({ text: 'SELECT procedure_number AS number FROM case_file WHERE id = $1' }, [received.caseId]),
  );
  return rows[0]?.number ?? 0;
}

it('a version that somebody altered in the database is found', async () => {
  expect(await falsifiedVersions(desk.db, '54')).toEqual([]);
  const owner = new Client({ connectionString: desk.fresh.ownerUrl });
  await owner.connect();
  await owner.query(`SELECT set_config('guichet.department', '54', false)`);
  await owner.query('ALTER TABLE procedure_version DISABLE TRIGGER immutable');
  await owner.query(`UPDATE procedure_version SET content = jsonb_set(content, '{title}', '"Autre"') WHERE number = 1`);
  await owner.end();
  expect(await falsifiedVersions(desk.db, '54')).toEqual(['La version test@1 du protocole n’est plus celle qui a été signée.']);
});

it('says that a department is not ready before it has published', async () => {
  await createDepartment(desk.db, { code: '88', name: 'Vosges', mode: 'production' });
  await expect(inDepartment(desk.db, '88', (tx) => activeVersions(desk.db, tx, '88'))).rejects.toThrow(NotReady);
  await expect(inDepartment(desk.db, '54', (tx) => loadProcedure(desk.db, tx, '54', 'test', 9))).rejects.toThrow(/test@9/);
});

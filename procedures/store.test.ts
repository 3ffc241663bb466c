import { afterAll, beforeAll, expect, it } from 'vitest';
import { procedure } from '../cases/world.testing.ts';
import { createDepartment } from '../database/departments.ts';
import { type Desk, freshDesk } from '../database/fresh.testing.ts';
import { inDepartment } from '../database/pool.ts';
import { AlreadyPublished, activeVersions, loadProcedure, NotReady, publishedProcedures, publishProcedure } from './store.ts';

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

it('says that a department is not ready before it has published', async () => {
  await createDepartment(desk.db, { code: '88', name: 'Vosges', mode: 'production' });
  await expect(inDepartment(desk.db, '88', (tx) => activeVersions(desk.db, tx, '88'))).rejects.toThrow(NotReady);
  await expect(inDepartment(desk.db, '54', (tx) => loadProcedure(desk.db, tx, '54', 'test', 9))).rejects.toThrow(/test@9/);
});

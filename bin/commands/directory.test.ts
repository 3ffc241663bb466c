import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { currentDirectory, publishDirectory } from '../../directory/record/revisions.ts';
import { startTestApi, type TestApi } from '../../test/api.testing.ts';
import { runGuichet } from './guichet.testing.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api?.end());

const guichet = (...words: string[]) => runGuichet(api, 'directory', ...words);

test('coverage ends with 1 on a hole in a role that the protocol asks for, and resolve answers with the directory of that instant', async () => {
  expect((await guichet('coverage', '--department', '54')).status).toBe(0);
  const before = Date.now();
  const { department, organisations, contacts, links, calendars } = await currentDirectory(api.db, '54');
  const closed = organisations.map((one) => (one.roles.includes('PREFECTURE') ? { ...one, retired: '2026-11-29' } : one));
  await publishDirectory(api.db, { department, organisations: closed, contacts, links, calendars }, 'essai');
  const { status, out, err } = await guichet('coverage', '--department', '54', '--json');
  expect([status, err]).toEqual([1, '']);
  expect(JSON.parse(out).roles.find(({ role }: { role: string }) => role === 'PREFECTURE')).toMatchObject({
    isAsked: true,
    holes: [{ reason: 'NOBODY' }],
  });

  const file = join(api.config.dataFolder, 'faits.json');
  writeFileSync(
    file,
    JSON.stringify({
      channel: 'PHONE',
      place: 'DOMICILE',
      inseeCode: '54323',
      implicated: [],
      maltreatment: [],
      victimGroup: 'INCONNU',
      danger: 2,
      flags: [],
    }),
  );
  const at = (instant: number) => guichet('resolve', '--department', '54', '--facts', file, '--at', new Date(instant).toISOString());
  expect((await at(before)).out).toMatch(/Préfecture → Préfecture de Meurthe-et-Moselle/);
}, 60_000);

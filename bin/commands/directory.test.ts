import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { currentDirectory, publishDirectory } from '../../directory/record/revisions.ts';
import { projectRoot } from '../../settings/config.ts';
import { startTestApi, type TestApi } from '../../test/api.testing.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api?.end());

const base64 = (key: unknown): string => (key as Buffer).toString('base64');

async function guichet(...words: string[]): Promise<{ status: number | null; out: string }> {
  const { master, journal, index } = api.config.keys;
  const child = spawn(process.execPath, [join(projectRoot, 'bin', 'guichet.ts'), 'directory', ...words], {
    cwd: projectRoot,
    env: {
      PATH: process.env.PATH,
      GUICHET_DATA: api.config.dataFolder,
      DATABASE_URL: api.config.databaseUrl,
      GUICHET_MASTER_KEY: base64(master),
      GUICHET_JOURNAL_KEY: base64(journal),
      GUICHET_INDEX_KEY: base64(index),
    },
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (out += text));
  return { status: await new Promise((done) => child.once('close', done)), out };
}

test('coverage ends with 1 on a hole in a role that the protocol asks for, and resolve answers with the directory of that instant', async () => {
  expect((await guichet('coverage', '--department', '54')).status).toBe(0);
  const before = Date.now();
  const { department, organisations, contacts, links, calendars } = await currentDirectory(api.db, '54');
  const closed = organisations.map((one) => (one.roles.includes('PREFECTURE') ? { ...one, retired: '2026-11-29' } : one));
  await publishDirectory(api.db, { department, organisations: closed, contacts, links, calendars }, 'essai');
  const { status, out } = await guichet('coverage', '--department', '54', '--json');
  expect(status).toBe(1);
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

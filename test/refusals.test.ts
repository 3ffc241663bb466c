import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { projectRoot } from '../settings/config.ts';
import { rightProduction } from '../settings/production.testing.ts';
import { temporaryFolder } from './folder.ts';

/* The processes themselves: a wrong setting ends them at once with its sentence and status 1, on the first line and without a trace. */

const folder = temporaryFolder();
afterAll(() => folder.remove());

function run(command: string, change: Record<string, string>): { status: number | null; said: string } {
  const { status, stderr } = spawnSync(process.execPath, [join(projectRoot, 'bin', 'guichet.ts'), command], {
    cwd: folder.path,
    env: { PATH: process.env.PATH, GUICHET_DATA: join(folder.path, 'data'), ...rightProduction, ...change },
    encoding: 'utf8',
    timeout: 30_000,
  });
  return { status, said: stderr };
}

test.each(['api', 'worker', 'start'])('guichet %s', (command) => {
  const { status, said } = run(command, {
    GUICHET_PUBLIC_URL: 'http://guichet.example',
    SMTP_URL: 'smtp://courrier.interne',
    GUICHET_PROXIES: '::/0',
  });
  expect(status).toBe(1);
  expect(
    said
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0]),
  ).toEqual(['GUICHET_PUBLIC_URL', 'SMTP_URL', 'GUICHET_PROXIES']);
});

test('guichet migrate is given no key, and refuses an address in clear', () => {
  const { status, said } = run('migrate', {
    DATABASE_OWNER_URL: 'postgres://owner:x@db.interne/guichet',
    GUICHET_MASTER_KEY: '',
    GUICHET_SIGNING_KEY: '',
  });
  expect([status, said.split(' ')[0]]).toEqual([1, 'DATABASE_OWNER_URL']);
});

test('guichet mailbox does not open in production', () => {
  const { status, said } = run('mailbox', {});
  expect([status, said]).toEqual([1, expect.stringContaining('boîte locale')]);
});

test('guichet doctor tells them one by one, beside the rest', () => {
  const { status, stdout } = spawnSync(process.execPath, [join(projectRoot, 'bin', 'guichet.ts'), 'doctor', '--production'], {
    cwd: folder.path,
    env: { PATH: process.env.PATH, GUICHET_DATA: join(folder.path, 'data'), SMTP_URL: 'smtp://127.0.0.1:9', GUICHET_PROXIES: '0.0.0.0/0' },
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect(status).toBe(1);
  expect(stdout).toMatch(/^NON {2}Réglages : GUICHET_MASTER_KEY manque/m);
  expect(stdout).toMatch(/^NON {2}Adresse publique en HTTPS : GUICHET_PUBLIC_URL/m);
  expect(stdout).toMatch(/^NON {2}Mandataires désignés : GUICHET_PROXIES/m);
  expect(stdout).toMatch(/^OK {3}Antivirus sans oreilles$/m);
});

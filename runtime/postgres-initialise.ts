/** Makes a PostgreSQL cluster, whole or not at all. */
import { spawn } from 'node:child_process';
import { chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PostgresUser } from './postgres-binaries.ts';
import { Problem } from './problem.ts';

/**
 * Makes the cluster beside its final folder, then renames it: a start cut in between leaves only a
 * draft, which the next one removes. French sorts by ICU; the rest of the locale is plain UTF-8.
 */
export async function initialiseCluster(dataFolder: string, folder: string, initdb: string, user: PostgresUser, password: string): Promise<void> {
  const draft = join(dataFolder, 'postgres.draft');
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  const passwordFile = join(draft, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if ('uid' in user) {
    chownSync(draft, user.uid, user.gid);
    chownSync(passwordFile, user.uid, user.gid);
  }
  const cluster = join(draft, 'cluster');
  await run(initdb, user, [
    `--pgdata=${cluster}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=icu',
    '--icu-locale=fr-FR',
    `--locale=${process.platform === 'linux' ? 'C.UTF-8' : 'C'}`,
  ]);
  renameSync(cluster, folder);
  rmSync(draft, { recursive: true, force: true });
}

function run(program: string, user: PostgresUser, flags: string[]): Promise<void> {
  return new Promise((done, fail) => {
    // Detached: Ctrl-C reaches the launcher alone, which then stops in order.
    const child = spawn(program, flags, { ...user, cwd: '/', detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.once('error', fail);
    child.once('close', (code) => {
      if (code === 0) done();
      else {
        fail(
          new Problem(
            `PostgreSQL n’a pas pu créer sa base (${said.trim().split('\n').at(-1) ?? `code ${code}`}) : vérifiez la place et les droits du dossier, puis relancez.`,
          ),
        );
      }
    });
  });
}

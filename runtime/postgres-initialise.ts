/** Makes a PostgreSQL cluster, whole or not at all. */
import { chownSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem, sentenceOf } from '../settings/problem.ts';
import type { PostgresUser } from './postgres-binaries.ts';
import { runBounded } from './run-bounded.ts';

const draftPrefix = 'postgres.draft-';

/**
 * Makes the cluster beside its final folder, then renames it: a start cut in between leaves only a
 * draft, which the next one removes. French sorts by ICU; the rest of the locale is plain UTF-8.
 */
export async function initialiseCluster(dataFolder: string, folder: string, initdb: string, user: PostgresUser, password: string): Promise<void> {
  for (const left of readdirSync(dataFolder).filter((name) => name.startsWith(draftPrefix))) {
    rmSync(join(dataFolder, left), { recursive: true, force: true });
  }
  const draft = mkdtempSync(join(dataFolder, draftPrefix));
  const passwordFile = join(draft, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if ('uid' in user) {
    chownSync(draft, user.uid, user.gid);
    chownSync(passwordFile, user.uid, user.gid);
  }
  const cluster = join(draft, 'cluster');
  const flags = [
    `--pgdata=${cluster}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=icu',
    '--icu-locale=fr-FR',
    `--locale=${process.platform === 'linux' ? 'C.UTF-8' : 'C'}`,
  ];
  try {
    await runBounded(initdb, flags, { ...user, cwd: '/', limitMs: 120_000 });
  } catch (failure) {
    throw new Problem(
      `PostgreSQL n’a pas pu créer sa base (${sentenceOf(failure)}) : vérifiez la place et les droits de ${dataFolder}, puis relancez.`,
    );
  }
  renameSync(cluster, folder);
  rmSync(draft, { recursive: true, force: true });
}

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../settings/config.ts';
import type { TestApi } from '../../test/api.testing.ts';

export interface Ran {
  status: number | null;
  out: string;
  err: string;
}

/** Runs a command of `guichet` in a process of its own, given the keys and the database of a test. */
export async function runGuichet({ config }: Pick<TestApi, 'config'>, ...words: string[]): Promise<Ran> {
  const { master, journal, index } = config.keys;
  const base64 = (key: unknown): string => (key as Buffer).toString('base64');
  const child = spawn(process.execPath, [join(projectRoot, 'bin', 'guichet.ts'), ...words], {
    cwd: projectRoot,
    env: {
      PATH: process.env.PATH,
      GUICHET_DATA: config.dataFolder,
      DATABASE_URL: config.databaseUrl,
      SMTP_URL: config.smtpUrl,
      GUICHET_MASTER_KEY: base64(master),
      GUICHET_JOURNAL_KEY: base64(journal),
      GUICHET_INDEX_KEY: base64(index),
    },
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  return { status: await new Promise((done) => child.once('close', done)), out, err };
}

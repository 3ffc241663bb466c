import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { Client } from 'pg';
import { describe, expect, inject, it } from 'vitest';
import '../test/database.ts';
import { inDatabase, templateName } from '../test/template.ts';
import { migrate, migrations, missingMigrations } from './migrate.ts';

const folder = join(import.meta.dirname, 'migrations');
const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
/** What `sha256sum *.ts` printed when each landed: a line is added, never changed. */
const landed = new Map(
  readFileSync(join(folder, 'landed.sha256'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [hash, file] = line.split(/ +/);
      return hash && file ? [[file, hash] as const] : [];
    }),
);
/** Those that had landed before migrations were named by their minute. */
const numbered = /^00(0[1-8]|1\d)_[a-z_]+\.ts$/;

function nameProblem(file: string): string | null {
  if (numbered.test(file) && landed.has(file)) return null;
  const [, minute] = /^(\d{12})_[a-z_]+\.ts$/.exec(file) ?? [];
  if (minute === undefined) return `${file}: a new migration is named YYYYMMDDHHMM_name.ts`;
  return DateTime.fromFormat(minute, 'yyyyMMddHHmm', { zone: 'utc' }).isValid ? null : `${file}: ${minute} is no minute of the calendar`;
}

describe('the list of migrations', () => {
  it('holds every file of the folder, in the order of their names', () => {
    expect(migrations.map(([name]) => `${name}.ts`)).toEqual(files.toSorted());
  });

  it('is of files as they landed: a mend is a new one', () => {
    const now = new Map(
      files.map((file) => [
        file,
        createHash('sha256')
          .update(readFileSync(join(folder, file)))
          .digest('hex'),
      ]),
    );
    expect([...landed].filter(([file, hash]) => now.get(file) !== hash)).toEqual([]);
    // A new one lands with its line in landed.sha256: sha256sum FILE >> landed.sha256.
    expect([...now].filter(([file]) => !landed.has(file))).toEqual([]);
  });

  it('names a new one by its minute', () => {
    expect(files.flatMap((file) => nameProblem(file) ?? [])).toEqual([]);
    expect(nameProblem('202611291345_actor.ts')).toBeNull();
    for (const wrong of ['0020_actor.ts', '0009_actor.ts', '20261129_actor.ts', '202613291345_actor.ts', '202611291345-actor.ts'])
      expect(nameProblem(wrong), wrong).not.toBeNull();
  });
});

async function emptyDatabase(work: (ownerUrl: string) => Promise<void>): Promise<void> {
  const { adminUrl, ownerUrl } = inject('postgres');
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  const name = `guichet_empty_${randomBytes(6).toString('hex')}`;
  await admin.query(`CREATE DATABASE ${name} OWNER guichet_owner`);
  const url = new URL(ownerUrl);
  url.pathname = `/${name}`;
  try {
    await work(url.href);
  } finally {
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  }
}

it('applies everything once, also when several processes start together, and nothing twice', async () => {
  await emptyDatabase(async (url) => {
    const together = await Promise.all([migrate(url), migrate(url), migrate(url)]);
    const applied = together.filter((names) => names.length > 0);
    expect(applied).toHaveLength(1);
    expect(applied[0]?.[0]).toBe('0001_departments');
    expect(await migrate(url)).toEqual([]);
  });
});

it('leaves tables that hold nothing unmeasured: statements planned for an empty one would read it whole while it grows', async () => {
  const client = new Client({ connectionString: inDatabase(inject('postgres').ownerUrl, templateName) });
  await client.connect();
  const { rows } = await client.query(`SELECT relname FROM pg_class WHERE relname IN ('case_file', 'likeness', 'transfer') AND reltuples < 0`);
  await client.end();
  expect(rows).toHaveLength(3);
});

it('starts again after a migrator was killed while it held knex’s own lock', async () => {
  await emptyDatabase(async (url) => {
    await migrate(url);
    const owner = new Client({ connectionString: url });
    await owner.connect();
    await owner.query('UPDATE knex_migrations_lock SET is_locked = 1');
    await owner.end();
    expect(await migrate(url)).toEqual([]);
  });
});

it('says which migrations a database still lacks, and rejects where it has none or is away', async () => {
  await emptyDatabase(async (url) => {
    await expect(missingMigrations(url)).rejects.toThrow('knex_migrations');
    await migrate(url);
    expect(await missingMigrations(url)).toEqual([]);
    const owner = new Client({ connectionString: url });
    await owner.connect();
    await owner.query(`DELETE FROM knex_migrations WHERE name = '0017_proofs'`);
    await owner.end();
    expect(await missingMigrations(url)).toEqual(['0017_proofs']);
    const nowhere = new URL(url);
    nowhere.port = '1';
    await expect(missingMigrations(nowhere.href)).rejects.toThrow('ECONNREFUSED');
  });
});

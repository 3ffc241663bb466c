import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { expect, inject, it } from 'vitest';
import '../test/database.ts';
import { migrate } from './migrate.ts';

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

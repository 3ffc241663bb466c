import { Client } from 'pg';
import { expect, inject, test } from 'vitest';
import { freshDatabase } from './database.ts';

test('each fresh database is migrated, its own, and bound by roles that are no superuser', async () => {
  const [one, other] = [await freshDatabase(), await freshDatabase()];
  try {
    expect(one.appUrl).not.toBe(other.appUrl);
    for (const [url, role] of [
      [one.ownerUrl, 'guichet_owner'],
      [one.appUrl, 'guichet_app'],
      [one.relayUrl, 'guichet_relay'],
    ]) {
      const client = new Client({ connectionString: url });
      await client.connect();
      const { rows } = await client.query(
        'SELECT current_user AS role, rolsuper AS super, rolbypassrls AS bypass FROM pg_roles WHERE rolname = current_user',
      );
      expect(rows).toEqual([{ role, super: false, bypass: false }]);
      await client.end();
    }
    const client = new Client({ connectionString: one.ownerUrl });
    await client.connect();
    const { rows } = await client.query("SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'");
    expect(rows[0].n).toBeGreaterThan(5);
    await client.end();
  } finally {
    await one.drop();
    await other.drop();
  }
});

test('the run has an engine', () => {
  expect(inject('temporalAddress')).toMatch(/^127\.0\.0\.1:\d+$/);
});

import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, fillEveryTable, freshDesk } from '../test/fresh.testing.ts';
import { inDepartment } from './pool.ts';

let desk: Desk;
let tables: { name: string; forced: boolean; enabled: boolean }[];

beforeAll(async () => {
  desk = await freshDesk();
  await fillEveryTable(desk.db, '54');
  tables = await catalogue();
});
afterAll(() => desk.end());

/** Every table of the product that has a department: read from the catalogue, so that a new one cannot be forgotten. */
async function catalogue() {
  const { rows } = await desk.db.pool.query<{ name: string; forced: boolean; enabled: boolean }>(`
    SELECT c.oid::regclass::text AS name, c.relforcerowsecurity AS forced, c.relrowsecurity AS enabled
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'department' AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`);
  return rows;
}

async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const count = async (client: Pick<Client, 'query'>, table: string) =>
  (await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`)).rows[0]?.n;

describe('row-level security', () => {
  it('is enabled and forced on every table that has a department', () => {
    expect(tables.length).toBeGreaterThan(18);
    expect(tables.filter(({ forced, enabled }) => !forced || !enabled)).toEqual([]);
  });

  it('shows the rows of the department that was set, and none of another', async () => {
    for (const { name } of tables) {
      const own = await inDepartment(desk.db, '54', async (tx) => (await tx.query({ text: `SELECT 1 FROM ${name}` })).rowCount);
      expect(own, name).toBeGreaterThan(0);
      const others = await inDepartment(
        desk.db,
        '57',
        async (tx) => (await tx.query({ text: `SELECT 1 FROM ${name} WHERE department = '54'` })).rowCount,
      );
      expect(others, name).toBe(0);
    }
  });

  it('shows nothing to a query that forgets its department', async () => {
    for (const { name } of tables) expect(await count(desk.db.pool, name), name).toBe(0);
  });

  it('shows nothing after a transaction either: the setting does not outlive it', async () => {
    await connected(desk.fresh.appUrl, async (client) => {
      await client.query(`BEGIN; SELECT set_config('guichet.department', '54', true)`);
      expect(await count(client, 'case_file')).toBeGreaterThan(0);
      await client.query('COMMIT');
      expect(await count(client, 'case_file')).toBe(0);
    });
  });

  it('binds the owner of the tables too', async () => {
    await connected(desk.fresh.ownerUrl, async (client) => {
      for (const { name } of tables) expect(await count(client, name), name).toBe(0);
    });
  });

  it('refuses to write into another department', async () => {
    const write = inDepartment(desk.db, '54', (tx) =>
      tx.query({ text: `INSERT INTO access_log (department, actor_kind, what, why) VALUES ('57', 'AGENT', 'x', 'x')` }),
    );
    await expect(write).rejects.toThrow(/row-level security/);
    const create = inDepartment(desk.db, '54', (tx) =>
      tx.query({ text: `INSERT INTO department (code, name, mode) VALUES ('88', 'Vosges', 'production')` }),
    );
    await expect(create).rejects.toThrow(/row-level security/);
  });

  it('takes only a code for a department', async () => {
    await expect(inDepartment(desk.db, `54', true), set_config('x.y', 'z`, async () => 1)).rejects.toThrow(RangeError);
    await expect(inDepartment(desk.db, '54', async () => 1, { organisation: `x'` })).rejects.toThrow(RangeError);
  });

  it('narrows a partner organisation to its own transfers and their cases', async () => {
    const seen = (organisation: string, table: string) =>
      inDepartment(desk.db, '54', async (tx) => (await tx.query({ text: `SELECT 1 FROM ${table}` })).rowCount ?? 0, { organisation });
    for (const table of ['case_file', 'transfer', 'journal_entry', 'alert', 'keys.sealed_key']) {
      expect(await seen('cd', table), table).toBeGreaterThan(0);
      expect(await seen('police', table), table).toBe(0);
    }
    const transfers = await inDepartment(
      desk.db,
      '54',
      async (tx) => (await tx.query<{ organisation: string }>({ text: 'SELECT DISTINCT organisation FROM transfer' })).rows,
      { organisation: 'cd' },
    );
    expect(transfers).toEqual([{ organisation: 'cd' }]);
    for (const table of ['task', 'message', 'account', 'draft', 'access_log', 'partner_link', 'api_key', 'duty'])
      await expect(seen('cd', table), table).rejects.toThrow(/permission denied/);
  });

  it('lets the relay see and note wakes, and nothing else', async () => {
    await connected(desk.fresh.relayUrl, async (client) => {
      expect(await count(client, 'wake')).toBeGreaterThan(0);
      expect((await client.query('UPDATE wake SET seen = raised')).rowCount).toBeGreaterThan(0);
      await expect(client.query('UPDATE wake SET raised = 9')).rejects.toThrow(/permission denied/);
      await expect(client.query('DELETE FROM wake')).rejects.toThrow(/permission denied/);
      const all = await client.query<{ name: string }>(`
        SELECT c.oid::regclass::text AS name FROM pg_class c
        WHERE c.relkind IN ('r', 'v', 'm') AND c.relnamespace::regnamespace::text IN ('public', 'keys', 'sessions')`);
      for (const { name } of all.rows.filter((row) => row.name !== 'wake')) {
        await expect(client.query(`SELECT 1 FROM ${name}`), name).rejects.toThrow(/permission denied/);
      }
      await expect(client.query(`SELECT * FROM doors.resolve_email('agent@x.example')`)).rejects.toThrow(/permission denied/);
    });
  });
});

describe('what never changes', () => {
  const inside = (text: string) => inDepartment(desk.db, '54', (tx) => tx.query({ text }));

  it('refuses the application any change of the journal, the access log, the versions and the roots', async () => {
    for (const table of ['journal_entry', 'access_log', 'procedure_version', 'directory_revision', 'journal_root']) {
      await expect(inside(`UPDATE ${table} SET department = '57'`), table).rejects.toThrow(/permission denied/);
      await expect(inside(`DELETE FROM ${table}`), table).rejects.toThrow(/permission denied/);
    }
  });

  it('refuses it to the owner as well', async () => {
    await connected(desk.fresh.ownerUrl, async (client) => {
      await client.query(`SELECT set_config('guichet.department', '54', false)`);
      for (const table of ['journal_entry', 'procedure_version', 'directory_revision', 'journal_root']) {
        await expect(client.query(`UPDATE ${table} SET department = department`), table).rejects.toThrow(/its rows never change/);
        await expect(client.query(`DELETE FROM ${table}`), table).rejects.toThrow(/its rows never change/);
        await expect(client.query(`TRUNCATE ${table} CASCADE`), table).rejects.toThrow(/its rows never change/);
      }
    });
  });

  it('keeps every instant with its time zone', async () => {
    const { rows } = await desk.db.pool.query(`
      SELECT table_name, column_name FROM information_schema.columns
      WHERE table_schema IN ('public', 'keys', 'sessions') AND data_type = 'timestamp without time zone' AND table_name NOT LIKE 'knex%'`);
    expect(rows).toEqual([]);
  });
});

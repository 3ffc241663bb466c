import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount, setTies } from '../accounts/accounts.ts';
import { tellRecipients } from '../cases/telling/tell.ts';
import { type Desk, fillEveryTable, freshDesk, openCase } from '../test/fresh.testing.ts';
import { asActor } from './actor.ts';
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
      await client.query(`BEGIN; SELECT set_config('guichet.department', '54', true), set_config('guichet.actor', 'COMMAND', true)`);
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

  it('narrows a partner organisation to its own transfers, what it was told and its copies, and to no table of cases', async () => {
    const seen = (organisation: string, table: string) =>
      inDepartment(desk.db, '54', async (tx) => (await tx.query({ text: `SELECT 1 FROM ${table}` })).rowCount ?? 0, { organisation });
    for (const table of ['transfer', 'transfer_holder', 'told', 'told_file', 'keys.sealed_key']) {
      expect(await seen('cd', table), table).toBeGreaterThan(0);
      expect(await seen('police', table), table).toBe(0);
    }
    expect([await seen('home', 'lapsed_agreement'), await seen('cd', 'lapsed_agreement')]).toEqual([1, 0]);
    const all = await desk.db.pool.query<{ name: string }>(`
      SELECT c.oid::regclass::text AS name FROM pg_class c
      WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relnamespace::regnamespace::text IN ('public', 'keys', 'sessions') ORDER BY 1`);
    const readable: string[] = [];
    for (const { name } of all.rows) {
      const answer = await seen('cd', name).catch((failure: unknown) => failure);
      if (answer instanceof Error) expect(answer.message, name).toContain('permission denied');
      else readable.push(name);
    }
    expect(readable).toEqual([
      'declaration',
      'declaration_part',
      'department',
      'keys.sealed_key',
      'lapsed_agreement',
      'told',
      'told_file',
      'transfer',
      'transfer_holder',
    ]);
    const [transfers, keys] = await inDepartment(
      desk.db,
      '54',
      async (tx) => [
        (await tx.query<{ organisation: string }>({ text: 'SELECT DISTINCT organisation FROM transfer' })).rows,
        (await tx.query<{ kind: string }>({ text: 'SELECT DISTINCT kind FROM keys.sealed_key' })).rows,
      ],
      { organisation: 'cd' },
    );
    expect(transfers).toEqual([{ organisation: 'cd' }]);
    expect(keys).toEqual([{ kind: 'TOLD' }]);
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

describe('the actor of a transaction', () => {
  /** Every table that says which case its rows belong to, and those that say it through another. */
  const ofCases = async () => {
    const { rows } = await desk.db.pool.query<{ name: string; column: string }>(`
      SELECT a.attrelid::regclass::text AS name, a.attname AS column FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relkind IN ('r', 'p') AND a.attname IN ('case_id', 'owner_id') AND NOT a.attisdropped ORDER BY 1`);
    // Who stepped back from what hides cases, and is no part of one.
    return [{ name: 'case_file', column: 'id' }, ...rows.filter(({ name }) => name !== 'step_back')];
  };
  const through = {
    declaration_part: 'declaration IN (SELECT id FROM declaration WHERE case_id = $1)',
    unlike: 'other = $1 OR case_id = $1',
  };
  const rowsOf = (table: string, where: string, caseId: string, scope = {}) =>
    inDepartment(desk.db, '54', async (tx) => (await tx.query({ text: `SELECT 1 FROM ${table} WHERE ${where}` }, [caseId])).rowCount, scope);

  async function filled() {
    const { rows } = await inDepartment(desk.db, '54', (tx) =>
      tx.query<{ case_id: string; account: string }>({ text: 'SELECT case_id, account FROM step_back' }),
    );
    const [stepped] = rows;
    if (stepped === undefined) throw new Error('nobody stepped back');
    await inDepartment(desk.db, '54', (tx) => tx.query({ text: 'UPDATE inbound_mail SET case_id = $1' }, [stepped.case_id]));
    return stepped;
  }

  it('hides a case in every table from whoever stepped back from it, and from nobody else', async () => {
    const { case_id, account } = await filled();
    const tables = [...(await ofCases()).map(({ name, column }) => [name, `${column} = $1`] as const), ...Object.entries(through)];
    expect(tables.length).toBeGreaterThan(20);
    for (const [name, where] of tables) {
      expect(await rowsOf(name, where, case_id), name).toBeGreaterThan(0);
      expect(await asActor({ as: 'PERSON', account: randomUUID() }, () => rowsOf(name, where, case_id)), name).toBeGreaterThan(0);
      expect(await asActor({ as: 'PERSON', account }, () => rowsOf(name, where, case_id)), name).toBe(0);
    }
  });

  it('hides what names somebody the account is tied to, under the partners’ role too', async () => {
    const { caseId } = await openCase(desk.db, {}, { implicated: [{ kind: 'ETABLISSEMENT', organisation: 'home' }] });
    const account = await createAccount(
      desk.db,
      { department: '54', kind: 'AGENT', organisation: null, email: `${randomUUID()}@guichet.example`, name: 'Camille' },
      'mot de passe',
    );
    await tellRecipients(desk.db, '54', caseId, Date.now());
    const seen = (table: string, column: string, scope = {}) =>
      asActor({ as: 'PERSON', account }, () => rowsOf(table, `${column} = $1`, caseId, scope));
    const asPartner = async () => [await seen('told', 'case_id', { organisation: 'cd' }), await seen('transfer', 'case_id', { organisation: 'cd' })];
    expect(await seen('case_file', 'id')).toBe(1);
    expect(await asPartner()).toEqual([1, 1]);
    await setTies(desk.db, '54', account, ['home']);
    expect(await seen('case_file', 'id')).toBe(0);
    expect(await asPartner()).toEqual([0, 0]);
    await setTies(desk.db, '54', account, []);
    expect(await seen('case_file', 'id')).toBe(1);
  });

  it('shows no case, and lets none be written, where nobody said who acts', async () => {
    const { case_id } = await filled();
    const nobody = { ...desk.db, acting: undefined };
    for (const { name, column } of await ofCases()) {
      const seen = inDepartment(
        nobody,
        '54',
        async (tx) => (await tx.query({ text: `SELECT 1 FROM ${name} WHERE ${column} = $1` }, [case_id])).rowCount,
      );
      expect(await seen, name).toBe(0);
    }
    const write = inDepartment(nobody, '54', (tx) =>
      tx.query({ text: `INSERT INTO access_log (department, case_id, actor_kind, what, why) VALUES ('54', $1, 'AGENT', 'x', 'x')` }, [case_id]),
    );
    await expect(write).rejects.toThrow(/row-level security/);
  });

  it('lets nobody write a row of a case that is hidden from them, in any table', async () => {
    const { case_id, account } = await filled();
    for (const { name, column } of await ofCases()) {
      const { rows } = await inDepartment(desk.db, '54', (tx) =>
        tx.query<{ row: unknown; columns: string }>({
          text: `SELECT to_jsonb(t) AS row, (SELECT string_agg(quote_ident(a.attname), ', ') FROM pg_attribute a
                 WHERE a.attrelid = '${name}'::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
                 FROM ${name} t WHERE ${column} = $1 LIMIT 1`,
          values: [case_id],
        }),
      );
      const columns = rows[0]?.columns ?? 'case_id';
      const write = {
        text: `INSERT INTO ${name} (${columns}) OVERRIDING SYSTEM VALUE SELECT ${columns} FROM jsonb_populate_record(NULL::${name}, $1)`,
        values: [rows[0]?.row ?? { case_id }],
      };
      const written = (as: () => Promise<unknown>) => expect(as(), name).rejects.toThrow(/row-level security|permission denied/);
      await written(() => asActor({ as: 'PERSON', account }, () => inDepartment(desk.db, '54', (tx) => tx.query(write))));
      await written(() => inDepartment({ ...desk.db, acting: undefined }, '54', (tx) => tx.query(write)));
      // Kept by the row they are of, and written by nobody.
      if (name === 'case_party' || name === 'data_request_case') continue;
      // Whoever it is not hidden from is stopped by nothing but the row that is there.
      const other = asActor({ as: 'PERSON', account: randomUUID() }, () => inDepartment(desk.db, '54', (tx) => tx.query(write)));
      expect(await other.then(String, ({ code }: { code: string }) => code), name).toBe('23505');
    }
  });

  it('shows a person nothing when what is hidden from them was not asked', async () => {
    await connected(desk.fresh.appUrl, async (client) => {
      await client.query(`BEGIN; SELECT set_config('guichet.department', '54', true), set_config('guichet.actor', 'PERSON', true)`);
      expect(await count(client, 'case_file')).toBe(0);
    });
  });

  it('takes only an id for an account', async () => {
    await expect(asActor({ as: 'PERSON', account: `x', true` }, () => inDepartment(desk.db, '54', async () => 1))).rejects.toThrow(RangeError);
  });
});

describe('what never changes', () => {
  const inside = (text: string) => inDepartment(desk.db, '54', (tx) => tx.query({ text }));

  it('refuses the application any change of the journal, the access log, the versions and the roots', async () => {
    for (const table of ['journal_entry', 'access_log', 'procedure_version', 'directory_revision', 'journal_root', 'tombstone', 'journal_stayed']) {
      await expect(inside(`UPDATE ${table} SET department = '57'`), table).rejects.toThrow(/permission denied/);
      if (table !== 'access_log') await expect(inside(`DELETE FROM ${table}`), table).rejects.toThrow(/permission denied/);
    }
    expect((await inside('DELETE FROM access_log')).rowCount, 'before its term').toBe(0);
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

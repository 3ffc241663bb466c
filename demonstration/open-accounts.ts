import type { Client } from 'pg';

/** The domain of every address of the demonstration; reserved, so that nobody has a mailbox there. */
const domain = 'guichet.example';

/**
 * The departments where somebody could sign in with what the demonstration published: any active account of a demonstration department
 * (with a public password one could open others there), an account of the demonstration's own in a real one. `client` is the
 * application's role.
 */
export async function openDemonstrationAccounts(client: Pick<Client, 'query'>): Promise<{ department: string; accounts: number }[]> {
  const open: { department: string; accounts: number }[] = [];
  const departments = await client.query<{ code: string; mode: string }>('SELECT code, mode FROM department ORDER BY code');
  for (const { code, mode } of departments.rows) {
    await client.query('BEGIN');
    await client.query(`SELECT set_config('guichet.department', $1, true)`, [code]);
    const { rows } = await client.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM account WHERE disabled_at IS NULL AND ($1 OR lower(email) LIKE $2)',
      [mode === 'demonstration', `%@${domain}`],
    );
    await client.query('COMMIT');
    const accounts = rows[0]?.n ?? 0;
    if (accounts > 0) open.push({ department: code, accounts });
  }
  return open;
}

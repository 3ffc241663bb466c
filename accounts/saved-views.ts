import { randomUUID } from 'node:crypto';
import { type Database, inDepartment, type Tx } from '../database/pool.ts';
import { keepSealedKey } from '../database/sealed-keys.ts';
import { newDataKey, seal, unseal, unwrapDataKey } from '../database/sealing.ts';

/** A list as somebody narrowed it: which one, and the parameters of its address. */
export interface SavedView {
  id: string;
  name: string;
  list: 'WORK' | 'CASES';
  query: Record<string, string>;
  shared: boolean;
  /** Whoever asks kept it, and may drop it. */
  own: boolean;
}

/** Nobody finds a view among more. */
const most = 50;

interface Row {
  id: string;
  account: string;
  shared: boolean;
  sealed: Buffer;
  wrapped: Buffer;
}

/** Keeps a view for an account, and answers with the id that finds it; null where it has kept as many as anybody does. */
export async function keepView(
  db: Database,
  department: string,
  account: string,
  { shared, ...content }: Pick<SavedView, 'name' | 'list' | 'query' | 'shared'>,
): Promise<string | null> {
  const id = randomUUID();
  const { key, wrapped } = newDataKey(db.keys, id);
  return inDepartment(db, department, async (tx) => {
    const { rowCount } = await tx.query(
      {
        text: `INSERT INTO saved_view (id, department, account, shared, sealed)
               SELECT $1, $2, $3, $4, $5 WHERE (SELECT count(*) FROM saved_view WHERE department = $2 AND account = $3) < ${most}`,
      },
      [id, department, account, shared, seal(key, id, content)],
    );
    if (rowCount !== 1) return null;
    await keepSealedKey(tx, 'VIEW', { id, department, wrapped });
    return id;
  });
}

/** The views an account has: its own, and those of its colleagues that are shared; by name, at most 50 of each. */
export async function viewsOf(db: Database, department: string, account: string): Promise<SavedView[]> {
  const collator = new Intl.Collator('fr');
  return inDepartment(db, department, async (tx) => {
    const rows = await read(tx, 'v.department = $1 AND (v.account = $2 OR v.shared)', [department, account], 2 * most);
    return rows.map((row) => opened(db, account, row)).toSorted((one, other) => collator.compare(one.name, other.name));
  });
}

/** One view, if the account has it. */
export async function viewOf(db: Database, department: string, account: string, id: string): Promise<SavedView | null> {
  return inDepartment(db, department, async (tx) => {
    const [row] = await read(tx, 'v.id = $1 AND (v.account = $2 OR v.shared)', [id, account], 1);
    return row === undefined ? null : opened(db, account, row);
  });
}

/** Drops a view that the account kept, with its key; false where it kept none of that id. */
export async function dropView(db: Database, department: string, account: string, id: string): Promise<boolean> {
  const { rowCount } = await inDepartment(db, department, (tx) =>
    tx.last(
      {
        text: `WITH gone AS (DELETE FROM saved_view WHERE id = $1 AND account = $2 RETURNING id)
               DELETE FROM keys.sealed_key WHERE owner_id IN (SELECT id FROM gone) AND kind = 'VIEW'`,
      },
      [id, account],
    ),
  );
  return rowCount === 1;
}

async function read(tx: Tx, where: string, values: unknown[], limit: number): Promise<Row[]> {
  const text = `SELECT v.id, v.account, v.shared, v.sealed, k.wrapped FROM saved_view v JOIN keys.sealed_key k ON k.owner_id = v.id AND k.kind = 'VIEW'
                WHERE ${where} ORDER BY v.id LIMIT ${limit}`;
  return (await tx.last<Row>({ text }, values)).rows;
}

function opened(db: Database, asking: string, { id, account, shared, sealed, wrapped }: Row): SavedView {
  const content = unseal(unwrapDataKey(db.keys, id, wrapped), id, sealed) as Pick<SavedView, 'name' | 'list' | 'query'>;
  return { ...content, id, shared, own: account === asking };
}

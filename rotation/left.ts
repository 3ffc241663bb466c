import { type LeftUnderOlder, leftUnderOlder } from '../database/generations.ts';
import { type Database, departments, inDepartment } from '../database/pool.ts';

/** What is still kept under an older generation of a key, by what it is, over all departments. Nothing of it is zero. */
export async function leftToMake(db: Database): Promise<LeftUnderOlder[]> {
  const left = new Map<string, LeftUnderOlder>();
  for (const department of await departments(db)) {
    const rows = await inDepartment(db, department, (tx) => leftUnderOlder(tx, db.keys));
    for (const row of rows) left.set(row.what, { ...row, n: (left.get(row.what)?.n ?? 0) + row.n });
  }
  return [...left.values()].filter(({ n }) => n > 0);
}

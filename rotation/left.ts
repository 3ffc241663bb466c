import { leftUnderOlder } from '../database/generations.ts';
import { type Database, departments, inDepartment } from '../database/pool.ts';

/** What is still kept under an older generation of a key, by what it is, over all departments. Nothing of it is zero. */
export async function leftToMake(db: Database): Promise<{ what: string; n: number }[]> {
  const left = new Map<string, number>();
  for (const department of await departments(db)) {
    const rows = await inDepartment(db, department, (tx) => leftUnderOlder(tx, db.keys));
    for (const { what, n } of rows) left.set(what, (left.get(what) ?? 0) + n);
  }
  return [...left].filter(([, n]) => n > 0).map(([what, n]) => ({ what, n }));
}

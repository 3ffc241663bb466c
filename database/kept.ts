import type { Database } from './pool.ts';

/** Something kept in memory for each database that was opened, and gone with it. */
export function keptFor<Kept>(make: (db: Database) => Kept): (db: Database) => Kept {
  const all = new WeakMap<Database, Kept>();
  return (db) => {
    const known = all.get(db) ?? make(db);
    all.set(db, known);
    return known;
  };
}

/** Something read anew only after some milliseconds, of each department of each database, however many ask meanwhile; what failed is read again. */
export function keptAWhile<Kept>(
  milliseconds: number,
  read: (db: Database, department: string, now: number) => Promise<Kept>,
): (db: Database, department: string, now: number) => Promise<Kept> {
  const all = keptFor(() => new Map<string, { until: number; kept: Promise<Kept> }>());
  return (db, department, now) => {
    const known = all(db).get(department);
    if (known !== undefined && now < known.until) return known.kept;
    const kept = read(db, department, now);
    all(db).set(department, { until: now + milliseconds, kept });
    kept.catch(() => all(db).delete(department));
    return kept;
  };
}

export interface ActiveVersions {
  slug: string;
  number: number;
  revision: number;
}

/** What each department was last seen to work with: the protocol's version and the directory's revision. */
export const activeOf = keptFor(() => new Map<string, ActiveVersions>());

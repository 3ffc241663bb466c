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

export interface ActiveVersions {
  slug: string;
  number: number;
  revision: number;
}

/** What each department was last seen to work with: the protocol's version and the directory's revision. */
export const activeOf = keptFor(() => new Map<string, ActiveVersions>());

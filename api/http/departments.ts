import { type Department, listDepartments } from '../../database/departments.ts';
import type { Database } from '../../database/pool.ts';
import { NotFound } from './errors.ts';

export type { Department };

const KEPT_IN_MILLISECONDS = 60_000;

/** The departments of this installation, read again every minute: pages need them all the time and they hardly change. */
export interface Departments {
  all(): Promise<Department[]>;
  /** Throws NotFound when no such department is served here. */
  get(code: string): Promise<Department>;
}

export function createDepartments(db: Database, now: () => number): Departments {
  let known: Promise<Department[]> | undefined;
  let until = 0;
  const all = () => {
    if (known === undefined || now() > until) {
      until = now() + KEPT_IN_MILLISECONDS;
      known = listDepartments(db);
      known.catch(() => {
        known = undefined;
      });
    }
    return known;
  };
  return {
    all,
    async get(code) {
      const found = (await all()).find((department) => department.code === code);
      if (found === undefined) throw new NotFound();
      return found;
    },
  };
}

import type { Database } from './pool.ts';
import { inDepartment } from './pool.ts';

export interface Department {
  code: string;
  name: string;
  /** A demonstration says so on every page, and its passwords are shown. */
  mode: 'demonstration' | 'production';
}

/** Every department of this installation, in order of code. */
export async function listDepartments(db: Database): Promise<Department[]> {
  const { rows } = await db.pool.query<Department>('SELECT code, name, mode FROM department ORDER BY code LIMIT 200');
  return rows;
}

/** Makes a department; one that exists already is left as it is. It takes alerts once it has published a protocol and a directory. */
export async function createDepartment(db: Database, { code, name, mode }: Department): Promise<void> {
  await inDepartment(db, code, (tx) =>
    tx.last({ text: 'INSERT INTO department (code, name, mode) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING' }, [code, name, mode]),
  );
}

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

/**
 * The only address that messages of an exercise go to: the one the department set, in a demonstration a box of the local
 * mailbox; null where none was set, and then nothing is sent.
 */
export function exerciseAddress(department: { code: string; demonstration: boolean; exercise_email: string | null }): string | null {
  return department.exercise_email ?? (department.demonstration ? `exercice-${department.code}@guichet.example` : null);
}

/** The address set for exercises, and the one in use. */
export async function readExerciseAddress(db: Database, code: string): Promise<{ set: string | null; used: string | null }> {
  return inDepartment(db, code, async (tx) => {
    const { rows } = await tx.last<{ demonstration: boolean; exercise_email: string | null }>(
      { text: `SELECT mode = 'demonstration' AS demonstration, exercise_email FROM department WHERE code = $1` },
      [code],
    );
    return rows[0] === undefined ? { set: null, used: null } : { set: rows[0].exercise_email, used: exerciseAddress({ code, ...rows[0] }) };
  });
}

/** Where the department's exercises are mailed; null takes the address away. */
export async function setExerciseAddress(db: Database, code: string, email: string | null): Promise<void> {
  await inDepartment(db, code, (tx) => tx.last({ text: 'UPDATE department SET exercise_email = $2 WHERE code = $1' }, [code, email]));
}

/** The number called where nobody of the roster is left who may act; null where none was set. */
export async function dutyPhone(db: Database, code: string): Promise<string | null> {
  return inDepartment(db, code, async (tx) => {
    const { rows } = await tx.last<{ duty_phone: string | null }>({ text: 'SELECT duty_phone FROM department WHERE code = $1' }, [code]);
    return rows[0]?.duty_phone ?? null;
  });
}

/** Sets it; null takes it away. */
export async function setDutyPhone(db: Database, code: string, phone: string | null): Promise<void> {
  await inDepartment(db, code, (tx) => tx.last({ text: 'UPDATE department SET duty_phone = $2 WHERE code = $1' }, [code, phone]));
}

/** Whether a department has a protocol and a directory yet: without both it takes no alert. */
export async function hasPublished(db: Database, department: string): Promise<{ protocol: boolean; directory: boolean }> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ protocol: boolean; directory: boolean }>(
      { text: 'SELECT procedure_slug IS NOT NULL AS protocol, directory_revision IS NOT NULL AS directory FROM department WHERE code = $1' },
      [department],
    );
    return rows[0] ?? { protocol: false, directory: false };
  });
}

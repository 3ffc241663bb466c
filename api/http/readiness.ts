import type { Instant } from '../../calendar/span.ts';
import type { Actor } from '../../cases/model/events.ts';
import { type Database, inDepartment } from '../../database/pool.ts';

/** Throws unless the database answers. */
export async function databaseAnswers(db: Database): Promise<void> {
  await db.pool.query('SELECT 1');
}

/** Throws unless the shape this version needs is there: the last migration's doors, open to this role. */
export async function migrationsApplied(db: Database): Promise<void> {
  const { rows } = await db.pool.query<{ there: boolean }>(
    `SELECT to_regprocedure('doors.resolve_account(uuid)') IS NOT NULL AND has_schema_privilege('doors', 'USAGE') AS there`,
  );
  if (rows[0]?.there !== true) throw new Error('migrations are missing');
}

/** When a department's directory and protocol, as they are now, were published. */
export async function publishedOn(db: Database, department: string): Promise<{ directory: Instant; procedure: Instant }> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ directory: Date | null; procedure: Date | null }>(
      {
        text: `SELECT r.published_at AS directory, v.published_at AS procedure FROM department d
               LEFT JOIN directory_revision r ON r.department = d.code AND r.revision = d.directory_revision
               LEFT JOIN procedure_version v ON v.department = d.code AND v.slug = d.procedure_slug AND v.number = d.procedure_number
               WHERE d.code = $1`,
      },
      [department],
    );
    return { directory: rows[0]?.directory?.getTime() ?? 0, procedure: rows[0]?.procedure?.getTime() ?? 0 };
  });
}

/** One reading of a case. */
export interface Reading {
  at: Instant;
  actor: Actor;
  why: string;
}

/** Who read a case and why, newest first, at most 500. */
export async function readingsOf(db: Database, department: string, caseId: string): Promise<Reading[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ at: Date; actor_kind: Actor['kind']; actor_id: string | null; why: string }>(
      { text: 'SELECT at, actor_kind, actor_id, why FROM access_log WHERE department = $1 AND case_id = $2 ORDER BY at DESC, id DESC LIMIT 500' },
      [department, caseId],
    );
    return rows.map(({ at, actor_kind, actor_id, why }) => ({ at: at.getTime(), actor: { kind: actor_kind, id: actor_id }, why }));
  });
}

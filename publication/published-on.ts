import type { Instant } from '../calendar/span.ts';
import { type Database, inDepartment } from '../database/pool.ts';

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

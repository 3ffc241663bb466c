import { randomUUIDv7 } from 'node:crypto';
import { DAY } from '../../calendar/milliseconds.ts';
import type { Instant } from '../../calendar/span.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import type { SheetColumn } from '../sheet/columns.ts';
import { type HeadingMeanings, rememberable } from '../sheet/mapping.ts';
import type { Table } from '../sheet/read-table.ts';

/** A table of the department's own, kept for a day while somebody says what its columns are. */
export interface KeptTable {
  name: string;
  table: Table;
}

/** Keeps a table for whoever sent it, and answers with its id; what was kept for more than a day is let go. */
export async function keepTable(db: Database, department: string, account: string, { name, table }: KeptTable, now: Instant): Promise<string> {
  const id = randomUUIDv7();
  await inDepartment(db, department, async (tx) => {
    await tx.query({ text: 'DELETE FROM sheet_reading WHERE department = $1 AND at < $2' }, [department, new Date(now - DAY)]);
    await tx.query({ text: 'INSERT INTO sheet_reading (department, id, account, name, content, at) VALUES ($1, $2, $3, $4, $5, $6)' }, [
      department,
      id,
      account,
      name,
      JSON.stringify(table),
      new Date(now),
    ]);
  });
  return id;
}

/** The table that this account sent; null where it was let go, or sent more than a day ago. */
export async function keptTable(db: Database, department: string, account: string, id: string, now: Instant): Promise<KeptTable | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<KeptTable>(
      { text: 'SELECT name, content AS table FROM sheet_reading WHERE department = $1 AND id = $2 AND account = $3 AND at >= $4' },
      [department, id, account, new Date(now - DAY)],
    );
    return rows[0] ?? null;
  });
}

/** What the department's headings mean, as somebody said; never of a name of ours. */
export async function headingMeanings(db: Database, department: string): Promise<HeadingMeanings> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ heading: string; means: SheetColumn | null }>(
      { text: 'SELECT heading, means FROM sheet_heading WHERE department = $1 ORDER BY heading LIMIT 2000' },
      [department],
    );
    return rememberable(Object.fromEntries(rows.map(({ heading, means }) => [heading, means])));
  });
}

/** Remembers what headings mean, over what was said of them before; of a name of ours, nothing. Idempotent. */
export async function rememberHeadings(db: Database, department: string, meanings: HeadingMeanings): Promise<void> {
  await inDepartment(db, department, (tx) =>
    tx.last(
      {
        text: `INSERT INTO sheet_heading (department, heading, means)
               SELECT $1, heading, means FROM jsonb_to_recordset($2::jsonb) AS one (heading text, means text)
               ON CONFLICT (department, heading) DO UPDATE SET means = excluded.means`,
      },
      [department, JSON.stringify(Object.entries(rememberable(meanings)).map(([heading, means]) => ({ heading, means })))],
    ),
  );
}

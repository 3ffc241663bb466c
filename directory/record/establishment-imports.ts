import type { Instant } from '../../calendar/span.ts';
import { named } from '../../database/named.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import type { FinessSource } from '../../vocabulary/vocabulary.ts';
import type { ChangeAuthor } from './change-rows.ts';
import { differ, FOR_ALL, isNow, isRead, isUnread, ONE_AT_A_TIME, saidColumns } from './establishment-rows.ts';

export interface ImportCounts {
  added: number;
  changed: number;
  same: number;
  /** In the list and no more in the file: kept, and marked. */
  vanished: number;
  /** Of those changed: closed since. */
  closed: number;
  refused: number;
  /** Sites of other departments, and closed ones that were never here. */
  elsewhere: number;
}

/** A file that was read: compared with what is held, and then taken, dropped or undone. */
export interface EstablishmentImport {
  number: number;
  state: 'READING' | 'READ' | 'TAKEN' | 'UNDONE' | 'DROPPED';
  source: FinessSource | null;
  file: string;
  dated: string | null;
  licence: string;
  counts: ImportCounts;
  refused: { at: string; why: string }[];
  by: string;
  at: Instant;
  settledBy: string | null;
  settledAt: Instant | null;
  /** Another one was taken since it was read: what it says it changes is no longer so. */
  stale: boolean;
  /** It is the last one taken: it can be undone. */
  last: boolean;
}

const settle = named({
  name: 'settle-establishments',
  text: `UPDATE establishment_import SET state = :state, settled_by = :by, settled_at = :at WHERE department = this_department() AND number = :number`,
});

const dropRows = named({ name: 'drop-establishments-read', text: `DELETE FROM establishment_read n WHERE ${isRead('n')}` });

/**
 * Holds what a file that was read changes: what is new, what differs, and, marked, what it no longer has. `STALE`: another one was taken since
 * it was read; read the file again. Idempotent: one that is taken stays so.
 */
export async function takeImport(
  db: Database,
  department: string,
  number: number,
  by: ChangeAuthor,
  at: Instant,
): Promise<'TAKEN' | 'STALE' | 'GONE'> {
  return inDepartment(db, department, async (tx) => {
    await tx.query({ text: FOR_ALL });
    const one = await locked(tx, number);
    if (one === null || (one.state !== 'READ' && one.state !== 'TAKEN')) return 'GONE';
    if (one.state === 'TAKEN') return 'TAKEN';
    if (one.stale) return 'STALE';
    await tx.query(
      named({
        name: 'end-establishments',
        text: `UPDATE establishment c SET until = :number FROM establishment_read n WHERE ${isRead('n')} AND ${isNow('c')} AND c.finess = n.finess AND ${differ}`,
      })({ number }),
    );
    if (one.source !== 'ACTIVITIES')
      await tx.query(
        named({
          name: 'mark-establishments',
          text: `WITH gone AS (UPDATE establishment c SET until = :number WHERE ${isNow('c')} AND ${isUnread} RETURNING c.*)
                 INSERT INTO establishment (department, finess, import, ${saidColumns.join(', ')}, absent, folded)
                 SELECT department, finess, :number, ${saidColumns.join(', ')}, true, folded FROM gone`,
        })({ number }),
      );
    await tx.query(
      named({
        name: 'hold-establishments',
        text: `INSERT INTO establishment (department, finess, import, ${saidColumns.join(', ')}, absent, folded)
               SELECT n.department, n.finess, :number, ${saidColumns.map((name) => `n.${name}`).join(', ')}, n.absent, n.folded
               FROM establishment_read n WHERE ${isRead('n')} AND NOT EXISTS (SELECT FROM establishment c WHERE ${isNow('c')} AND c.finess = n.finess)`,
      })({ number }),
    );
    await tx.query(dropRows({ number }));
    await tx.query(settle({ number, state: 'TAKEN', by: by.name, at: new Date(at) }));
    return 'TAKEN';
  });
}

/** Gives back what the last file taken replaced, and takes out what it brought. False where it is not the last one taken. */
export async function undoImport(db: Database, department: string, number: number, by: ChangeAuthor, at: Instant): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    await tx.query({ text: FOR_ALL });
    const one = await locked(tx, number);
    if (one === null || !one.last) return false;
    await tx.query(
      named({
        name: 'take-out-establishments',
        text: 'DELETE FROM establishment WHERE department = this_department() AND import = :number',
      })({ number }),
    );
    await tx.query(
      named({
        name: 'give-back-establishments',
        text: 'UPDATE establishment SET until = NULL WHERE department = this_department() AND until = :number',
      })({ number }),
    );
    await tx.query(settle({ number, state: 'UNDONE', by: by.name, at: new Date(at) }));
    return true;
  });
}

/** Forgets a file that was read and not taken; one that is settled stays as it is. */
export async function dropImport(db: Database, department: string, number: number, by: ChangeAuthor, at: Instant): Promise<void> {
  await inDepartment(db, department, async (tx) => {
    await tx.query({ text: FOR_ALL });
    const one = await locked(tx, number);
    if (one === null || (one.state !== 'READ' && one.state !== 'READING')) return;
    await tx.query(dropRows({ number }));
    await tx.query(settle({ number, state: 'DROPPED', by: by.name, at: new Date(at) }));
  });
}

const shown = `number, state, source, file, to_char(dated, 'YYYY-MM-DD') AS dated, licence, counts, refused, by, at, settled_by, settled_at,
  based_on IS DISTINCT FROM (SELECT max(t.number) FROM establishment_import t WHERE t.department = this_department() AND t.state = 'TAKEN') AS stale,
  state = 'TAKEN' AND number = (SELECT max(t.number) FROM establishment_import t WHERE t.department = this_department() AND t.state = 'TAKEN') AS last`;

type Row = Omit<EstablishmentImport, 'at' | 'settledBy' | 'settledAt'> & { at: Date; settled_by: string | null; settled_at: Date | null };

const asImport = ({ at, settled_by, settled_at, ...row }: Row): EstablishmentImport => ({
  ...row,
  at: at.getTime(),
  settledBy: settled_by,
  settledAt: settled_at?.getTime() ?? null,
});

async function locked(tx: Tx, number: number): Promise<EstablishmentImport | null> {
  await tx.query({ text: ONE_AT_A_TIME });
  const { rows } = await tx.query<Row>({
    text: `SELECT ${shown} FROM establishment_import WHERE department = this_department() AND number = $1`,
    values: [number],
  });
  return rows[0] === undefined ? null : asImport(rows[0]);
}

/** The files that were read, the last first. */
export async function listImports(db: Database, department: string, most: number): Promise<EstablishmentImport[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<Row>({
      text: `SELECT ${shown} FROM establishment_import WHERE department = this_department() ORDER BY number DESC LIMIT ${most}`,
    });
    return rows.map(asImport);
  });
}

export interface ImportSample {
  finess: string;
  name: string;
  /** What changes, column by column; empty for what is new or no longer there. */
  before: Record<string, string | number | null>;
  after: Record<string, string | number | null>;
}

/** A file that was read and what it would do, the first of each kind; null where there is none of that number. */
export async function readImported(
  db: Database,
  department: string,
  number: number,
  most: number,
): Promise<{ read: EstablishmentImport; added: ImportSample[]; changed: ImportSample[]; vanished: ImportSample[] } | null> {
  return inDepartment(db, department, async (tx) => {
    await tx.query({ text: FOR_ALL });
    const one = await locked(tx, number);
    if (one === null) return null;
    if (one.state !== 'READ') return { read: one, added: [], changed: [], vanished: [] };
    const sampled = async (name: string, text: string) =>
      (await tx.query<ImportSample>(named({ name, text: `${text} ORDER BY 2, 1 LIMIT ${most}` })({ number }))).rows;
    const whole = (of: string) => `jsonb_build_object(${saidColumns.map((column) => `'${column}', ${of}.${column}`).join(', ')})`;
    const joined = `FROM establishment_read n LEFT JOIN establishment c ON ${isNow('c')} AND c.finess = n.finess WHERE ${isRead('n')}`;
    return {
      read: one,
      added: await sampled('sample-added', `SELECT n.finess, n.name, '{}'::jsonb AS before, ${whole('n')} AS after ${joined} AND c.finess IS NULL`),
      changed: await sampled(
        'sample-changed',
        `SELECT n.finess, n.name, ${whole('c')} AS before, ${whole('n')} AS after ${joined} AND c.finess IS NOT NULL AND ${differ}`,
      ),
      vanished:
        one.source === 'ACTIVITIES'
          ? []
          : await sampled(
              'sample-vanished',
              `SELECT c.finess, c.name, '{}'::jsonb AS before, '{}'::jsonb AS after FROM establishment c WHERE ${isNow('c')} AND ${isUnread}`,
            ),
    };
  });
}

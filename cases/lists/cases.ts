import type { Instant } from '../../calendar/span.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import type { Danger, Place, VictimGroup } from '../../vocabulary/vocabulary.ts';
import type { CaseState } from '../model/state.ts';
import { longestPage, type Page, window } from './page.ts';

export interface CaseLine {
  caseId: string;
  reference: string;
  status: CaseState['status'];
  qualification: CaseState['qualification'];
  /** Absent when nobody has assessed it. */
  danger?: Danger;
  place: Place;
  inseeCode: string | null;
  victimGroup: VictimGroup;
  exercise: boolean;
  openedAt: Instant;
  closedAt: Instant | null;
  /** The next deadline or delivery, on the case's own clock. */
  nextDue: Instant | null;
}

export interface CaseQuery {
  /** Only drills, or none of them; both when left out. */
  exercise?: boolean;
  status?: CaseState['status'];
  qualification?: CaseState['qualification'];
  danger?: Danger;
  place?: Place;
  inseeCode?: string;
  victimGroup?: VictimGroup;
  reference?: string;
  /** Cases that follow this version of the protocol. */
  follows?: { slug: string; number: number };
  page?: number;
  size?: number;
}

/** Cases that whoever acts may see, newest first. */
export async function listCases(db: Database, department: string, query: CaseQuery): Promise<Page<CaseLine>> {
  const { page, size, offset } = window(query);
  const where = `WHERE c.department = $1
    AND ($2::text IS NULL OR c.status = $2) AND ($3::text IS NULL OR c.qualification = $3) AND ($4::int IS NULL OR c.danger >= $4)
    AND ($5::text IS NULL OR c.place = $5) AND ($6::text IS NULL OR c.insee_code = $6) AND ($7::text IS NULL OR c.victim_group = $7)
    AND ($8::text IS NULL OR starts_with(c.reference, $8)) AND ($9::boolean IS NULL OR c.exercise = $9)
    AND ($10::text IS NULL OR (c.procedure_slug = $10 AND c.procedure_number = $11::int))`;
  const values = [
    department,
    query.status ?? null,
    query.qualification ?? null,
    query.danger ?? null,
    query.place ?? null,
    query.inseeCode ?? null,
    query.victimGroup ?? null,
    query.reference?.toUpperCase() ?? null,
    query.exercise ?? null,
    query.follows?.slug ?? null,
    query.follows?.number ?? null,
  ];
  return inDepartment(db, department, async (tx) => {
    const [counted, found] = await Promise.all([
      tx.query<{ total: number }>({ text: `SELECT count(*)::int AS total FROM case_file c ${where}` }, values),
      tx.query<CaseColumns>({ text: `SELECT ${caseColumns} FROM case_file c ${where} ORDER BY c.opened_at DESC, c.id LIMIT $12 OFFSET $13` }, [
        ...values,
        size,
        offset,
      ]),
    ]);
    return { rows: found.rows.map(readLine), total: counted.rows[0]?.total ?? 0, page, size };
  });
}

/** Some cases by id, as lines, those that whoever acts may see, newest first. At most 200. */
export async function casesById(db: Database, department: string, ids: readonly string[]): Promise<CaseLine[]> {
  if (ids.length === 0) return [];
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<CaseColumns>(
      {
        text: `SELECT ${caseColumns} FROM case_file c WHERE c.id = ANY ($1::uuid[])
               ORDER BY c.opened_at DESC, c.id LIMIT $2`,
      },
      [ids, longestPage],
    );
    return rows.map(readLine);
  });
}

export interface CaseColumns extends Pick<CaseLine, 'reference' | 'status' | 'qualification' | 'place' | 'exercise'> {
  danger: Danger | null;
  case_id: string;
  insee_code: string | null;
  victim_group: VictimGroup;
  opened_at: Date;
  closed_at: Date | null;
  next_due: Date | null;
}

export const caseColumns = `c.id AS case_id, c.reference, c.status, c.qualification, c.danger, c.place, c.insee_code, c.victim_group, c.exercise,
  c.opened_at, c.closed_at, c.next_due`;

export function readLine(row: CaseColumns): CaseLine {
  const { reference, status, qualification, danger, place, exercise } = row;
  return {
    reference,
    status,
    qualification,
    ...(danger !== null && { danger }),
    place,
    exercise,
    caseId: row.case_id,
    inseeCode: row.insee_code,
    victimGroup: row.victim_group,
    openedAt: row.opened_at.getTime(),
    closedAt: row.closed_at?.getTime() ?? null,
    nextDue: row.next_due?.getTime() ?? null,
  };
}

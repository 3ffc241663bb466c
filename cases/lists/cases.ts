import type { Instant } from '../../calendar/span.ts';
import { named } from '../../database/named.ts';
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
  const values = {
    department,
    status: query.status ?? null,
    qualification: query.qualification ?? null,
    danger: query.danger ?? null,
    place: query.place ?? null,
    inseeCode: query.inseeCode ?? null,
    victimGroup: query.victimGroup ?? null,
    reference: query.reference?.toUpperCase() ?? null,
    exercise: query.exercise ?? null,
    slug: query.follows?.slug ?? null,
    number: query.follows?.number ?? null,
  };
  return inDepartment(db, department, async (tx) => {
    const [counted, found] = await Promise.all([
      tx.query<{ total: number }>(countCases(values)),
      tx.query<CaseColumns>(linesOfCases({ ...values, size, offset })),
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
  c.opened_at, c.closed_at, c.next_due` as const;

const asked = `WHERE c.department = :department
    AND (:status::text IS NULL OR c.status = :status) AND (:qualification::text IS NULL OR c.qualification = :qualification)
    AND (:danger::int IS NULL OR c.danger >= :danger) AND (:place::text IS NULL OR c.place = :place)
    AND (:inseeCode::text IS NULL OR c.insee_code = :inseeCode) AND (:victimGroup::text IS NULL OR c.victim_group = :victimGroup)
    AND (:reference::text IS NULL OR starts_with(c.reference, :reference)) AND (:exercise::boolean IS NULL OR c.exercise = :exercise)
    AND (:slug::text IS NULL OR (c.procedure_slug = :slug AND c.procedure_number = :number::int))` as const;
const countCases = named({ text: `SELECT count(*)::int AS total FROM case_file c ${asked}` });
const linesOfCases = named({
  text: `SELECT ${caseColumns} FROM case_file c ${asked} ORDER BY c.opened_at DESC, c.id LIMIT :size OFFSET :offset`,
});

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

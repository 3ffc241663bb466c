import type { Instant } from '../../calendar/span.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import type { Channel, Danger, Place, VictimGroup } from '../../vocabulary/vocabulary.ts';
import type { Actor } from '../model/events.ts';
import type { CaseState } from '../model/state.ts';
import { countedRows } from './counted.ts';
import { namesShown } from './names.ts';
import { Narrowed } from './narrowed.ts';
import { cursorAfter, goOnAfter, type Order, type OrderedBy, orderText } from './order.ts';
import { longestPage, type Page, type Window, window } from './page.ts';
import { type Waiting, waitingIn } from './waiting.ts';

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
  /** FINESS number of the establishment the facts name. */
  establishment: string | null;
  /** Of the first alert. */
  channel: Channel;
  exercise: boolean;
  openedAt: Instant;
  closedAt: Instant | null;
  /** The next deadline or delivery, on the case's own clock. */
  nextDue: Instant | null;
}

export type Waits = 'DESK' | 'RECIPIENT' | 'SILENT';
/** The columns that an index orders a list of cases by. */
export const caseSorts = ['openedAt', 'danger', 'place', 'commune', 'channel', 'victimGroup', 'status'] as const;
export type CaseSort = (typeof caseSorts)[number];

export interface CaseQuery extends Window {
  /** Only drills, or none of them; both when left out. */
  exercise?: boolean;
  status?: CaseState['status'];
  qualification?: CaseState['qualification'];
  danger?: Danger;
  place?: Place;
  inseeCode?: string;
  victimGroup?: VictimGroup;
  reference?: string;
  /** FINESS number of the establishment the facts name. */
  establishment?: string;
  /** Of the first alert. */
  channel?: Channel;
  /** A body something was transferred to. */
  organisation?: string;
  /** Account that has taken one of its open tasks. */
  owner?: string;
  /** For whom it waits: a person of the desk, a recipient, one that let its limit pass. */
  waits?: Waits;
  /** Newest first when left out. */
  sort?: CaseSort;
  descending?: boolean;
  /** Opened from then on, and before then. */
  from?: Instant;
  before?: Instant;
  /** Cases that follow this version of the protocol. */
  follows?: { slug: string; number: number };
}

/** Cases that whoever acts may see, newest first unless another order is asked for. */
export async function listCases(db: Database, department: string, query: CaseQuery): Promise<Page<CaseLine>> {
  return inDepartment(db, department, (tx) => casesIn(db, tx, department, query));
}

/** A case of a list as the desk shows it. */
export interface ShownCase extends CaseLine {
  /** Absent where it waits for nothing. */
  waiting?: Waiting | undefined;
  /** Who it is about, where names are asked for and one was given. */
  person?: string | undefined;
}

/** `listCases` with what each case waits for and, where `named`, who it is about: `viewer` has then read its name. All in one transaction. */
export async function shownCases(
  db: Database,
  department: string,
  viewer: Actor,
  { named, ...query }: CaseQuery & { named: boolean },
): Promise<Page<ShownCase>> {
  return inDepartment(db, department, async (tx) => {
    const found = await casesIn(db, tx, department, query);
    const ids = found.rows.map(({ caseId }) => caseId);
    const [waiting, names] = await Promise.all([waitingIn(tx, ids), named ? namesShown(db, tx, department, viewer, ids) : null]);
    return { ...found, rows: found.rows.map((line) => ({ ...line, waiting: waiting.get(line.caseId), person: names?.get(line.caseId) })) };
  });
}

async function casesIn(db: Database, tx: Tx, department: string, query: CaseQuery): Promise<Page<CaseLine>> {
  const { page, size, offset } = window(query);
  const { sort = 'openedAt', descending = sort === 'openedAt' } = query;
  const order: Order<CaseLine> = { columns: orders[sort], descending };
  const asked = new Narrowed().where('c.department = ?', department);
  narrow(asked, query);
  const here = asked.copy();
  const goesOn = query.after !== undefined && goOnAfter(here, order, query.after);
  const [total, found] = await Promise.all([
    countedRows(db, tx, 'case_file c', asked),
    tx.query<CaseColumns>({ text: pageOfCases(here, order, size, goesOn ? 0 : offset) }, here.values),
  ]);
  return { ...pageOf(found.rows.map(readLine), size, order), total, page, size };
}

/** As their indexes have them. */
export const dangerListed = 'CASE WHEN c.danger IS NULL THEN -1 ELSE c.danger END';
const communeListed = `CASE WHEN c.insee_code IS NULL THEN '' ELSE c.insee_code END`;

/** One value after another, the newest first within each: of what is listed from its last value down too (`down`), as danger is. */
const by = (column: OrderedBy<CaseLine>, down = false): OrderedBy<CaseLine>[] => [
  column,
  { column: 'c.opened_at', type: 'timestamptz', of: ({ openedAt }) => openedAt, ...(!down && { against: true }) },
  { column: 'c.id', type: 'uuid', of: ({ caseId }) => caseId },
];

/** Each is that of an index, read forwards or backwards. */
const orders: Record<CaseSort, OrderedBy<CaseLine>[]> = {
  openedAt: [
    { column: 'c.opened_at', type: 'timestamptz', of: ({ openedAt }) => openedAt },
    { column: 'c.id', type: 'uuid', of: ({ caseId }) => caseId, against: true },
  ],
  danger: by({ column: dangerListed, type: 'int', of: ({ danger }) => danger ?? -1 }, true),
  place: by({ column: 'c.place', type: 'text', of: ({ place }) => place }),
  commune: by({ column: communeListed, type: 'text', of: ({ inseeCode }) => inseeCode ?? '' }),
  channel: by({ column: 'c.channel', type: 'text', of: ({ channel }) => channel }),
  victimGroup: by({ column: 'c.victim_group', type: 'text', of: ({ victimGroup }) => victimGroup }),
  status: by({ column: 'c.status', type: 'text', of: ({ status }) => status }),
};

/** Of the lines before the page, the ids alone are read, which an index holds. */
export function pageOfCases<Row>(asked: Narrowed, order: Order<Row>, size: number, offset: number, more = ''): string {
  const ordered = `ORDER BY ${orderText(order)} LIMIT ${size + 1}`;
  if (offset === 0) return `SELECT ${caseColumns}${more} FROM case_file c WHERE ${asked.text} ${ordered}`;
  return `SELECT ${caseColumns}${more} FROM case_file c
          JOIN (SELECT c.id FROM case_file c WHERE ${asked.text} ${ordered} OFFSET ${offset}) page USING (id) ORDER BY ${orderText(order)}`;
}

/** The rows of a page out of those read, one more than it holds, and where the next begins. */
export function pageOf<Row>(read: Row[], size: number, order: Order<Row>): Pick<Page<Row>, 'rows' | 'next'> {
  const rows = read.slice(0, size);
  const last = rows.at(-1);
  return { rows, ...(read.length > size && last !== undefined && { next: cursorAfter(order, last) }) };
}

type Narrowing = Omit<CaseQuery, keyof Window | 'sort' | 'descending'>;

/** Columns of the case, each with an index of those alone of which it is true. */
const waiting: Record<Waits, string> = { DESK: 'c.task_due IS NOT NULL', RECIPIENT: 'c.awaits', SILENT: 'c.silent' };

/** The conditions of a query of cases, those in use. */
export function narrow(asked: Narrowed, query: Narrowing): void {
  const equal = {
    exercise: query.exercise,
    status: query.status,
    qualification: query.qualification,
    place: query.place,
    victim_group: query.victimGroup,
    establishment: query.establishment,
    channel: query.channel,
  };
  for (const [column, value] of Object.entries(equal)) if (value !== undefined) asked.where(`c.${column} = ?`, value);
  if (query.danger !== undefined) asked.where(`${dangerListed} >= ?::int`, query.danger);
  if (query.inseeCode !== undefined) asked.where(`${communeListed} = ?`, query.inseeCode);
  if (query.organisation !== undefined) {
    // What no drill has is in an index of its own, which holds no transfer that a tie ended either.
    const real = query.exercise === false ? ' AND NOT t.exercise AND NOT t.conflict' : '';
    asked.where(`c.id IN (SELECT t.case_id FROM transfer t WHERE t.organisation = ? AND t.department = $1${real})`, query.organisation);
  }
  if (query.owner !== undefined)
    asked.where(`EXISTS (SELECT FROM task t WHERE t.case_id = c.id AND t.status = 'OPEN' AND t.taken_by = ?)`, query.owner);
  if (query.waits !== undefined) asked.where(waiting[query.waits]);
  if (query.from !== undefined) asked.where('c.opened_at >= ?', new Date(query.from));
  if (query.before !== undefined) asked.where('c.opened_at < ?', new Date(query.before));
  if (query.follows !== undefined) asked.where('c.procedure_slug = ?', query.follows.slug).where('c.procedure_number = ?::int', query.follows.number);
  if (query.reference !== undefined) beginsWith(asked, query.reference.toUpperCase());
}

/** By code point, as the index is ordered. */
function beginsWith(asked: Narrowed, start: string): void {
  asked.where('c.reference COLLATE "C" >= ?', start).where('c.reference COLLATE "C" < ?', `${start}\u{10ffff}`);
}

/** The case of a reference, if whoever acts may see it. */
export async function caseByReference(db: Database, department: string, reference: string): Promise<CaseLine | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<CaseColumns>(
      { name: 'case-by-reference', text: `SELECT ${caseColumns} FROM case_file c WHERE c.reference = $1` },
      [reference.trim().toUpperCase()],
    );
    return rows[0] === undefined ? null : readLine(rows[0]);
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

export interface CaseColumns extends Pick<CaseLine, 'reference' | 'status' | 'qualification' | 'place' | 'establishment' | 'channel' | 'exercise'> {
  danger: Danger | null;
  case_id: string;
  insee_code: string | null;
  victim_group: VictimGroup;
  opened_at: Date;
  closed_at: Date | null;
  next_due: Date | null;
}

export const caseColumns =
  `c.id AS case_id, c.reference, c.status, c.qualification, c.danger, c.place, c.insee_code, c.victim_group, c.establishment, c.channel, c.exercise,
  c.opened_at, c.closed_at, c.next_due` as const;

export function readLine(row: CaseColumns): CaseLine {
  const { reference, status, qualification, danger, place, establishment, channel, exercise } = row;
  return {
    reference,
    status,
    qualification,
    ...(danger !== null && { danger }),
    place,
    establishment,
    channel,
    exercise,
    caseId: row.case_id,
    inseeCode: row.insee_code,
    victimGroup: row.victim_group,
    openedAt: row.opened_at.getTime(),
    closedAt: row.closed_at?.getTime() ?? null,
    nextDue: row.next_due?.getTime() ?? null,
  };
}

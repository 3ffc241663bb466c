import type { Instant } from '../../calendar/span.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import type { Channel, ContactKind } from '../../vocabulary/vocabulary.ts';
import type { Actor } from '../model/events.ts';
import { logAccess } from '../record/access.ts';
import { type CaseColumns, type CaseLine, caseColumns, readLine } from './cases.ts';
import { namesGiven } from './names.ts';
import { keysOf, lettersAlike, nameKeys, type Sought, type SoughtKey } from './sought.ts';

/** Why a case was found, the surest first. */
export type FoundBy = 'REFERENCE' | 'PHONE' | 'EMAIL' | 'VICTIM_WORD' | 'IMPLICATED_WORD' | 'REPORTER_WORD' | 'STREET';

export interface FoundCase extends CaseLine {
  by: FoundBy;
  /** The name was typed with a slip of the hand, or is spelt otherwise. */
  near: boolean;
  /** Who the case is about, where the alert said. */
  victim: string | null;
}

/** Nobody reads more; what is not among them is looked for with another word. */
export const mostFound = 30;
/** Of the cases under one key, the newest: a very common word is looked for with another beside it. */
const mostOfAKey = 2_000;
const whoseName = ['VICTIM_WORD', 'IMPLICATED_WORD', 'REPORTER_WORD'] as const;

/**
 * The cases that what was typed may mean, of those whoever acts may see, the likeliest first; drills are found by their reference alone.
 * Their names are opened: each case shown is a reading, noted with who looked; the search itself is noted with its kinds, and without its words.
 */
export async function findCases(db: Database, department: string, by: Actor, sought: Sought): Promise<FoundCase[]> {
  return inDepartment(db, department, async (tx) => {
    const found = new Map<string, { by: FoundBy; near: boolean }>();
    const add = (ids: readonly string[], reason: FoundBy, near = false) => {
      for (const id of ids) if (!found.has(id)) found.set(id, { by: reason, near });
    };
    const keyed = (kind: FoundBy, value: string): SoughtKey[] =>
      keysOf(db.keys, department, kind, value).map((hash) => ({ kind, hash, word: 0, slip: 0 }));
    add(await byReference(tx, department, sought), 'REFERENCE');
    if (sought.phone !== null) add(idsOf(await byKeys(tx, department, keyed('PHONE', sought.phone), 1)), 'PHONE');
    if (sought.email !== null) add(idsOf(await byKeys(tx, department, keyed('EMAIL', sought.email), 1)), 'EMAIL');
    const { words } = sought;
    for (const slips of words.length === 0 ? [] : [false, true]) {
      if (slips && found.size > 0) break;
      const rows = await byKeys(tx, department, nameKeys(db.keys, department, words, whoseName, slips), words.length);
      for (const { case_id, kind, slip } of rows) add([case_id], kind as FoundBy, slip > 0);
    }
    if (sought.street !== null) add(idsOf(await byKeys(tx, department, keyed('STREET', sought.street), 1)), 'STREET');
    const lines = (await foundLines(tx, [...found.keys()].slice(0, mostFound))).filter(
      ({ caseId, exercise }) => !exercise || found.get(caseId)?.by === 'REFERENCE',
    );
    const given = await namesGiven(
      db,
      tx,
      lines.map(({ caseId }) => caseId),
    );
    const shown: (FoundCase & { alike: number })[] = [];
    for (const line of lines) {
      const names = given.get(line.caseId) ?? { victim: null, all: '' };
      const why = found.get(line.caseId) ?? { by: 'REFERENCE', near: false };
      const alike = lettersAlike(words, names.all);
      await logAccess(tx, department, by, line.caseId, 'FOUND', 'SEARCH');
      shown.push({ ...line, by: why.by, near: why.near || (isName(why.by) && alike < words.length), victim: names.victim, alike });
    }
    const kinds = [...new Set(shown.map((one) => one.by))].join(',') || 'NOTHING';
    await logAccess(tx, department, by, null, `SEARCH:${kinds}:${shown.length}`, 'SEARCH');
    const order = [...found.keys()];
    return shown
      .toSorted((one, other) => other.alike - one.alike || order.indexOf(one.caseId) - order.indexOf(other.caseId))
      .map(({ alike: _alike, ...one }) => one);
  });
}

/** Advice, information or orientation that opened no case, by its reference. Nothing sealed is read. */
export async function findContact(
  db: Database,
  department: string,
  reference: string,
): Promise<{ reference: string; kind: ContactKind; channel: Channel; at: Instant } | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ contact_kind: ContactKind; channel: Channel; received_at: Date }>(
      { text: 'SELECT contact_kind, channel, received_at FROM alert WHERE reference = $1 AND case_id IS NULL' },
      [reference],
    );
    const [row] = rows;
    return row === undefined ? null : { reference, kind: row.contact_kind, channel: row.channel, at: row.received_at.getTime() };
  });
}

/**
 * Cases of which a reference is being typed, of those whoever acts may see, the newest first. Nothing sealed is read, nobody is named: no
 * reading is noted.
 */
export async function casesBegun(
  db: Database,
  department: string,
  { references, referenceStarts }: Pick<Sought, 'references' | 'referenceStarts'>,
  most: number,
): Promise<{ reference: string; openedAt: Instant }[]> {
  if (references.length + referenceStarts.length === 0) return [];
  return inDepartment(db, department, async (tx) => {
    const ids = (await byReference(tx, department, { references, referenceStarts })).slice(0, most);
    return (await foundLines(tx, ids)).map(({ reference, openedAt }) => ({ reference, openedAt }));
  });
}

const isName = (by: FoundBy): boolean => (whoseName as readonly string[]).includes(by);
const idsOf = (rows: readonly KeyedRow[]): string[] => rows.map(({ case_id }) => case_id);

async function byReference(
  tx: Tx,
  department: string,
  { references, referenceStarts }: Pick<Sought, 'references' | 'referenceStarts'>,
): Promise<string[]> {
  if (references.length + referenceStarts.length === 0) return [];
  const { rows } = await tx.query<{ id: string }>(
    {
      name: 'found-by-reference',
      text: `SELECT c.id FROM case_file c WHERE c.reference = ANY ($2::text[]) AND c.department = $1
             UNION
             SELECT c.id FROM unnest($3::text[], $4::text[]) AS range(first, beyond) JOIN case_file c ON c.department = $1
               AND c.reference COLLATE "C" >= first AND c.reference COLLATE "C" < beyond
             ORDER BY 1 DESC LIMIT ${mostFound}`,
    },
    // Whatever is computed beside an index's column keeps it from being used under a policy.
    [department, references, referenceStarts, referenceStarts.map((start) => `${start}\u{10ffff}`)],
  );
  return rows.map(({ id }) => id);
}

interface KeyedRow {
  case_id: string;
  kind: string;
  slip: number;
}

/** Cases that have, of one person, a key for each word; of no drill. The newest first among those equally near. */
async function byKeys(tx: Tx, department: string, keys: readonly SoughtKey[], words: number): Promise<KeyedRow[]> {
  const { rows } = await tx.query<KeyedRow>(
    {
      name: 'found-by-keys',
      text: `SELECT l.case_id, s.kind, max(s.slip)::int AS slip
             FROM jsonb_to_recordset($2::jsonb) AS s(kind text, hash text, word int, slip int)
             CROSS JOIN LATERAL (
               SELECT k.case_id FROM likeness k WHERE k.department = $1 AND k.kind = s.kind AND k.hash = decode(s.hash, 'hex')
               ORDER BY k.case_id DESC LIMIT ${mostOfAKey}
             ) l
             GROUP BY l.case_id, s.kind HAVING count(DISTINCT s.word) = $3
             ORDER BY slip, l.case_id DESC LIMIT ${mostFound}`,
    },
    [department, JSON.stringify(keys), words],
  );
  return rows;
}

/** Some cases as lines, those that whoever acts may see, newest first. At most `mostFound`. */
export async function foundLines(tx: Tx, ids: readonly string[]): Promise<CaseLine[]> {
  if (ids.length === 0) return [];
  const { rows } = await tx.query<CaseColumns>(
    {
      name: 'found-lines',
      text: `SELECT ${caseColumns} FROM case_file c WHERE c.id = ANY ($1::uuid[]) ORDER BY c.opened_at DESC, c.id LIMIT ${mostFound}`,
    },
    [ids],
  );
  return rows.map(readLine);
}

import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import { unwrapDataKey } from '../../database/sealing.ts';
import type { EntryKind } from '../../vocabulary/entries.ts';
import type { Actor } from '../model/events.ts';
import { logAccess } from '../record/access.ts';
import { type CaseLine, type CaseQuery, narrow } from './cases.ts';
import { foundLines, mostFound } from './found-cases.ts';
import { namesGiven } from './names.ts';
import { Narrowed } from './narrowed.ts';
import { openedApart, SearchStopped } from './opened-apart.ts';
import type { Excerpt, SealedCase, WordsFound, WordsSought } from './said-words.ts';

/** No search opens more cases; who asks for more is told to narrow it. */
export const mostOpened = 5_000;
/** Cases read together: a few first, which are enough for a common word; then many, since each reading costs something of its own. */
const firstAtOnce = 250;
const atOnce = 1_000;
/** More than such cases have; of any beyond, the words are not read. */
const mostEntries = 50 * atOnce;

/** What a search of words is narrowed to: a period, a place, a body something was transferred to. */
export type SaidNarrowing = Pick<CaseQuery, 'from' | 'before' | 'inseeCode' | 'establishment' | 'organisation'>;

export interface CaseWithWords extends CaseLine {
  /** What was written where the words are, and there. */
  kind: EntryKind;
  excerpt: Excerpt;
  victim: string | null;
}

/** `opened`: how many cases were, the newest first, until enough held the words. `STOPPED`: it took too long. */
export type SaidFound = { cases: CaseWithWords[]; opened: number; asked: number } | 'TOO_MANY' | 'STOPPED';

/** Whether there are more cases than a search of words opens, of those whoever acts may see. Nothing is opened. */
export async function areTooMany(db: Database, department: string, narrowing: SaidNarrowing): Promise<boolean> {
  return inDepartment(db, department, async (tx) => (await idsOf(tx, department, narrowing)).length > mostOpened);
}

/**
 * The cases in which somebody said or wrote these words, the newest first, of at most `mostOpened` that whoever acts may see; no drill, and none
 * whose key was erased. Each case shown is a reading, noted with who looked; the search is noted with its kind, and without its words.
 */
export async function findSaid(db: Database, department: string, by: Actor, sought: WordsSought, narrowing: SaidNarrowing): Promise<SaidFound> {
  const ids = await inDepartment(db, department, (tx) => idsOf(tx, department, narrowing));
  if (ids.length > mostOpened) return 'TOO_MANY';
  try {
    const { found, opened } = await holding(db, department, sought, ids);
    return { cases: await shown(db, department, by, found.slice(0, mostFound)), opened, asked: ids.length };
  } catch (failure) {
    if (failure instanceof SearchStopped) return 'STOPPED';
    throw failure;
  }
}

async function idsOf(tx: Tx, department: string, narrowing: SaidNarrowing): Promise<string[]> {
  const asked = new Narrowed().where('c.department = ?', department);
  narrow(asked, { exercise: false, ...narrowing });
  const { rows } = await tx.query<{ id: string }>(
    { text: `SELECT c.id FROM case_file c WHERE ${asked.text} ORDER BY c.opened_at DESC, c.id LIMIT ${mostOpened + 1}` },
    asked.values,
  );
  return rows.map(({ id }) => id);
}

/** While some cases are opened in their own process, the next are read here. */
function holding(db: Database, department: string, sought: WordsSought, ids: readonly string[]): Promise<{ found: WordsFound[]; opened: number }> {
  return openedApart(sought, async (open) => {
    const found: WordsFound[] = [];
    let opening: Promise<WordsFound[]> = Promise.resolve([]);
    for (let at = 0, next = firstAtOnce; at < ids.length; at = next, next += atOnce) {
      const sealed = await sealedCases(db, department, ids.slice(at, next));
      found.push(...(await opening));
      if (found.length >= mostFound) return { found, opened: at };
      opening = open(sealed);
      opening.catch(() => undefined);
    }
    found.push(...(await opening));
    return { found, opened: ids.length };
  });
}

/**
 * Cases with what was sealed in them, in the order of their ids, the newest of each first; those whose key is there, and that whoever acts may
 * see. All of a batch are asked for at once: asked case by case, a planner without figures reads an index of the whole department for each.
 */
async function sealedCases(db: Database, department: string, ids: readonly string[]): Promise<SealedCase[]> {
  const [keys, entries] = await inDepartment(db, department, (tx) =>
    Promise.all([
      tx.query<{ id: string; wrapped: Buffer }>(
        {
          name: 'keys-of-cases',
          text: `SELECT k.owner_id AS id, k.wrapped FROM keys.sealed_key k WHERE k.owner_id = ANY ($1::uuid[]) AND k.kind = 'CASE' LIMIT ${atOnce}`,
        },
        [ids],
      ),
      tx.query<{ id: string; seq: number; kind: EntryKind; sealed: Buffer }>(
        {
          name: 'sealed-of-cases',
          text: `SELECT e.case_id AS id, e.seq, e.kind, e.sealed FROM journal_entry e WHERE e.case_id = ANY ($1::uuid[]) AND e.sealed IS NOT NULL
                 ORDER BY e.case_id, e.seq DESC LIMIT ${mostEntries}`,
        },
        [ids],
      ),
    ]),
  );
  const cases = new Map(
    keys.rows.map(({ id, wrapped }) => [id, { id, key: unwrapDataKey(db.keys, id, wrapped), entries: [] as SealedCase['entries'] }]),
  );
  for (const { id, ...entry } of entries.rows) cases.get(id)?.entries.push(entry);
  return ids.flatMap((id) => cases.get(id) ?? []);
}

async function shown(db: Database, department: string, by: Actor, found: readonly WordsFound[]): Promise<CaseWithWords[]> {
  return inDepartment(db, department, async (tx) => {
    const where = new Map(found.map((one) => [one.id, one]));
    const ids = found.map(({ id }) => id);
    const [lines, given] = await Promise.all([foundLines(tx, ids), namesGiven(db, tx, ids)]);
    const cases: CaseWithWords[] = [];
    for (const line of lines) {
      const there = where.get(line.caseId);
      if (there === undefined) continue;
      await logAccess(tx, department, by, line.caseId, 'FOUND', 'SEARCH');
      cases.push({ ...line, kind: there.kind, excerpt: there.excerpt, victim: given.get(line.caseId)?.victim ?? null });
    }
    await logAccess(tx, department, by, null, `SEARCH:WORDS:${cases.length}`, 'SEARCH');
    return cases;
  });
}

import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import { unwrapDataKey } from '../../database/sealing.ts';
import type { EntryKind } from '../../vocabulary/entries.ts';
import type { Actor } from '../model/events.ts';
import { logAccess } from '../record/access.ts';
import { type CaseLine, type CaseQuery, narrow } from './cases.ts';
import { foundLines, mostFound } from './found-cases.ts';
import { namesGiven } from './names.ts';
import { Narrowed } from './narrowed.ts';
import { openedApart, type Searcher, SearchStopped, type WhyStopped } from './opened-apart.ts';
import type { CasesOpened, Excerpt, SealedCase, WordsFound, WordsSought } from './said-words.ts';

/** No search opens more cases; who asks for more is told to narrow it. */
export const mostOpened = 5_000;
/** Cases read together: a few first, which are enough for a common word; then many, since each reading costs something of its own. */
const firstAtOnce = 250;
const atOnce = 1_000;
/** More than such cases have; where there are more, fewer cases are read together. */
const mostEntries = 50 * atOnce;

/** What a search of words is narrowed to: a period, a place, a body something was transferred to. */
export type SaidNarrowing = Pick<CaseQuery, 'from' | 'before' | 'inseeCode' | 'establishment' | 'organisation'>;

export interface CaseWithWords extends CaseLine {
  /** What was written where the words are, and there. */
  kind: EntryKind;
  excerpt: Excerpt;
  victim: string | null;
}

/**
 * `reached`: how many cases of those asked for were gone through, the newest first, until enough held the words; `unopened`: how many of them
 * could not be opened, or not whole, and were not found by what could be.
 */
export type SaidFound = { cases: CaseWithWords[]; reached: number; unopened: number; asked: number } | 'TOO_MANY' | WhyStopped;

/** Whether there are more cases than a search of words opens, of those whoever acts may see. Nothing is opened. */
export async function areTooMany(db: Database, department: string, narrowing: SaidNarrowing): Promise<boolean> {
  return inDepartment(db, department, async (tx) => (await idsOf(tx, department, narrowing)).length > mostOpened);
}

/**
 * The cases in which somebody said or wrote these words, the newest first, of at most `mostOpened` that whoever acts may see; no drill, and none
 * whose key was erased. Each case shown is a reading, noted with who looked; the search is noted with its kind, and without its words. `left` is
 * aborted when nobody waits for it any more.
 */
export async function findSaid(
  db: Database,
  department: string,
  by: Actor,
  sought: WordsSought,
  narrowing: SaidNarrowing,
  left: AbortSignal,
  /** Told how many of how many were gone through, as it goes on. */
  goesOn: (progress: { reached: number; asked: number }) => void = () => undefined,
): Promise<SaidFound> {
  const ids = await inDepartment(db, department, (tx) => idsOf(tx, department, narrowing));
  if (ids.length > mostOpened) return 'TOO_MANY';
  const say = (reached: number) => goesOn({ reached, asked: ids.length });
  say(0);
  try {
    const { found, ...gone } = await holding(db, department, { id: `${by.kind} ${by.id}`, left }, sought, ids, say);
    return { cases: await shown(db, department, by, found.slice(0, mostFound)), ...gone, asked: ids.length };
  } catch (failure) {
    if (failure instanceof SearchStopped) return failure.why;
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
function holding(
  db: Database,
  department: string,
  searcher: Searcher,
  sought: WordsSought,
  ids: readonly string[],
  say: (reached: number) => void,
): Promise<CasesOpened & { reached: number }> {
  return openedApart(searcher, sought, async (open) => {
    const found: WordsFound[] = [];
    let unopened = 0;
    let opening = Promise.resolve<CasesOpened>({ found: [], unopened: 0 });
    let [reached, size, most] = [0, firstAtOnce, atOnce];
    for (;;) {
      const asked = ids.slice(reached, reached + size);
      const batch = await sealedCases(db, department, asked);
      if (batch === null) {
        most = size = Math.ceil(asked.length / 2);
        continue;
      }
      const opened = await opening;
      found.push(...opened.found);
      unopened += opened.unopened;
      say(reached);
      if (asked.length === 0 || found.length >= mostFound) return { found, unopened, reached };
      opening = open(batch.cases);
      unopened += batch.unopened;
      reached += asked.length;
      size = Math.min(most, 4 * size);
    }
  });
}

/**
 * Cases with what was sealed in them, in the order of their ids, the newest of each first; those whose key is there, and that whoever acts may
 * see. Beside, how many have a key that cannot be opened, or alone more entries than are read; null where several cases together have more.
 * All of a batch are asked for at once: asked case by case, a planner without figures reads an index of the whole department for each.
 */
async function sealedCases(db: Database, department: string, ids: readonly string[]): Promise<{ cases: SealedCase[]; unopened: number } | null> {
  if (ids.length === 0) return { cases: [], unopened: 0 };
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
                 ORDER BY e.case_id, e.seq DESC LIMIT ${mostEntries + 1}`,
        },
        [ids],
      ),
    ]),
  );
  if (entries.rows.length > mostEntries) return ids.length > 1 ? null : { cases: [], unopened: 1 };
  const cases = new Map<string, SealedCase>();
  let unopened = 0;
  for (const { id, wrapped } of keys.rows)
    try {
      cases.set(id, { id, key: unwrapDataKey(db.keys, id, wrapped), entries: [] });
    } catch {
      unopened += 1;
    }
  for (const { id, ...entry } of entries.rows) cases.get(id)?.entries.push(entry);
  return { cases: ids.flatMap((id) => cases.get(id) ?? []), unopened };
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

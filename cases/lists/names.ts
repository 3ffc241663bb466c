import type { Database, Tx } from '../../database/pool.ts';
import { unseal, unwrapDataKey } from '../../database/sealing.ts';
import type { AlertContent } from '../model/content.ts';
import type { Actor } from '../model/events.ts';
import { listedThisHour, logListed } from '../record/access.ts';

/** The names that a case's first alerts gave. */
export interface NamesGiven {
  /** Who the case is about, where an alert said. */
  victim: string | null;
  all: string;
}

/**
 * Of each case whose key was not erased, the names its first five alerts gave; those that whoever acts may see. What cannot be opened names
 * nobody, and keeps no page of a list from being read. Nothing is noted.
 */
export async function namesGiven(db: Database, tx: Tx, ids: readonly string[]): Promise<Map<string, NamesGiven>> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.query<{ case_id: string; seq: number; sealed: Buffer; wrapped: Buffer }>(
    {
      name: 'names-given',
      text: `SELECT said.case_id, said.seq, said.sealed, k.wrapped
             FROM unnest($1::uuid[]) AS one(id) JOIN keys.sealed_key k ON k.owner_id = one.id AND k.kind = 'CASE'
             CROSS JOIN LATERAL (
               SELECT a.case_id, a.seq, e.sealed FROM alert a JOIN journal_entry e ON e.case_id = a.case_id AND e.seq = a.seq
               WHERE a.case_id = one.id AND e.sealed IS NOT NULL ORDER BY a.seq LIMIT 5
             ) said ORDER BY said.case_id, said.seq`,
    },
    [ids],
  );
  const contents = new Map<string, AlertContent[]>();
  for (const { case_id, seq, sealed, wrapped } of rows) {
    try {
      const content = unseal(unwrapDataKey(db.keys, case_id, wrapped), `${case_id}/${seq}`, sealed) as AlertContent;
      contents.set(case_id, [...(contents.get(case_id) ?? []), content]);
    } catch {
      // The page of the case itself says so.
    }
  }
  return new Map([...contents].map(([id, said]) => [id, namesIn(said)]));
}

function namesIn(contents: readonly AlertContent[]): NamesGiven {
  const people = contents.flatMap(({ victim, implicated = [], reporter }) => [victim, ...implicated, reporter]);
  return {
    victim: contents.find(({ victim }) => victim?.name)?.victim?.name ?? null,
    all: people.map((person) => person?.name ?? '').join(' '),
  };
}

/**
 * Who the cases of a page are about, by case. Each name shown is a reading of its case, noted with who looked, once an hour: a list that is
 * asked again every minute is not noted each time.
 */
export async function namesShown(db: Database, tx: Tx, department: string, by: Actor, ids: readonly string[]): Promise<Map<string, string>> {
  const [given, noted] = await Promise.all([namesGiven(db, tx, ids), listedThisHour(tx, by, ids)]);
  const shown = new Map([...given].flatMap(([id, { victim }]): [string, string][] => (victim === null ? [] : [[id, victim]])));
  const unnoted = [...shown.keys()].filter((id) => !noted.has(id));
  if (unnoted.length > 0) await logListed(tx, department, by, unnoted);
  return shown;
}

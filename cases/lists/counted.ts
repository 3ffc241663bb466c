import { actingNow } from '../../database/actor.ts';
import { keptFor } from '../../database/kept.ts';
import type { Database, Tx } from '../../database/pool.ts';
import type { Narrowed } from './narrowed.ts';
import { countedUpTo } from './page.ts';

/** For how long a list that has more than are counted is taken to have them still. */
const rememberedFor = 60_000;
const many = keptFor(() => new Map<string, number>());

/** How many rows there are, up to `countedUpTo`. That there are more is remembered for a minute, so that pages of a long list are not counted again. */
export async function countedRows(db: Database, tx: Tx, from: string, asked: Narrowed): Promise<number> {
  const known = many(db);
  const acting = actingNow() ?? db.acting;
  const key = JSON.stringify([acting, from, asked.text, asked.values]);
  const until = known.get(key);
  if (until !== undefined && Date.now() < until) return countedUpTo;
  const { rows } = await tx.query<{ n: number }>(
    { text: `SELECT count(*)::int AS n FROM (SELECT 1 FROM ${from} WHERE ${asked.text} LIMIT ${countedUpTo}) counted` },
    asked.values,
  );
  const n = rows[0]?.n ?? 0;
  if (n < countedUpTo) known.delete(key);
  else remember(known, key);
  return n;
}

const mostRemembered = 1_000;

function remember(known: Map<string, number>, key: string): void {
  if (known.size >= mostRemembered) known.clear();
  known.set(key, Date.now() + rememberedFor);
}

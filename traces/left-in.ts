import { HOUR } from '../calendar/milliseconds.ts';
import type { Tx } from '../database/pool.ts';
import type { HourProof } from './hour-proof.ts';

/** What an hour holds, as it is digested. */
export type LeftInHour = Omit<HourProof, 'department' | 'number' | 'signedAt'>;

const micros = (column: string) => `(extract(epoch FROM ${column}) * 1000000)::bigint`;
const digested = (at: string, line: string, order: string, from: string) => `
  SELECT date_trunc('hour', ${at}, 'UTC') AS hour, count(*)::int AS count, sha256(convert_to(string_agg(${line}, E'\\n' ORDER BY ${order}), 'UTF8')) AS digest
  FROM ${from} WHERE department = $1 AND ${at} >= $2 AND ${at} < $3 GROUP BY 1`;

const either = (column: string) => `coalesce(${column}, '-')`;
const sources = {
  traces: digested(
    'at',
    `concat_ws('|', id, ${micros('at')}, kind, ${either('account::text')}, ${either('about::text')}, ${either(`encode(line, 'hex')`)})`,
    'id',
    'trace',
  ),
  readings: digested(
    'at',
    `concat_ws('|', id, ${micros('at')}, actor_kind, ${either('actor_id')}, ${either('case_id::text')}, what, why)`,
    'id',
    'access_log',
  ),
  entries: digested('recorded_at', `concat_ws('|', case_id, seq, encode(hash, 'hex'))`, 'case_id, seq', 'journal_entry'),
};

/** What was left in each hour of [from, until): traces, readings of cases, entries of their journals. An hour in which nothing was is one too. */
export async function leftIn(tx: Tx, department: string, from: Date, until: Date): Promise<LeftInHour[]> {
  const read = async (text: string) => {
    const { rows } = await tx.query<{ hour: Date; count: number; digest: Buffer }>({ text }, [department, from, until]);
    return new Map(rows.map((row) => [row.hour.getTime(), row]));
  };
  const [traces, readings, entries] = [await read(sources.traces), await read(sources.readings), await read(sources.entries)];
  const hours = Array.from({ length: (until.getTime() - from.getTime()) / HOUR }, (_, index) => from.getTime() + index * HOUR);
  const nothing = { count: 0, digest: Buffer.alloc(32) };
  return hours.map((at) => {
    const [trace, reading, entry] = [traces.get(at) ?? nothing, readings.get(at) ?? nothing, entries.get(at) ?? nothing];
    return {
      hour: new Date(at),
      traces: trace.count,
      traceDigest: trace.digest,
      readings: reading.count,
      readingDigest: reading.digest,
      entries: entry.count,
      entryDigest: entry.digest,
    };
  });
}

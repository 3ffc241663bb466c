import { HOUR, MINUTE } from '../calendar/milliseconds.ts';
import { named } from '../database/named.ts';
import { type Database, inDepartment } from '../database/pool.ts';
import type { SigningRing } from '../database/signing-ring.ts';
import { signHour } from './hour-proof.ts';
import { leftIn } from './left-in.ts';

/** A transaction that began within the hour has committed, or failed, long before. */
export const graceAfterHour = 10 * MINUTE;
/** After an outage, so many at once: the next round goes on. */
const mostAtOnce = 24 * 31;

/**
 * Closes every hour that is over, since the first trace: nothing can be taken from it, or put into it, without showing. Answers how many. What is
 * signed is never signed again: twice is once.
 */
export async function closeHours(db: Database, department: string, signing: SigningRing, now: number): Promise<number> {
  return inDepartment(db, department, async (tx) => {
    // Two workers at once: the second finds what the first closed.
    await tx.query({ text: `SELECT pg_advisory_xact_lock(hashtext('trace_hour'), hashtext($1))` }, [department]);
    const { rows } = await tx.query<{ number: number; since: Date | null }>(
      {
        text: `SELECT coalesce(max(number), 0) AS number,
                      coalesce(max(hour) + interval '1 hour', (SELECT date_trunc('hour', min(at), 'UTC') FROM trace WHERE department = $1)) AS since
               FROM trace_hour WHERE department = $1`,
      },
      [department],
    );
    const { number = 0, since } = rows[0] ?? {};
    const over = now - graceAfterHour - ((now - graceAfterHour) % HOUR);
    if (since === null || since === undefined || since.getTime() >= over) return 0;
    const until = Math.min(over, since.getTime() + mostAtOnce * HOUR);
    const left = await leftIn(tx, department, since, new Date(until));
    const { generation, privateKey } = signing.signer();
    for (const [index, held] of left.entries()) {
      const proof = { ...held, department, number: number + 1 + index, signedAt: new Date(now) };
      await tx.query(insertHour({ ...proof, signature: signHour(proof, privateKey), generation }));
    }
    return left.length;
  });
}

const insertHour = named({
  name: 'close-hour',
  text: `INSERT INTO trace_hour (department, number, hour, traces, trace_digest, readings, reading_digest, entries, entry_digest, signed_at, signature, key_generation)
         VALUES (:department, :number, :hour, :traces, :traceDigest, :readings, :readingDigest, :entries, :entryDigest, :signedAt, :signature, :generation)`,
});

import { Client, Pool } from 'pg';
import type { Database } from './pool.ts';
import { inDepartment } from './pool.ts';

export interface Wake {
  caseId: string;
  department: string;
  /** What was raised when the wake was read: give it back to `noteSeen`. */
  raised: number;
}

/** The relay's own connection: its role sees wakes and nothing else. */
export function connectRelay(url: string): Pool {
  const pool = new Pool({ connectionString: url, max: 2, statement_timeout: 15_000, application_name: 'guichet relay' });
  pool.on('error', () => undefined);
  return pool;
}

/** Cases woken and not yet told to the engine, at most `limit`. */
export async function raisedWakes(relay: Pool, limit: number): Promise<Wake[]> {
  const { rows } = await relay.query<{ case_id: string; department: string; raised: string }>({
    name: 'raised-wakes',
    text: 'SELECT case_id, department, raised FROM wake WHERE raised > seen ORDER BY case_id LIMIT $1',
    values: [limit],
  });
  return rows.map(({ case_id, department, raised }) => ({ caseId: case_id, department, raised: Number(raised) }));
}

/** Notes that the engine was told. A wake raised meanwhile stays raised. Idempotent. */
export async function noteSeen(relay: Pool, told: readonly Wake[]): Promise<void> {
  await relay.query({
    name: 'note-seen',
    text: `UPDATE wake SET seen = told.raised FROM unnest($1::uuid[], $2::bigint[]) AS told(case_id, raised)
           WHERE wake.case_id = told.case_id AND wake.seen < told.raised`,
    values: [told.map(({ caseId }) => caseId), told.map(({ raised }) => raised)],
  });
}

/**
 * Calls `onWake` when an API or worker process nudges. Answers with a function that stops it; `onLost` says that the
 * connection ended by itself and that only sweeping remains until the caller listens again.
 */
export async function listenForWakes(relayUrl: string, onWake: () => void, onLost: (failure: Error) => void): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: relayUrl, keepAlive: true, application_name: 'guichet relay listener' });
  let stopped = false;
  const lost = (failure: Error) => {
    if (!stopped) onLost(failure);
    stopped = true;
  };
  client.on('notification', onWake);
  client.on('error', lost);
  client.on('end', () => lost(new Error('The listening connection ended.')));
  await client.connect();
  await client.query('LISTEN guichet_wake');
  return async () => {
    stopped = true;
    await client.end();
  };
}

/**
 * Wakes every case of a department that has something to come: restores everything after the loss of the engine's own
 * store. Answers with their number. Idempotent: a case woken for nothing does nothing.
 */
export async function wakeAll(db: Database, department: string): Promise<number> {
  const woken = await inDepartment(db, department, (tx) =>
    tx.last(
      {
        text: `UPDATE wake SET raised = raised + 1 FROM case_file c
             WHERE c.id = wake.case_id AND c.department = $1 AND c.next_due IS NOT NULL`,
      },
      [department],
    ),
  );
  db.nudge();
  return woken.rowCount ?? 0;
}

import { DAY, MINUTE } from '../../calendar/milliseconds.ts';
import type { Instant } from '../../calendar/span.ts';
import { wakeAgain } from '../../cases/record/wakes.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import { settingOf } from './setting.ts';
import { agentsOfDemonstration, writeInvented } from './write-invented.ts';

export interface YearAsked {
  department: string;
  /** The same seed and the same end are the same year. */
  seed: string;
  cases: number;
  /** When it ends; it begins 365 days before. */
  until: Instant;
}

/**
 * Plays a year of invented cases of a demonstration department through the law, with a moved clock: each has its journal, its transfers,
 * reminders and answers at their own hours, and what is still to come of those open is left to the engine. Answers with how many were
 * added: none where a year of that seed is there already. Throws a Problem for a real department.
 */
export async function playYear(db: Database, { department, seed, cases, until }: YearAsked): Promise<number> {
  const agents = await agentsOfDemonstration(db, department);
  const named = `year-${seed}`;
  // Asked twice at once, the second waits, and finds it there.
  const held = await db.pool.connect();
  try {
    await held.query(`SELECT pg_advisory_lock(hashtext('guichet year'))`);
    if (await isPlayed(db, department, named)) return 0;
    const run = { department, seed: named, cases, until: until - (until % MINUTE), days: 365, left: 2 * DAY };
    await writeInvented(await settingOf(db, run, agents), 0, cases);
    // Those that live on have no workflow yet.
    await wakeAgain(db, { department });
    return cases;
  } finally {
    held.release(true);
  }
}

async function isPlayed(db: Database, department: string, seed: string): Promise<boolean> {
  const { rows } = await inDepartment(db, department, (tx) =>
    tx.query<{ source: string }>({ text: 'SELECT source FROM alert WHERE department = $1 AND starts_with(source, $2) LIMIT 1' }, [
      department,
      `grow/${seed}/`,
    ]),
  );
  return rows.length > 0;
}

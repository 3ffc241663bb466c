import { setImmediate as breathe, setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import { loadDirectory } from '../../directory/record/revisions.ts';
import { activeVersions, loadProcedure } from '../../procedures/record/published.ts';
import { differences } from './past.ts';
import { nextPastCases } from './recorded.ts';
import { endRehearsal, type Found, noteProgress, runningRehearsals, type Totals, takeUp } from './rehearsals.ts';

const CASES_AT_A_TIME = 250;
/** Other work of the process waits no longer than this. */
const BREATHE_AFTER = 8;
const LOOK_EVERY = 1_000;
/** A busy moment passes; what fails so often, one chunk after the other, does not. */
const FAILURES_AT_MOST = 3;

/**
 * Compares the next cases of a rehearsal and writes what it found, in one transaction: killed at any moment, it is done again from
 * where it was. Answers whether there is more. Two processes never do the same cases: the rehearsal's row is locked meanwhile.
 */
export async function rehearseSome(db: Database, department: string, id: string, now: () => number): Promise<'MORE' | 'ENDED' | 'TAKEN'> {
  return inDepartment(db, department, async (tx) => {
    const rehearsal = await takeUp(tx, id);
    if (rehearsal === null) return 'TAKEN';
    const cases = await nextPastCases(tx, department, rehearsal, CASES_AT_A_TIME);
    const { revision: newest } = await activeVersions(db, tx, department);
    const totals: Totals = { ...rehearsal.totals };
    const found: Found[] = [];
    let since = performance.now();
    for (const past of cases) {
      const followed = await loadProcedure(db, tx, department, past.procedure.slug, past.procedure.number);
      const directory = await loadDirectory(db, tx, department, rehearsal.directory ?? past.directory ?? newest);
      const changes = differences(past, followed, rehearsal.procedure, directory);
      if (changes.length > 0) {
        found.push({ caseId: past.id, openedAt: past.openedAt, differences: changes });
        totals.cases += 1;
        for (const { kind } of changes) totals[kind] += 1;
      }
      if (performance.now() - since < BREATHE_AFTER) continue;
      await breathe();
      since = performance.now();
    }
    await noteProgress(tx, department, id, { looked: cases.length, last: cases.at(-1) ?? null, found, totals }, now());
    return cases.length === 0 ? 'ENDED' : 'MORE';
  });
}

/**
 * Carries out the rehearsals that coordinators began, in any department, until closed: what was under way when a worker was killed
 * goes on by itself. One that cannot go on (a version that cannot be read) ends as failed; an outage is waited for.
 */
export function startRehearsing(db: Database, log: Logger): { close(): Promise<void> } {
  const closing = new AbortController();
  const failures = new Map<string, number>();
  const pause = () => delay(LOOK_EVERY, undefined, { signal: closing.signal }).catch(() => undefined);

  async function carryOn(department: string, id: string): Promise<void> {
    try {
      while (!closing.signal.aborted && (await rehearseSome(db, department, id, Date.now)) === 'MORE');
      failures.delete(id);
    } catch (failure) {
      const times = (failures.get(id) ?? 0) + 1;
      failures.set(id, times);
      log.error({ err: failure, code: 'REHEARSAL_FAILED', rehearsal: id, times }, 'a rehearsal cannot go on');
      if (times < FAILURES_AT_MOST) return;
      failures.delete(id);
      await endRehearsal(db, department, id, 'FAILED', Date.now());
    }
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        for (const { department, id } of await runningRehearsals(db)) await carryOn(department, id);
      } catch (failure) {
        log.warn({ err: failure, code: 'NOT_LOOKED' }, 'rehearsals will be looked for later');
      }
      await pause();
    }
  }

  const running = run();
  return {
    close: async () => {
      closing.abort();
      await running;
    },
  };
}

/**
 * What makes losing Temporal's store harmless. Temporal holds nothing of a case but the moment to look at it again, and
 * waking a case restores that. A loss is noticed in two ways:
 * - the namespace carries a mark that is kept nowhere else: without it the store is new, and every case that has
 *   something to come is woken, the daily work is scheduled, then the mark is set (in that order: a kill in between
 *   repeats them);
 * - a store restored from an old copy still has its mark, and a workflow can be ended by hand: a case overdue by more
 *   than the grace is attended by nobody, and is woken.
 */
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Database } from '../database/pool.ts';
import { scheduleDaily } from './schedule.ts';
import { wakeAgain } from './store.ts';

const mark = 'guichet';
const lookEvery = 10_000;
const overdueEvery = 300_000;
/** Longer than one delivery's own retries (an hour), which leave a message due all that time. */
const grace = 75 * 60_000;

/** Wakes every case that has something to come when the namespace does not know this desk; answers whether it had to. */
export async function rewakeIfStoreIsNew(db: Database, client: Client): Promise<boolean> {
  const { namespace } = client.options;
  const { namespaceInfo } = await client.workflowService.describeNamespace({ namespace });
  if (namespaceInfo?.data?.[mark] !== undefined) return false;
  await wakeAgain(db);
  await scheduleDaily(client);
  await client.workflowService.updateNamespace({ namespace, updateInfo: { data: { [mark]: new Date().toISOString() } } });
  return true;
}

/** Looks now and every ten seconds until closed. An engine or a database that does not answer is asked again next time. */
export function startRewaking(db: Database, client: Client, log: Logger): { close(): Promise<void> } {
  let looking = Promise.resolve();
  let overdueFrom = 0;

  async function look(): Promise<void> {
    if (await rewakeIfStoreIsNew(db, client))
      log.warn({ code: 'ENGINE_NEW' }, 'the engine does not know this desk: every case with something to come is woken');
    if (performance.now() < overdueFrom) return;
    overdueFrom = performance.now() + overdueEvery;
    const cases = await wakeAgain(db, { overdueByMs: grace });
    if (cases > 0) log.warn({ code: 'OVERDUE', cases }, 'cases overdue and unattended are woken');
  }

  const lookQuietly = () => {
    looking = looking
      .then(look)
      .catch((failure: unknown) => log.warn({ err: failure, code: 'NOT_LOOKED' }, 'overdue cases will be looked for later'));
  };
  lookQuietly();
  const timer = setInterval(lookQuietly, lookEvery);
  return {
    close: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}

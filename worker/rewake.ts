/**
 * What makes losing Temporal's store harmless. Temporal holds nothing of a case but the moment to look at it again, and
 * waking a case restores that. A loss is noticed in two ways:
 * - the namespace carries a mark that is kept nowhere else, its own id: without it the store is new, and every case that has
 *   something to come is woken, the daily work is scheduled and the mailboxes are watched, then the mark is set (in that order: a kill in between
 *   repeats them). A call that outlived the store it was about leaves another's id, which is no mark;
 * - a store restored from an old copy still has its mark, and a workflow can be ended by hand: a case overdue by more
 *   than the grace is attended by nobody, and is woken. So is a campaign of the directory; those that began are told to the engine here.
 */
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { wakeAgain } from '../cases/record/wakes.ts';
import type { Database } from '../database/pool.ts';
import { wakeCampaignsAgain } from '../directory/record/campaign-wakes.ts';
import { tellCampaigns } from './campaigns.ts';
import { startMailboxes } from './mailboxes.ts';
import { scheduleDaily } from './schedule.ts';

const mark = 'guichet';
const lookEvery = 10_000;
const overdueEvery = 300_000;
/** Longer than one delivery's own retries (an hour), which leave a message due all that time. */
const grace = 75 * 60_000;

/** Looks now and every ten seconds until closed. What does not answer is asked again next time. */
export function startRewaking(db: Database, client: Client, log: Logger, mailboxes: readonly string[]): { close(): Promise<void> } {
  const { workflowService, options } = client;
  const about = { namespace: options.namespace };
  let looking = Promise.resolve();
  let attended: string | undefined;
  let scheduled = false;
  let overdueFrom = 0;

  async function lookAtStore(): Promise<void> {
    const { namespaceInfo } = await workflowService.describeNamespace(about);
    const store = namespaceInfo?.id ?? '';
    const marked = namespaceInfo?.data?.[mark] === store;
    if (!marked && attended !== store) {
      await wakeAgain(db);
      await wakeCampaignsAgain(db);
      log.warn({ code: 'ENGINE_NEW' }, 'the engine does not know this desk: every case with something to come is woken');
      scheduled = false;
    }
    if (!scheduled) await scheduleDaily(client);
    if (!scheduled) await startMailboxes(client, mailboxes);
    scheduled = true;
    if (marked) return;
    // Where the mark may not be set, cases are woken once by each process.
    attended = store;
    await workflowService.updateNamespace({ ...about, updateInfo: { data: { [mark]: store } } });
  }

  async function lookForOverdue(): Promise<void> {
    if (performance.now() < overdueFrom) return;
    const cases = await wakeAgain(db, { overdueByMs: grace });
    if (cases > 0) log.warn({ code: 'OVERDUE', cases }, 'cases overdue and unattended are woken');
    await wakeCampaignsAgain(db, { overdueByMs: grace });
    overdueFrom = performance.now() + overdueEvery;
  }

  const look = () => {
    for (const part of [lookAtStore, lookForOverdue, () => tellCampaigns(db, client)]) {
      looking = looking
        .then(part)
        .catch((failure: unknown) => log.warn({ err: failure, code: 'NOT_LOOKED' }, 'what was lost will be looked for later'));
    }
  };
  look();
  const timer = setInterval(look, lookEvery);
  return {
    close: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}

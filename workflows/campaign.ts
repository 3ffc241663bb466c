/**
 * Durable time for one campaign of the directory: asks whoever is due, waits, asks again. It holds no rule and nobody's name, so that a campaign
 * of months survives any release.
 */
import { condition, continueAsNew, proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';
import { wakeSignal } from './case.ts';
import type { CampaignActivities, CampaignRef } from './errands.ts';

const { askContacts } = proxyActivities<CampaignActivities>({
  startToCloseTimeout: '10m',
  // A mail server or a database away for longer fails the run; the worker's look for what is overdue wakes the campaign again.
  scheduleToCloseTimeout: '12h',
  retry: { initialInterval: '10s', maximumInterval: '15m' },
});

export async function campaignWorkflow(ref: CampaignRef): Promise<void> {
  let lookAgain = false;
  setHandler(wakeSignal, () => {
    lookAgain = true;
  });
  for (;;) {
    lookAgain = false;
    const next = await askContacts({ ...ref, now: Date.now() });
    if (next === null && !lookAgain) return;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof campaignWorkflow>(ref);
    if (next !== null) await condition(() => lookAgain, Math.max(1, next - Date.now()));
  }
}

/** Once a day, thrice or each hour, for every department. Started by schedules (`schedule.ts`); holds nothing. */
import { proxyActivities } from '@temporalio/workflow';
import type { DailyActivities, DeclarationActivities, DutyActivities, RetentionActivities } from './errands.ts';

const { signAndTidy, closeHours } = proxyActivities<DailyActivities>({
  startToCloseTimeout: '30m',
  scheduleToCloseTimeout: '12h',
  retry: { initialInterval: '1m', maximumInterval: '30m' },
});

export async function dailyWorkflow(): Promise<void> {
  await signAndTidy();
}

export async function hourlyWorkflow(): Promise<void> {
  await closeHours();
}

const { lookAtDuty } = proxyActivities<DutyActivities>({
  startToCloseTimeout: '10m',
  scheduleToCloseTimeout: '5h',
  retry: { initialInterval: '1m', maximumInterval: '30m' },
});

/** By day, so that whoever is called for a test is awake. */
export async function dutyWorkflow(): Promise<void> {
  await lookAtDuty({ now: Date.now() });
}

// The next hour's look takes what is left: no retry lasts longer.
const { lookAtDeclarations } = proxyActivities<DeclarationActivities>({
  startToCloseTimeout: '10m',
  scheduleToCloseTimeout: '50m',
  retry: { initialInterval: '1m', maximumInterval: '10m' },
});

export async function declarationsWorkflow(): Promise<void> {
  await lookAtDeclarations({ now: Date.now() });
}

// A list is destroyed whole or not at all; a try that is cut begins again, and what was left outside is forgotten then.
const { lookAtTerms } = proxyActivities<RetentionActivities>({
  startToCloseTimeout: '2h',
  scheduleToCloseTimeout: '12h',
  retry: { initialInterval: '5m', maximumInterval: '1h' },
});

/** By night. */
export async function retentionWorkflow(): Promise<void> {
  await lookAtTerms({ now: Date.now() });
}

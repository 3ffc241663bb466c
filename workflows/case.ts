/**
 * Durable time and delivery for one case: looks at it, which hands over what is due; sees what could not be handed over to its fate;
 * waits, looks again. It holds no rules and no personal data, so a case that lasts months survives any release. Once histories exist,
 * a change of its commands needs `patched()`, and `test/replay` says so.
 */
import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  condition,
  continueAsNew,
  defineSignal,
  patched,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { type CaseActivities, type CaseRef, type Errand, isForGood } from './errands.ts';

export const wakeSignal = defineSignal('wake');

/** A mail server that said "later" is given some time. */
const retryAfter = '5s';

const database = {
  startToCloseTimeout: '20s',
  // A database away for longer fails the run; the relay's sweep wakes the case again.
  scheduleToCloseTimeout: '1h',
  retry: { initialInterval: '250ms', maximumInterval: '30s' },
} as const;

const { look, consult, giveUp } = proxyLocalActivities<CaseActivities>(database);

const { deliver } = proxyActivities<CaseActivities>({
  startToCloseTimeout: '30s',
  heartbeatTimeout: '10s',
  // Longer waits are deadlines of the case: a dead mail server never holds its clock.
  scheduleToCloseTimeout: '1h',
  retry: { initialInterval: retryAfter, backoffCoefficient: 2, maximumInterval: '15m' },
});

export async function caseWorkflow(ref: CaseRef): Promise<void> {
  let lookAgain = false;
  const inFlight = new Set<string>();
  setHandler(wakeSignal, () => {
    lookAgain = true;
  });

  for (;;) {
    lookAgain = false;
    const asked = { ...ref, now: Date.now() };
    const together = patched('first-tries-at-the-look');
    const { deliver: due, next, waitingFor } = await (together ? look({ ...asked, carried: [...inFlight] }) : consult(asked));
    const leaving = workflowInfo().continueAsNewSuggested;
    for (const errand of leaving ? [] : due) {
      if (inFlight.has(errand.message)) continue;
      inFlight.add(errand.message);
      carry(ref, errand)
        // A message whose fate could not be recorded is still due: the next look takes it up again.
        .catch(() => undefined)
        .finally(() => {
          inFlight.delete(errand.message);
          lookAgain = true;
        });
    }
    if (leaving && inFlight.size === 0) await continueAsNew<typeof caseWorkflow>(ref);
    if (next === null && inFlight.size === 0 && !lookAgain) return;
    const woken = () => lookAgain;
    if (next === null) await condition(woken);
    else await condition(woken, Math.max(1, next - Date.now()), { summary: waitingFor });
  }
}

/** Sees one message to its fate. What the mail server accepted, the activity itself has already recorded. */
async function carry(ref: CaseRef, { message, summary, tried }: Errand): Promise<void> {
  try {
    if (tried) await sleep(retryAfter);
    await deliver.executeWithOptions({ summary }, [{ ...ref, message }]);
  } catch (failure) {
    const cause = failure instanceof ActivityFailure ? failure.cause : failure;
    if (cause instanceof CancelledFailure) return;
    const code = (cause instanceof ApplicationFailure && cause.type) || 'NO_ANSWER';
    await giveUp({ ...ref, message, permanent: isForGood(code), code, now: Date.now() });
  }
}

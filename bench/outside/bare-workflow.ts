/** A workflow with as many signals, timers and activities as one case, and nothing of a case in it. */
import { condition, defineSignal, proxyActivities, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import type { BareActivities } from './bare-engine.ts';

const { look } = proxyLocalActivities<BareActivities>({ startToCloseTimeout: '10s' });
const { hand } = proxyActivities<BareActivities>({ startToCloseTimeout: '30s' });
const act = defineSignal<[last: boolean]>('act');
const days = 86_400_000;

export async function bareWorkflow(deliveries: number): Promise<void> {
  let lookAgain = false;
  let ended = false;
  let inFlight = 0;
  setHandler(act, (last) => {
    lookAgain = true;
    ended ||= last;
  });
  for (let started = false; ; started = true) {
    lookAgain = false;
    await look();
    for (; !started && inFlight < deliveries; inFlight += 1) {
      void hand().finally(() => {
        inFlight -= 1;
        lookAgain = true;
      });
    }
    if (ended && inFlight === 0 && !lookAgain) return;
    await condition(() => lookAgain, 2 * days);
  }
}

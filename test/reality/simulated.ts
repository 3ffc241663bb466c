import type { Entry } from '../../cases/model/entries.ts';
import type { World } from '../../cases/running/turn.ts';
import type { RecipientBehaviour } from '../../rehearsal/dry-run/behaviour.ts';
import { simulate } from '../../rehearsal/dry-run/simulate.ts';
import type { Scenario } from './scenarios.ts';

/** The journal a scenario would have, up to its end. */
export function simulated({ facts, start, until, behaviour, recovery }: Scenario, world: World): Entry[] {
  const recipients = { ...behaviour.recipients, ...(recovery && { [recovery.organisation]: backAtTry(recovery.simulatedTry) }) };
  const played = simulate(facts, start, world, { ...behaviour, recipients });
  if ('refused' in played) throw new Error(played.refused.code);
  return played.entries.filter(({ at }) => at <= until);
}

/** A body whose mail server the simulator finds back at its nth try: it reads `delivery` once for each. */
function backAtTry(last: number): RecipientBehaviour {
  let tries = 0;
  return {
    get delivery() {
      tries += 1;
      return tries < last ? 'DOWN' : 'ACCEPTED';
    },
  };
}

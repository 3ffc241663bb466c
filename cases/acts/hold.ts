import type { CaseEvent } from '../model/events.ts';
import type { Refusal } from '../model/refusal.ts';
import type { Turn } from '../running/turn.ts';

/** The case is kept until then, whatever its term; said again, the last holds. A case that has ended may be held, and one that runs. */
export function held(turn: Turn, { why, until }: Extract<CaseEvent, { kind: 'Held' }>): Refusal | null {
  if (until <= turn.at) return { code: 'PAST', sayable: 'Choisissez un jour à venir.' };
  const { hold } = turn.state;
  if (hold?.why !== why || hold.until !== until) turn.write({ kind: 'HELD', because: { why, until } }, [{ set: { hold: { why, until } } }]);
  return null;
}

/** Nothing keeps it beyond its term any more. */
export function holdLifted(turn: Turn): null {
  if (turn.state.hold !== undefined && turn.state.hold !== null) turn.write({ kind: 'HOLD_LIFTED', because: {} }, [{ set: { hold: null } }]);
  return null;
}

import type { History } from './history.ts';

/** The same history with less in it, one thing at a time, for as long as it still fails: what remains is what it takes. */
export async function smallest(history: History, fails: (history: History) => Promise<boolean>): Promise<History> {
  for (const less of lessThan(history)) if (await fails(less)) return smallest(less, fails);
  return history;
}

function* lessThan(history: History): Generator<History> {
  const { steps, merged, deliveries, reached } = history;
  if (merged !== null) yield { ...history, merged: null };
  if (merged !== null && merged.separatedAfter !== null) yield { ...history, merged: { ...merged, separatedAfter: null } };
  for (const index of steps.keys()) {
    // What came after still comes at its hour.
    const [gone, next] = steps.slice(index);
    const later = gone !== undefined && next !== undefined ? [{ ...next, after: next.after + gone.after }] : [];
    yield { ...history, steps: [...steps.slice(0, index), ...later, ...steps.slice(index + 2)] };
  }
  if (Object.keys(deliveries).length > 0) yield { ...history, deliveries: {} };
  if (!reached) yield { ...history, reached: true };
}

import type { Instant } from '../calendar/span.ts';

/** A time of the roster, and whether its person may act. */
export interface Shift {
  starts: Instant;
  ends: Instant;
  able: boolean;
}

export interface Hole {
  from: Instant;
  until: Instant;
}

/** The times between two instants at which nobody who may act is on duty, first or as a stand-in, in order. */
export function dutyHoles(shifts: readonly Shift[], from: Instant, until: Instant): Hole[] {
  const holes: Hole[] = [];
  let covered = from;
  for (const { starts, ends } of shifts.filter(({ able }) => able).toSorted((a, b) => a.starts - b.starts)) {
    if (starts >= until) break;
    if (starts > covered) holes.push({ from: covered, until: starts });
    covered = Math.max(covered, ends);
  }
  return covered < until ? [...holes, { from: covered, until }] : holes;
}

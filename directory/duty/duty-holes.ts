import type { Instant } from '../../calendar/span.ts';

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

/**
 * The holes that are open now, or will be before `until`. Each begins where the roster before it ends, whenever it is asked, so that it is
 * told once; at the epoch where nobody was on duty since `since`. Its end is infinite where nobody is on duty up to `read`, as far as the roster
 * was read: it does not grow because time passes.
 */
export function holesAhead(
  shifts: readonly Shift[],
  { since, now, until, read }: { since: Instant; now: Instant; until: Instant; read: Instant },
): Hole[] {
  return dutyHoles(shifts, since, read)
    .filter((hole) => hole.until > now && hole.from < until)
    .map((hole) => ({ from: hole.from === since ? 0 : hole.from, until: hole.until === read ? Number.POSITIVE_INFINITY : hole.until }));
}

import type { Instant } from '../../calendar/span.ts';
import type { Shift } from './duty-holes.ts';

/** A telephone of the roster: whose it is. */
export interface RosterLine {
  account: string;
  phone: string;
}

/** The lines of the roster between two instants whose person may act, each once. */
export function rosterLines(shifts: readonly (Shift & RosterLine)[], from: Instant, until: Instant): RosterLine[] {
  const lines = shifts.filter(({ able, starts, ends }) => able && starts < until && ends > from);
  return [...new Map(lines.map(({ account, phone }) => [`${account} ${phone}`, { account, phone }])).values()];
}

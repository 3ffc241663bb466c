import type { Instant } from '../../calendar/span.ts';
import type { DeclarationLine, Followed } from './reading.ts';

/** What became of what had to follow: on time, after its limit, still running, or never come though its limit has passed. */
export interface Counts {
  total: number;
  onTime: number;
  late: number;
  running: number;
  lapsed: number;
}

export interface DeclarationIndicator {
  /** Declarations received in the year. */
  declared: number;
  /** Those first made orally: their written confirmation within 48 hours (CASF R.331-8). */
  oral: Counts;
  /** EIGS: part two within three months (CSP R.1413-69). */
  eigs: Counts;
}

/**
 * The yearly indicator of an establishment for its contract (CPOM), from codes and instants only. It counts the declarations
 * received; of those first made orally, how many were confirmed in writing by their limit; of the EIGS, how many had part two
 * by theirs. What still runs at `now` is counted apart and enters no rate.
 */
export function indicatorOf(declarations: readonly Pick<DeclarationLine, 'written' | 'second'>[], now: Instant): DeclarationIndicator {
  const followed = (key: 'written' | 'second') => declarations.map((declaration) => declaration[key]).filter((owed) => owed !== null);
  return { declared: declarations.length, oral: countsOf(followed('written'), now), eigs: countsOf(followed('second'), now) };
}

function countsOf(owed: readonly Followed[], now: Instant): Counts {
  const count = (which: (one: Followed) => boolean) => owed.filter(which).length;
  return {
    total: owed.length,
    onTime: count(({ at, due }) => at !== null && at <= due),
    late: count(({ at, due }) => at !== null && at > due),
    running: count(({ at, due }) => at === null && now <= due),
    lapsed: count(({ at, due }) => at === null && now > due),
  };
}

/** On time over what came or should have come, from 0 to 1; null when nothing was decided yet. */
export function onTimeRate({ onTime, late, lapsed }: Counts): number | null {
  const decided = onTime + late + lapsed;
  return decided === 0 ? null : onTime / decided;
}

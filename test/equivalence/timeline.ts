/** When each thing of a history happens. */
import type { Instant } from '../../calendar/span.ts';
import type { History, Step } from './history.ts';

const minute = 60_000;

interface Timeline {
  steps: { at: Instant; step: Step }[];
  /** Of the other case, where there is one. */
  other: { openedAt: Instant; qualifiedAt: Instant; mergedAt: Instant; separatedAt: Instant | null } | null;
  end: Instant;
}

export function timelineOf({ start, steps, merged, rest }: History): Timeline {
  let at = start;
  const timed = steps.map((step) => {
    at += step.after;
    return { at, step };
  });
  const openedAt = start + minute + 1;
  const mergedAt = openedAt + 10 * minute + 2 + (merged?.after ?? 0);
  const separatedAt = merged === null || merged.separatedAfter === null ? null : mergedAt + merged.separatedAfter + 3;
  return {
    steps: timed,
    other: merged === null ? null : { openedAt, qualifiedAt: openedAt + 5 * minute, mergedAt, separatedAt },
    end: Math.max(at, separatedAt ?? 0, merged === null ? 0 : mergedAt) + rest,
  };
}

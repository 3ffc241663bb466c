/** One history by all three: as the simulator plays it, as the record lives it, and what the proof says of each of its situations. */
import { differing } from './differing.ts';
import { type History, historyAt } from './history.ts';
import { lived } from './lived.ts';
import type { ProvedPlace } from './places.ts';
import { simulated } from './simulated.ts';
import { unkept } from './unkept.ts';

export interface Told {
  /** In words; nothing where they agree. */
  disagreements: string[];
  /** Events the record was given, and situations held against the proof. */
  applied: number;
  situations: number;
}

export async function disagreementsOn(history: History, places: readonly ProvedPlace[]): Promise<Told> {
  const place = places[history.ground];
  if (place === undefined) throw new Error(`no ground ${history.ground}`);
  const expected = simulated(history, place.world, place.holders);
  const { played, applied } = await lived(history, place);
  let situations = 0;
  const broken = played.flatMap((one, index) =>
    unkept(one, place.ground, () => {
      situations += 1;
    }).map(({ says }) => `case ${index + 1}, ${says}`),
  );
  return { disagreements: [...differing(expected, played), ...broken], applied, situations };
}

export interface Found {
  index: number;
  history: History;
  disagreements: string[];
}

export interface Share {
  histories: number;
  applied: number;
  situations: number;
  found: Found | null;
}

/** The histories of these numbers, `lanes` at a time, up to the first that disagrees. */
export async function agreeOn(
  seed: number,
  [from, to]: readonly [number, number],
  places: readonly ProvedPlace[],
  lanes: number,
  onProgress: (histories: number) => void = () => undefined,
): Promise<Share> {
  const share: Share = { histories: 0, applied: 0, situations: 0, found: null };
  let next = from;
  const lane = async (): Promise<void> => {
    while (next < to && share.found === null) {
      const index = next;
      next += 1;
      const history = historyAt(seed, index);
      const { disagreements, applied, situations } = await disagreementsOn(history, places);
      share.histories += 1;
      share.applied += applied;
      share.situations += situations;
      onProgress(share.histories);
      if (disagreements.length > 0) share.found ??= { index, history, disagreements };
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return share;
}

import { projectRoot } from '../../settings/config.ts';
import { checkOut, here } from './checkout.ts';
import { type Compared, compare, table } from './compare.ts';
import { type Figure, type Turn, turn } from './turn.ts';

export interface ByTurns {
  today: { commit: string; changed: boolean };
  other: { commit: string };
  seconds: number;
  figures: Record<Figure, Compared>;
  turns: { today: Turn; other: Turn }[];
}

/** Measures this build and another commit's one after the other, again and again: what else the machine does then falls on both. */
export async function byTurns(
  name: string,
  { turns, seconds }: { turns: number; seconds: number },
  say: (sentence: string) => void,
): Promise<ByTurns> {
  say(`${name} is checked out, with its packages…`);
  const checkout = await checkOut(name);
  process.once('exit', checkout.remove);
  const measured: ByTurns['turns'] = [];
  for (let number = 1; number <= turns; number += 1) {
    say(`turn ${number} of ${turns}: today…`);
    const today = await turn(projectRoot, seconds);
    say(`turn ${number} of ${turns}: ${name}…`);
    measured.push({ today, other: await turn(checkout.root, seconds) });
  }
  const figures = compare(
    measured.map(({ today }) => today),
    measured.map(({ other }) => other),
  );
  say(`\n${table(figures)}\n`);
  return { today: await here(), other: { commit: checkout.commit }, seconds, figures, turns: measured };
}

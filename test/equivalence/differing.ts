/** Holds what the simulator says of a history beside what the record lived. */
import type { Entry } from '../../cases/model/entries.ts';
import { canonical } from '../../vocabulary/canonical.ts';
import type { Played } from './simulated.ts';

const line = ({ kind, at, by, transfer, task, obligation, because, changes }: Entry): string =>
  canonical({ kind, at, by, transfer, task, obligation, because, changes });

/** What differs, in words: the first line of each case that does, or its state. Nothing when they are one. */
export function differing(simulated: Played, lived: Played): string[] {
  return simulated.flatMap((one, index): string[] => {
    const other = lived[index];
    if (other === undefined) return [`case ${index + 1} was not lived`];
    for (let at = 0; at < Math.max(one.entries.length, other.entries.length); at += 1) {
      const [expected, seen] = [one.entries[at], other.entries[at]];
      const [says, saw] = [expected === undefined ? 'nothing' : line(expected), seen === undefined ? 'nothing' : line(seen)];
      if (says !== saw) return [`case ${index + 1}, line ${at + 1}:\n  simulated ${says}\n  lived     ${saw}`];
    }
    const [says, saw] = [canonical(one.state), canonical(other.state)];
    return says === saw ? [] : [`case ${index + 1}, state:\n  simulated ${says}\n  lived     ${saw}`];
  });
}

import { expect, it } from 'vitest';
import { type Entry, passedDeadline } from '../../cases/model/entries.ts';
import { demonstrationDirectory } from '../../demonstration/directories.ts';
import { indexDirectory } from '../../directory/resolve.ts';
import { nationalProcedure } from '../../procedures/library/index.ts';
import { differences } from './compare.ts';
import { chosen, type Scenario } from './scenarios.ts';
import { simulated } from './simulated.ts';

const second = 1_000;
const world = { procedure: nationalProcedure(), directory: indexDirectory(demonstrationDirectory('54')) };
const journals = chosen.map((scenario: Scenario) => ({ name: scenario.name, journal: simulated(scenario, world) }));

/** What the line changed stays, so that the rest can be read. */
function without(journal: Entry[], index: number): Entry[] {
  const [gone, next] = journal.slice(index);
  return next === undefined ? journal.slice(0, -1) : journal.toSpliced(index, 2, { ...next, changes: [...(gone?.changes ?? []), ...next.changes] });
}

/** A try that is made again is the messenger's own, and not compared. */
const compared = ({ kind, changes }: Entry) => kind !== 'DELIVERY_FAILED' || !changes.some((change) => 'message' in change);

it.each(journals)('each line that is missing, added or about somebody else is found: $name', ({ journal }) => {
  expect(differences(journal, journal)).toEqual([]);
  for (const [index, entry] of journal.entries()) {
    if (!compared(entry)) continue;
    const elsewhere = { ...entry, because: { ...entry.because, organisation: 'elsewhere', contact: 'somebody' } } as Entry;
    expect(differences(journal, without(journal, index)), `line ${index + 1} gone, ${entry.kind}`).not.toEqual([]);
    expect(differences(journal, journal.toSpliced(index, 0, entry)), `line ${index + 1} twice, ${entry.kind}`).not.toEqual([]);
    expect(differences(journal, journal.with(index, elsewhere)), `line ${index + 1} to somebody else, ${entry.kind}`).not.toEqual([]);
  }
});

it.each(journals)('a deadline a second late is found, and anything else over a minute late: $name', ({ journal }) => {
  // What a pause moved is counted from two acts of people, neither of which is to the second.
  const moved = journal.some(({ kind }) => kind === 'INFORMATION_GIVEN');
  for (const [index, entry] of journal.entries()) {
    if (!compared(entry)) continue;
    const by = passedDeadline(entry) === null || moved ? 61 * second : second;
    expect(differences(journal, journal.with(index, { ...entry, at: entry.at + by })), `line ${index + 1}, ${entry.kind}`).not.toEqual([]);
  }
});

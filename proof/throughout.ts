import { frenchDay } from '../calendar/french.ts';
import type { Instant } from '../calendar/span.ts';
import type { IndexedDirectory } from '../directory/resolve.ts';
import { turningDays } from '../directory/validity.ts';
import type { Procedure } from '../procedures/procedure.ts';
import type { NamedCommune } from './ground.ts';
import { type Counterexample, type Proof, type Property, shownFailures } from './proof.ts';
import { verify } from './verify.ts';

/**
 * The proof of a protocol with a directory from an instant on: as it answers then, and from each day on which somebody begins to answer, or no
 * longer does. What fails on such a day alone says from when. It holds as long as the revision is the newest, whatever day comes. Pure.
 */
export function verifyFrom(now: Instant, procedure: Procedure, directory: IndexedDirectory, communes: readonly NamedCommune[]): Proof {
  const today = directory.on(now);
  const first = verify(procedure, today, communes);
  const ahead = turningDays(directory).filter((day) => today.day !== null && day > today.day);
  return ahead.reduce((proof, day) => withDay(proof, day, verify(procedure, directory.onDay(day), communes)), first);
}

function withDay(proof: Proof, day: string, then: Proof): Proof {
  const properties = proof.properties.map((one): Property => {
    const later = then.properties.find(({ id }) => id === one.id);
    const known = new Set(one.failures.map(({ sentence }) => withoutDay(sentence)));
    const added = (later?.failures ?? [])
      .filter(({ sentence }) => !known.has(sentence))
      .map((failure): Counterexample => ({ ...failure, sentence: `${from(day)}${failure.sentence}` }));
    const failures = [...one.failures, ...added];
    return {
      ...one,
      holds: one.holds && (later?.holds ?? true),
      failures: failures.slice(0, shownFailures),
      more: Math.max(one.more, later?.more ?? 0) + Math.max(0, failures.length - shownFailures),
    };
  });
  return { ...proof, holds: proof.holds && then.holds, properties };
}

const from = (day: string): string => `À partir du ${frenchDay(day)}\u00a0: `;
const withoutDay = (sentence: string): string => sentence.replace(/^À partir du [^:]*\u00a0: /, '');

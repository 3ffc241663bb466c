import type { CriteriaAnswers } from './checklist.ts';

/** How often two readers say the same, and how much more often than by chance. */
export interface Concordance {
  /** Things both spoke of. */
  both: number;
  /** Of them those on which they agree. */
  same: number;
  /** Cohen's kappa (1960), from −1 to 1. Null where nothing was read, or where both always said one and the same: chance alone agrees then. */
  kappa: number | null;
}

/** Cohen's kappa of pairs of answers, one reader's first in each. */
export function agreementOf(pairs: readonly (readonly [string, string])[]): Concordance {
  const both = pairs.length;
  const same = pairs.filter(([one, other]) => one === other).length;
  if (both === 0) return { both, same, kappa: null };
  const share = (side: 0 | 1, code: string) => pairs.filter((pair) => pair[side] === code).length / both;
  const byChance = [...new Set(pairs.flat())].reduce((sum, code) => sum + share(0, code) * share(1, code), 0);
  // One code alone: what chance gives is everything, to the last digit of a sum of shares.
  return { both, same, kappa: 1 - byChance < 1e-12 ? null : (same / both - byChance) / (1 - byChance) };
}

/** What two readers said of one case. */
export type Pair = readonly [CriteriaAnswers, CriteriaAnswers];

/** The answers of both to one criterion, or to all, of every case that two read. */
export function answerPairs(read: readonly Pair[], criterion?: string): [string, string][] {
  return read.flatMap(([one, other]) =>
    Object.keys(one)
      .filter((id) => criterion === undefined || id === criterion)
      .flatMap((id): [string, string][] => {
        const [first, second] = [one[id], other[id]];
        return first === undefined || second === undefined ? [] : [[first, second]];
      }),
  );
}

/** How many readings say that a criterion is met, of those that say yes or no. Nobody's in particular. */
export function scoreOf(read: readonly CriteriaAnswers[], criterion: string): { met: number; of: number } {
  const said = read.flatMap((answers) => answers[criterion] ?? []);
  const met = said.filter((answer) => answer === 'MET').length;
  return { met, of: met + said.filter((answer) => answer === 'NOT_MET').length };
}

import { behind, type Figure, figures } from '../count.ts';
import { ownIndicator } from '../question.ts';
import type { Survey } from '../survey.ts';

/** What somebody else counts, in their words, and what is nearest to it here. */
export interface Comparison {
  name: string;
  definition: string;
  /** A figure; with `codes`, how many of its things are in these lines, of those in the lines `of`, or of all. Or, in French, what is not recorded. */
  here: { indicator: string; codes?: readonly (string | null)[]; of?: readonly (string | null)[] } | { needs: string };
  /** Why the two cannot be put side by side without a word. */
  differs: string;
}

/** What a department counts of it. */
export function comparedFigure(read: Survey, { here }: Comparison): Figure {
  if ('needs' in here) return { id: '', missing: here.needs };
  const indicator = ownIndicator(here.indicator);
  const [figure] = figures(read, [indicator]);
  if (figure === undefined) throw new Error(`no figure ${here.indicator}`);
  if (here.codes === undefined) return figure;
  const things = (codes: readonly (string | null)[]) =>
    new Set(codes.flatMap((code) => behind(read, indicator, code).map(({ case: id }) => id))).size;
  return { id: figure.id, value: things(here.codes), of: here.of === undefined ? ('of' in figure ? figure.of : 0) : things(here.of) };
}

import { type Figure, figures, type Turn } from './turn.ts';

export interface Compared {
  today: number;
  other: number;
  /** Above 1, today is better: more a second, or fewer milliseconds. */
  ratio: number;
  /** The least and the most of it, turn by turn: how far one run would have been believed. */
  turns: [least: number, most: number];
}

/** The medians of both builds, figure by figure. Both were measured in the same turns, one after the other. */
export function compare(today: readonly Turn[], other: readonly Turn[]): Record<Figure, Compared> {
  const all = (Object.keys(figures) as Figure[]).map((figure): [Figure, Compared] => {
    const better = (mine: number, theirs: number): number => round(figures[figure] === 'more' ? mine / theirs : theirs / mine);
    const of = (turns: readonly Turn[]): number => median(turns.map((turn) => turn[figure]));
    const each = today.map((turn, index) => better(turn[figure], other[index]?.[figure] ?? Number.NaN));
    return [
      figure,
      { today: round(of(today)), other: round(of(other)), ratio: better(of(today), of(other)), turns: [Math.min(...each), Math.max(...each)] },
    ];
  });
  return Object.fromEntries(all) as Record<Figure, Compared>;
}

/** The comparison as a table to read. */
export function table(compared: Record<Figure, Compared>): string {
  const rows = Object.entries(compared).map(([figure, { today, other, ratio, turns }]) => [
    figure,
    `${today}`,
    `${other}`,
    `${ratio}`,
    turns.join('–'),
  ]);
  const all = [['', 'today', 'other', 'ratio', 'turns'], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '))
    .join('\n');
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

const round = (value: number): number => Math.round(value * 100) / 100;

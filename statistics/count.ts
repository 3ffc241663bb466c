import type { Indicator, Item } from './indicator.ts';
import { type Survey, wholeHours, workedHours } from './survey.ts';

/** Hours of what is done: the middle, and what nine in ten keep. Null: nothing is done. */
export interface Hours {
  median: number | null;
  p90: number | null;
}

export interface DelayFigure extends Hours {
  /** How many are done. */
  value: number;
  /** In opening hours of the desk. */
  working: Hours;
  /** Of those due in the period. Absent where nothing is owed by an instant. */
  onTime?: { value: number; of: number };
  /** Not done. */
  open: number;
  /** Hours that the oldest of those has lasted until the reading. */
  oldest: number | null;
}

export interface FigureLine {
  /** Null: nobody knows. */
  code: string | null;
  /** French. */
  label: string;
  value: number;
  /** For a ratio a line. */
  of?: number;
  /** For a median a line: of `value`. */
  median?: number | null;
}

/** What an indicator says of a period. Shares are not rounded; hours are whole ones, or half-way between two. */
export type Figure = { id: string } & (
  | { value: number }
  | { value: number; of: number }
  | { lines: FigureLine[]; of: number }
  | DelayFigure
  | { missing: string }
);

/** Counts indicators. All see the same reading, hence the same instant. */
export function figures(read: Survey, asked: readonly Indicator[]): Figure[] {
  return asked.map((indicator) => figure(read, indicator));
}

function figure(read: Survey, { id, measure }: Indicator): Figure {
  switch (measure.kind) {
    case 'MISSING':
      return { id, missing: measure.needs };
    case 'COUNT':
      return { id, value: measure.items(read).length };
    case 'SHARE': {
      const items = measure.items(read);
      return { id, value: items.filter(({ hit }) => hit).length, of: items.length };
    }
    case 'MEAN': {
      const items = measure.items(read);
      return { id, value: sum(items.map(({ n }) => n)), of: items.length };
    }
    case 'LINES': {
      const items = measure.items(read);
      const byCode = Map.groupBy(
        items.flatMap(({ codes }) => [...new Set(codes)]),
        (code) => code,
      );
      const lines = [...byCode].map(([code, found]) => ({ code, label: labelOf(read, measure.words, code), value: found.length }));
      return { id, lines: lines.sort(largestFirst), of: items.length };
    }
    case 'RATES': {
      const items = measure.items(read);
      const byCode = Map.groupBy(items, ({ code }) => code);
      const lines = [...byCode].map(([code, found]) => ({
        code,
        label: labelOf(read, measure.words, code),
        value: sum(found.map(({ n }) => n)),
        of: sum(found.map(({ of }) => of)),
      }));
      return { id, lines: lines.sort(byLabel), of: sum(items.map(({ of }) => of)) };
    }
    case 'DELAY':
      return { id, ...delayFigure(read, measure.items(read)) };
    case 'DELAYS': {
      const items = measure.items(read);
      const lines = [...Map.groupBy(items, ({ code }) => code)].map(([code, found]) => {
        const { value, median } = delayFigure(read, found);
        return { code, label: labelOf(read, measure.words, code), value, median };
      });
      return { id, lines: lines.sort(byLabel), of: sum(lines.map(({ value }) => value)) };
    }
  }
}

/** What is behind a figure, in the order it was read; of a line, with its code. Empty where nothing is recorded. */
export function behind(read: Survey, { measure }: Indicator, code?: string | null): Item[] {
  if (measure.kind === 'MISSING') return [];
  const items: (Item & { codes?: readonly (string | null)[]; code?: string | null; hit?: boolean })[] = measure.items(read);
  if (code !== undefined) return items.filter((item) => item.codes?.includes(code) ?? item.code === code);
  return measure.kind === 'SHARE' ? items.filter(({ hit }) => hit) : items;
}

type Words = (code: string, read: Survey) => string;
const labelOf = (read: Survey, words: Words, code: string | null): string => (code === null ? 'Non connu' : words(code, read));

type Labelled = { label: string; value: number };
const byLabel = (a: Labelled, b: Labelled): number => (a.label < b.label ? -1 : 1);
const largestFirst = (a: Labelled, b: Labelled): number => b.value - a.value || byLabel(a, b);

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

function delayFigure(read: Survey, items: readonly (Item & { begun: number; done: number | null; dueAt?: number })[]): DelayFigure {
  const done = items.flatMap(({ begun, done }) => (done === null ? [] : [{ begun, done }]));
  const open = items.filter(({ done }) => done === null);
  const due = items.flatMap(({ dueAt, done }) => (dueAt !== undefined && dueAt <= read.now ? [{ dueAt, done }] : []));
  return {
    value: done.length,
    ...middleOf(done.map(({ begun, done }) => wholeHours(done - begun))),
    working: middleOf(done.map(({ begun, done }) => workedHours(read, begun, done))),
    ...(items.some(({ dueAt }) => dueAt !== undefined) && {
      onTime: { value: due.filter(({ dueAt, done }) => done !== null && done <= dueAt).length, of: due.length },
    }),
    open: open.length,
    oldest: open.length === 0 ? null : wholeHours(read.now - Math.min(...open.map(({ begun }) => begun))),
  };
}

function middleOf(hours: number[]): Hours {
  const sorted = hours.toSorted((a, b) => a - b);
  return { median: quantile(sorted, 0.5), p90: quantile(sorted, 0.9) };
}

/** Between two values, in proportion; null of nothing. */
export function quantile(sorted: readonly number[], share: number): number | null {
  const place = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return below === undefined || above === undefined ? null : below + (above - below) * (place - Math.floor(place));
}

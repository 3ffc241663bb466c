import { type FigureLine, figures, quantile } from './count.ts';
import { namedIndicator } from './question.ts';
import type { Survey } from './survey.ts';

/** What is said of a body, in this order: each is an indicator by body, with its definition and the list behind it. */
export const scored = [
  { id: 'silence-par-organisme', short: 'Sans réponse à l’échéance' },
  { id: 'recu-seulement-par-organisme', short: 'Seulement reçues' },
  { id: 'prises-en-charge-par-organisme', short: 'Prises en charge' },
  { id: 'suites-par-organisme', short: 'Suite donnée' },
  { id: 'refus-par-organisme', short: 'Refusées' },
  { id: 'delais-demandes-par-organisme', short: 'Délais accordés' },
  { id: 'delai-de-prise-en-charge-par-organisme', short: 'Jusqu’à la prise en charge' },
] as const;

export interface Scorecard {
  body: string;
  name: string;
  /** One for each of `scored`, in its order; null where nothing was due or done. */
  cells: (FigureLine | null)[];
}

/** A body of which fewer transfers are counted is in nobody's spread, and fewer bodies have none: any could be told from the rest. */
const leastTransfers = 5;
const leastBodies = 5;

/** Each body that was asked anything of what the period holds, by name. */
export function scorecards(read: Survey): Scorecard[] {
  const said = figures(
    read,
    scored.flatMap(({ id }) => namedIndicator(id) ?? []),
  );
  const lines = said.map((figure) => new Map('lines' in figure ? figure.lines.map((line) => [line.code, line]) : []));
  const bodies = new Map(
    lines.flatMap((byBody) => [...byBody.values()].flatMap(({ code, label }) => (code === null ? [] : [[code, label] as const]))),
  );
  return [...bodies]
    .map(([body, name]) => ({ body, name, cells: lines.map((byBody) => byBody.get(body) ?? null) }))
    .sort((one, other) => one.name.localeCompare(other.name, 'fr'));
}

/** Between what the middle half of the others lie, and their middle: shares of one, to the tenth, or hours, of days begun. */
export interface Spread {
  low: number;
  middle: number;
  high: number;
}

/**
 * How the other bodies fared at one of `scored`, without saying which is which; null where they are too few for that. Rounded: of five bodies, the
 * middle half lies between the figures of two of them.
 */
export function spreadOfOthers(all: readonly Scorecard[], body: string, index: number): Spread | null {
  const others = all.flatMap(({ body: one, cells }) => {
    const cell = cells[index];
    if (one === body || cell === null || cell === undefined || (cell.of ?? cell.value) < leastTransfers) return [];
    return cell.of === undefined ? (cell.median == null ? [] : Math.ceil(cell.median / 24) * 24) : Math.round((cell.value / cell.of) * 10) / 10;
  });
  const sorted = others.toSorted((a, b) => a - b);
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share));
  return sorted.length < leastBodies || low == null || middle == null || high == null ? null : { low, middle, high };
}

import { type Bounds, type KnownSum, withBounds } from './bounds.ts';
import { cellKey, dominance, type FigureCell, type InCell, type Population } from './cells.ts';
import { type LinearSystem, systemOf } from './system.ts';

/** HIDDEN: small cells are not shown, nor what would give them. ROUNDED: all are shown, rounded to five. Never both in one publication. */
export type ProtectionMode = 'HIDDEN' | 'ROUNDED';

/** What a publication would show, and everything that was shown before of the same things. */
export interface Showing {
  populations: readonly Population[];
  /** Slices of time, in which things are placed. */
  slices: number;
  /** What is in a cell, truly. */
  inCell: (cell: FigureCell) => InCell;
  cells: readonly FigureCell[];
  /** Not shown, and still protected: what is left when a shown cell is taken from another, within the publication or from one before. */
  derived: readonly FigureCell[];
  before: readonly ToldFigure[];
}

/** A cell as somebody reads it: between which numbers, and its share of another in whole per cent. */
export interface ToldFigure {
  cell: FigureCell;
  low: number;
  high: number;
  share?: { of: FigureCell; percent: number };
}

export type WhySmall = 'FEW' | 'ONE_BODY';

/** A cell that must not be read, with what everything that is shown allows it to be. */
export interface Audited {
  cell: FigureCell;
  value: number;
  why: WhySmall;
  bounds: Bounds;
  /** Somebody could know more of it than is allowed. */
  leaks: boolean;
}

/** Rounded to the nearest five. */
export const rounded = (value: number): number => Math.round(value / 5) * 5;

/** What is shown of a cell that is rounded. */
export const toldRounded = (cell: FigureCell, value: number): ToldFigure => ({
  cell,
  low: Math.max(0, rounded(value) - 2),
  high: rounded(value) + 2,
});

interface Secret {
  cell: FigureCell;
  value: number;
  why: WhySmall;
}

function secretOf(showing: Showing, cell: FigureCell): Secret | null {
  const { value, oneBody } = showing.inCell(cell);
  if (value < leastOf(showing, cell)) return { cell, value, why: 'FEW' };
  return oneBody ? { cell, value, why: 'ONE_BODY' } : null;
}

/** Everything among what is shown, or follows from it, that must not be read. */
function secretsOf(showing: Showing): Secret[] {
  const cells = new Map([...showing.cells, ...showing.derived].map((cell) => [cellKey(cell), cell]));
  return [...cells.values()].flatMap((cell) => secretOf(showing, cell) ?? []);
}

/**
 * Whether what is known of a secret is little enough. Hidden: every number under the threshold is possible still; where one body has most of a cell,
 * fifteen in a hundred less and more are. Rounded: three numbers at least.
 */
function isKept({ value, why }: Secret, { min, max }: Bounds, least: number, mode: ProtectionMode): boolean {
  if (mode === 'ROUNDED') return max - min >= 2;
  return why === 'FEW' ? min <= 0 && max >= least - 1 : min <= dominance * value && max >= (2 - dominance) * value;
}

const systemFor = ({ populations, slices, cells, derived, before }: Showing): LinearSystem =>
  systemOf(populations, slices, [...cells, ...derived, ...before.map(({ cell }) => cell)]);

const knownOf = ({ sumOf }: LinearSystem, { cell, low, high, share }: ToldFigure): KnownSum[] => [
  { sum: sumOf(cell), low, high },
  ...(share === undefined
    ? []
    : [
        { sum: sumOf(cell), less: { sum: sumOf(share.of), times: (share.percent - 0.5) / 100 }, low: 0, high: Number.POSITIVE_INFINITY },
        { sum: sumOf(cell), less: { sum: sumOf(share.of), times: (share.percent + 0.5) / 100 }, low: Number.NEGATIVE_INFINITY, high: 0 },
      ]),
];

/**
 * Works out, as whoever reads would, between which numbers every secret lies, from `told` and from what was told before. Nothing of how `told` was
 * made is used: it is a proof of what is published. Throws Unprovable.
 */
export async function audit(showing: Showing, told: readonly ToldFigure[], mode: ProtectionMode): Promise<Audited[]> {
  const system = systemFor(showing);
  const known = [...told, ...showing.before].flatMap((one) => knownOf(system, one));
  return withBounds(system, known, async ({ boundsOf }) => {
    const found: Audited[] = [];
    for (const secret of secretsOf(showing)) {
      const isEnough = (bounds: Bounds) => isKept(secret, bounds, leastOf(showing, secret.cell), mode);
      const bounds = await boundsOf(system.sumOf(secret.cell), isEnough);
      found.push({ ...secret, bounds, leaks: !isEnough(bounds) });
    }
    return found;
  });
}

const leastOf = ({ populations }: Showing, { population }: FigureCell): number => populations.find(({ id }) => id === population)?.least ?? 0;

/**
 * The cells not to be shown: those that are small, and as many others as it takes until nobody can work the small ones out, the smallest first, where
 * least is hidden already. What cannot be kept even so is left to the audit to say.
 */
export async function toHide(showing: Showing): Promise<Set<string>> {
  const system = systemFor(showing);
  const { cells } = showing;
  const place = new Map(cells.map((cell, index) => [cellKey(cell), index]));
  const value = (cell: FigureCell): number => showing.inCell(cell).value;
  const secrets = secretsOf(showing);
  const hidden = new Set(secrets.map(({ cell }) => cellKey(cell)).filter((key) => place.has(key)));
  const known = [
    ...cells.map((cell) => ({
      sum: system.sumOf(cell),
      ...(hidden.has(cellKey(cell)) ? { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY } : { low: value(cell), high: value(cell) }),
    })),
    ...showing.before.flatMap((one) => knownOf(system, one)),
  ];
  await withBounds(system, known, async ({ boundsOf, forget }) => {
    let open = secrets;
    while (open.length > 0) {
      const left: Secret[] = [];
      for (const secret of open) {
        const isEnough = (bounds: Bounds) => isKept(secret, bounds, leastOf(showing, secret.cell), 'HIDDEN');
        if (!isEnough(await boundsOf(system.sumOf(secret.cell), isEnough))) left.push(secret);
      }
      open = left;
      const more = new Set(open.flatMap(({ cell }) => partnerOf(cell, cells, hidden, value) ?? []));
      if (more.size === 0) return;
      for (const cell of more) {
        hidden.add(cellKey(cell));
        forget(place.get(cellKey(cell)) ?? 0);
      }
    }
  });
  return hidden;
}

/** What to hide beside a cell that can still be worked out: in the line where least is hidden, the smallest that is shown; at last, its whole. */
function partnerOf(
  of: FigureCell,
  cells: readonly FigureCell[],
  hidden: ReadonlySet<string>,
  value: (cell: FigureCell) => number,
): FigureCell | null {
  const beside = cells.flatMap((cell) => {
    const axis = cell.population === of.population && cellKey(cell) !== cellKey(of) ? differsIn(cell, of) : null;
    return axis === null ? [] : [{ cell, axis, whole: axis !== '' && cell.where[axis] === undefined }];
  });
  const lines = [...Map.groupBy(beside, ({ axis }) => axis).values()].map((line) => ({
    hidden: line.reduce((sum, { cell, whole }) => sum + (!whole && hidden.has(cellKey(cell)) ? value(cell) : 0), 0),
    shown: line
      .filter(({ cell }) => !hidden.has(cellKey(cell)))
      .toSorted((a, b) => Number(a.whole) - Number(b.whole) || value(a.cell) - value(b.cell)),
  }));
  const [tightest] = lines.filter(({ shown }) => shown.length > 0).toSorted((a, b) => a.hidden - b.hidden);
  if (tightest?.shown[0] !== undefined) return tightest.shown[0].cell;
  // Every line through it is hidden, and it follows from cells further away.
  const [smallest] = cells.filter((cell) => cell.population === of.population && !hidden.has(cellKey(cell))).toSorted((a, b) => value(a) - value(b));
  return smallest ?? null;
}

/** The one axis that two cells differ in; '' where they differ in time alone; null where in more. */
function differsIn(one: FigureCell, other: FigureCell): string | null {
  const axes = [...new Set([...Object.keys(one.where), ...Object.keys(other.where)])];
  const different = axes.filter((axis) => one.where[axis]?.toSorted().join() !== other.where[axis]?.toSorted().join());
  if (different.length === 0) return '';
  return different.length === 1 ? (different[0] ?? null) : null;
}

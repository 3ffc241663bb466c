import type { MarkSign, TimelineLane, TimelineView } from '../views/rehearsal.ts';
import { markShape, markWords } from './timeline-marks.ts';
import { APART, type Column, staves } from './timeline-scale.ts';
import { safe, wrap, write } from './way-shapes.ts';

/** How a drawing is laid out: names stand left of the lanes, or above them where there is no room. */
interface Layout {
  classes: string;
  width: number;
  /** Where time begins. */
  left: number;
  /** How many characters of a name stand on one line. */
  name: number;
  beside: boolean;
}

const layouts: readonly Layout[] = [
  { classes: 'timeline-wide', width: 1240, left: 300, name: 34, beside: true },
  { classes: 'timeline-middle', width: 720, left: 206, name: 22, beside: true },
  { classes: 'timeline-narrow', width: 340, left: 0, name: 40, beside: false },
];
const HEAD = 46;

interface Placed {
  no: number;
  sign: MarkSign;
  x: number;
}

/** A lane on one stave. */
interface Row {
  index: number;
  name: string[];
  role: string[];
  top: number;
  /** Height of the line on which its marks stand. */
  line: number;
  height: number;
  placed: Placed[];
  /** From where to where its line is drawn. */
  thread: [number, number];
}

/**
 * A rehearsal as drawn: time from left to right, one lane for each recipient, closed hours shaded, days without anything drawn
 * narrow. What does not fit in the width goes on under it, as staves of music do. Three drawings, for a wide screen, for paper
 * and for a phone; styles show one of them. Pure; every text is escaped.
 */
export function drawTimeline(view: TimelineView): string {
  return layouts.map((layout) => draw(view, layout)).join('');
}

function draw(view: TimelineView, layout: Layout): string {
  let y = 0;
  const drawn = staves(view.stretches, view.lanes, layout.left, layout.width - layout.left - 12).map((columns) => {
    const stave = drawStave(view, columns, layout, y);
    y += stave.height + 26;
    return stave.body;
  });
  const legend = drawLegend(view, layout, y);
  const id = layout.classes;
  return `<svg class="${id}" viewBox="0 0 ${layout.width} ${y + legend.height}" role="img" aria-labelledby="${id}-title ${id}-desc" focusable="false"><title id="${id}-title">Déroulé de la répétition</title><desc id="${id}-desc">${safe(describe(view))}</desc>${drawn.join('')}${legend.body}</svg>`;
}

function describe({ lanes }: TimelineView): string {
  const said = lanes.map(({ name, marks }) => `${name} : ${marks.map(({ no, sign }) => `${no} ${markWords[sign]}`).join(', ')}.`);
  return `${said.join(' ')} Le tableau qui suit dit chaque moment sous le même numéro.`;
}

/** Where the marks of a lane stand on a stave: those of one instant side by side. */
function place({ marks }: TimelineLane, columns: readonly Column[]): Placed[] {
  return columns.flatMap(({ stretch: { from, until }, at }) => {
    const own = marks.filter((mark) => mark.at >= from && mark.at < until);
    return own.map(({ no, sign, at: when }, index) => {
      const before = own.slice(0, index).filter((other) => other.at === when).length;
      return { no, sign, x: round(at(when) + before * APART) };
    });
  });
}

/** The lanes that have something on this stave, one under the other. */
function rowsOf(lanes: readonly TimelineLane[], columns: readonly Column[], layout: Layout, top: number): Row[] {
  const [first, last] = [columns[0], columns.at(-1)];
  if (first === undefined || last === undefined) return [];
  let y = top + HEAD;
  return lanes.flatMap((lane, index) => {
    const placed = place(lane, columns);
    if (placed.length === 0) return [];
    const name = wrap(lane.name, layout.name).slice(0, 3);
    const role = wrap(lane.role, layout.name + 4).slice(0, 2);
    const said = 18 * name.length + 16 * role.length;
    const height = layout.beside ? Math.max(58, said + 18) : said + 62;
    const begun = lane.marks.some(({ at }) => at < first.stretch.from);
    const goesOn = lane.marks.some(({ at }) => at >= last.stretch.until);
    const thread: [number, number] = [begun ? first.x : (placed[0]?.x ?? 0), goesOn ? last.x + last.width : (placed.at(-1)?.x ?? 0)];
    const row = { index, name, role, top: y, line: layout.beside ? y + 22 : y + said + 20, height, placed, thread };
    y += height;
    return [row];
  });
}

function drawStave({ lanes, branches }: TimelineView, columns: Column[], layout: Layout, top: number): { body: string; height: number } {
  const rows = rowsOf(lanes, columns, layout, top);
  const height = HEAD + rows.reduce((sum, row) => sum + row.height, 0);
  const joins = branches.flatMap(({ from, to, mark }) => {
    const [above, below] = [from, to].map((index) => rows.find((row) => row.index === index));
    const x = below?.placed.find(({ no }) => no === mark)?.x;
    // Names stand above the lanes on a phone: a line down would cross them.
    if (above === undefined || below === undefined || x === undefined || !layout.beside) return [];
    return [`<path d="M${x} ${above.line + 32}V${below.line - 12}" class="w-line w-branch"/>`];
  });
  const parts = [
    ...columns.map((column, index) => drawColumn(column, columns[index - 1], { top, height, named: layout.beside })),
    ...rows.slice(1).map((row) => `<path d="M0 ${row.top - 4}H${layout.width}" class="t-rule"/>`),
    ...joins,
    ...rows.map((row) => drawRow(row, layout)),
  ];
  return { body: parts.join(''), height };
}

function drawRow({ name, role, top, line, placed, thread }: Row, { beside }: Layout): string {
  const start = beside ? line + 5 - (name.length > 1 ? 8 : 0) : top + 16;
  const label = `${write(name, { x: 0, y: start, step: 18, size: 15, classes: 'w-strong' })}${write(role, { x: 0, y: start + 18 * name.length, step: 16, size: 13.5, classes: 'w-soft' })}`;
  const marks = placed.map(
    ({ no, sign, x }) => `${markShape(sign, x, line)}<text x="${x}" y="${line + 26}" font-size="13" text-anchor="middle" class="w-soft">${no}</text>`,
  );
  return `${label}<path d="M${round(thread[0])} ${line}H${round(thread[1])}" class="w-line t-thread"/>${marks.join('')}`;
}

/** A day with its name, its closed hours shaded; or a stretch without anything, shaded when nobody works in it. */
function drawColumn(
  { stretch, x, width, at }: Column,
  before: Column | undefined,
  { top, height, named }: { top: number; height: number; named: boolean },
): string {
  const foot = height - HEAD;
  const shade = (from: number, to: number) =>
    to - from < 0.5 ? '' : `<rect x="${round(from)}" y="${top + HEAD - 6}" width="${round(to - from)}" height="${foot + 6}" class="t-closed"/>`;
  if (stretch.kind === 'GAP') {
    const text = `<text transform="translate(${round(x + width / 2 + 4)} ${top + height - 4}) rotate(-90)" font-size="13" class="w-soft">${safe(shortened(stretch.text, foot))}</text>`;
    return `${stretch.closed ? shade(x, x + width) : ''}${named ? text : ''}`;
  }
  const edges = [x, ...stretch.open.flatMap(([open, close]) => [at(open), at(close)]), x + width];
  const closed = edges.flatMap((edge, index) => (index % 2 === 0 ? [shade(edge, edges[index + 1] ?? edge)] : []));
  const monthBefore = before?.stretch.kind === 'DAY' ? before.stretch.month : undefined;
  const title = { anchor: 'middle' as const, x: round(x + width / 2), step: 0 };
  const month = monthBefore === stretch.month ? '' : stretch.month.slice(0, stretch.month.lastIndexOf(' '));
  const day = write([`${stretch.weekday} ${stretch.day}`], {
    ...title,
    y: top + 16,
    size: 14,
    classes: stretch.off === undefined ? 'w-strong' : 'w-soft',
  });
  return `${closed.join('')}<path d="M${round(x)} ${top + HEAD - 6}V${top + height}" class="t-rule"/>${day}${write([month], { ...title, y: top + 32, size: 13, classes: 'w-soft' })}`;
}

const shortened = (text: string, room: number): string =>
  text.length * 6.6 <= room ? text : `${text.slice(0, Math.max(3, Math.floor(room / 6.6) - 1))}…`;

/** Only the signs that are used, in one or several lines. */
function drawLegend({ lanes }: TimelineView, { width }: Layout, top: number): { body: string; height: number } {
  const used = new Set(lanes.flatMap(({ marks }) => marks.map(({ sign }) => sign)));
  let x = 14;
  let y = top + 14;
  const items = (Object.keys(markWords) as MarkSign[]).flatMap((sign) => {
    if (!used.has(sign)) return [];
    const wide = 30 + markWords[sign].length * 7.2;
    if (x + wide > width) {
      x = 14;
      y += 28;
    }
    const item = `${markShape(sign, x, y)}${write([markWords[sign]], { x: x + 17, y: y + 5, step: 0, size: 14, classes: 'w-soft' })}`;
    x += wide + 14;
    return [item];
  });
  return { body: items.join(''), height: y - top + 22 };
}

const round = (value: number): number => Math.round(value * 10) / 10;

import type { Instant } from '../../calendar/span.ts';
import type { MarkSign, TimelineStretch, TimelineView } from '../../templates/views-rehearsal.ts';
import { markShape, markWords } from './timeline-marks.ts';
import { safe, wrap, write } from './way-shapes.ts';

/** How a drawing is laid out: names stand left of the lanes, or above them where there is no room. */
interface Layout {
  classes: string;
  width: number;
  /** Where time begins. */
  left: number;
  nameWidth: number;
  beside: boolean;
}

const layouts: readonly Layout[] = [
  { classes: 'timeline-wide', width: 1240, left: 300, nameWidth: 34, beside: true },
  { classes: 'timeline-middle', width: 720, left: 206, nameWidth: 22, beside: true },
  { classes: 'timeline-narrow', width: 340, left: 8, nameWidth: 40, beside: false },
];
const APART = 21;
const HEAD = 46;
const GAP_WIDTH = 30;
const DAY_WIDTH = 54;

/** A stretch of time with its place on a stave. */
interface Column {
  stretch: TimelineStretch;
  x: number;
  width: number;
}

interface Placed {
  no: number;
  sign: MarkSign;
  x: number;
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
  const staves: string[] = [];
  for (const columns of staveColumns(view, layout)) {
    const stave = drawStave(view, columns, layout, y);
    staves.push(stave.body);
    y += stave.height + 26;
  }
  const legend = drawLegend(view, layout, y);
  const id = layout.classes;
  return `<svg class="${id}" viewBox="0 0 ${layout.width} ${y + legend.height}" role="img" aria-labelledby="${id}-title ${id}-desc" focusable="false"><title id="${id}-title">Déroulé de la répétition</title><desc id="${id}-desc">${safe(describe(view))}</desc>${staves.join('')}${legend.body}</svg>`;
}

function describe({ lanes }: TimelineView): string {
  const said = lanes.map(({ name, marks }) => `${name} : ${marks.map(({ no, sign }) => `${no} ${markWords[sign]}`).join(', ')}.`);
  return `${said.join(' ')} Le tableau qui suit dit chaque moment sous le même numéro.`;
}

/** The stretches, dealt out to as many staves as the width asks for. */
function staveColumns({ stretches, lanes }: TimelineView, { width, left }: Layout): Column[][] {
  const room = width - left - 12;
  const staves: Column[][] = [[]];
  let x = left;
  for (const stretch of stretches) {
    const wide = Math.min(room, stretch.kind === 'GAP' ? GAP_WIDTH : Math.max(DAY_WIDTH, APART * busiest(lanes, stretch) + 14));
    if (x + wide > left + room && staves.at(-1)?.length !== 0) {
      staves.push([]);
      x = left;
    }
    staves.at(-1)?.push({ stretch, x, width: wide });
    x += wide;
  }
  return staves.map((columns) => spread(columns, room));
}

/** Days take what room is left on their stave, up to twice their width. */
function spread(columns: Column[], room: number): Column[] {
  const days = columns.filter(({ stretch }) => stretch.kind === 'DAY');
  const free = room - columns.reduce((sum, { width }) => sum + width, 0);
  const ofDays = days.reduce((sum, { width }) => sum + width, 0);
  const factor = ofDays === 0 ? 1 : 1 + Math.min(1, Math.max(0, free) / ofDays);
  let x = columns[0]?.x ?? 0;
  return columns.map((column) => {
    const width = column.stretch.kind === 'DAY' ? column.width * factor : column.width;
    const placed = { ...column, x, width };
    x += width;
    return placed;
  });
}

const within = ({ from, until }: TimelineStretch, at: Instant): boolean => at >= from && at < until;
const busiest = (lanes: TimelineView['lanes'], stretch: TimelineStretch): number =>
  Math.max(0, ...lanes.map(({ marks }) => marks.filter(({ at }) => within(stretch, at)).length));

/** Where the marks of a lane stand: at their hour, pushed apart where they would touch. */
function place(marks: TimelineView['lanes'][number]['marks'], { stretch, x, width }: Column): Placed[] {
  const own = marks.filter(({ at }) => within(stretch, at));
  const edge = 11;
  const placed = own.map(({ no, sign, at }) => ({
    no,
    sign,
    x: x + edge + ((at - stretch.from) / (stretch.until - stretch.from)) * (width - 2 * edge),
  }));
  for (let index = 1; index < placed.length; index += 1) {
    const [before, mark] = [placed[index - 1], placed[index]];
    if (before && mark) mark.x = Math.max(mark.x, before.x + APART);
  }
  let limit = x + width - edge;
  for (const mark of placed.toReversed()) {
    mark.x = Math.min(mark.x, limit);
    limit = mark.x - APART;
  }
  return placed;
}

function drawStave({ lanes, branches }: TimelineView, columns: Column[], layout: Layout, top: number): { body: string; height: number } {
  const [first, last] = [columns[0], columns.at(-1)];
  if (first === undefined || last === undefined) return { body: '', height: 0 };
  const [from, until] = [first.stretch.from, last.stretch.until];
  const living = lanes.map((lane, index) => ({ ...lane, index })).filter(({ marks }) => marks.some(({ at }) => at >= from && at < until));
  let y = top + HEAD;
  const rows = living.map((lane) => {
    const name = wrap(lane.name, layout.nameWidth).slice(0, 3);
    const role = wrap(lane.role, layout.nameWidth + 4).slice(0, 2);
    const said = 18 * name.length + 16 * role.length;
    const line = layout.beside ? y + 22 : y + said + 20;
    const row = { lane, name, role, top: y, line, placed: columns.flatMap((column) => place(lane.marks, column)) };
    y += layout.beside ? Math.max(58, said + 18) : said + 62;
    return row;
  });
  const height = y - top;
  const joins = branches.flatMap(({ from: one, to, mark }) => {
    const [above, below] = [one, to].map((index) => rows.find(({ lane }) => lane.index === index));
    const x = below?.placed.find(({ no }) => no === mark)?.x;
    if (above === undefined || below === undefined || x === undefined) return [];
    const start = above.placed.findLast(({ no }) => no <= mark)?.x ?? x;
    return [
      `<path d="M${round(start)} ${above.line + 12}V${above.line + 20}Q${round(start)} ${above.line + 26} ${round((start + x) / 2)} ${above.line + 26}T${round(x)} ${above.line + 32}V${below.line - 12}" class="w-line w-branch"/>`,
    ];
  });
  const drawn = rows.map(({ lane, name, role, top: laneTop, line, placed }) => {
    const label = `${write(name, { x: layout.beside ? 0 : layout.left, y: layout.beside ? line + 5 - (name.length > 1 ? 8 : 0) : laneTop + 16, step: 18, size: 15, classes: 'w-strong' })}${write(role, { x: layout.beside ? 0 : layout.left, y: (layout.beside ? line + 6 - (name.length > 1 ? 8 : 0) : laneTop + 16) + 18 * name.length, step: 16, size: 13.5, classes: 'w-soft' })}`;
    const continues = lane.marks.some(({ at }) => at < from) ? first.x : placed[0]?.x;
    const goesOn = lane.marks.some(({ at }) => at >= until) ? last.x + last.width : placed.at(-1)?.x;
    const thread = `<path d="M${round(continues ?? 0)} ${line}H${round(goesOn ?? 0)}" class="w-line t-thread"/>`;
    const marks = placed.map(
      ({ no, sign, x }) =>
        `${markShape(sign, round(x), line)}<text x="${round(x)}" y="${line + 26}" font-size="13" text-anchor="middle" class="w-soft">${no}</text>`,
    );
    return label + thread + marks.join('');
  });
  const rules = rows.slice(1).map(({ top: laneTop }) => `<path d="M0 ${laneTop - 4}H${layout.width}" class="t-rule"/>`);
  return {
    body:
      columns.map((column, index) => drawColumn(column, columns[index - 1], top, height)).join('') + rules.join('') + joins.join('') + drawn.join(''),
    height,
  };
}

/** A day with its name, its closed hours shaded; or a stretch without anything, shaded when nobody works in it. */
function drawColumn({ stretch, x, width }: Column, before: Column | undefined, top: number, height: number): string {
  const foot = height - HEAD;
  const shade = (from: number, to: number) =>
    to - from < 0.5 ? '' : `<rect x="${round(from)}" y="${top + HEAD - 6}" width="${round(to - from)}" height="${foot + 6}" class="t-closed"/>`;
  if (stretch.kind === 'GAP') {
    const middle = round(x + width / 2 + 4);
    const text = `<text transform="translate(${middle} ${top + HEAD + foot - 4}) rotate(-90)" font-size="13" class="w-soft">${safe(shortened(stretch.text, foot))}</text>`;
    return `${stretch.closed ? shade(x, x + width) : `<rect x="${round(x)}" y="${top + HEAD - 6}" width="${round(width)}" height="${foot + 6}" class="t-gap"/>`}${text}`;
  }
  const at = (instant: Instant) => x + ((instant - stretch.from) / (stretch.until - stretch.from)) * width;
  const edges = [x, ...stretch.open.flatMap(([open, close]) => [at(open), at(close)]), x + width];
  const closed = edges.flatMap((edge, index) => (index % 2 === 0 ? [shade(edge, edges[index + 1] ?? edge)] : []));
  const monthBefore = before?.stretch.kind === 'DAY' ? before.stretch.month : undefined;
  const title = { anchor: 'middle' as const, x: round(x + width / 2), step: 0 };
  return `${closed.join('')}<path d="M${round(x)} ${top + HEAD - 6}V${top + height}" class="t-rule"/>${write([`${stretch.weekday} ${stretch.day}`], { ...title, y: top + 16, size: 14, classes: stretch.off === undefined ? 'w-strong' : 'w-soft w-strong' })}${write([monthBefore === stretch.month ? '' : stretch.month.slice(0, stretch.month.lastIndexOf(' '))], { ...title, y: top + 32, size: 13, classes: 'w-soft' })}`;
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

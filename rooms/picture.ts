import { splitNames } from './house.ts';
import { type Room, rooms } from './table.ts';

/* The rooms on their floors: one box a folder, one plate a room in it, arrows to what a box needs and no other box gives it. */

type Table = Readonly<Record<string, Room>>;

interface Box {
  name: string;
  floor: number;
  plates: string[];
  width: number;
  height: number;
  x: number;
  y: number;
}

const PLATE = 24;
const GAP = 6;
const PAD = 10;
const TITLE = 20;
const PLATES_A_ROW = 4;
const BETWEEN_BOXES = 22;
const BETWEEN_FLOORS = 46;
const LEFT = 40;

const top = (room: string): string => room.split('/')[0] ?? room;
const shortName = (room: string): string => (room.includes('/') ? room.slice(room.indexOf('/') + 1) : room);
const widthOf = (plate: string): number => Math.round(shortName(plate).length * 6.7) + 16;

/** The picture of the table, as SVG. */
export function picture(table: Table = rooms): string {
  const boxes = boxesOf(table);
  const below = reduced(new Map(boxes.map(({ name }) => [name, needsOf(name, table)])));
  const floors = [...Map.groupBy(boxes, ({ floor }) => floor)].toSorted(([a], [b]) => b - a).map(([, all]) => all);
  const width = LEFT + Math.max(...floors.map(widthOfFloor)) + PAD;
  place(floors, below, width);
  const last = floors.at(-1)?.[0];
  const height = (last?.y ?? 0) + Math.max(...(floors.at(-1) ?? []).map((box) => box.height)) + PAD + 34;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Helvetica, Arial, sans-serif" font-size="12">`,
    '<title>The rooms on their floors</title>',
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#8a8f98"/></marker></defs>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...floors.flatMap((all) =>
      all[0] === undefined ? [] : [`<text x="14" y="${all[0].y + 16}" fill="#5b616b" font-size="14">${all[0].floor}</text>`],
    ),
    ...boxes.flatMap((from) => (below.get(from.name) ?? []).flatMap((name) => boxes.filter((box) => box.name === name).map((to) => arrow(from, to)))),
    ...boxes.map((box) => drawn(box, table)),
    legend(height),
    '</svg>\n',
  ].join('\n');
}

function boxesOf(table: Table): Box[] {
  return [...Map.groupBy(Object.keys(table), top)].map(([name, plates]) => {
    const rows = rowsOf(plates);
    const width = Math.max(name.length * 8, ...rows.map((row) => row.reduce((sum, plate) => sum + widthOf(plate) + GAP, -GAP))) + 2 * PAD;
    const height = TITLE + rows.length * (PLATE + GAP) + PAD;
    return { name, floor: Math.max(...plates.map((plate) => table[plate]?.floor ?? 1)), plates, width, height, x: 0, y: 0 };
  });
}

function rowsOf(plates: readonly string[]): string[][] {
  const rows = Math.ceil(plates.length / PLATES_A_ROW);
  const each = Math.ceil(plates.length / rows);
  return Array.from({ length: rows }, (_, row) => plates.slice(row * each, (row + 1) * each));
}

function needsOf(name: string, table: Table): Set<string> {
  const needs = Object.entries(table).flatMap(([room, { imports }]) => (top(room) === name ? splitNames(imports).map(top) : []));
  return new Set(needs.filter((need) => need !== name));
}

/** Without what is needed through something else that is needed. */
function reduced(needs: ReadonlyMap<string, ReadonlySet<string>>): Map<string, string[]> {
  const reach = (name: string): Set<string> => new Set([...(needs.get(name) ?? [])].flatMap((need) => [need, ...reach(need)]));
  return new Map(
    [...needs].map(([name, all]) => [name, [...all].filter((need) => ![...all].some((other) => other !== need && reach(other).has(need)))]),
  );
}

const widthOfFloor = (boxes: readonly Box[]): number => boxes.reduce((sum, { width }) => sum + width + BETWEEN_BOXES, -BETWEEN_BOXES);
const middle = ({ x, width }: Box): number => x + width / 2;

/** Sets every box in its place: each floor in the order of what leans on it, from the roof down. */
function place(floors: readonly Box[][], below: ReadonlyMap<string, readonly string[]>, width: number): void {
  let y = PAD;
  for (const boxes of floors) {
    const above = floors.flat().filter((box) => box.x > 0);
    const weight = (box: Box): number => {
      const leaning = above.filter(({ name }) => below.get(name)?.includes(box.name));
      return leaning.length === 0 ? width / 2 : leaning.reduce((sum, one) => sum + middle(one), 0) / leaning.length;
    };
    boxes.sort((a, b) => weight(a) - weight(b) || a.name.localeCompare(b.name));
    let x = LEFT + (width - LEFT - PAD - widthOfFloor(boxes)) / 2;
    for (const box of boxes) {
      box.x = Math.round(x);
      box.y = y;
      x += box.width + BETWEEN_BOXES;
    }
    y += Math.max(...boxes.map(({ height }) => height)) + BETWEEN_FLOORS;
  }
}

function arrow(from: Box, to: Box): string {
  // On one floor, around the side; otherwise from the bottom to the top.
  if (from.floor === to.floor) {
    const [start, end] = from.x < to.x ? [from.x + from.width, to.x] : [from.x, to.x + to.width];
    return curve(start, from.y + 12, end, to.y + 12, 0);
  }
  return curve(middle(from), from.y + from.height, middle(to), to.y, (to.y - from.y - from.height) / 2);
}

const curve = (x1: number, y1: number, x2: number, y2: number, bend: number): string =>
  `<path d="M${Math.round(x1)} ${y1}C${Math.round(x1)} ${Math.round(y1 + bend)} ${Math.round(x2)} ${Math.round(y2 - bend)} ${Math.round(x2)} ${y2}" fill="none" stroke="#8a8f98" marker-end="url(#tip)"/>`;

function drawn({ name, plates, width, height, x, y }: Box, table: Table): string {
  const cells = rowsOf(plates).flatMap((row, line) => {
    let at = x + PAD;
    return row.map((room) => {
      const cell = plate(room, at, y + TITLE + line * (PLATE + GAP) + GAP, table[room]);
      at += widthOf(room) + GAP;
      return cell;
    });
  });
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="#f6f7f9" stroke="#5b616b"/>`,
    `<text x="${x + PAD}" y="${y + 16}" font-weight="bold" fill="#1d2126">${name}</text>`,
    ...cells,
  ].join('');
}

const fills = { pure: '#d8f0dc', sql: '#d6e6fb', some: '#eef4fd', plain: '#ffffff' };
const fillOf = (room: Room | undefined): string => (room?.pure ? fills.pure : room?.sql === true ? fills.sql : room?.sql ? fills.some : fills.plain);

function plate(room: string, x: number, y: number, entry: Room | undefined): string {
  const width = widthOf(room);
  return `<rect x="${x}" y="${y}" width="${width}" height="${PLATE}" rx="3" fill="${fillOf(entry)}" stroke="#b4b9c1"/><text x="${x + width / 2}" y="${y + 16}" text-anchor="middle" fill="#1d2126">${shortName(room)}</text>`;
}

function legend(height: number): string {
  const words: [string, string][] = [
    [fills.pure, 'pure'],
    [fills.sql, 'SQL'],
    [fills.some, 'SQL in files named after what they store'],
  ];
  return words
    .map(
      ([fill, text], index) =>
        `<rect x="${LEFT + index * 90}" y="${height - 24}" width="14" height="14" fill="${fill}" stroke="#b4b9c1"/><text x="${LEFT + 20 + index * 90}" y="${height - 13}" fill="#1d2126">${text}</text>`,
    )
    .join('');
}

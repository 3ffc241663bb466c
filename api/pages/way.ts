import type { Rail, WayView } from '../../templates/views.ts';
import { describe, passed, safe, saying, stop, wrap, write } from './way-shapes.ts';
import { drawUpright } from './way-upright.ts';

const WIDTH = 1120;
const QUALIFIED = 218;
const TRUNK = 292;
const LABEL = 322;
const STATIONS = [600, 762, 924, 1052];
const TOP = 44;

interface Row {
  rail: Rail;
  /** Height of the line on which its stations stand. */
  y: number;
}

/**
 * The way of a case as drawn: alerts, qualification, then one rail of four stations per recipient, with what is due next,
 * what was escalated and what was rerouted. Two pictures, one wide and one upright for phones; styles show one of them.
 * Pure; every text is escaped. An empty list of rails draws the beginning alone.
 */
export function drawWay(way: WayView): string {
  return drawWide(way) + drawUpright(way);
}

function drawWide(way: WayView): string {
  const rows: Row[] = [];
  let y = TOP;
  for (const rail of way.rails) {
    rows.push({ rail, y });
    y += 96 + 20 * notes(rail).length + (rail.stations.some(({ due, state }) => due !== undefined && state !== 'reached') ? 18 : 0);
  }
  const height = Math.max(y - 22, TOP + way.alerts.length * 66 + 10, 128);
  const parts = [trunk(rows, way), ...rows.map((row) => branch(row, rows)), beginning(way), ...rows.map(drawRail)];
  return `<svg class="way-wide" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="way-title way-desc" focusable="false"><title id="way-title">Chemin du dossier</title><desc id="way-desc">${safe(describe(way))}</desc>${parts.join('')}</svg>`;
}

/** Lines under a rail: what comes next, then what was said higher up. */
function notes(rail: Rail): string[] {
  return [...(rail.next === undefined ? [] : wrap(`→ ${rail.next}`, 64)), ...rail.escalations.flatMap((text) => wrap(`↑ ${text}`, 64))];
}

function beginning({ alerts, qualification }: WayView): string {
  const drawn = alerts.map(({ label, at }, index) => {
    const y = TOP + index * 66;
    const [day, hour] = split(at);
    return `${stop({ state: 'reached' }, 14, y)}${write([label], { x: 34, y: y + 5, step: 0, size: 15, classes: 'w-strong' })}${write(
      [day, hour].filter((line) => line !== ''),
      { x: 34, y: y + 23, step: 17, size: 14, classes: 'w-soft' },
    )}`;
  });
  const [day, hour] = qualification.at === undefined ? ['', ''] : split(qualification.at);
  const lines = [day, hour].filter((line) => line !== '');
  return `${drawn.join('')}${stop(qualification, QUALIFIED, TOP)}${write(wrap(qualification.label, 16), { x: QUALIFIED, y: TOP + 30, step: 17, size: 15, anchor: 'middle', classes: 'w-strong' })}${write(lines, { x: QUALIFIED, y: TOP + 30 + 17 * wrap(qualification.label, 16).length, step: 17, size: 14, anchor: 'middle', classes: 'w-soft' })}`;
}

/** From the alerts to the qualification, and from there to every rail that does not take over from another. */
function trunk(rows: Row[], { alerts, qualification }: WayView): string {
  const state = qualification.state === 'reached' ? 'w-line' : 'w-line w-ahead';
  const joins = alerts.slice(1).map((_, index) => `<path d="M14 ${TOP + index * 66}V${TOP + (index + 1) * 66}" class="w-line"/>`);
  const first = rows[0];
  const forks = rows
    .filter(({ rail }) => rail.replaces === undefined)
    .map(({ y, rail }) => {
      const look = rail.stations[0]?.state === 'reached' ? 'w-line' : 'w-line w-ahead';
      const way = y === TOP ? `M${QUALIFIED + 14} ${y}H${LABEL - 10}` : `M${TRUNK} ${TOP}V${y - 14}q0 14 14 14H${LABEL - 10}`;
      return `<path d="${way}" class="${look}"/>`;
    });
  const start = alerts.length === 0 ? '' : `<path d="M${150} ${TOP}H${QUALIFIED - 14}" class="${state}"/>`;
  return `${joins.join('')}${start}${first === undefined ? '' : forks.reverse().join('')}`;
}

/** The line from a rail that ended to the one that takes over. */
function branch({ rail, y }: Row, rows: Row[]): string {
  const from = rail.replaces === undefined ? undefined : rows[rail.replaces];
  if (from === undefined) return '';
  const x = endOf(from.rail);
  const start = STATIONS[0] ?? 0;
  return `<path d="M${x} ${from.y + 10}V${y - 46}q0 12 -12 12H${start - 34}q-12 0 -12 12V${y - 12}q0 12 12 12H${start - 12}" class="w-line w-branch"/>`;
}

/** Where the cross of an ended rail stands: half way after its last stop. */
function endOf(rail: Rail): number {
  const last = Math.max(passed(rail), 0);
  return ((STATIONS[last] ?? 0) + (STATIONS[last + 1] ?? WIDTH - 20)) / 2;
}

function drawRail({ rail, y }: Row): string {
  const last = passed(rail);
  const lines = STATIONS.slice(1).map((x, index) => {
    const from = (STATIONS[index] ?? 0) + 12;
    if (rail.ended !== undefined && index >= last)
      return index === Math.max(last, 0) ? `<path d="M${from} ${y}H${endOf(rail) - 10}" class="w-line w-branch"/>` : '';
    return `<path d="M${from} ${y}H${x - 12}" class="w-line${index < last ? '' : ' w-ahead'}"/>`;
  });
  const name = wrap(rail.recipient, 30).slice(0, 2);
  const purpose = rail.purpose === 'INFORMATION' ? `${rail.role}, pour information` : rail.role;
  const label = `${write(name, { x: LABEL, y: y + 5, step: 18, size: 16, classes: 'w-strong' })}${write(wrap(purpose, 34).slice(0, 3), { x: LABEL, y: y + 5 + 18 * name.length, step: 17, size: 14, classes: 'w-soft' })}`;
  const stations = rail.stations.map((station, index) =>
    rail.ended !== undefined && index > last ? '' : drawStation(station, STATIONS[index] ?? 0, y),
  );
  const end =
    rail.ended === undefined
      ? ''
      : `<path d="M${endOf(rail) - 6} ${y - 6}l12 12m0-12l-12 12" class="w-cross"/>${write(wrap(rail.ended, 44), { x: endOf(rail) + 18, y: y + 5, step: 18, size: 15, classes: 'w-strong' })}`;
  const below = y + 78 + (rail.stations.some(({ due, state }) => due !== undefined && state !== 'reached') ? 18 : 0);
  const late = rail.stations.some((station) => station.late);
  return `${lines.join('')}${label}${stations.join('')}${end}${write(notes(rail), { x: (STATIONS[0] ?? 0) - 40, y: below, step: 20, size: 15, classes: late ? 'w-late-text' : '' })}`;
}

function drawStation(station: Rail['stations'][number], x: number, y: number): string {
  const { awaited, when, classes } = saying(station);
  const lines = [...(awaited === undefined ? [] : [awaited]), ...(when === undefined ? [] : split(when))].filter((line) => line !== '');
  return `${stop(station, x, y)}${write([station.name], { x, y: y + 29, step: 0, size: 15, anchor: 'middle', classes: station.state === 'ahead' ? 'w-soft' : 'w-strong' })}${write(lines, { x, y: y + 46, step: 17, size: 14, anchor: 'middle', classes })}`;
}

/** "jeudi 26 novembre, 17 h" on two lines. */
function split(when: string): [string, string] {
  const comma = when.lastIndexOf(', ');
  return comma < 0 ? [when, ''] : [when.slice(0, comma), when.slice(comma + 2)];
}

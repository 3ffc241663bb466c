import type { Rail, Station, WayView } from '../views/parts.ts';
import { describe, passed, safe, saying, stop, wrap, write } from './way-shapes.ts';
import { drawUpright } from './way-upright.ts';

const WIDTH = 1240;
const QUALIFIED = 250;
const TRUNK = 322;
const LABEL = 356;
const STATIONS = [664, 832, 1000, 1160] as const;
const TOP = 26;
const ALERT_HEIGHT = 92;

interface Row {
  rail: Rail;
  /** Height of the line on which its stations stand. */
  y: number;
}

/**
 * The way of a case as drawn: alerts, qualification, then one rail of four stations per recipient, with what is due next,
 * what was escalated and what was rerouted. Two pictures, one wide and one upright for phones; styles show one of them.
 * Pure; every text is escaped. Without alerts (a recipient's own view) the rails stand alone.
 */
export function drawWay(way: WayView): string {
  return drawWide(way) + drawUpright(way);
}

function drawWide(way: WayView): string {
  const rows: Row[] = [];
  let y = TOP;
  for (const rail of way.rails) {
    rows.push({ rail, y });
    y += heightOf(rail) + 46;
  }
  const alone = way.alerts.length === 0;
  const height = Math.max(y - 34, alone ? 0 : TOP + way.alerts.length * ALERT_HEIGHT, 100);
  const parts = [...(alone ? [] : [trunk(rows, way), beginning(way)]), ...rows.map((row) => branch(row, rows)), ...rows.map(drawRail)];
  const left = alone ? LABEL - 6 : 0;
  return `<svg class="way-wide" viewBox="${left} 0 ${WIDTH - left} ${height}" role="img" aria-labelledby="way-title way-desc" focusable="false"><title id="way-title">Chemin du dossier</title><desc id="way-desc">${safe(describe(way))}</desc>${parts.join('')}</svg>`;
}

/** The stations that are drawn: those passed when it ended early, the first alone when nothing is asked. */
function shown(rail: Rail): Station[] {
  if (rail.ended !== undefined) return rail.stations.slice(0, passed(rail) + 1);
  return rail.purpose === 'INFORMATION' ? rail.stations.slice(0, 1) : rail.stations;
}

/** What is written under a station's name. */
function under(station: Station): string[] {
  const { awaited, when } = saying(station);
  return [...(awaited === undefined ? [] : [awaited]), ...(when === undefined ? [] : split(when))];
}

/** "jeudi 26 novembre, 17 h" on two lines, a long day on two of its own. */
function split(when: string, width = 21): string[] {
  return when.split(', ').flatMap((part) => wrap(part, width));
}

/** From the rail's line to the foot of the words under its stations. */
const footOf = (rail: Rail): number => 34 + 17 * Math.max(1, ...shown(rail).map((station) => under(station).length));

const headOf = (rail: Rail): { name: string[]; role: string[] } => ({
  name: wrap(rail.recipient, 31).slice(0, 3),
  role: wrap(rail.purpose === 'INFORMATION' ? `${rail.role}, pour information` : rail.role, 36).slice(0, 3),
});

const nextOf = (rail: Rail): string[] => (rail.next === undefined ? [] : wrap(`→ ${rail.next}`, 74));
const higherOf = (rail: Rail): string[] => rail.escalations.flatMap((text) => wrap(`↑ ${text}`, 74));

function heightOf(rail: Rail): number {
  const { name, role } = headOf(rail);
  const notes = nextOf(rail).length + higherOf(rail).length;
  return Math.max(19 * name.length + 17 * role.length, footOf(rail) + (notes === 0 ? 0 : 12 + 20 * notes));
}

function beginning({ alerts, qualification }: WayView): string {
  const drawn = alerts.map(({ label, at }, index) => {
    const y = TOP + index * ALERT_HEIGHT;
    const title = wrap(label, 18);
    return `${stop({ state: 'reached' }, 14, y)}${write(title, { x: 34, y: y + 24, step: 17, size: 15, classes: 'w-strong' })}${write(split(at, 18), { x: 34, y: y + 24 + 17 * title.length, step: 17, size: 14, classes: 'w-soft' })}`;
  });
  const title = wrap(qualification.label, 16);
  const when = qualification.at === undefined ? [] : split(qualification.at, 18);
  return `${drawn.join('')}${stop(qualification, QUALIFIED, TOP)}${write(title, { x: QUALIFIED, y: TOP + 29, step: 17, size: 15, anchor: 'middle', classes: 'w-strong' })}${write(when, { x: QUALIFIED, y: TOP + 29 + 17 * title.length, step: 17, size: 14, anchor: 'middle', classes: 'w-soft' })}`;
}

/** From the alerts to the qualification, and from there to every rail that does not take over from another. */
function trunk(rows: Row[], { alerts, qualification }: WayView): string {
  const joins = alerts.slice(1).map((_, index) => `<path d="M14 ${TOP + index * ALERT_HEIGHT}v${ALERT_HEIGHT}" class="w-line"/>`);
  const start = `<path d="M26 ${TOP}H${QUALIFIED - 12}" class="w-line${qualification.state === 'reached' ? '' : ' w-ahead'}"/>`;
  const forks = rows
    .filter(({ rail }) => rail.replaces === undefined)
    .map(({ y, rail }) => {
      const line =
        y === TOP ? `M${QUALIFIED + 12} ${y}H${LABEL - 10}` : `M${QUALIFIED + 12} ${TOP}H${TRUNK - 14}q14 0 14 14V${y - 14}q0 14 14 14H${LABEL - 10}`;
      return `<path d="${line}" class="w-line${rail.stations[0]?.state === 'reached' ? '' : ' w-ahead'}"/>`;
    });
  return `${joins.join('')}${start}${forks.reverse().join('')}`;
}

/** The line from a rail that ended to the one that takes over: down through the gap between two stations, then to its start. */
function branch({ rail, y }: Row, rows: Row[]): string {
  const from = rail.replaces === undefined ? undefined : rows[rail.replaces];
  if (from === undefined) return '';
  const start = STATIONS[0] - 40;
  return `<path d="M${endOf(from.rail)} ${from.y + 12}V${y - 44}q0 12 -12 12H${start + 12}q-12 0 -12 12V${y - 12}q0 12 12 12H${STATIONS[0] - 14}" class="w-line w-branch"/>`;
}

/** Where the cross of an ended rail stands: half way after its last stop. */
function endOf(rail: Rail): number {
  const last = Math.max(passed(rail), 0);
  return ((STATIONS[last] ?? WIDTH) + (STATIONS[last + 1] ?? WIDTH - 10)) / 2;
}

function drawRail({ rail, y }: Row): string {
  const { name, role } = headOf(rail);
  const label = `${write(name, { x: LABEL, y: y + 5, step: 19, size: 16, classes: 'w-strong' })}${write(role, { x: LABEL, y: y + 6 + 19 * name.length, step: 17, size: 14, classes: 'w-soft' })}`;
  const stations = shown(rail);
  const last = passed(rail);
  const lines = stations
    .slice(1)
    .map(
      (_, index) =>
        `<path d="M${(STATIONS[index] ?? 0) + 12} ${y}H${(STATIONS[index + 1] ?? 0) - 12}" class="w-line${index < last ? '' : ' w-ahead'}"/>`,
    );
  const x = STATIONS[0] - 40;
  const foot = y + footOf(rail) + 24;
  const next = nextOf(rail);
  const late = rail.stations.some((station) => station.late);
  return [
    ...lines,
    label,
    ...stations.map((station, index) => drawStation(station, STATIONS[index] ?? 0, y)),
    end(rail, y),
    write(next, { x, y: foot, step: 20, size: 15, classes: late ? 'w-late-text' : 'w-strong' }),
    write(higherOf(rail), { x, y: foot + 20 * next.length, step: 20, size: 15, classes: '' }),
  ].join('');
}

/** How a rail stops short: a cross and the reason; or, for information, that nothing is expected. */
function end(rail: Rail, y: number): string {
  if (rail.ended === undefined)
    return rail.purpose === 'INFORMATION'
      ? write(['aucune réponse attendue'], { x: STATIONS[0] + 90, y: y + 5, step: 0, size: 14, classes: 'w-soft' })
      : '';
  const x = endOf(rail);
  const from = STATIONS[Math.max(passed(rail), 0)] ?? 0;
  return `<path d="M${from + 12} ${y}H${x - 12}" class="w-line w-branch"/><path d="M${x - 6} ${y - 6}l12 12m0-12l-12 12" class="w-cross"/>${write(wrap(rail.ended, 34), { x: x + 18, y: y + 5, step: 18, size: 15, classes: 'w-strong' })}`;
}

function drawStation(station: Station, x: number, y: number): string {
  const { classes } = saying(station);
  return `${stop(station, x, y)}${write([station.name], { x, y: y + 29, step: 0, size: 15, anchor: 'middle', classes: station.state === 'ahead' ? 'w-soft' : 'w-strong' })}${write(under(station), { x, y: y + 46, step: 17, size: 14, anchor: 'middle', classes })}`;
}

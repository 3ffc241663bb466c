import type { Rail, WayView } from '../../templates/views.ts';
import { describe, passed, safe, saying, stop, wrap, write } from './way-shapes.ts';

const WIDTH = 340;
const TRUNK = 16;
const STOP = 68;

interface Drawn {
  body: string;
  y: number;
}

/** The same way upright, for a screen as narrow as a phone: stations under one another, words beside them. */
export function drawUpright(way: WayView): string {
  const start = beginning(way);
  let { body, y } = start;
  let forks = '';
  let last = start.y;
  for (const rail of way.rails) {
    const drawn = drawRail(rail, y, way.rails);
    forks += `<path d="M${TRUNK} ${y - 4}q0 14 14 14h22" class="w-line${rail.replaces === undefined ? '' : ' w-branch'}"/>`;
    body += drawn.body;
    last = y;
    y = drawn.y;
  }
  const trunk = way.rails.length === 0 ? '' : `<path d="M${TRUNK} ${start.y - 38}V${last - 4}" class="w-line"/>`;
  return `<svg class="way-narrow" viewBox="0 0 ${WIDTH} ${y}" role="img" aria-labelledby="way-title-upright way-desc-upright" focusable="false"><title id="way-title-upright">Chemin du dossier</title><desc id="way-desc-upright">${safe(describe(way))}</desc>${trunk}${forks}${body}</svg>`;
}

function beginning({ alerts, qualification }: WayView): Drawn {
  let y = 18;
  let body = '';
  for (const { label, at } of alerts) {
    body += `<path d="M${TRUNK} ${y}v48" class="w-line${qualification.state === 'reached' ? '' : ' w-ahead'}"/>${stop({ state: 'reached' }, TRUNK, y)}${write([label], { x: 40, y: y + 5, step: 0, size: 16, classes: 'w-strong' })}${write([at], { x: 40, y: y + 24, step: 0, size: 15, classes: 'w-soft' })}`;
    y += 50;
  }
  body += `${stop(qualification, TRUNK, y)}${write([qualification.label], { x: 40, y: y + 5, step: 0, size: 16, classes: 'w-strong' })}${write(qualification.at === undefined ? [] : [qualification.at], { x: 40, y: y + 24, step: 0, size: 15, classes: 'w-soft' })}`;
  return { body, y: y + 52 };
}

const headOf = (rail: Rail, rails: Rail[]): string[] => {
  const before = rail.replaces === undefined ? undefined : rails[rail.replaces];
  const purpose = rail.purpose === 'INFORMATION' ? `${rail.role}, pour information` : rail.role;
  return [...wrap(purpose, 36), ...(before === undefined ? [] : wrap(`prend la suite de ${before.recipient}`, 36))];
};

const shown = (rail: Rail): Rail['stations'] => (rail.ended === undefined ? rail.stations : rail.stations.slice(0, passed(rail) + 1));

const tailOf = (rail: Rail): string[] => [
  ...(rail.next === undefined ? [] : wrap(`→ ${rail.next}`, 36)),
  ...rail.escalations.flatMap((text) => wrap(`↑ ${text}`, 36)),
];

function drawRail(rail: Rail, from: number, rails: Rail[]): Drawn {
  const name = wrap(rail.recipient, 32);
  const head = headOf(rail, rails);
  let y = from + 16;
  let body = write(name, { x: 60, y, step: 20, size: 17, classes: 'w-strong' });
  y += 20 * name.length;
  body += write(head, { x: 60, y, step: 18, size: 15, classes: 'w-soft' });
  y += 18 * head.length + 14;
  const stations = shown(rail);
  const last = passed(rail);
  for (const [index, station] of stations.entries()) {
    const { awaited, when, classes } = saying(station);
    const lines = [[awaited, when].filter((part) => part !== undefined).join(' ')].filter((line) => line !== '').flatMap((line) => wrap(line, 36));
    if (index < stations.length - 1) body += `<path d="M${STOP} ${y + 12}v24" class="w-line${index < last ? '' : ' w-ahead'}"/>`;
    body += `${stop(station, STOP, y)}${write([station.name], { x: 92, y: y + 2, step: 0, size: 16, classes: station.state === 'ahead' ? 'w-soft' : 'w-strong' })}${write(lines, { x: 92, y: y + 20, step: 17, size: 14, classes })}`;
    y += 48 + 17 * Math.max(lines.length - 1, 0);
  }
  if (rail.ended !== undefined) {
    body += `<path d="M${STOP - 6} ${y - 10}l12 12m0-12l-12 12" class="w-cross"/>${write(wrap(rail.ended, 30), { x: 92, y: y + 2, step: 18, size: 16, classes: 'w-strong' })}`;
    y += 18 * wrap(rail.ended, 30).length + 12;
  }
  const tail = tailOf(rail);
  body += write(tail, { x: 60, y: y + 2, step: 20, size: 15, classes: rail.stations.some((station) => station.late) ? 'w-late-text' : '' });
  return { body, y: y + 20 * tail.length + 20 };
}

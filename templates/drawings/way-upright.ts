import type { Rail, WayView } from '../views/parts.ts';
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
  const alone = way.alerts.length === 0;
  const start = alone ? { body: '', y: 4 } : beginning(way);
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
  const trunk = alone || way.rails.length === 0 ? '' : `<path d="M${TRUNK} ${start.y - 38}V${last - 4}" class="w-line"/>${forks}`;
  const left = alone ? 52 : 0;
  return `<svg class="way-narrow" viewBox="${left} 0 ${WIDTH - left} ${y}" role="img" aria-labelledby="way-title-upright way-desc-upright" focusable="false"><title id="way-title-upright">Chemin du dossier</title><desc id="way-desc-upright">${safe(describe(way))}</desc>${trunk}${body}</svg>`;
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

/** The stations that are drawn: those passed when it ended early, the first alone when nothing is asked. */
function shown(rail: Rail): Rail['stations'] {
  if (rail.ended !== undefined) return rail.stations.slice(0, passed(rail) + 1);
  return rail.purpose === 'INFORMATION' ? rail.stations.slice(0, 1) : rail.stations;
}

function drawRail(rail: Rail, from: number, rails: Rail[]): Drawn {
  const name = wrap(rail.recipient, 29);
  const head = headOf(rail, rails);
  let y = from + 16;
  let body = write(name, { x: 60, y, step: 20, size: 17, classes: 'w-strong' });
  y += 20 * name.length;
  body += write(head, { x: 60, y, step: 18, size: 15, classes: 'w-soft' });
  y += 18 * head.length + 14;
  const last = passed(rail);
  let before = y;
  for (const [index, station] of shown(rail).entries()) {
    if (index > 0) body += `<path d="M${STOP} ${before + 12}V${y - 12}" class="w-line${index <= last ? '' : ' w-ahead'}"/>`;
    const { awaited, when, classes } = saying(station);
    const lines = wrap([awaited, when].filter((part) => part !== undefined).join(' '), 36).filter((line) => line !== '');
    body += `${stop(station, STOP, y)}${write([station.name], { x: 92, y: y + 2, step: 0, size: 16, classes: station.state === 'ahead' ? 'w-soft' : 'w-strong' })}${write(lines, { x: 92, y: y + 20, step: 17, size: 14, classes })}`;
    before = y;
    y += 48 + 17 * Math.max(lines.length - 1, 0);
  }
  if (rail.ended !== undefined) {
    const ended = wrap(rail.ended, 30);
    body += `<path d="M${STOP} ${before + 12}V${y - 14}" class="w-line w-branch"/><path d="M${STOP - 6} ${y - 8}l12 12m0-12l-12 12" class="w-cross"/>${write(ended, { x: 92, y: y + 3, step: 18, size: 16, classes: 'w-strong' })}`;
    y += 18 * ended.length + 14;
  }
  const next = rail.next === undefined ? [] : wrap(`→ ${rail.next}`, 34);
  const higher = rail.escalations.flatMap((text) => wrap(`↑ ${text}`, 36));
  const late = rail.stations.some((station) => station.late);
  body += write(next, { x: 60, y: y - 4, step: 20, size: 15, classes: late ? 'w-late-text' : 'w-strong' });
  body += write(higher, { x: 60, y: y - 4 + 20 * next.length, step: 20, size: 15, classes: '' });
  return { body, y: y + 20 * (next.length + higher.length) + 12 };
}

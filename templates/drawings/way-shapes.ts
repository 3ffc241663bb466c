import Handlebars from 'handlebars';
import type { Rail, Station, WayView } from '../views/parts.ts';

export const safe = (text: string): string => Handlebars.escapeExpression(text);

/** Breaks a text into lines of at most `width` characters, at ordinary spaces; a longer word stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Lines of text from (x, y) down, `step` apart. */
export function write(lines: string[], at: { x: number; y: number; step: number; anchor?: 'middle'; classes: string; size: number }): string {
  const anchor = at.anchor === undefined ? '' : ' text-anchor="middle"';
  return lines
    .map(
      (line, index) => `<text x="${at.x}" y="${at.y + index * at.step}" font-size="${at.size}" class="${at.classes}"${anchor}>${safe(line)}</text>`,
    )
    .join('');
}

/**
 * The sign of a station. Each state has a shape of its own: disc with a tick (reached), ring with a core (here), diamond (due),
 * triangle (late), cross (failed), bar (passed over), small ring (ahead).
 */
export function stop(station: Pick<Station, 'state' | 'late' | 'due' | 'projected'>, x: number, y: number): string {
  if (station.state === 'reached')
    return `<circle cx="${x}" cy="${y}" r="11" class="w-stop w-reached"/><path d="M${x - 5} ${y}l3.5 4 6.5-8" class="w-tick"/>`;
  if (station.state === 'failed')
    return `<circle cx="${x}" cy="${y}" r="11" class="w-stop"/><path d="M${x - 5} ${y - 5}l10 10m0-10l-10 10" class="w-cross"/>`;
  if (station.state === 'skipped') return `<circle cx="${x}" cy="${y}" r="9" class="w-stop"/><path d="M${x - 5} ${y}h10" class="w-cross"/>`;
  if (station.late)
    return `<path d="M${x} ${y - 14}l14 25h-28z" class="w-stop w-late" stroke-linejoin="round"/><path d="M${x} ${y - 4}v7m0 4v.5" class="w-cross"/>`;
  if (station.state === 'current' && station.due !== undefined)
    return `<path d="M${x} ${y - 13}l13 13-13 13-13-13z" class="w-stop w-due" stroke-linejoin="round"/><circle cx="${x}" cy="${y}" r="4" class="w-due-core"/>`;
  if (station.state === 'current')
    return `<circle cx="${x}" cy="${y}" r="11" class="w-stop w-current"/><circle cx="${x}" cy="${y}" r="4.5" class="w-core"/>`;
  return `<circle cx="${x}" cy="${y}" r="7" class="w-stop"/>`;
}

/** What is written beside a station: whether something is awaited, and the instant. */
export function saying(station: Station): { awaited?: string; when?: string; classes: string } {
  if (station.state === 'reached') return { ...(station.at === undefined ? {} : { when: station.at }), classes: 'w-soft' };
  if (station.state === 'failed') return { awaited: 'échec', ...(station.at === undefined ? {} : { when: station.at }), classes: 'w-late-text' };
  if (station.state === 'skipped') return { classes: 'w-soft' };
  if (station.due === undefined) return { classes: 'w-soft' };
  if (station.late) return { awaited: 'en retard, attendu', when: station.due, classes: 'w-late-text' };
  if (station.projected) return { awaited: 'prévu', when: station.due, classes: 'w-soft' };
  if (station.state === 'ahead') return { awaited: 'au plus tard', when: station.due, classes: 'w-soft' };
  return { awaited: 'attendu', when: station.due, classes: 'w-due-text' };
}

/** The index of the last station that was passed, -1 before the first. */
export const passed = (rail: Rail): number => rail.stations.findLastIndex(({ state }) => state === 'reached' || state === 'skipped');

/** The whole way as sentences, for those who do not see the drawing. */
export function describe(way: WayView): string {
  const alerts = way.alerts.map(({ label, at }) => `${label}, ${at}.`);
  const qualified = way.qualification.at === undefined ? '' : `, ${way.qualification.at}`;
  const rails = way.rails.map((rail) => {
    const stations = rail.stations.map((station) => {
      const { awaited, when } = saying(station);
      return [station.name, awaited ?? (station.state === 'reached' ? '' : 'à venir'), when ?? ''].filter((part) => part !== '').join(' ');
    });
    const tail = [rail.ended, rail.next, ...rail.escalations].filter((part) => part !== undefined).map((part) => ` ${part}.`);
    return `${rail.recipient} (${rail.role}) : ${stations.join(' ; ')}.${tail.join('')}`;
  });
  return [...alerts, `${way.qualification.label}${qualified}.`, ...rails].join(' ');
}

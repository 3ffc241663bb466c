import type { BarsView } from '../views/results.ts';
import { safe, wrap } from './way-shapes.ts';

const WIDTH = 360;
const LINE = 17;
const BAR = 14;

/**
 * Bars, each under its name with what it says beside: read in black and white, and by name by whoever does not see it (the table beside says the
 * same). Pure; every text is escaped.
 */
export function drawBars({ title, bars }: BarsView): string {
  let y = 0;
  const drawn = bars.map(({ label, said, share }) => {
    const names = wrap(`${label} : ${said}`, 44);
    const text = names.map((line, index) => `<text x="0" y="${y + (index + 1) * LINE}" class="bar-name">${safe(line)}</text>`).join('');
    y += names.length * LINE + 6;
    const length = Math.max(1, Math.round(Math.min(1, share) * WIDTH));
    const bar = `<rect x="0" y="${y}" width="${WIDTH}" height="${BAR}" class="bar-whole"/><rect x="0" y="${y}" width="${length}" height="${BAR}" class="bar-part"/>`;
    y += BAR + 8;
    return text + bar;
  });
  return `<svg class="bars" viewBox="0 0 ${WIDTH} ${y}" role="img" aria-label="${safe(title)}"><title>${safe(title)}</title>${drawn.join('')}</svg>`;
}

import { frenchSpan } from '../calendar/french.ts';
import type { DelayFigure, Figure, FigureLine } from './count.ts';
import type { Spread } from './scorecard.ts';

/** What a figure says, in French, without its sentence; for lines, how many things there are in all. */
export function figureWords(figure: Figure): string {
  if ('missing' in figure) return `non disponible : il manque ${figure.missing}`;
  if ('lines' in figure) return `${numberWords(figure.of)} en tout`;
  if ('median' in figure) return delayWords(figure);
  return 'of' in figure
    ? `${numberWords(figure.value)} sur ${numberWords(figure.of)}${shareWords(figure.value, figure.of)}`
    : numberWords(figure.value);
}

/** What a line says: of all the things, of its own, or its median. */
export function figureLineWords({ value, of, median }: FigureLine, all: number): string {
  if (median !== undefined) return `médiane ${hoursWords(median)} (${value})`;
  return of === undefined ? `${value}${shareWords(value, all)}` : `${numberWords(value)} sur ${numberWords(of)}${shareWords(value, of)}`;
}

/** A body's own line: how many of its own, or its median. */
export const scoreWords = (line: FigureLine): string => figureLineWords(line, line.of ?? line.value);

/** How far apart the others lie, and their middle: shares, or hours. */
export function spreadWords({ low, middle, high }: Spread, of: 'SHARE' | 'HOURS'): string {
  const words = of === 'HOURS' ? hoursWords : (value: number) => percent(value);
  return `la moitié entre ${words(low)} et ${words(high)}, au milieu ${words(middle)}`;
}

function delayWords({ value, median, p90, working, onTime, open, oldest }: DelayFigure): string {
  const opening = (hours: number | null) => `${openingWords(hours)} d’ouverture`;
  const measured =
    value === 0
      ? 'aucun mesuré'
      : `${value} mesurés, médiane ${hoursWords(median)} (${opening(working.median)}), neuf sur dix en ${hoursWords(p90)} (${opening(working.p90)})`;
  const due = onTime === undefined ? '' : ` ; ${onTime.value} à temps sur ${onTime.of} dus${shareWords(onTime.value, onTime.of)}`;
  const waiting = open === 0 ? '' : ` ; ${open} en attente, depuis ${hoursWords(oldest)} pour le plus ancien`;
  return `${measured}${due}${waiting}`;
}

/** A part of a whole in brackets; nothing of nothing. A mean may be more than its whole, and is said as one. */
function shareWords(value: number, of: number): string {
  if (of === 0) return '';
  if (value > of) return ` (${numberWords(value / of)} pour un)`;
  return ` (${percent(value / of)})`;
}

const percent = (share: number): string => new Intl.NumberFormat('fr-FR', { style: 'percent', maximumFractionDigits: 1 }).format(share);

const numberWords = (value: number): string => new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 1 }).format(value);
const openingWords = (value: number | null): string =>
  value === null ? 'aucune' : value < 1 ? 'moins d’une heure' : frenchSpan({ hours: Math.round(value * 10) / 10 });

/** From the third day on, in days. */
function hoursWords(value: number | null): string {
  return value === null || value < 72 ? openingWords(value) : `${numberWords(value / 24)} jours`;
}

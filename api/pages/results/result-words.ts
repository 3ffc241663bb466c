import { frenchDay } from '../../../calendar/french.ts';
import type { Figure, FigureLine } from '../../../statistics/count.ts';
import { figureLineWords, figureWords } from '../../../statistics/figure-words.ts';
import type { Indicator, Unit } from '../../../statistics/indicator.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { BarsView, ResultLine } from '../../../templates/views/results.ts';

const units: Record<Unit, string> = {
  CONTACT: 'Le contact',
  ALERT: 'L’alerte',
  CASE: 'Le dossier',
  PERSON: 'La personne',
  TRANSFER: 'La transmission',
  OBLIGATION: 'L’obligation de répondre',
};

/** A figure and that of the period before. What is not recorded has nothing to compare. */
export function saidOf(now: Figure | undefined, before: Figure | undefined): { said: string; before?: string; missing: boolean } {
  if (now === undefined) return { said: '', missing: true };
  const missing = 'missing' in now;
  return { said: typographic(figureWords(now)), ...(!missing && before !== undefined && { before: typographic(figureWords(before)) }), missing };
}

/** The lines of a figure beside those of the period before; a line of then alone is shown too. */
export function resultLines(now: Figure | undefined, before: Figure | undefined, hrefOf: (line: FigureLine) => string | undefined): ResultLine[] {
  if (now === undefined || !('lines' in now)) return [];
  const then = before !== undefined && 'lines' in before ? before : { lines: [], of: 0 };
  const lines = [
    ...now.lines,
    ...then.lines.filter(({ code }) => now.lines.every((line) => line.code !== code)).map((line) => ({ ...line, gone: true })),
  ];
  return lines.map((line) => {
    const was = then.lines.find(({ code }) => code === line.code);
    const href = 'gone' in line ? undefined : hrefOf(line);
    return {
      label: typographic(line.label),
      said: 'gone' in line ? 'aucun' : typographic(figureLineWords(line, now.of)),
      before: was === undefined ? 'aucun' : typographic(figureLineWords(was, then.of)),
      ...(href !== undefined && { href }),
    };
  });
}

/** The lines drawn: shares of the whole, rates of their own, or medians beside the longest. */
export function barsOf(indicator: Indicator, figure: Figure | undefined): BarsView | null {
  if (figure === undefined || !('lines' in figure) || figure.lines.length === 0) return null;
  const longest = Math.max(1, ...figure.lines.map(({ median }) => median ?? 0));
  return {
    title: typographic(indicator.sentence),
    bars: figure.lines.map((line) => ({
      label: typographic(line.label),
      said: typographic(figureLineWords(line, figure.of)),
      share: line.median === undefined ? line.value / Math.max(1, line.of ?? figure.of) : (line.median ?? 0) / longest,
    })),
  };
}

/** The whole definition, as pairs. */
export function definitionOf(indicator: Indicator): { name: string; text: string }[] {
  const { number, unit, numerator, denominator, dated, unknown, censored, context, version, history = [] } = indicator;
  const pairs: [string, string | undefined][] = [
    ['Ce qui est compté', units[unit]],
    ['Au numérateur', numerator],
    ['Au dénominateur', denominator ?? 'aucun : c’est un nombre'],
    ['Date qui le place dans la période', dated],
    ['Ce que personne ne sait', unknown],
    ['Ce qui n’y est pas encore', censored],
    ['À lire comme', context && 'un contexte, jamais un objectif'],
    ['Numéro dans la liste du réseau', number <= 58 ? String(number) : undefined],
    [
      'Version de la définition',
      [String(version), ...history.map(({ version: of, on, what }) => `version ${of}, du ${frenchDay(on)} : ${what}`)].join(' ; '),
    ],
    ['Durées', indicator.measure.kind === 'DELAY' ? 'arrondies à l’heure ; les heures d’ouverture sont celles du guichet' : undefined],
  ];
  return pairs.flatMap(([name, text]) => (text === undefined ? [] : [{ name: typographic(name), text: typographic(text) }]));
}

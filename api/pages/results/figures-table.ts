import { stringify } from 'csv-stringify/sync';
import type { Figure } from '../../../statistics/count.ts';
import type { Indicator } from '../../../statistics/indicator.ts';
import type { Question } from '../../../statistics/question.ts';

const columns = [
  'du',
  'au',
  'indicateur',
  'version',
  'phrase',
  'unite',
  'ligne',
  'valeur',
  'sur',
  'heures_mediane',
  'heures_neuf_sur_dix',
  'heures_ouverture_mediane',
  'heures_ouverture_neuf_sur_dix',
  'a_temps',
  'dus',
  'en_attente',
  'heures_plus_ancien',
  'il_manque',
] as const;
type Line = Partial<Record<(typeof columns)[number], string | number | null>>;

/** Figures of a period and of the one before, as a table to keep: a line a figure, or a line of one. */
export function figuresTable(asked: readonly Indicator[], periods: readonly [Pick<Question, 'days'>['days'], readonly Figure[]][]): string {
  const lines = periods.flatMap(([{ first, last }, figures]) =>
    asked.flatMap(({ id, version, sentence, unit }, index) => {
      const figure = figures[index];
      const head = { du: first, au: last, indicateur: id, version, phrase: sentence, unite: unit };
      return figure === undefined ? [] : linesOfFigure(figure).map((line) => ({ ...head, ...line }));
    }),
  );
  return stringify(lines, { header: true, columns: [...columns], bom: true, delimiter: ';', escape_formulas: true });
}

function linesOfFigure(figure: Figure): Line[] {
  if ('missing' in figure) return [{ il_manque: figure.missing }];
  if ('lines' in figure)
    return figure.lines.map(({ label, value, of, median }) => ({
      ligne: label,
      valeur: value,
      sur: median === undefined ? (of ?? figure.of) : null,
      heures_mediane: median ?? null,
    }));
  if (!('median' in figure)) return [{ valeur: figure.value, sur: 'of' in figure ? figure.of : null }];
  const { value, median, p90, working, onTime, open, oldest } = figure;
  return [
    {
      valeur: value,
      heures_mediane: median,
      heures_neuf_sur_dix: p90,
      heures_ouverture_mediane: working.median,
      heures_ouverture_neuf_sur_dix: working.p90,
      a_temps: onTime?.value ?? null,
      dus: onTime?.of ?? null,
      en_attente: open,
      heures_plus_ancien: oldest,
    },
  ];
}

import { type CalendarSpec, compile, ordinalOf } from './calendar.ts';

const NBSP = '\u00a0';
/** An opening that is shorter in all is a slip: forty hours of work would last most of a year. */
const LEAST_MINUTES_A_WEEK = 60;
/** A volunteers' centre closes for its summer; who closes for longer has a last day in the directory. */
const LONGEST_CLOSURE_DAYS = 92;

/** What makes a calendar unfit to be kept, by field: a sentence about it, without its subject, in French. */
interface Unfit {
  field: 'weekly' | 'closed' | 'open';
  message: string;
}

/**
 * Why a calendar that somebody hands in may not be kept, though it can be read: no deadline would hold on it. Null where it is fit. Those kept
 * before are read as they are. Throws CalendarError as `compile` does.
 */
export function whyUnfit(spec: CalendarSpec): Unfit | null {
  const calendar = compile(spec);
  if (calendar.lastOpenOrdinal !== Number.POSITIVE_INFINITY) {
    const message = `n’ouvre aucun jour de la semaine, et plus jamais après ses ouvertures exceptionnelles${NBSP}: donnez-lui des heures d’ouverture.`;
    return { field: 'weekly', message };
  }
  const minutes = Object.values(spec.weekly ?? {}).flatMap((day) => day.map(([from, to]) => to - from));
  if (spec.weekly !== null && minutes.reduce((sum, one) => sum + one, 0) < LEAST_MINUTES_A_WEEK)
    return { field: 'weekly', message: `n’ouvre pas une heure par semaine${NBSP}: donnez-lui des heures d’ouverture.` };
  for (const field of ['closed', 'open'] as const) {
    const twice = twiceIn((spec[field] ?? []).map(({ date }) => date));
    if (twice !== undefined) return { field, message: `donne deux fois le ${twice}${NBSP}: écrivez ce jour sur une seule ligne.` };
  }
  let open = Number.NEGATIVE_INFINITY;
  for (const day of (spec.closed ?? []).map(({ date }) => ordinalOf('closed', date)).toSorted((a, b) => a - b)) {
    if (day < open) continue;
    open = day;
    while (open - day <= LONGEST_CLOSURE_DAYS && calendar.day(open).why !== null) open += 1;
    if (open - day > LONGEST_CLOSURE_DAYS) {
      const message = `ferme plus de ${LONGEST_CLOSURE_DAYS} jours de suite à partir du ${calendar.day(day).date}${NBSP}: à un organisme qui cesse, donnez un dernier jour dans l’annuaire.`;
      return { field: 'closed', message };
    }
  }
  return null;
}

const twiceIn = (dates: readonly string[]): string | undefined => dates.find((date, index) => dates.indexOf(date) !== index);

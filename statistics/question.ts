import { type Days, daysBefore, type Period, wholeDays } from '../calendar/period.ts';
import { territoryOf } from '../calendar/territory.ts';
import { type Channel, codes, type Place } from '../vocabulary/vocabulary.ts';
import { chapters } from './chapters.ts';
import type { Figure } from './count.ts';
import type { Indicator } from './indicator.ts';
import type { Narrowing } from './survey.ts';

/** A grouping of communes that figures may be narrowed to. */
export interface CountedTerritory {
  code: string;
  name: string;
  communes: readonly string[];
}

/** What somebody asks of figures, as it was typed. */
export interface Wanted {
  from?: string | undefined;
  to?: string | undefined;
  territory?: string | undefined;
  place?: string | undefined;
  channel?: string | undefined;
}

export interface Question {
  days: Days;
  period: Period;
  /** As long, just before. */
  before: { days: Days; period: Period };
  by: Narrowing;
}

/** Longer than this is no period of a desk. */
const yearsAtMost = 10;

/** What is asked, or in French what is wrong with it, by field. */
export function questionOf(
  department: string,
  territories: readonly CountedTerritory[],
  typed: Wanted,
): Question | { wrong: { field: keyof Wanted; says: string } } {
  const { zone } = territoryOf(department);
  const days = { first: typed.from ?? '', last: typed.to ?? '' };
  for (const [field, text] of [
    ['from', days.first],
    ['to', days.last],
  ] as const)
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || daysBefore({ first: text, last: text }) === null)
      return wrong(field, `« ${text.slice(0, 20)} » n’est pas un jour ; écrivez-le comme 2026-01-31.`);
  const before = daysBefore(days);
  if (before === null) return wrong('to', 'la période finit avant de commencer ; donnez un jour qui suit le premier.');
  if (Number(days.last.slice(0, 4)) - Number(days.first.slice(0, 4)) > yearsAtMost)
    return wrong('to', `la période dure plus de ${yearsAtMost} ans ; donnez-en une plus courte.`);
  const territory = typed.territory ? territories.find(({ code }) => code === typed.territory) : undefined;
  if (typed.territory && territory === undefined) return wrong('territory', 'ce n’est pas un territoire de ce département.');
  const place = oneOf<Place>('place', typed.place);
  if (place === null) return wrong('place', `choisissez parmi ${codes('place').join(', ')}.`);
  const channel = oneOf<Channel>('channel', typed.channel);
  if (channel === null) return wrong('channel', `choisissez parmi ${codes('channel').join(', ')}.`);
  return {
    days,
    period: wholeDays(days.first, days.last, zone),
    before: { days: before, period: wholeDays(before.first, before.last, zone) },
    by: {
      ...(territory && { territory: { code: territory.code, communes: new Set(territory.communes) } }),
      ...(place !== undefined && { place }),
      ...(channel !== undefined && { channel }),
    },
  };
}

const wrong = (field: keyof Wanted, says: string) => ({ wrong: { field, says } });

function oneOf<Code extends string>(family: 'place' | 'channel', typed: string | undefined): Code | undefined | null {
  if (!typed) return undefined;
  return (codes(family) as readonly string[]).includes(typed) ? (typed as Code) : null;
}

export const namedIndicator = (id: string): Indicator | undefined => chapters.flatMap(({ indicators }) => indicators).find((one) => one.id === id);

/** One that the house itself names. Throws where there is none of this id. */
export function ownIndicator(id: string): Indicator {
  const indicator = namedIndicator(id);
  if (indicator === undefined) throw new Error(`no indicator ${id}`);
  return indicator;
}

/** A figure with its whole definition, for a machine. */
export function defined({ measure, ...definition }: Indicator, figure: Figure | undefined, before: Figure | undefined) {
  return { ...definition, measure: measure.kind, ...figure, ...(before && !('missing' in before) && { before }) };
}

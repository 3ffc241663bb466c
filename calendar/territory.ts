import Holidays from 'date-holidays';
import { DateTime } from 'luxon';
import { DAY } from './milliseconds.ts';
import { CalendarError } from './refusal.ts';
import type { Instant } from './span.ts';

/** A day of a territory, known by its ordinal: days since 1970-01-01. `start` and `end` are its local midnights. */
export interface CivilDay {
  date: string;
  /** ISO, 1 Monday … 7 Sunday. */
  weekday: number;
  start: Instant;
  end: Instant;
  holiday: string | null;
}

export interface Territory {
  /** IANA time zone. */
  zone: string;
  /** Cached; shared by every calendar of the territory. */
  day(ordinal: number): CivilDay;
  ordinalAt(at: Instant): number;
}

/** Rules in the grammar of date-holidays, which works out their dates; the lists are ours because the law's are. */
type Rules = Record<string, string>;

/** Code du travail L. 3133-1. */
const NATIONAL: Rules = {
  '01-01': '1er\u00a0janvier',
  'easter 1': 'Lundi de Pâques',
  '05-01': '1er\u00a0mai',
  '05-08': '8\u00a0mai',
  'easter 39': 'Ascension',
  'easter 50': 'Lundi de Pentecôte',
  '07-14': '14\u00a0juillet',
  '08-15': 'Assomption',
  '11-01': 'Toussaint',
  '11-11': '11\u00a0novembre',
  '12-25': 'Noël',
};

/**
 * Code du travail L. 3134-13. Good Friday holds only in communes with a Protestant temple or a mixed church; like the
 * State's list it is kept for the whole departments, and a calendar elsewhere declares the date in `open`.
 */
const ALSACE_MOSELLE: Rules = { 'easter -2': 'Vendredi saint', '12-26': 'Deuxième jour de Noël' };

const abolition = (date: string): Rules => ({ [date]: 'Abolition de l’esclavage' });

/**
 * Overseas days: Code du travail L. 3422-2 and the State's open list (etalab/jours-feries-france-data, to 2031).
 * Two differences with date-holidays' own countries, on purpose: Good Friday in Guadeloupe and Martinique is custom, not
 * law; Saint-Martin keeps 28 May since 2018, as the State's list does (the code still reads otherwise).
 */
const OVERSEAS: Record<string, { zone: string; rules: Rules }> = {
  '971': { zone: 'America/Guadeloupe', rules: abolition('05-27') },
  '972': { zone: 'America/Martinique', rules: abolition('05-22') },
  '973': { zone: 'America/Cayenne', rules: abolition('06-10') },
  '974': { zone: 'Indian/Reunion', rules: abolition('12-20') },
  '975': { zone: 'America/Miquelon', rules: {} },
  '976': { zone: 'Indian/Mayotte', rules: abolition('04-27') },
  '977': { zone: 'America/St_Barthelemy', rules: abolition('10-09') },
  '978': { zone: 'America/Marigot', rules: abolition('05-28') },
};

const METROPOLE = /^(?:0[1-9]|[1-8]\d|9[0-5]|2[AB])$/;

/** The metropolitan departments share one set of days, those of Alsace-Moselle another. */
function territoryKey(region: string): string | null {
  if (Object.hasOwn(OVERSEAS, region)) return region;
  if (!METROPOLE.test(region)) return null;
  return ['57', '67', '68'].includes(region) ? 'alsace-moselle' : 'metropole';
}

export function isRegion(region: string): boolean {
  return territoryKey(region) !== null;
}

export function unknownRegion(field: string, region: string): CalendarError {
  return new CalendarError(field, `«\u00a0${region}\u00a0» n’est pas un code de département\u00a0; écrivez par exemple 54, 2A ou 972.`);
}

const territories = new Map<string, Territory>();

/** Zone and public holidays of a department or overseas collectivity. Throws CalendarError on an unknown code. */
export function territoryOf(region: string): Territory {
  const key = territoryKey(region);
  if (key === null) throw unknownRegion('region', region);
  const known = territories.get(key);
  if (known !== undefined) return known;
  const { zone, rules } = OVERSEAS[key] ?? { zone: 'Europe/Paris', rules: key === 'alsace-moselle' ? ALSACE_MOSELLE : {} };
  const territory = makeTerritory(zone, { ...NATIONAL, ...rules });
  territories.set(key, territory);
  return territory;
}

function makeTerritory(zone: string, rules: Rules): Territory {
  const almanac = new Holidays();
  for (const [rule, name] of Object.entries(rules)) almanac.setHoliday(rule, { name: { fr: name }, type: 'public' });
  const years = new Map<number, Map<string, string>>();
  const days = new Map<number, CivilDay>();

  function holidaysOf(year: number): Map<string, string> {
    let holidays = years.get(year);
    if (holidays === undefined) {
      holidays = new Map(almanac.getHolidays(year, 'fr').map((holiday) => [holiday.date.slice(0, 10), holiday.name]));
      years.set(year, holidays);
    }
    return holidays;
  }

  function makeDay(ordinal: number): CivilDay {
    const start = DateTime.fromMillis(ordinal * DAY, { zone: 'utc' }).setZone(zone, { keepLocalTime: true });
    if (!start.isValid) throw new CalendarError('date', 'cet instant est hors du calendrier\u00a0; donnez une date entre 1900 et 2999.');
    const date = start.toISODate();
    return {
      date,
      weekday: start.weekday,
      start: start.toMillis(),
      end: start.plus({ days: 1 }).toMillis(),
      holiday: holidaysOf(start.year).get(date) ?? null,
    };
  }

  function day(ordinal: number): CivilDay {
    let known = days.get(ordinal);
    if (known === undefined) {
      known = makeDay(ordinal);
      days.set(ordinal, known);
    }
    return known;
  }

  function ordinalAt(at: Instant): number {
    let ordinal = Math.floor(at / DAY);
    while (day(ordinal).start > at) ordinal -= 1;
    while (day(ordinal).end <= at) ordinal += 1;
    return ordinal;
  }

  return { zone, day, ordinalAt };
}

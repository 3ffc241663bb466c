import Holidays from 'date-holidays';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { compile } from './calendar.ts';
import { nonWorkingDays } from './opening.ts';
import { easter, iso, legalHolidays } from './oracle.testing.ts';
import { isRegion, territoryOf } from './territory.ts';

const YEARS = [2024, 2025, 2026, 2027, 2028, 2029, 2030, 2031];

/** Open every day of the week, so that the only days off left are the holidays. */
function holidays(region: string, year: number): string[] {
  const always: [number, number][] = [[0, 1440]];
  const calendar = compile({ region, weekly: { 1: always, 2: always, 3: always, 4: always, 5: always, 6: always, 7: always } });
  return nonWorkingDays(calendar, `${year}-01-01`, `${year}-12-31`).map(({ date }) => date);
}

const LOCAL: Record<string, string[]> = {
  '54': [],
  '2A': [],
  '20': [],
  '57': ['good friday', '12-26'],
  '67': ['good friday', '12-26'],
  '68': ['good friday', '12-26'],
  '971': ['05-27'],
  '972': ['05-22'],
  '973': ['06-10'],
  '974': ['12-20'],
  '975': [],
  '976': ['04-27'],
  '977': ['10-09'],
  '978': ['05-28'],
};

describe('public holidays', () => {
  it('knows Easter of a year whose date everybody can check', () => {
    expect([2024, 2025, 2026].map((year) => iso(easter(year)))).toEqual(['2024-03-31', '2025-04-20', '2026-04-05']);
  });

  it.each(Object.entries(LOCAL))('are the legal ones of %s, 2024 to 2031', (region, local) => {
    for (const year of YEARS) expect(holidays(region, year)).toEqual(legalHolidays(year, local));
  });

  it.each([
    ['54', undefined],
    ['57', '57'],
  ] as const)('agree with the list that date-holidays keeps for %s', (region, state) => {
    const almanac = state === undefined ? new Holidays('FR') : new Holidays('FR', state);
    for (const year of YEARS) {
      const published = almanac.getHolidays(year).filter(({ type }) => type === 'public');
      expect(holidays(region, year)).toEqual(published.map(({ date }) => date.slice(0, 10)));
    }
  });

  it('carry their French names', () => {
    const day = (region: string, date: string) => territoryOf(region).day(Date.parse(date) / 86_400_000).holiday;
    expect(day('57', '2026-04-03')).toBe('Vendredi saint');
    expect(day('54', '2026-04-03')).toBeNull();
    expect(day('54', '2026-05-25')).toBe('Lundi de Pentecôte');
    expect(day('974', '2026-12-20')).toBe('Abolition de l’esclavage');
  });
});

describe('time zones', () => {
  it.each([
    ['54', '2026-11-26T00:00:00+01:00'],
    ['2B', '2026-11-26T00:00:00+01:00'],
    ['971', '2026-11-26T00:00:00-04:00'],
    ['972', '2026-11-26T00:00:00-04:00'],
    ['973', '2026-11-26T00:00:00-03:00'],
    ['974', '2026-11-26T00:00:00+04:00'],
    ['975', '2026-11-26T00:00:00-03:00'],
    ['976', '2026-11-26T00:00:00+03:00'],
    ['977', '2026-11-26T00:00:00-04:00'],
    ['978', '2026-11-26T00:00:00-04:00'],
  ])('%s begins its day at %s', (region, midnight) => {
    const territory = territoryOf(region);
    const at = DateTime.fromISO(midnight).toMillis();
    expect(territory.day(territory.ordinalAt(at))).toMatchObject({ date: '2026-11-26', start: at, weekday: 4 });
    expect(territory.day(territory.ordinalAt(at - 1)).date).toBe('2026-11-25');
  });

  it('gives days of 23 and 25 hours at clock changes, in Miquelon on its own dates', () => {
    const hours = (region: string, date: string) => {
      const { start, end } = territoryOf(region).day(Date.parse(date) / 86_400_000);
      return (end - start) / 3_600_000;
    };
    expect([hours('54', '2026-03-29'), hours('54', '2026-10-25'), hours('974', '2026-03-29')]).toEqual([23, 25, 24]);
    expect([hours('975', '2026-03-08'), hours('975', '2026-11-01'), hours('975', '2026-03-29')]).toEqual([23, 25, 24]);
  });
});

describe('department codes', () => {
  it('accepts every department and refuses what is none', () => {
    expect(['01', '19', '20', '2A', '2B', '95', '971', '978'].every(isRegion)).toBe(true);
    expect(['00', '1', '96', '2C', '970', '979', '54000', '', 'toString'].filter(isRegion)).toEqual([]);
  });

  it('says what to write instead', () => {
    expect(() => territoryOf('99')).toThrow(/region.*99.*54, 2A ou 972/);
  });
});

import type { Router } from 'express';
import type { Account } from '../../../accounts/accounts.ts';
import { may } from '../../../accounts/rights.ts';
import { WEEKDAY_NAMES } from '../../../calendar/calendar.ts';
import { frenchDay } from '../../../calendar/french.ts';
import { frenchClock, frenchDays, readClock } from '../../../calendar/hours.ts';
import { dayIn } from '../../../calendar/local.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { weekdays } from '../../../directory/calendars.ts';
import type { WeekTimes } from '../../../directory/duty/week.ts';
import { addWeek, listWeeks, stopWeek } from '../../../directory/record/duty-week.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { DeskViews } from '../../../templates/views/desk.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { dutyHref, dutyPaths, dutyStopWeekHref } from '../shared/addresses.ts';
import { readIsoDay, typedDay } from '../shared/day.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { neededText, oneCode, parsed, tickedCodes } from '../shared/fields.ts';
import { isPhone } from '../shared/form.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { dutyPeople, noDay, noPhone } from './duty-people.ts';

const levels = ['0', '1'] as const;
const dayCodes = weekdays.map(String);

/** The weekly pattern: added by its own form, stopped by a button. It fills the roster's lines a year ahead. */
export function dutyWeekPages(parts: Parts, pages: Router): void {
  const today = ({ department }: Account) => dayIn(parts.now(), territoryOf(department).zone);

  formPage(parts, pages, {
    at: dutyPaths.week,
    right: 'duty.manage',
    door: signedInDoor(parts),
    open: async ({ response }) => signedIn(response),
    fields: async ({ department }) => ({
      days: tickedCodes(dayCodes, 'Cochez au moins un jour.'),
      opens: parsed(readClock, 'Écrivez l’heure du début, comme 18:00.'),
      closes: parsed(readClock, 'Écrivez l’heure de la fin, comme 09:00.'),
      person: oneCode(
        (await dutyPeople(parts, department)).map(({ value }) => value),
        'Choisissez la personne d’astreinte.',
      ),
      phone: neededText(noPhone).refine(isPhone, noPhone),
      level: oneCode(levels, 'Dites si cette personne est appelée en premier.'),
      first: parsed(readIsoDay, noDay),
      last: parsed(readIsoDay, noDay).optional(),
    }),
    begin: async (account) => ({ level: '0', first: typedDay(today(account)) }),
    check: ({ first, last }) =>
      first !== undefined && last !== undefined && last < first ? [{ field: 'last', message: 'Donnez un dernier jour qui suit le premier.' }] : [],
    view: async (form, { department }, ask): Promise<string> =>
      parts.page('desk/duty-week', {
        chrome: await chromeFor(parts, ask.request, ask.response),
        form,
        days: dayCodes.map((value) => ({ value, label: WEEKDAY_NAMES[Number(value) - 1] ?? '' })),
        levels: [
          { value: '0', label: 'D’astreinte : appelée en premier' },
          { value: '1', label: 'En suppléance' },
        ],
        people: await dutyPeople(parts, department),
        backHref: dutyHref,
      }),
    act: async ({ days, person: account, level, last = null, ...week }, { department }) => {
      const chosen = weekdays.filter((day) => days.includes(String(day)));
      const line = { ...week, weekdays: chosen, account, level: level === '0' ? (0 as const) : (1 as const), last };
      const lines = await addWeek(parts.database, department, line, parts.now());
      return { to: dutyHref, ...saidOf(lines) };
    },
  });

  formButton(parts, pages, {
    at: dutyPaths.stopWeek,
    right: 'duty.manage',
    standsOn: () => dutyHref,
    open: async ({ request }) => String(request.params.week),
    act: async (id, { ask }) => {
      if (!(await stopWeek(parts.database, signedIn(ask.response).department, id, parts.now()))) return { changed: true };
      return {
        to: dutyHref,
        said: 'La ligne est arrêtée : ses astreintes à venir sont retirées, sauf celles qui ont été confiées à quelqu’un d’autre. Les autres lignes de la semaine prennent la place.',
      };
    },
  });
}

function saidOf(lines: number): { said: string; important?: boolean } {
  if (lines === 0)
    return { said: 'La ligne est ajoutée, mais rien n’est libre à ces heures dans l’année qui vient : le tableau ne change pas.', important: true };
  return {
    said: typographic(
      `La ligne est ajoutée : ${lines === 1 ? 'une astreinte' : `${lines} astreintes`} de plus dans l’année qui vient. Là où quelqu’un était déjà prévu, rien ne change.`,
    ),
  };
}

/** The pattern as the roster's page shows it; whoever keeps the roster may stop a line. */
export async function weekLines(parts: Parts, account: Account, ask: Ask): Promise<DeskViews['desk/duty']['weeks']> {
  const weeks = await listWeeks(parts.database, account.department, parts.now());
  return weeks.map((week) => ({
    times: typographic(timesOf(week)),
    days: typographic(daysOf(week)),
    person: week.name,
    phone: week.phone,
    standIn: week.level === 1,
    unable: !week.able,
    ...(may(account, 'duty.manage') && { stop: buttonTo(parts, ask, dutyStopWeekHref(week.id)) }),
  }));
}

const timesOf = ({ weekdays: days, opens, closes }: WeekTimes): string =>
  `${frenchDays(days)}, de ${frenchClock(opens)} à ${frenchClock(closes)}${closes > opens ? '' : ' le lendemain'}`;

const daysOf = ({ first, last }: WeekTimes): string =>
  last === null ? `depuis le ${frenchDay(first)}` : `du ${frenchDay(first)} au ${frenchDay(last)} inclus`;

import { Router } from 'express';
import { DateTime } from 'luxon';
import { type Calendar, type CalendarSpec, compile, WEEKDAY_NAMES } from '../../../calendar/calendar.ts';
import { formatHours } from '../../../calendar/hours.ts';
import { nonWorkingDays } from '../../../calendar/opening.ts';
import { calendarName, follow, putCalendar, weekdays } from '../../../directory/calendars.ts';
import type { Directory } from '../../../directory/directory.ts';
import { currentDirectory, DirectoryChanged, publishDirectory } from '../../../directory/record/revisions.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Choice, Form } from '../../../templates/views/parts.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { calendarHref, calendarPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { parsed } from '../shared/fields.ts';
import { formView, one, slug, typedIn } from '../shared/form.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { WHOLE } from '../shared/form-sent.ts';
import { calendarShape, readSpec, rowsOf, specTyped } from './calendar-form.ts';

interface OpenedCalendar {
  directory: IndexedDirectory;
  name: string;
  spec: CalendarSpec;
}

/** Opening hours, holidays and exceptions of the desk and of those it writes to. Each saving is a new revision of the directory. */
export function calendarPages(parts: Parts): Router {
  const pages = Router();
  const door = signedInDoor(parts);
  const directoryNow = ({ response }: Ask) => currentDirectory(parts.database, signedIn(response).department);

  formPage(parts, pages, {
    at: calendarPaths.list,
    door,
    open: directoryNow,
    fields: { name: parsed((text) => slug(text) || null, 'Donnez un nom court, comme «\u00a0permanence\u00a0».') },
    check: ({ name }, { calendars }) =>
      name !== undefined && Object.hasOwn(calendars, name) ? [{ field: 'name', message: 'Ce nom est déjà pris.' }] : [],
    view: async (add, directory, { request, response }) =>
      parts.page('desk/calendars', {
        chrome: await chromeFor(parts, request, response),
        calendars: Object.entries(directory.calendars).map(([name, spec]) => ({
          href: calendarHref(name),
          name: calendarName(name),
          hours: hoursWords(spec),
          users: usersOf(directory, name).length,
        })),
        add,
      }),
    act: async ({ name }, directory, { ask }) => {
      const begun = directory.calendars.default ?? { region: directory.department, weekly: null };
      const said = 'Le calendrier est ajouté, avec les heures ordinaires\u00a0: réglez-le.';
      return (await publish(ask, directory, putCalendar(plain(directory), name, begun))) ? { to: calendarHref(name), said } : { changed: true };
    },
  });

  formPage(parts, pages, {
    at: calendarPaths.one,
    door,
    open: openCalendar,
    fields: calendarShape,
    begin: ({ spec }) => specTyped(spec),
    seen: ({ spec }) => spec,
    meanwhile: ({ spec }) =>
      `Quelqu’un a changé ce calendrier pendant que vous l’écriviez. Il dit maintenant\u00a0: ${hoursWords(spec)}. Enregistrez de nouveau pour mettre le vôtre à la place.`,
    check: (_values, _opened, { typed }) => readSpec(typed).errors,
    view: page,
    act: async (_values, { directory, name, spec: before }, { ask, typed, unchanged }) => {
      const { spec } = readSpec(typed);
      // The directory is published over the revision that was read: nothing comes between.
      if (spec === null || !unchanged(before) || !(await publish(ask, directory, putCalendar(plain(directory), name, spec))))
        return { changed: true };
      return { to: calendarHref(name), said: 'Le calendrier est enregistré. Les dossiers en cours l’appliquent à leur prochaine échéance.' };
    },
  });

  formButton(parts, pages, {
    at: calendarPaths.bodies,
    standsOn: ({ request }) => calendarHref(String(request.params.name)),
    open: openCalendar,
    act: async ({ directory, name }, { ask, typed }) => {
      const organisation = one(typed, 'organisation');
      if (!directory.organisationById.has(organisation)) return { errors: [{ field: WHOLE, message: 'Choisissez un organisme de l’annuaire.' }] };
      const had = await publish(ask, directory, follow(plain(directory), organisation, one(typed, 'leave') === 'OUI' ? 'default' : name));
      return had ? { to: `${calendarHref(name)}#organismes`, said: 'L’annuaire l’enregistre.' } : { changed: true };
    },
  });

  async function openCalendar(ask: Ask): Promise<OpenedCalendar> {
    const directory = await directoryNow(ask);
    const name = String(ask.request.params.name);
    const spec = Object.hasOwn(directory.calendars, name) ? directory.calendars[name] : undefined;
    if (spec === undefined) throw new NotFound('Ce calendrier n’existe pas.');
    return { directory, name, spec };
  }

  /** Publishes over the directory that was read; answers false when it changed since. */
  async function publish({ response }: Ask, read: IndexedDirectory, changed: Omit<Directory, 'revision'>): Promise<boolean> {
    try {
      await publishDirectory(parts.database, changed, signedIn(response).name, read.revision);
      return true;
    } catch (failure) {
      if (failure instanceof DirectoryChanged) return false;
      throw failure;
    }
  }

  async function page(form: Form<string>, { directory, name, spec }: OpenedCalendar, ask: Ask): Promise<string> {
    const users = usersOf(directory, name);
    const bodies = buttonTo(parts, ask, calendarHref(name, 'bodies'));
    return parts.page('desk/calendar', {
      chrome: await chromeFor(parts, ask.request, ask.response),
      name: calendarName(name),
      hours: hoursWords(spec),
      form,
      regions: regionChoices(signedIn(ask.response).department, spec.region),
      days: weekdays.map((day) => ({ name: `jour-${day}`, label: (WEEKDAY_NAMES[day - 1] ?? '').replace(/^./, (first) => first.toUpperCase()) })),
      ...rowsOf(typedIn(form)),
      coming: comingClosures(compile(spec), parts.now()),
      users: users.map(({ id, name: label, calendar: own }) => ({
        name: label,
        ...(own === name &&
          name !== 'default' && {
            leave: { ...bodies, hidden: [...(bodies.hidden ?? []), { name: 'organisation', value: id }, { name: 'leave', value: 'OUI' }] },
          }),
      })),
      ...(name !== 'desk' && {
        follow: formView(bodies, ['organisation']),
        others: directory.organisations
          .filter((one) => !users.includes(one))
          .map(({ id, name: label }) => ({ value: id, label }))
          .sort((a, b) => a.label.localeCompare(b.label, 'fr')),
      }),
    });
  }

  return pages;
}

function hoursWords(spec: CalendarSpec): string {
  return typographic(`${formatHours(spec.weekly)}${spec.holidays === false ? ', jours fériés compris' : ''}`);
}

function usersOf(directory: IndexedDirectory, name: string) {
  return name === 'desk' ? [] : directory.organisations.filter(({ calendar = 'default' }) => calendar === name);
}

function plain({ department, organisations, contacts, links, calendars }: IndexedDirectory): Omit<Directory, 'revision'> {
  return { department, organisations, contacts, links, calendars };
}

const overseas: Record<string, string> = {
  '57': 'Alsace et Moselle',
  '971': 'Guadeloupe',
  '972': 'Martinique',
  '973': 'Guyane',
  '974': 'La Réunion',
  '975': 'Saint-Pierre-et-Miquelon',
  '976': 'Mayotte',
  '977': 'Saint-Barthélemy',
  '978': 'Saint-Martin',
};

function regionChoices(department: string, current: string): Choice[] {
  const choices = [
    { value: department, label: `Le département (${department})` },
    ...Object.entries(overseas).map(([value, label]) => ({ value, label })),
  ];
  const known = choices.some(({ value }) => value === current);
  return [...(known ? [] : [{ value: current, label: current }]), ...choices].filter(
    ({ value }, index, all) => all.findIndex((one) => one.value === value) === index,
  );
}

const CLOSURES_SHOWN = 12;

/** The holidays and closures of the coming year that are not ordinary days of rest. */
function comingClosures(calendar: Calendar, now: number): { date: string; why: string }[] {
  const today = DateTime.fromMillis(now, { zone: calendar.zone });
  return nonWorkingDays(calendar, today.toISODate() ?? '', today.plus({ years: 1 }).toISODate() ?? '')
    .filter(({ why }) => !why.startsWith('fermé le '))
    .slice(0, CLOSURES_SHOWN);
}

import { type Request, type Response, Router } from 'express';
import { DateTime } from 'luxon';
import { type Calendar, type CalendarSpec, compile, WEEKDAY_NAMES } from '../../../calendar/calendar.ts';
import { formatHours } from '../../../calendar/hours.ts';
import { nonWorkingDays } from '../../../calendar/opening.ts';
import { calendarFingerprint, follow, putCalendar, weekdays } from '../../../directory/calendars.ts';
import type { Directory } from '../../../directory/directory.ts';
import { currentDirectory, DirectoryChanged, publishDirectory } from '../../../directory/record/revisions.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Choice } from '../../../templates/views/parts.ts';
import { NotFound, Refused } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { chromeFor, notice, resumed } from '../shared/desk-page.ts';
import { type FormError, formAction, formView, one, slug, type Typed, typed } from '../shared/form.ts';
import { readSpec, rowsOf, specTyped, weekFields } from './calendar-form.ts';

const here = '/guichet/annuaire/calendriers';

/** Opening hours, holidays and exceptions of the desk and of those it writes to. Each saving is a new revision of the directory. */
export function calendarPages(parts: Parts): Router {
  const pages = Router();

  pages.get('/', async (request, response) => {
    response.type('html').send(await listPage(request, response, {}, []));
  });

  async function listPage(request: Request, response: Response, fields: Typed, errors: FormError<'name'>[]): Promise<string> {
    const directory = await currentDirectory(parts.database, signedIn(response).department);
    return parts.page('desk/calendars', {
      chrome: await chromeFor(parts, request, response),
      calendars: Object.entries(directory.calendars).map(([name, spec]) => ({
        href: `${here}/${name}`,
        name: calendarName(name),
        hours: hoursWords(spec),
        users: usersOf(directory, name).length,
      })),
      add: formView(formAction(parts, request, response, here), ['name'], fields, errors),
    });
  }

  pages.post('/', async (request, response) => {
    const fields = typed(request);
    const name = slug(one(fields, 'name'));
    const directory = await currentDirectory(parts.database, signedIn(response).department);
    const wrong =
      name === '' ? 'Donnez un nom court, comme «\u00a0permanence\u00a0».' : Object.hasOwn(directory.calendars, name) ? 'Ce nom est déjà pris.' : '';
    if (wrong !== '') {
      response
        .status(422)
        .type('html')
        .send(await listPage(request, response, fields, [{ field: 'name', message: wrong }]));
      return;
    }
    const begun = directory.calendars.default ?? { region: directory.department, weekly: null };
    await publish(response, directory, putCalendar(plain(directory), name, begun));
    notice(request, 'Le calendrier est ajouté, avec les heures ordinaires\u00a0: réglez-le.');
    response.redirect(303, `${here}/${name}`);
  });

  pages.get('/:name', async (request, response) => {
    const { directory, name, spec } = await calendarOf(request, response);
    response.type('html').send(await page(request, response, directory, name, spec, resumed(response) ?? specTyped(spec), []));
  });

  pages.post('/:name', async (request, response) => {
    const { directory, name, spec: before } = await calendarOf(request, response);
    const fields = typed(request);
    const { spec, errors } = readSpec(fields);
    if (spec !== null && one(fields, 'seen') !== calendarFingerprint(before)) {
      errors.push({
        field: 'region',
        message: `Quelqu’un a changé ce calendrier pendant que vous l’écriviez. Il dit maintenant\u00a0: ${hoursWords(before)}. Enregistrez de nouveau pour mettre le vôtre à la place.`,
      });
    }
    if (spec === null || errors.length > 0) {
      response.status(errors.some(({ message }) => message.startsWith('Quelqu’un')) ? 409 : 422).type('html');
      response.send(await page(request, response, directory, name, before, fields, errors));
      return;
    }
    await publish(response, directory, putCalendar(plain(directory), name, spec));
    notice(request, 'Le calendrier est enregistré. Les dossiers en cours l’appliquent à leur prochaine échéance.');
    response.redirect(303, `${here}/${name}`);
  });

  pages.post('/:name/organismes', async (request, response) => {
    const { directory, name } = await calendarOf(request, response);
    const fields = typed(request);
    const organisation = one(fields, 'organisation');
    if (!directory.organisationById.has(organisation)) {
      notice(request, 'Choisissez un organisme de l’annuaire.', 'IMPORTANT');
      return response.redirect(303, `${here}/${name}`);
    }
    await publish(response, directory, follow(plain(directory), organisation, one(fields, 'leave') === 'OUI' ? 'default' : name));
    notice(request, 'C’est enregistré dans l’annuaire.');
    response.redirect(303, `${here}/${name}#organismes`);
  });

  async function calendarOf(request: Request, response: Response): Promise<{ directory: IndexedDirectory; name: string; spec: CalendarSpec }> {
    const directory = await currentDirectory(parts.database, signedIn(response).department);
    const name = String(request.params.name);
    const spec = Object.hasOwn(directory.calendars, name) ? directory.calendars[name] : undefined;
    if (spec === undefined) throw new NotFound('Ce calendrier n’existe pas.');
    return { directory, name, spec };
  }

  async function publish(response: Response, read: IndexedDirectory, changed: Omit<Directory, 'revision'>): Promise<void> {
    const { name } = signedIn(response);
    await publishDirectory(parts.database, changed, name, read.revision).catch((failure: unknown) => {
      if (failure instanceof DirectoryChanged)
        throw new Refused({ code: 'DIRECTORY_CHANGED', sayable: 'L’annuaire vient de changer\u00a0: revenez à la page et recommencez.' });
      throw failure;
    });
  }

  async function page(
    request: Request,
    response: Response,
    directory: IndexedDirectory,
    name: string,
    spec: CalendarSpec,
    fields: Typed,
    errors: FormError<string>[],
  ): Promise<string> {
    const { department } = signedIn(response);
    const rows = rowsOf(fields);
    const names = [
      ...weekFields,
      ...rows.closed.flatMap((row) => [row.date, row.why]),
      ...rows.open.flatMap((row) => [row.date, row.hours, row.why]),
    ];
    const action = formAction(parts, request, response, `${here}/${name}`);
    const users = usersOf(directory, name);
    const calendar = compile(spec);
    return parts.page('desk/calendar', {
      chrome: await chromeFor(parts, request, response),
      name: calendarName(name),
      hours: hoursWords(spec),
      form: formView(
        { ...action, hidden: [{ name: 'seen', value: (errors.length === 0 && one(fields, 'seen')) || calendarFingerprint(spec) }] },
        names,
        fields,
        errors,
        ['round', 'holidays'],
      ),
      regions: regionChoices(department, spec.region),
      days: weekdays.map((day) => ({ name: `jour-${day}`, label: (WEEKDAY_NAMES[day - 1] ?? '').replace(/^./, (first) => first.toUpperCase()) })),
      ...rows,
      coming: comingClosures(calendar, parts.now()),
      users: users.map(({ id, name: label, calendar: own }) => ({
        name: label,
        ...(own === name &&
          name !== 'default' && {
            leave: {
              ...action,
              action: `${action.action}/organismes`,
              hidden: [
                { name: 'organisation', value: id },
                { name: 'leave', value: 'OUI' },
              ],
            },
          }),
      })),
      ...(name !== 'desk' && {
        follow: formView({ ...action, action: `${action.action}/organismes` }, ['organisation']),
        others: directory.organisations
          .filter((one) => !users.includes(one))
          .map(({ id, name: label }) => ({ value: id, label }))
          .sort((a, b) => a.label.localeCompare(b.label, 'fr')),
      }),
    });
  }

  return pages;
}

function calendarName(name: string): string {
  if (name === 'desk') return 'Le guichet';
  return name === 'default' ? 'Heures ordinaires des organismes' : name;
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

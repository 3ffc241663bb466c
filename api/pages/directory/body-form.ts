import { Router } from 'express';
import { z } from 'zod';
import { calendarName } from '../../../directory/calendars.ts';
import { finessCategoryShape, finessShape, type Organisation } from '../../../directory/directory.ts';
import { organisationPart, type Unnumbered } from '../../../directory/edits.ts';
import { groupingsOf } from '../../../directory/record/communes.ts';
import { asOn } from '../../../directory/validity.ts';
import type { Choice, Form } from '../../../templates/views/parts.ts';
import { codes, roleLabel } from '../../../vocabulary/vocabulary.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { directoryHref, directoryPageHref, directoryPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { freeText, maybeCode, neededText, tickedCodes, type Values } from '../shared/fields.ts';
import { type FormError, many, one, slug, type Typed } from '../shared/form.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { becomingFields, becomingProblems, becomingTyped, dateFields, dateProblems, datesTyped, typedBecoming, typedDates } from './dates-form.ts';
import { limitFields, limitsTyped, rankField, typedLimits } from './limits-form.ts';
import { freeId, type OpenDirectory, openBody, openDirectory, saved, savedWords, todayIn } from './on-directory.ts';
import { communeWritten, readCommunes, territoryFields, territoryProblems, territoryTyped, typedTerritory } from './territory-form.ts';

const states = ['IN_USE', 'RETIRED'] as const;

const fields = {
  name: neededText('Donnez le nom de l’organisme.', 200),
  roles: tickedCodes(codes('role'), 'Choisissez au moins une compétence.'),
  ...territoryFields,
  ...limitFields,
  priority: rankField,
  calendar: neededText('Choisissez un calendrier.'),
  finess: z.string().regex(finessShape, 'Un numéro FINESS a neuf caractères.').optional(),
  finessCategory: z.string().regex(finessCategoryShape, 'Une catégorie FINESS a trois chiffres.').optional(),
  site: freeText(200),
  ...dateFields,
  ...becomingFields,
  state: maybeCode(states),
  why: neededText('Dites pourquoi, en quelques mots\u00a0: l’historique le garde.', 500),
};
type BodyField = keyof typeof fields;

/** A body as the form holds it, or as it begins. */
interface Edited extends OpenDirectory {
  body: Organisation | null;
}

/** Where a body is written, new or not. What is saved waits to be published. */
export function bodyForms(parts: Parts): Router {
  const pages = Router();

  const form = (at: string, open: (ask: Ask) => Promise<Edited>) =>
    formPage<Edited, typeof fields>(parts, pages, {
      at,
      door: signedInDoor(parts),
      open,
      fields,
      begin: ({ body }) => (body === null ? { area: 'ALL', priority: '10', calendar: 'default', state: 'IN_USE' } : typedOf(body)),
      seen: ({ body }) => body,
      check: (values, { body, draft }, { typed }) => [
        ...problems(typed, draft, body),
        ...dateProblems(values),
        ...becomingProblems(values, typed, todayIn(parts, draft.department), draft.department),
      ],
      view: page,
      act: async (values, { body, draft }, { ask, typed, unchanged }) => {
        const id = body?.id ?? freeId(slug(values.name), draft);
        const { department } = signedIn(ask.response);
        const after = written(id, values, typed, department, todayIn(parts, department), body);
        const kept = await saved(parts, ask, {
          edits: [{ part: organisationPart(id), after }],
          why: values.why,
          unchanged: (now) => {
            const there = now.organisations.find((other) => other.id === id);
            return unchanged(there === undefined ? null : asOn(there, todayIn(parts, department)));
          },
        });
        return kept ? { to: directoryPageHref('body', { body: id }), said: savedWords } : { changed: true };
      },
    });

  form(directoryPaths.newBody, async (ask) => ({ ...(await openDirectory(parts, ask)), body: null }));
  form(directoryPaths.editBody, async (ask) => {
    const opened = await openBody(parts, ask);
    // Once its day has come, what it becomes is what it is.
    return { ...opened, body: asOn(opened.body, todayIn(parts, opened.draft.department)) };
  });

  async function page(shown: Form<BodyField>, { body, draft }: Edited, ask: Ask): Promise<string> {
    const { department } = signedIn(ask.response);
    return parts.page('desk/directory/body-form', {
      chrome: await chromeFor(parts, ask.request, ask.response),
      isNew: body === null,
      name: body?.name ?? '',
      backHref: body === null ? directoryHref : directoryPageHref('body', { body: body.id }),
      form: shown,
      roles: codes('role').map((role) => ({ value: role, label: roleLabel(role) })),
      groupings: groupingsOf(department).map(({ code, name, communes }): Choice => ({ value: code, label: `${name} (${communes.length})` })),
      calendars: Object.keys(draft.calendars).map((name) => ({ value: name, label: calendarName(name) })),
    });
  }

  return pages;
}

function typedOf({
  name,
  roles,
  territory,
  priority,
  calendar = 'default',
  finess = '',
  finessCategory = '',
  inseeCode,
  retired,
  ...others
}: Organisation): Typed {
  return {
    name,
    roles,
    ...typedTerritory(territory),
    ...typedLimits(others),
    ...typedDates(others),
    ...typedBecoming(others),
    priority: String(priority),
    calendar,
    finess,
    finessCategory,
    site: inseeCode === undefined ? '' : communeWritten(inseeCode),
    state: retired === undefined ? 'IN_USE' : 'RETIRED',
  };
}

function problems(typed: Typed, draft: Unnumbered, body: Organisation | null): FormError<BodyField>[] {
  const site = readCommunes(one(typed, 'site'), draft.department);
  const found: FormError<BodyField>[] = territoryProblems(typed, draft.department);
  if (site.problems.length > 0 || site.codes.length > 1) found.push({ field: 'site', message: site.problems[0] ?? 'Écrivez une seule commune.' });
  if (many(typed, 'roles').includes('ETABLISSEMENT') && one(typed, 'finess') === '')
    found.push({ field: 'finess', message: 'Un établissement se retrouve par son numéro FINESS\u00a0: écrivez-le.' });
  const calendar = one(typed, 'calendar');
  if (calendar !== '' && !Object.hasOwn(draft.calendars, calendar))
    found.push({ field: 'calendar', message: 'Choisissez un calendrier de la liste.' });
  const name = one(typed, 'name');
  if (name !== '' && draft.organisations.some((other) => other.id !== body?.id && other.name === name))
    found.push({ field: 'name', message: 'Un autre organisme porte déjà ce nom\u00a0: donnez-leur des noms que l’on distingue.' });
  return found;
}

function written(
  id: string,
  values: Values<typeof fields>,
  typed: Typed,
  department: string,
  today: string,
  before: Organisation | null,
): Organisation {
  const [inseeCode] = readCommunes(values.site, department).codes;
  const { name, roles, priority, calendar, finess, finessCategory, state } = values;
  return {
    id,
    roles,
    name,
    territory: territoryTyped(typed, department),
    ...limitsTyped(typed),
    priority,
    ...(before?.also !== undefined && { also: before.also }),
    ...(calendar !== 'default' && { calendar }),
    ...(finess !== undefined && { finess }),
    ...(finessCategory !== undefined && { finessCategory }),
    ...(inseeCode !== undefined && { inseeCode }),
    ...(before?.fictional !== undefined && { fictional: before.fictional }),
    ...datesTyped(values),
    ...becomingTyped(values, typed, department),
    ...(before?.lapsed !== undefined && { lapsed: before.lapsed }),
    ...(state === 'RETIRED' && { retired: before?.retired ?? today }),
  };
}

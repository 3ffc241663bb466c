import { Router } from 'express';
import { z } from 'zod';
import type { Account } from '../../../accounts/accounts.ts';
import { may } from '../../../accounts/rights.ts';
import { isTooFar, localMoment, tooFar } from '../../../calendar/local.ts';
import type { Instant } from '../../../calendar/span.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { dutyPhone, setDutyPhone } from '../../../database/departments.ts';
import { dutyHoles } from '../../../directory/duty/duty-holes.ts';
import { addDuty, type Duty, dutyOf, listDuty, removeDuty } from '../../../directory/record/duty.ts';
import type { DutyLine } from '../../../templates/views/desk.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { requireRight, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { dutyHref, dutyNumberHref, dutyPaths, dutyRemoveHref, dutyReplaceHref, swapHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { expired } from '../shared/expired.ts';
import { freeText, neededText, oneCode, parsed, type Values } from '../shared/fields.ts';
import { type FormError, isPhone } from '../shared/form.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { dutyAbsencePages } from './duty-absence.ts';
import { dutyPeople, noPhone } from './duty-people.ts';
import { waitingSwaps } from './duty-swaps.ts';
import { dutyTestPages, missedLines } from './duty-test.ts';
import { dutyWeekPages, weekLines } from './duty-week.ts';

const DAY = 86_400_000;
const SHOWN_DAYS = 60;

const fieldsOf = (zone: string, people: readonly string[]) => ({
  from: parsed((text) => localMoment(text, zone), 'Donnez le jour et l’heure du début.'),
  until: parsed((text) => localMoment(text, zone), 'Donnez une fin, après le début.'),
  person: oneCode(people, 'Choisissez la personne d’astreinte.'),
  phone: neededText(noPhone).refine(isPhone, noPhone),
  standIn: oneCode(people, 'Choisissez une autre personne.').optional(),
  standInPhone: freeText(),
});
type DutyFields = ReturnType<typeof fieldsOf>;
type Written = Values<DutyFields>;

/** Who answers when the desk is closed. Agents read it; coordinators keep it. */
export function dutyPages(parts: Parts): Router {
  const pages = Router();
  pages.post('{/*line}', requireRight(parts, expired(parts), 'duty.manage'));

  const shift = formPage(parts, pages, {
    at: dutyPaths.roster,
    door: signedInDoor(parts),
    open: async ({ response }) => signedIn(response),
    fields: async ({ department }) =>
      fieldsOf(
        territoryOf(department).zone,
        (await dutyPeople(parts, department)).map(({ value }) => value),
      ),
    check: async (written: Partial<Written>, { department }) => {
      const errors = alone(written, parts.now());
      const { from, until } = written;
      if (from === undefined || until === undefined || until <= from) return errors;
      return [...errors, ...beside(written, await listDuty(parts.database, department, from, until))];
    },
    view: async (form, account, ask): Promise<string> => page(account, ask, { form, number: await number(account, ask) }),
    action: () => dutyHref,
    act: async ({ from, until, person, phone, standIn, standInPhone }: Written, { department }) => {
      await addDuty(parts.database, department, { level: 0, starts: from, ends: until, account: person, phone });
      if (standIn !== undefined)
        await addDuty(parts.database, department, { level: 1, starts: from, ends: until, account: standIn, phone: standInPhone });
      return { to: dutyHref, said: 'L’astreinte est ajoutée.' };
    },
  });

  const number = formPage(parts, pages, {
    at: dutyPaths.number,
    door: signedInDoor(parts),
    open: async ({ response }) => signedIn(response),
    fields: { number: freeText().refine((text) => text === '' || isPhone(text), noPhone) },
    begin: async ({ department }) => ({ number: (await dutyPhone(parts.database, department)) ?? '' }),
    view: async (form, account, ask): Promise<string> => page(account, ask, { form: await shift(account, ask), number: form }),
    act: async ({ number: written }, { department }) => {
      await setDutyPhone(parts.database, department, written === '' ? null : written);
      return {
        to: dutyHref,
        said: written === '' ? 'Aucun numéro de dernier recours n’est plus donné.' : 'Le numéro de dernier recours est enregistré.',
      };
    },
    action: () => dutyNumberHref,
  });

  dutyTestPages(parts, pages);
  dutyWeekPages(parts, pages);
  dutyAbsencePages(parts, pages);

  formButton(parts, pages, {
    at: dutyPaths.remove,
    standsOn: () => dutyHref,
    open: async ({ request, response }) =>
      z.uuid().safeParse(request.params.id).success ? await dutyOf(parts.database, signedIn(response).department, String(request.params.id)) : null,
    act: async (line, { ask, unchanged }) => {
      if (line === null || !unchanged(line.account)) return { changed: true };
      if (!(await removeDuty(parts.database, signedIn(ask.response).department, line))) return { changed: true };
      return { to: dutyHref, said: 'La ligne est retirée.' };
    },
  });

  async function page(account: Account, ask: Ask, { form, number }: { form: Form<keyof DutyFields>; number: Form<'number'> }): Promise<string> {
    const { department } = account;
    const now = parts.now();
    const until = now + SHOWN_DAYS * DAY;
    const lines = await listDuty(parts.database, department, now, until);
    const manages = may(account, 'duty.manage');
    const shifts = lines
      .filter(({ level }) => level === 0)
      .map((shift) => ({
        ...lineOf(shift, lines),
        ...(manages && { remove: buttonTo(parts, ask, dutyRemoveHref(shift.id), shift.account), replaceHref: dutyReplaceHref(shift.id) }),
        ...(shift.account === account.id && shift.starts > now && { swapHref: swapHref(shift.id) }),
      }));
    const current = shifts.find(({ from, until: end }) => from <= now && end > now);
    return parts.page('desk/duty', {
      chrome: await chromeFor(parts, ask.request, ask.response),
      ...(current !== undefined && { now: current }),
      shifts: shifts.filter((shift) => shift !== current),
      people: await dutyPeople(parts, department),
      ...(manages && { form, number }),
      lastResort: await dutyPhone(parts.database, department),
      holes: dutyHoles(lines, now, until),
      missed: await missedLines(parts, account),
      weeks: await weekLines(parts, account, ask),
      swaps: await waitingSwaps(parts, account, ask),
    });
  }

  return pages;
}

/** What is wrong with a line by itself. */
function alone({ from, until, person, standIn, standInPhone = '' }: Partial<Written>, now: Instant): FormError<keyof DutyFields>[] {
  const errors: FormError<keyof DutyFields>[] = [];
  if (from !== undefined && isTooFar(from, now)) errors.push({ field: 'from', message: tooFar });
  else if (until !== undefined && isTooFar(until, now)) errors.push({ field: 'until', message: tooFar });
  if (from !== undefined && until !== undefined && until <= from) errors.push({ field: 'until', message: 'Donnez une fin, après le début.' });
  if (standIn === undefined) return errors;
  if (standIn === person) errors.push({ field: 'standIn', message: 'Choisissez une autre personne.' });
  if (!isPhone(standInPhone)) errors.push({ field: 'standInPhone', message: noPhone });
  return errors;
}

/** What is wrong with a line beside those that are there at the same time. */
function beside({ person, standIn }: Partial<Written>, meanwhile: Duty[]): FormError<keyof DutyFields>[] {
  const errors: FormError<keyof DutyFields>[] = [];
  const [first, second] = [0, 1].map((level) => meanwhile.find((duty) => duty.level === level));
  const twice = (id: string | undefined) => meanwhile.some(({ account }) => account === id);
  if (first !== undefined)
    errors.push({ field: 'from', message: `${first.name} est déjà d’astreinte à ce moment. Retirez cette ligne, ou changez les heures.` });
  else if (twice(person)) errors.push({ field: 'person', message: 'Cette personne est déjà en suppléance à ce moment.' });
  if (standIn !== undefined && second !== undefined) errors.push({ field: 'standIn', message: `${second.name} est déjà en suppléance à ce moment.` });
  else if (twice(standIn)) errors.push({ field: 'standIn', message: 'Cette personne est déjà d’astreinte à ce moment.' });
  return errors;
}

function lineOf(shift: Duty, lines: Duty[]): DutyLine {
  const standIn = lines.find(({ level, starts, ends }) => level === 1 && starts <= shift.starts && ends >= shift.ends);
  return {
    from: shift.starts,
    until: shift.ends,
    person: shift.name,
    phone: shift.phone,
    ...(!shift.able && { unable: true }),
    ...(!shift.able && standIn?.able && { next: { person: standIn.name, phone: standIn.phone } }),
    ...(standIn !== undefined && { standIn: standIn.name, standInPhone: standIn.phone, ...(!standIn.able && { standInUnable: true }) }),
  };
}

import { type Request, type Response, Router } from 'express';
import { DateTime } from 'luxon';
import { listAccounts } from '../../../accounts/accounts.ts';
import { may } from '../../../accounts/rights.ts';
import type { Instant } from '../../../calendar/span.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { addDuty, type Duty, listDuty, removeDuty } from '../../../directory/record/duty.ts';
import type { DutyLine } from '../../../templates/views/desk.ts';
import type { Choice } from '../../../templates/views/parts.ts';
import { requireRight, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { chromeFor, notice, resumed } from '../shared/desk-page.ts';
import { expired } from '../shared/expired.ts';
import { type FormError, formView, isPhone, one, type Typed, typed } from '../shared/form.ts';

const DAY = 86_400_000;
const SHOWN_DAYS = 60;
const fieldNames = ['from', 'until', 'person', 'phone', 'standIn', 'standInPhone'] as const;
type DutyField = (typeof fieldNames)[number];
const here = '/guichet/astreinte';

/** Who answers when the desk is closed. Agents read it; coordinators keep it. */
export function dutyPages(parts: Parts): Router {
  const pages = Router();
  pages.post('{/*line}', requireRight(parts, expired(parts), 'duty.manage'));

  pages.get('/', async (request, response) => {
    response.type('html').send(await page(request, response, resumed(response) ?? {}, []));
  });

  pages.post('/', async (request, response) => {
    const { department } = signedIn(response);
    const fields = typed(request);
    const { zone } = territoryOf(department);
    const [from, until] = [readInstant(one(fields, 'from'), zone), readInstant(one(fields, 'until'), zone)];
    const accounts = await peopleOf(department);
    const [person, standIn] = [one(fields, 'person'), one(fields, 'standIn')];
    const [phone, standInPhone] = [one(fields, 'phone'), one(fields, 'standInPhone')];
    const known = (id: string) => accounts.some(({ value }) => value === id);
    const errors: FormError<DutyField>[] = [];
    if (from === null) errors.push({ field: 'from', message: 'Donnez le jour et l’heure du début.' });
    if (until === null || (from !== null && until <= from)) errors.push({ field: 'until', message: 'Donnez une fin, après le début.' });
    if (!known(person)) errors.push({ field: 'person', message: 'Choisissez la personne d’astreinte.' });
    if (!isPhone(phone)) errors.push({ field: 'phone', message: 'Écrivez un numéro entier, d’au moins dix chiffres, comme 06 00 00 00 00.' });
    if (standIn !== '' && (!known(standIn) || standIn === person)) errors.push({ field: 'standIn', message: 'Choisissez une autre personne.' });
    if (standIn !== '' && !isPhone(standInPhone))
      errors.push({ field: 'standInPhone', message: 'Écrivez un numéro entier, d’au moins dix chiffres, comme 06 00 00 00 00.' });
    if (from !== null && until !== null && until > from) {
      const meanwhile = await listDuty(parts.database, department, from, until);
      const first = meanwhile.find(({ level }) => level === 0);
      const second = meanwhile.find(({ level }) => level === 1);
      const twice = (id: string) => id !== '' && meanwhile.some(({ account }) => account === id);
      if (first !== undefined)
        errors.push({ field: 'from', message: `${first.name} est déjà d’astreinte à ce moment. Retirez cette ligne, ou changez les heures.` });
      else if (twice(person)) errors.push({ field: 'person', message: 'Cette personne est déjà en suppléance à ce moment.' });
      if (standIn !== '' && second !== undefined) errors.push({ field: 'standIn', message: `${second.name} est déjà en suppléance à ce moment.` });
      else if (twice(standIn)) errors.push({ field: 'standIn', message: 'Cette personne est déjà d’astreinte à ce moment.' });
    }
    if (from === null || until === null || errors.length > 0)
      return response
        .status(422)
        .type('html')
        .send(await page(request, response, fields, errors));
    await addDuty(parts.database, department, { level: 0, starts: from, ends: until, account: person, phone });
    if (standIn !== '') await addDuty(parts.database, department, { level: 1, starts: from, ends: until, account: standIn, phone: standInPhone });
    notice(request, 'L’astreinte est ajoutée.');
    response.redirect(303, here);
  });

  pages.post('/:id/retirer', async (request, response) => {
    const { department } = signedIn(response);
    await removeDuty(parts.database, department, request.params.id);
    notice(request, 'La ligne est retirée.');
    response.redirect(303, here);
  });

  async function peopleOf(department: string): Promise<Choice[]> {
    return (await listAccounts(parts.database, department))
      .filter((account) => account.active && may(account, 'duty.take'))
      .map(({ id, name }) => ({ value: id, label: name }));
  }

  async function page(request: Request, response: Response, fields: Typed, errors: FormError<DutyField>[]): Promise<string> {
    const account = signedIn(response);
    const { department } = account;
    const now = parts.now();
    const until = now + SHOWN_DAYS * DAY;
    const lines = await listDuty(parts.database, department, now, until);
    const csrf = parts.sessionForms.token(request, response);
    const manages = may(account, 'duty.manage');
    const shifts = lines
      .filter(({ level }) => level === 0)
      .map((shift) => ({ ...lineOf(shift, lines), ...(manages && { remove: { action: `${here}/${shift.id}/retirer`, csrf } }) }));
    const current = shifts.find(({ from, until: end }) => from <= now && end > now);
    return parts.page('desk/duty', {
      chrome: await chromeFor(parts, request, response),
      ...(current !== undefined && { now: current }),
      shifts: shifts.filter((shift) => shift !== current),
      people: await peopleOf(department),
      ...(manages && { form: formView({ action: here, csrf }, fieldNames, fields, errors) }),
      holes: holesOf(shifts, now, until),
    });
  }

  return pages;
}

function lineOf(shift: Duty, lines: Duty[]): DutyLine {
  const standIn = lines.find(({ level, starts, ends }) => level === 1 && starts <= shift.starts && ends >= shift.ends);
  return {
    from: shift.starts,
    until: shift.ends,
    person: shift.name,
    phone: shift.phone,
    ...(standIn !== undefined && { standIn: standIn.name, standInPhone: standIn.phone }),
  };
}

/** Times in which nobody is on duty, between two instants. */
function holesOf(shifts: { from: Instant; until: Instant }[], from: Instant, until: Instant): { from: Instant; until: Instant }[] {
  const holes: { from: Instant; until: Instant }[] = [];
  let covered = from;
  for (const shift of shifts.toSorted((a, b) => a.from - b.from)) {
    if (shift.from > covered) holes.push({ from: covered, until: shift.from });
    covered = Math.max(covered, shift.until);
  }
  return covered < until ? [...holes, { from: covered, until }] : holes;
}

function readInstant(text: string, zone: string): Instant | null {
  const read = DateTime.fromISO(text, { zone });
  return read.isValid ? read.toMillis() : null;
}

import type { Router } from 'express';
import { z } from 'zod';
import { frenchDateTime } from '../../../calendar/french.ts';
import { dayIn } from '../../../calendar/local.ts';
import { wholeDays } from '../../../calendar/period.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { type Duty, dutyOf } from '../../../directory/record/duty.ts';
import { type OnDuty, replaceOnDuty } from '../../../directory/record/duty-exceptions.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { dutyHref, dutyPaths } from '../shared/addresses.ts';
import { readIsoDay } from '../shared/day.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { freeText, neededText, oneCode, parsed } from '../shared/fields.ts';
import { isPhone } from '../shared/form.ts';
import { signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import type { FormEnd } from '../shared/form-sent.ts';
import { dutyPeople, noDay, noPhone } from './duty-people.ts';

/** Exceptions to the roster: somebody away for some days, somebody else for one line. What nobody takes becomes a hole, announced as any other. */
export function dutyAbsencePages(parts: Parts, pages: Router): void {
  const codesOf = async (department: string) => (await dutyPeople(parts, department)).map(({ value }) => value);

  formPage(parts, pages, {
    at: dutyPaths.absence,
    right: 'duty.manage',
    door: signedInDoor(parts),
    open: async ({ response }) => signedIn(response),
    fields: async ({ department }) => {
      const people = await codesOf(department);
      return {
        away: oneCode(people, 'Choisissez la personne absente.'),
        first: parsed(readIsoDay, noDay),
        last: parsed(readIsoDay, noDay),
        person: oneCode(people, 'Choisissez une autre personne.').optional(),
        phone: freeText(),
      };
    },
    check: ({ away, first, last, person, phone = '' }, { department }) => [
      ...(first !== undefined && first < dayIn(parts.now(), territoryOf(department).zone)
        ? [{ field: 'first' as const, message: 'Donnez un premier jour qui n’est pas passé : ce qui a eu lieu reste dans le tableau.' }]
        : []),
      ...(first !== undefined && last !== undefined && last < first
        ? [{ field: 'last' as const, message: 'Donnez un dernier jour qui suit le premier.' }]
        : []),
      ...(person !== undefined && person === away ? [{ field: 'person' as const, message: 'Choisissez une autre personne.' }] : []),
      ...(person !== undefined && !isPhone(phone) ? [{ field: 'phone' as const, message: noPhone }] : []),
    ],
    view: async (form, { department }, ask): Promise<string> =>
      parts.page('desk/duty-absence', {
        chrome: await chromeFor(parts, ask.request, ask.response),
        form,
        people: await dutyPeople(parts, department),
        backHref: dutyHref,
      }),
    act: async ({ away: account, first, last, person, phone }, { department }) => {
      const days = wholeDays(first, last, territoryOf(department).zone);
      const by = person === undefined ? null : { account: person, phone };
      const changed = await replaced(department, { account, ...days }, by);
      return typeof changed !== 'number' ? changed : { to: dutyHref, said: saidOf(changed, by) };
    },
  });

  formPage(parts, pages, {
    at: dutyPaths.replace,
    right: 'duty.manage',
    door: signedInDoor(parts),
    open: async ({ request, response }): Promise<Duty> => {
      const line = z.uuid().safeParse(request.params.id).success
        ? await dutyOf(parts.database, signedIn(response).department, String(request.params.id))
        : null;
      if (line === null || line.ends <= parts.now()) throw new NotFound('Cette astreinte n’est plus dans le tableau.');
      return line;
    },
    fields: async ({ account }, { response }) => ({
      person: oneCode(
        (await codesOf(signedIn(response).department)).filter((one) => one !== account),
        'Choisissez une autre personne.',
      ),
      phone: neededText(noPhone).refine(isPhone, noPhone),
    }),
    seen: ({ account }) => account,
    view: async (form, line, ask): Promise<string> =>
      parts.page('desk/duty-replace', {
        chrome: await chromeFor(parts, ask.request, ask.response),
        line: { from: line.starts, until: line.ends },
        person: line.name,
        form,
        people: (await dutyPeople(parts, signedIn(ask.response).department)).filter(({ value }) => value !== line.account),
        backHref: dutyHref,
      }),
    act: async ({ person, phone }, { account, starts }, { ask, unchanged }) => {
      if (!unchanged(account)) return { changed: true };
      const by = { account: person, phone };
      const changed = await replaced(signedIn(ask.response).department, { account, from: starts, until: starts + 1 }, by);
      if (typeof changed !== 'number') return changed;
      return changed === 0 ? { changed: true } : { to: dutyHref, said: 'La personne est remplacée pour cette astreinte.' };
    },
  });

  /** How many lines changed; or what is wrong with who would take them. */
  async function replaced(
    department: string,
    whose: Parameters<typeof replaceOnDuty>[2],
    by: OnDuty | null,
  ): Promise<number | Extract<FormEnd<'person'>, { errors: unknown }>> {
    const done = await replaceOnDuty(parts.database, department, whose, by);
    if ('lines' in done) return done.lines;
    const when = frenchDateTime(done.taken, territoryOf(department).zone);
    return { errors: [{ field: 'person', message: `Cette personne est déjà d’astreinte ou en suppléance le ${when}.` }] };
  }
}

function saidOf(lines: number, by: OnDuty | null): string {
  if (lines === 0) return 'Aucune astreinte de cette personne ne commence ces jours-là : rien ne change.';
  return by === null
    ? 'Ses astreintes de ces jours sont retirées. Un trou, s’il en reste, est annoncé avant son heure.'
    : 'Ses astreintes de ces jours passent à la personne qui la remplace.';
}

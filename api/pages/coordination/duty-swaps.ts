import { Router } from 'express';
import { z } from 'zod';
import type { Account } from '../../../accounts/accounts.ts';
import { may } from '../../../accounts/rights.ts';
import { frenchDateTime } from '../../../calendar/french.ts';
import { DAY } from '../../../calendar/milliseconds.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { type Duty, dutyOf, listDuty } from '../../../directory/record/duty.ts';
import { acceptSwap, dropSwap, listSwaps, proposeSwap } from '../../../directory/record/duty-exceptions.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { DeskViews } from '../../../templates/views/desk.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { dutyHref, swapActHref, swapPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { oneCode } from '../shared/fields.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { WHOLE } from '../shared/form-sent.ts';

/** How far ahead another person's line may be asked for. */
const AHEAD = 92 * DAY;

/** An exchange of duty: proposed by whoever holds a line, accepted by whoever holds the other. */
export function swapPages(parts: Parts): Router {
  const pages = Router();

  formPage(parts, pages, {
    at: swapPaths.propose,
    door: signedInDoor(parts),
    open: async ({ request, response }) => {
      const { department, id } = signedIn(response);
      const own = z.uuid().safeParse(request.params.id).success ? await dutyOf(parts.database, department, String(request.params.id)) : null;
      if (own === null || own.account !== id || own.starts <= parts.now()) throw new NotFound('Cette astreinte n’est pas, ou plus, la vôtre.');
      return { own, others: await othersOf(own, department) };
    },
    fields: ({ others }) => ({
      wanted: oneCode(
        others.map(({ id }) => id),
        'Choisissez l’astreinte que vous prendriez.',
      ),
    }),
    view: async (form, { own, others }, ask): Promise<string> =>
      parts.page('desk/duty-swap', {
        chrome: await chromeFor(parts, ask.request, ask.response),
        line: { from: own.starts, until: own.ends },
        form,
        lines: others.map((line) => ({ value: line.id, label: lineWords(line, signedIn(ask.response).department) })),
        backHref: dutyHref,
      }),
    act: async ({ wanted }, { own }, { ask }) => {
      const { department, id } = signedIn(ask.response);
      if (!(await proposeSwap(parts.database, department, { giver: id, given: own.id, wanted }, parts.now()))) return { changed: true };
      return { to: dutyHref, said: 'L’échange est proposé : rien ne change tant que l’autre personne ne l’a pas accepté.' };
    },
  });

  formButton(parts, pages, {
    at: swapPaths.accept,
    standsOn: () => dutyHref,
    open: async ({ request }) => String(request.params.swap),
    act: async (swap, { ask }) => {
      const { department, id } = signedIn(ask.response);
      const done = await acceptSwap(parts.database, department, { id: swap, asked: id }, parts.now());
      if (done === 'GONE') return { changed: true };
      if (done === 'TWICE')
        return { errors: [{ field: WHOLE, message: 'L’une des deux personnes serait d’astreinte deux fois au même moment : rien ne change.' }] };
      return { to: dutyHref, said: 'L’échange est fait.' };
    },
  });

  formButton(parts, pages, {
    at: swapPaths.drop,
    standsOn: () => dutyHref,
    open: async ({ request }) => String(request.params.swap),
    act: async (swap, { ask }) => {
      const { department, id: account } = signedIn(ask.response);
      if (!(await dropSwap(parts.database, department, { id: swap, account }))) return { changed: true };
      return { to: dutyHref, said: 'L’échange est laissé : rien ne change.' };
    },
  });

  /** Lines that others who may act hold, to come. */
  async function othersOf(own: Duty, department: string): Promise<Duty[]> {
    const now = parts.now();
    const lines = await listDuty(parts.database, department, now, now + AHEAD);
    return lines.filter(({ account, able, starts }) => able && account !== own.account && starts > now);
  }

  return pages;
}

function lineWords({ name, starts, ends, level }: Duty, department: string): string {
  const { zone } = territoryOf(department);
  const place = level === 1 ? ', en suppléance' : '';
  return typographic(`${name}${place} : du ${frenchDateTime(starts, zone)} au ${frenchDateTime(ends, zone)}`);
}

/** The exchanges that wait, as the roster's page shows them: one's own; all of them to whoever keeps the roster, to read. */
export async function waitingSwaps(parts: Parts, account: Account, ask: Ask): Promise<DeskViews['desk/duty']['swaps']> {
  const swaps = await listSwaps(parts.database, account.department, parts.now(), may(account, 'duty.manage') ? null : account.id);
  return swaps.map(({ id, giver, giverName, asked, askedName, given, wanted }) => ({
    giver: giverName,
    asked: askedName,
    given: { from: given.starts, until: given.ends },
    wanted: { from: wanted.starts, until: wanted.ends },
    ...(asked === account.id && { accept: buttonTo(parts, ask, swapActHref(id, 'accept')) }),
    ...([giver, asked].includes(account.id) && { drop: buttonTo(parts, ask, swapActHref(id, 'drop')) }),
  }));
}

import { Router } from 'express';
import { accountOfCalendarFeed, calendarFeedOf, endCalendarFeed, makeCalendarFeed } from '../../../accounts/calendar-feeds.ts';
import { may } from '../../../accounts/rights.ts';
import { actingAs, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { notStored } from '../../http/security.ts';
import { calendarFeedHref, calendarFeedPath, endCalendarHref, ownCalendarHref, ownLimitsHref, partnerAccountPaths } from '../shared/addresses.ts';
import { chromeFor, traceAct } from '../shared/desk-page.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { limitsCalendar, sendCalendar } from './limits-calendar.ts';

/** An organisation's limits in one's own calendar: a file, or a secret address that is made, replaced and taken away. */
export function ownCalendarPages(parts: Parts): Router {
  const pages = Router();
  const open = async ({ response }: Ask) => signedIn(response);

  pages.get(partnerAccountPaths.limits, async (_request, response) => {
    const { department, organisation } = signedIn(response);
    sendCalendar(response, await limitsCalendar(parts, department, organisation ?? ''));
  });

  formPage(parts, pages, {
    at: partnerAccountPaths.calendar,
    door: signedInDoor(parts),
    open,
    fields: {},
    view: async (form, account, ask) => {
      const feed = await calendarFeedOf(parts.database, account);
      return parts.page('partner/calendar', {
        chrome: await chromeFor(parts, ask.request, ask.response),
        form,
        fileHref: ownLimitsHref,
        ...(feed !== null && {
          feed: { madeAt: feed.madeAt, ...(feed.lastReadOn !== null && { lastReadOn: feed.lastReadOn }), end: buttonTo(parts, ask, endCalendarHref) },
        }),
      });
    },
    act: async (_values, account, { ask }) => {
      const token = await makeCalendarFeed(parts.database, account, parts.now());
      await traceAct(parts, ask, 'CALENDAR_MADE');
      const chrome = await chromeFor(parts, ask.request, ask.response);
      const address = `${parts.settings.publicUrl}${calendarFeedHref(token)}`;
      return { page: parts.page('partner/calendar-shown', { chrome, address, backHref: ownCalendarHref }) };
    },
  });

  formButton(parts, pages, {
    at: partnerAccountPaths.endCalendar,
    standsOn: () => ownCalendarHref,
    open,
    act: async (account, { ask }) => {
      const ended = await endCalendarFeed(parts.database, account);
      if (ended) await traceAct(parts, ask, 'CALENDAR_ENDED');
      return { to: ownCalendarHref, said: 'L’adresse est retirée : elle n’ouvre plus rien.' };
    },
  });

  return pages;
}

/** What a calendar reads by its secret address: no session, no cookie. An account that is suspended, or of no organisation any more, opens nothing. */
export function calendarFeed(parts: Parts): Router {
  const pages = Router();
  pages.get(calendarFeedPath, notStored, actingAs('PARTNER'), async (request, response, next) => {
    await parts.limit('link-address', request.ip ?? '');
    const account = await accountOfCalendarFeed(parts.database, String(request.params.token), parts.now());
    if (account === null || account.organisation === null || !may(account, 'transfer.receive')) return next();
    sendCalendar(response, await limitsCalendar(parts, account.department, account.organisation));
  });
  return pages;
}

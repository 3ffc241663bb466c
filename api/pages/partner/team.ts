import { Router } from 'express';
import { may } from '../../../accounts/rights.ts';
import { type Colleague, keeper, membersOf, sayAway, teamOf } from '../../../accounts/teams.ts';
import { frenchDay } from '../../../calendar/french.ts';
import { dayIn } from '../../../calendar/local.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { holdTransfer, transferHoldersOf } from '../../../cases/lists/transfer-holders.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { trace } from '../../http/trace.ts';
import { accountStanding } from '../own/own-members.ts';
import { inviteHref, ownTeamHref, partnerAccountPaths, partnerHome, partnerHref, partnerPaths, teamHref } from '../shared/addresses.ts';
import { readIsoDay, typedDay } from '../shared/day.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { maybeCode, parsed } from '../shared/fields.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';

import { opened } from './partner-door.ts';
import { partnerTransfer } from './partner-view.ts';

/** The people of the account's own organisation, and the day it is for them. */
export async function ownTeam(parts: Parts, { response }: Pick<Ask, 'response'>): Promise<{ people: Colleague[]; today: string }> {
  const { department, organisation } = signedIn(response);
  const today = dayIn(parts.now(), territoryOf(department).zone);
  return { people: await teamOf(parts.database, department, organisation ?? '', today), today };
}

/** A colleague by name, and until when they are away. */
export const colleagueSaid = ({ name, awayUntil }: Colleague): string =>
  awayUntil === null ? name : `${name}, absent jusqu’au ${frenchDay(awayUntil)}`;

/** An organisation's own people: who is there, and until when one is away. What they follow is then for others to see. */
export function teamPages(parts: Parts): Router {
  const pages = Router();
  formPage(parts, pages, {
    at: partnerAccountPaths.team,
    door: signedInDoor(parts),
    open: async (ask) => {
      const kept = keeper(signedIn(ask.response));
      const members = kept === null ? null : await membersOf(parts.database, kept);
      return { account: signedIn(ask.response), ...(await ownTeam(parts, ask)), members };
    },
    fields: { until: parsed(readIsoDay, 'Écrivez le dernier jour, comme 15/12/2026.').optional() },
    begin: ({ account, people }) => {
      const until = people.find(({ id }) => id === account.id)?.awayUntil ?? null;
      return until === null ? {} : { until: typedDay(until) };
    },
    check: ({ until }, { today }) =>
      until !== undefined && until < today ? [{ field: 'until', message: 'Donnez un jour à venir, ou laissez vide si vous êtes là.' }] : [],
    view: async (form, { people, members }, { request, response }) => {
      const away = new Map(people.map(({ id, awayUntil }) => [id, awayUntil]));
      const shown = (members ?? people).map(({ id, name }) => ({ id, name, awayUntil: away.get(id) ?? null }));
      return parts.page('partner/team', {
        chrome: await chromeFor(parts, request, response),
        form,
        people: shown.map(({ id, name, awayUntil }) => {
          const member = members?.find((one) => one.id === id);
          return {
            name,
            ...(awayUntil !== null && { awayUntil }),
            ...(member !== undefined && { href: teamHref('member', { member: id }), standing: accountStanding(member) }),
          };
        }),
        keepers: people.filter((one) => may(one, 'team.manage')).map(({ name }) => name),
        ...(members !== null && { inviteHref }),
        backHref: partnerHome,
      });
    },
    act: async ({ until }, { account }) => {
      await sayAway(parts.database, account, until ?? null);
      return { to: ownTeamHref, said: until === undefined ? 'Vous êtes là.' : `Absence jusqu’au ${frenchDay(until)}.` };
    },
  });
  return pages;
}

/** Who of the organisation follows a transfer: said by anybody of it who answers. */
export function holderPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  formPage(parts, pages, {
    at: partnerPaths.holder,
    door: signedInDoor(parts),
    open: async (ask) => {
      const found = opened(ask.response);
      const { people } = await ownTeam(parts, ask);
      return { ...found, people, holder: await transferHolderOf(parts, found.entrance) };
    },
    fields: ({ people }) => ({ account: maybeCode(people.map(({ id }) => id)) }),
    begin: ({ holder }) => (holder === null ? {} : { account: holder }),
    seen: ({ holder }) => holder,
    view: (form, { reference, state, transfer, names, now, chrome, entrance, people }) =>
      parts.page('partner/holder', {
        chrome,
        transfer: partnerTransfer(reference, state, transfer, names, now),
        form,
        people: people.map((one) => ({ value: one.id, label: colleagueSaid(one) })),
        backHref: entrance.base,
      }),
    act: async ({ account }, { entrance }, { ask, unchanged }) => {
      const { department } = entrance;
      const by = signedIn(ask.response).id;
      const given = await holdTransfer(parts.database, department, entrance, account ?? null, unchanged);
      if (given === 'CHANGED') return { changed: true };
      if (given)
        await trace(parts, ask.request, { department, kind: 'TRANSFER_GIVEN', account: by, ...(account !== undefined && { about: account }) });
      return { to: entrance.base };
    },
    action: ({ entrance }) => partnerHref(entrance.base, 'holder'),
  });
  return pages;
}

/** The account that follows a transfer; null where none does. */
export async function transferHolderOf(
  parts: Parts,
  { department, caseId, transfer, organisation }: Parameters<typeof holdTransfer>[2] & { department: string },
): Promise<string | null> {
  const held = await transferHoldersOf(parts.database, department, organisation, [{ caseId, transfer }]);
  return held.get(`${caseId}.${transfer}`) ?? null;
}

import { Router } from 'express';
import { may } from '../../../accounts/rights.ts';
import { frenchDay } from '../../../calendar/french.ts';
import { formatHours } from '../../../calendar/hours.ts';
import { nextAfter } from '../../../directory/answers.ts';
import { calendarName } from '../../../directory/calendars.ts';
import type { Link, Organisation } from '../../../directory/directory.ts';
import { contactPart, type DirectoryDifference, type DirectoryPart, linkPart, organisationPart, samePart } from '../../../directory/edits.ts';
import { bodyIn, partsPending } from '../../../directory/pending.ts';
import { asPending, historyOfBody } from '../../../directory/record/changes.ts';
import { communeName } from '../../../directory/record/communes.ts';
import { excludesBy, type IndexedDirectory, indexDirectory } from '../../../directory/resolve.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { DirectoryViews } from '../../../templates/views/directory.ts';
import { roleLabel } from '../../../vocabulary/vocabulary.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { calendarHref, directoryPageHref, directoryPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { buttonWith } from '../shared/form-button.ts';
import type { Ask } from '../shared/form-door.ts';
import { type OpenBody, openBody } from './on-directory.ts';
import { contactStateWords, differenceWords, namesIn, positionNames, territoryWords, tieNames } from './part-words.ts';

const NEXT_SHOWN = 4;

/** A body's own page: who it is, where and when it answers, by whom it is reached, and what changed. */
export function bodyPages(parts: Parts): Router {
  const pages = Router();
  pages.get(directoryPaths.body, async (request, response) => {
    const ask = { request, response };
    response.type('html').send(parts.page('desk/directory/body', await shownBody(ask, await openBody(parts, ask))));
  });

  async function shownBody(ask: Ask, open: OpenBody): Promise<DirectoryViews['desk/directory/body']> {
    const { body, draft, published, changes } = open;
    const account = signedIn(ask.response);
    const writes = may(account, 'directory.write');
    const found = bodyIn(draft, body.id);
    const { contacts = [], links = [] } = found ?? {};
    const nameOf = namesIn(published, draft);
    const own = new Set([body.id, ...contacts.map(({ id }) => id)]);
    const gone = changes.filter(({ part, before }) => part.startsWith('link:') && before !== null && own.has((before as Link).from));
    const ofBody = new Set<DirectoryPart>([
      organisationPart(body.id),
      ...contacts.map(({ id }) => contactPart(id)),
      ...links.map(linkPart),
      ...gone.map(({ part }) => part),
    ]);
    const pending = partsPending(asPending(changes)).filter(({ part }) => ofBody.has(part));
    const directory = indexDirectory({ ...draft, revision: published.revision });
    return {
      chrome: await chromeFor(parts, ask.request, ask.response),
      name: body.name,
      roles: body.roles,
      fictional: body.fictional ?? false,
      ...(body.retired !== undefined && { retired: frenchDay(body.retired) }),
      territory: typographic(territoryWords(body, 1_000)),
      priority: body.priority,
      hours: typographic(formatHours((draft.calendars[body.calendar ?? 'default'] ?? published.calendars.default)?.weekly ?? null)),
      calendarName: calendarName(body.calendar ?? 'default'),
      ...(may(account, 'calendar.manage') && { calendarHref: calendarHref(body.calendar ?? 'default') }),
      site: siteOf(body),
      contacts: contacts.map((one) => ({
        name: one.name,
        place: positionNames[one.position],
        ...(one.service !== undefined && { service: one.service }),
        ...(one.email !== undefined && { email: one.email }),
        ...(one.phone !== undefined && { phone: one.phone }),
        ...(one.address !== undefined && { address: one.address }),
        state: typographic(contactStateWords(one)),
        concern: one.retired === undefined && (one.failing !== undefined || one.toCheck !== undefined || one.verifiedOn === undefined),
        ...(writes && { href: directoryPageHref('contact', { body: body.id, contact: one.id }) }),
      })),
      next: nextOf(body, directory, nameOf),
      ties: links.map((link) => {
        const [here, there] = own.has(link.from) ? [link.from, link.to] : [link.to, link.from];
        const who = here === body.id ? '' : `${nameOf(here)} : `;
        return {
          text: typographic(`${who}${nameOf(there)}, ${tieNames[link.kind]}`),
          excludes: excludesBy(link),
          ...(writes && { drop: buttonWith(parts, ask, directoryPageHref('dropTie', { body: body.id }), { name: 'tie', value: linkPart(link) }) }),
        };
      }),
      pending: pending.map((one) => differenceWords(one, nameOf)),
      history: (await historyOfBody(parts.database, account.department, body.id)).filter(changesSomething).map((one) => ({
        ...differenceWords(one, nameOf),
        why: one.why,
        by: one.by.name,
        at: one.at,
        revision: one.published?.revision ?? 0,
        ...(one.published !== null && one.published.by.name !== one.by.name && { publishedBy: one.published.by.name }),
      })),
      ...(writes && {
        write: {
          editHref: directoryPageHref('editBody', { body: body.id }),
          contactHref: directoryPageHref('newContact', { body: body.id }),
          tieHref: directoryPageHref('ties', { body: body.id }),
          changesHref: directoryPageHref('changes'),
        },
      }),
    };
  }

  return pages;
}

const changesSomething = ({ before, after }: DirectoryDifference): boolean => !samePart(before, after);

function siteOf({ finess, finessCategory, inseeCode }: Organisation): { label: string; value: string }[] {
  return [
    ...(finess === undefined ? [] : [{ label: 'Numéro', value: `FINESS ${finess}` }]),
    ...(finessCategory === undefined ? [] : [{ label: 'Catégorie', value: `FINESS ${finessCategory}` }]),
    ...(inseeCode === undefined ? [] : [{ label: 'Commune', value: communeName(inseeCode) ?? 'commune inconnue' }]),
  ];
}

/** Who is asked after it: in its first commune where it has some, else in the department. */
function nextOf({ id, roles, territory }: Organisation, directory: IndexedDirectory, nameOf: (id: string) => string) {
  const commune = 'communes' in territory ? territory.communes[0] : undefined;
  return roles
    .filter((role) => role !== 'ETABLISSEMENT' && role !== 'DESK')
    .map((role) => ({ role: roleLabel(role), bodies: nextAfter(directory, id, role, commune).slice(0, NEXT_SHOWN).map(nameOf) }));
}

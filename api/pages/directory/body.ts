import { Router } from 'express';
import { may } from '../../../accounts/rights.ts';
import { frenchDay } from '../../../calendar/french.ts';
import { formatHours } from '../../../calendar/hours.ts';
import { dayIn } from '../../../calendar/local.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { doubtsOf } from '../../../cases/lists/doubts.ts';
import { runningTransfersOf } from '../../../cases/lists/transfers.ts';
import { nextAfter } from '../../../directory/answers.ts';
import { calendarName } from '../../../directory/calendars.ts';
import { type DoubtKind, doubtsSince } from '../../../directory/campaigns/doubts.ts';
import { entryOf } from '../../../directory/campaigns/proposal.ts';
import { furtherRoles, rolesHeld } from '../../../directory/capacities.ts';
import type { Competent } from '../../../directory/competence.ts';
import type { Contact, Link, Organisation } from '../../../directory/directory.ts';
import { contactPart, type DirectoryDifference, type DirectoryPart, linkPart, organisationPart, samePart } from '../../../directory/edits.ts';
import { positionNames } from '../../../directory/names.ts';
import { bodyIn, partsPending } from '../../../directory/pending.ts';
import { asPending, historyOfBody } from '../../../directory/record/changes.ts';
import { communeName } from '../../../directory/record/communes.ts';
import { excludesBy, type IndexedDirectory, indexDirectory } from '../../../directory/resolve.ts';
import { asOn, isInUse } from '../../../directory/validity.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { DirectoryViews } from '../../../templates/views/directory.ts';
import { namingArticle } from '../../../vocabulary/named-by-law.ts';
import { roleLabel } from '../../../vocabulary/vocabulary.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { calendarHref, caseHref, directoryPageHref, directoryPaths, endpointHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { buttonTo, buttonWith } from '../shared/form-button.ts';
import type { Ask } from '../shared/form-door.ts';
import { type OpenBody, openBody, todayIn } from './on-directory.ts';
import {
  becomingWords,
  contactStateWords,
  datesWords,
  differenceWords,
  lapseWords,
  limitsSaid,
  namesIn,
  territoryWords,
  tieNames,
} from './part-words.ts';

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
    const called = new Set(published.contacts.filter(({ endpoint }) => endpoint !== undefined).map(({ id }) => id));
    const today = todayIn(parts, account.department);
    const directory = indexDirectory({ ...draft, revision: published.revision }).onDay(today);
    const is = asOn(body, today);
    const dates = is.retired === undefined ? [datesWords(is, today), becomingWords(is)].filter(Boolean).join('. ') : '';
    return {
      chrome: await chromeFor(parts, ask.request, ask.response),
      name: is.name,
      roles: body.roles,
      fictional: body.fictional ?? false,
      ...(body.retired !== undefined && { retired: frenchDay(body.retired) }),
      ...(dates !== '' && { dates }),
      ...(body.retired === undefined && agreementSaid(body, today)),
      doubts: writes && body.retired === undefined ? await doubtsOn(account.department, body.id, contacts) : [],
      running: writes && (body.retired !== undefined || body.until !== undefined) ? await runningWith(account.department, body.id) : [],
      territory: typographic(territoryWords(is, 1_000)),
      ...limitsShown(body),
      priority: body.priority,
      also: (body.also ?? []).map((one) => ({
        name: one.name,
        roles: one.roles,
        territory: typographic(territoryWords(one, 1_000)),
        ...limitsShown(one),
        priority: one.priority,
        contacts: (one.contacts ?? []).map(nameOf).join(', '),
        ...(writes && {
          href: directoryPageHref('competence', { body: body.id, competence: one.id }),
          drop: buttonTo(parts, ask, directoryPageHref('dropCompetence', { body: body.id, competence: one.id }), body.also ?? null),
        }),
      })),
      hours: typographic(formatHours((draft.calendars[body.calendar ?? 'default'] ?? published.calendars.default)?.weekly ?? null)),
      calendarName: calendarName(body.calendar ?? 'default'),
      ...(may(account, 'calendar.manage') && { calendarHref: calendarHref(body.calendar ?? 'default') }),
      site: siteOf(body),
      contacts: contacts.map((one) => ({
        ...entryOf(one),
        name: one.name,
        ...(one.endpoint !== undefined && { endpoint: one.endpoint }),
        place: positionNames[one.position],
        state: typographic([contactStateWords(one), one.retired === undefined ? datesWords(one, today) : ''].filter(Boolean).join('. ')),
        concern: isInUse(one, today) && (one.failing !== undefined || one.toCheck !== undefined || one.verifiedOn === undefined),
        ...(writes && { href: directoryPageHref('contact', { body: body.id, contact: one.id }) }),
        ...(writes && called.has(one.id) && { callsHref: endpointHref('one', { contact: one.id }) }),
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
          competenceHref: directoryPageHref('newCompetence', { body: body.id }),
          contactHref: directoryPageHref('newContact', { body: body.id }),
          tieHref: directoryPageHref('ties', { body: body.id }),
          agreementHref: directoryPageHref('agreement', { body: body.id }),
          changesHref: directoryPageHref('changes'),
        },
      }),
    };
  }

  /** What happened in cases since somebody verified that it is reached, in words. */
  async function doubtsOn(department: string, body: string, contacts: readonly Contact[]): Promise<string[]> {
    const { zone } = territoryOf(department);
    const found = await doubtsOf(parts.database, department, [body]);
    const times = doubtsSince(
      found.map(({ kind, at }) => ({ kind, on: dayIn(at, zone) })),
      contacts.filter(({ retired }) => retired === undefined),
    );
    return (Object.keys(times) as DoubtKind[]).flatMap((kind) => (times[kind] === 0 ? [] : [typographic(doubtWords(kind, times[kind]))]));
  }

  /** What it was sent and still has to answer. */
  async function runningWith(department: string, body: string) {
    const running = await runningTransfersOf(parts.database, department, [body]);
    return [...new Set(running.map(({ reference }) => reference))].map((reference) => ({ reference, href: caseHref(reference) }));
  }

  return pages;
}

/** That a body has no agreement, or soon will not, and whether that shuts anything. */
function agreementSaid(body: Organisation, today: string): { lapse?: { said: string; named: string } } {
  const said = lapseWords(body, today);
  return said === '' ? {} : { lapse: { said, named: namingArticle(rolesHeld(body))?.article ?? '' } };
}

function limitsShown(body: Competent): { onlyFor?: string; neverFor?: string } {
  const { onlyFor, neverFor } = limitsSaid(body);
  return { ...(onlyFor !== '' && { onlyFor: typographic(onlyFor) }), ...(neverFor !== '' && { neverFor: typographic(neverFor) }) };
}

/** What happened in cases, how often, in words. */
export function doubtWords(kind: DoubtKind, times: number): string {
  const one = { FAILED: 'un envoi qui n’est pas arrivé', NOT_COMPETENT: 'un refus « hors compétence »', SILENT: 'un délai passé sans réponse' };
  const many = { FAILED: 'envois qui ne sont pas arrivés', NOT_COMPETENT: 'refus « hors compétence »', SILENT: 'délais passés sans réponse' };
  return times === 1 ? one[kind] : `${times} ${many[kind]}`;
}

const changesSomething = ({ before, after }: DirectoryDifference): boolean => !samePart(before, after);

function siteOf({ finess, finessCategory, inseeCode }: Organisation): { label: string; value: string }[] {
  return [
    ...(finess === undefined ? [] : [{ label: 'Numéro', value: `FINESS ${finess}` }]),
    ...(finessCategory === undefined ? [] : [{ label: 'Catégorie', value: `FINESS ${finessCategory}` }]),
    ...(inseeCode === undefined ? [] : [{ label: 'Commune', value: communeName(inseeCode) ?? 'commune inconnue' }]),
  ];
}

/** Who is asked after it, where it answers. */
function nextOf(body: Organisation, directory: IndexedDirectory, nameOf: (id: string) => string) {
  return rolesHeld(body)
    .filter((role) => furtherRoles.includes(role))
    .map((role) => ({ role: roleLabel(role), bodies: nextAfter(directory, body.id, role).slice(0, NEXT_SHOWN).map(nameOf) }));
}

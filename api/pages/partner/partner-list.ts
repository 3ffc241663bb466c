import { stringify } from 'csv-stringify/sync';
import { type Response, Router } from 'express';
import { DateTime } from 'luxon';
import { frenchDay } from '../../../calendar/french.ts';
import { dayIn, sameDay } from '../../../calendar/local.ts';
import type { Instant } from '../../../calendar/span.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { countedUpTo, longestPage } from '../../../cases/lists/page.ts';
import { transferHoldersOf } from '../../../cases/lists/transfer-holders.ts';
import { type DeskOf, desks, type TransferListed, type TransferQuery, transfersTo } from '../../../cases/lists/transfers.ts';
import { uuid } from '../../../cases/record/access.ts';
import { caseState } from '../../../cases/record/read-case.ts';
import { gistWords } from '../../../cases/running/gist.ts';
import { deskContact } from '../../../directory/desk.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { isShut, shutOf } from '../../../directory/validity.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { PartnerViews } from '../../../templates/views/partner.ts';
import { codes, imminentDanger, isImminent, label } from '../../../vocabulary/vocabulary.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import {
  ownCalendarHref,
  ownResultsHref,
  ownTeamHref,
  partnerAccountPaths,
  partnerHome,
  partnerTableHref,
  partnerTransferHref,
} from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { sendCsv } from '../shared/file-answer.ts';
import { formView, one, oneOf, type Typed } from '../shared/form.ts';
import { numbered, pageAsked, queried } from '../shared/pagination.ts';
import { runningLimit } from '../words/limits.ts';
import { colleagueSaid, ownTeam } from './team.ts';

const LINES = 50;
const tabs: Record<DeskOf, { slug: string; label: string; empty: string }> = {
  TO_DO: { slug: '', label: 'À faire', empty: 'Rien n’attend votre réponse. Un courriel vous préviendra de ce qui vient.' },
  RUNNING: { slug: 'en-cours', label: 'En cours', empty: 'Vous n’avez rien pris en charge dont la suite soit attendue.' },
  DONE: { slug: 'terminees', label: 'Terminées et pour information', empty: 'Rien n’est terminé, et rien n’a été porté à votre connaissance.' },
};
const filterNames = ['reference', 'danger', 'lieu', 'suivi'] as const;

/** An organisation's own desk: what it must answer, what it has in hand, what is over; found again, and kept as a table. It names nobody. */
export function partnerListPages(parts: Parts): Router {
  const pages = Router();

  pages.get(partnerAccountPaths.list, async (request, response) => {
    const asked = queried(request);
    const people = await team(response);
    const desk = deskOf(asked);
    const page = pageAsked(asked);
    const found = await listed(response, { ...queryOf(asked, people.here), page, size: LINES });
    const followers = await followersOf(response, found.rows, people);
    const at = (base: string, more: Record<string, string>) => {
      const query = new URLSearchParams({ ...filled(asked), ...more });
      return query.size === 0 ? base : `${base}?${query}`;
    };
    const { slug, empty } = tabs[desk];
    const here: Record<string, string> = slug === '' ? {} : { etat: slug };
    const shut = await shutSince(response);
    const view: PartnerViews['partner/list'] = {
      chrome: await chromeFor(parts, request, response),
      tabs: desks.map((one) => ({
        href: at(partnerHome, tabs[one].slug === '' ? {} : { etat: tabs[one].slug }),
        label: tabs[one].label,
        current: one === desk,
      })),
      filters: { ...formView({ action: partnerHome }, filterNames, asked), hidden: slug === '' ? [] : [{ name: 'etat', value: slug }] },
      dangers: [{ value: String(imminentDanger), label: 'Imminent ou vital' }],
      holders: [{ value: 'personne', label: 'Personne de présent' }, ...people.all.map(({ id, name }) => ({ value: id, label: name }))],
      searched: Object.keys(filled(asked)).length > 0,
      ...(shut !== null && { shut }),
      empty: shut === null ? empty : 'Rien de ce que vous lisez encore n’est ici.',
      exportHref: at(partnerTableHref, here),
      calendarHref: ownCalendarHref,
      teamHref: ownTeamHref,
      resultsHref: ownResultsHref,
      rows: await Promise.all(found.rows.map(async (line) => ({ ...(await row(response, line)), ...holderIn(followers, line) }))),
      pagination: numbered({ page, size: LINES, shown: found.rows.length, total: found.total }, (number) =>
        at(partnerHome, { ...here, page: String(number) }),
      ),
    };
    response.type('html').send(parts.page('partner/list', view));
  });

  pages.get(partnerAccountPaths.table, async (request, response) => {
    const { zone } = territoryOf(signedIn(response).department);
    const people = await team(response);
    const query = queryOf(queried(request), people.here);
    const lines: TransferListed[] = [];
    for (let page = 1; lines.length < countedUpTo; page += 1) {
      const found = await listed(response, { ...query, page, size: longestPage });
      lines.push(...found.rows);
      if (found.rows.length < longestPage) break;
    }
    const followers = await followersOf(response, lines, people);
    sendCsv(
      response,
      stringify(
        lines.map((line) => ({ ...tableLine(line, zone), suivie_par: holderIn(followers, line).holder ?? '' })),
        { header: true, columns: [...columns], bom: true, delimiter: ';', escape_formulas: true },
      ),
      'transmissions',
    );
  });

  /** Since when the agreement of the organisation does not stand, where it needs one. */
  async function shutSince(response: Response): Promise<NonNullable<PartnerViews['partner/list']['shut']> | null> {
    const { department, organisation } = signedIn(response);
    const directory = await currentDirectory(parts.database, department);
    const body = directory.organisationById.get(organisation ?? '');
    const lapse = body !== undefined && isShut(body, dayIn(parts.now(), territoryOf(department).zone)) ? shutOf(body) : null;
    if (lapse === null) return null;
    const { phone } = deskContact(directory) ?? {};
    return { since: frenchDay(lapse.from), ...(phone !== undefined && { phone }) };
  }

  /** The people of the organisation, and the ids of those who are not away. */
  async function team(response: Response) {
    const { people: all } = await ownTeam(parts, { response });
    return { all, here: all.filter(({ awayUntil }) => awayUntil === null).map(({ id }) => id) };
  }

  /** Who follows each of these transfers, in words. An account that was closed follows nothing. */
  async function followersOf(response: Response, lines: readonly TransferListed[], { all }: Awaited<ReturnType<typeof team>>) {
    const { department, organisation } = signedIn(response);
    const asked = lines.map(({ caseId, transfer }) => ({ caseId, transfer: transfer.id }));
    const held = await transferHoldersOf(parts.database, department, organisation ?? '', asked);
    const names = new Map(all.map((one) => [one.id, colleagueSaid(one)]));
    return new Map([...held].flatMap(([id, account]) => (names.has(account) ? [[id, names.get(account) ?? ''] as const] : [])));
  }

  const listed = (response: Response, query: TransferQuery) => {
    const { department, organisation } = signedIn(response);
    return transfersTo(parts.database, department, organisation ?? '', query);
  };

  async function row(response: Response, { caseId, reference, transfer, limitAt, gist }: TransferListed) {
    // What is asked by then is the case's to say; what the machine does next (a reminder) is not the recipient's.
    const read = limitAt === null ? null : await caseState(parts.database, signedIn(response).department, caseId);
    const own = read?.state.transfers.find(({ id }) => id === transfer.id);
    const now = parts.now() + (read?.clockOffset ?? 0);
    const limit = read === null || own === undefined ? undefined : runningLimit(read.state, own, now);
    return {
      href: partnerTransferHref(`${caseId}.${transfer.id}`),
      reference,
      reason: typographic(`${label('purpose', transfer.purpose)} : ${label('transferStatus', transfer.status)}`),
      gist: gistWords(gist),
      grave: isImminent(gist.danger ?? undefined),
      orderedAt: transfer.orderedAt,
      ...limit,
      late: limit?.late ?? false,
      today: limit !== undefined && sameDay(limit.dueAt, now, territoryOf(signedIn(response).department).zone),
    };
  }

  return pages;
}

const filled = (asked: Typed): Record<string, string> =>
  Object.fromEntries(filterNames.map((name) => [name, one(asked, name)]).filter(([, value]) => value !== ''));

const deskOf = (asked: Typed): DeskOf => desks.find((desk) => tabs[desk].slug === one(asked, 'etat')) ?? 'TO_DO';

/** A reference that is looked for is found wherever its transfer stands. */
function queryOf(asked: Typed, here: readonly string[]): TransferQuery {
  const followed = one(asked, 'suivi');
  const reference = one(asked, 'reference').replaceAll(/\s+/g, '').toUpperCase();
  const place = oneOf(asked, 'lieu', codes('place'));
  return {
    ...(reference === '' ? { desk: deskOf(asked) } : { reference }),
    ...(one(asked, 'danger') === String(imminentDanger) && { danger: imminentDanger }),
    ...(place !== undefined && { place }),
    ...(followed === 'personne' && { held: { byNoneOf: here } }),
    ...(uuid.test(followed) && { held: { by: followed } }),
  };
}

const holderIn = (followers: ReadonlyMap<string, string>, { caseId, transfer }: TransferListed): { holder?: string } => {
  const holder = followers.get(`${caseId}.${transfer.id}`);
  return holder === undefined ? {} : { holder };
};

const columns = ['reference', 'transmission', 'objet', 'etat', 'danger', 'lieu', 'decidee_le', 'remise_le', 'repondre_avant', 'suivie_par'] as const;

function tableLine(
  { reference, transfer, gist, limitAt }: TransferListed,
  zone: string,
): Omit<Record<(typeof columns)[number], string>, 'suivie_par'> {
  const at = (instant: Instant | null) => (instant === null ? '' : DateTime.fromMillis(instant, { zone }).toFormat('yyyy-MM-dd HH:mm'));
  return {
    reference,
    transmission: transfer.id,
    objet: label('purpose', transfer.purpose),
    etat: label('transferStatus', transfer.status),
    danger: gist.danger === null ? '' : label('danger', gist.danger),
    lieu: gist.place === null ? '' : label('place', gist.place),
    decidee_le: at(transfer.orderedAt),
    remise_le: at(transfer.handedOverAt),
    repondre_avant: at(limitAt),
  };
}

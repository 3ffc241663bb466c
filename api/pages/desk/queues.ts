import { type Request, type Response, Router } from 'express';
import { endOfKey, endsSoon, listApiKeys } from '../../../accounts/api-keys.ts';
import { may } from '../../../accounts/rights.ts';
import { listCases } from '../../../cases/lists/cases.ts';
import { deskQueue, type QueueQuery } from '../../../cases/lists/desk-queue.ts';
import { countedUpTo, type Page } from '../../../cases/lists/page.ts';
import type { Queue } from '../../../cases/lists/queue-counts.ts';
import { bodyName, establishmentName } from '../../../directory/names.ts';
import { communeName } from '../../../directory/record/communes.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import { announcedCalls } from '../../../intake/announced.ts';
import { draftsOf } from '../../../intake/drafts.ts';
import { failingProofs } from '../../../publication/proofs.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { DeskViews, QueuesView } from '../../../templates/views/desk.ts';
import type { Pagination } from '../../../templates/views/parts.ts';
import type { QueueRow } from '../../../templates/views/queue.ts';
import { codes, type Danger, type Place } from '../../../vocabulary/vocabulary.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { unattended } from '../../http/session.ts';
import { apiKeyHref, callHref, caseHref, casesHref, deskHref, deskPaths, proofHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { formView, type Typed } from '../shared/form.ts';
import { departmentChrome } from '../shared/frame.ts';
import { readOwn } from '../shared/own-draft.ts';
import { protocolRows } from './protocol-rows.ts';
import { caseRow, queueRow } from './queue-lines.ts';
import { rosterRows } from './roster-rows.ts';

const LINES = 50;
const MOST_CALLS = 10;

const names: [Queue, string, string][] = [
  ['ALL', 'tout', 'Tout ce qui attend'],
  ['LATE', 'retard', 'En retard'],
  ['DUTY', 'astreinte', 'Astreinte'],
  ['DESK', 'guichet', 'Guichet'],
  ['COORDINATOR', 'coordination', 'Coordination'],
  ['MINE', 'moi', 'Pris par moi'],
  ['EXERCISES', 'exercices', 'Exercices'],
];
const columns: [QueuesView['columns'][number]['key'], NonNullable<QueueQuery['sort']> | null][] = [
  ['reason', null],
  ['danger', 'danger'],
  ['place', 'place'],
  ['openedAt', 'openedAt'],
  ['dueAt', 'due'],
];

/** What is asked of the lists, from their address; anything else is ignored. */
interface Asked {
  queue: Queue;
  q: string;
  danger: Danger | undefined;
  place: Place | undefined;
  mine: string;
  sort: NonNullable<QueueQuery['sort']>;
  descending: boolean;
  page: number;
  after: string;
  /** What a search led here by, with its parameter. */
  narrowed: { inseeCode?: string; establishment?: string; organisation?: string };
  fields: Typed;
}

function asked({ query }: Request): Asked {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name].trim() : '');
  const level = Number(text('danger'));
  return {
    queue: names.find(([, slug]) => slug === text('file'))?.[0] ?? (text('mine') === 'moi' ? 'MINE' : 'ALL'),
    q: text('q'),
    danger: text('danger') !== '' && [0, 1, 2, 3, 4].includes(level) ? (level as Danger) : undefined,
    place: codes('place').find((place) => place === text('place')),
    mine: text('mine'),
    sort: (['due', 'danger', 'place', 'openedAt'] as const).find((sort) => sort === text('tri')) ?? 'due',
    descending: text('sens') === 'desc',
    page: Math.max(1, Number.parseInt(text('page'), 10) || 1),
    after: text('apres'),
    narrowed: {
      ...(/^\d[\dAB]\d{3}$/.test(text('commune')) && { inseeCode: text('commune') }),
      ...(/^\w{9}$/.test(text('etablissement')) && { establishment: text('etablissement') }),
      ...(/^[\w.-]{1,80}$/.test(text('partenaire')) && { organisation: text('partenaire') }),
    },
    fields: { q: text('q'), danger: text('danger'), place: text('place'), mine: text('mine') },
  };
}

const narrowing = ['commune', 'etablissement', 'partenaire'] as const;

/** What the list is narrowed to beyond its own filters, in words; and as the filters carry it on. */
function narrowedTo({ inseeCode, establishment, organisation }: Asked['narrowed'], directory: IndexedDirectory): string[] {
  return [
    ...(inseeCode === undefined ? [] : [communeName(inseeCode) ?? inseeCode]),
    ...(establishment === undefined ? [] : [establishmentName(directory, establishment)]),
    ...(organisation === undefined ? [] : [bodyName(directory, organisation)]),
  ];
}

const carriedOn = ({ query }: Request) =>
  narrowing.flatMap((name) => (typeof query[name] === 'string' && query[name] !== '' ? [{ name, value: query[name] }] : []));

/** The same list with something changed; what is empty is left out of the address. */
function address(path: string, request: Request, change: Record<string, string>): string {
  const kept = Object.entries({ ...request.query, ...change }).filter(([, value]) => typeof value === 'string' && value !== '') as [string, string][];
  const query = new URLSearchParams(kept).toString();
  return query === '' ? path : `${path}?${query}`;
}

function pagination(path: string, request: Request, { page, size, total, rows, next }: Page<unknown>): Pagination {
  const first = rows.length === 0 ? 0 : (page - 1) * size + 1;
  return {
    first,
    last: first === 0 ? 0 : first + rows.length - 1,
    total,
    ...(total >= countedUpTo && { more: true }),
    ...(page > 1 && { previous: address(path, request, { page: String(page - 1), apres: '' }) }),
    ...(next !== undefined && { next: address(path, request, { page: String(page + 1), apres: next }) }),
  };
}

/** The work to do (`/guichet`), and every case by reference (`/guichet/dossiers`). */
export function queuePages(parts: Parts): Router {
  const pages = Router();

  pages.get(deskPaths.work, async (request, response) => {
    const ask = asked(request);
    response.type('html').send(
      parts.page('desk/queues', {
        ...(await listed(request, response, ask)),
        chrome: await chromeFor(parts, request, response),
        filters: formView(
          { action: deskHref, hidden: ask.queue === 'ALL' ? [] : [{ name: 'file', value: names.find(([queue]) => queue === ask.queue)?.[1] ?? '' }] },
          ['q', 'danger', 'place', 'mine'],
          ask.fields,
        ),
        newCallHref: callHref('new'),
        refreshHref: address(`${deskHref}${deskPaths.refreshed}`, request, {}),
      }),
    );
  });

  // Asked by a page left open, not by a person: it does not make the session last.
  pages.get(deskPaths.refreshed, async (request, response) => {
    unattended(request);
    const { department } = signedIn(response);
    const chrome = departmentChrome(parts, await parts.departments.get(department));
    response.type('html').send(parts.page('desk/queue-live', { ...(await listed(request, response, asked(request))), chrome }));
  });

  async function listed(request: Request, response: Response, ask: Asked): Promise<Omit<DeskViews['desk/queue-live'], 'chrome'>> {
    const account = signedIn(response);
    const directory = await currentDirectory(parts.database, account.department);
    const found = await deskQueue(parts.database, account.department, actorOf(account), {
      queue: ask.queue,
      sort: ask.sort,
      descending: ask.descending,
      untaken: ask.mine === 'personne',
      page: ask.page,
      size: LINES,
      ...(ask.after !== '' && { after: ask.after }),
      ...(ask.danger !== undefined && { danger: ask.danger }),
      ...(ask.place !== undefined && { place: ask.place }),
      ...(ask.q !== '' && { reference: ask.q }),
    });
    return {
      title: names.find(([queue]) => queue === ask.queue)?.[2] ?? 'À faire',
      queues: names.map(([queue, slug, text]) => ({
        href: address(deskHref, request, { file: slug, page: '', apres: '', mine: '' }),
        label: text,
        count: found.counts[queue],
        current: queue === ask.queue,
      })),
      rows: [
        ...(ask.page === 1
          ? [
              ...(await ringing(parts, account.department)),
              ...(coordinates(response, ask.queue) ? await coordinatorRows(parts, response) : []),
              ...(await unfinishedCalls(parts, response)),
            ]
          : []),
        ...found.rows.map((row) => queueRow(row, directory, parts.now())),
      ],
      columns: columns.map(([key, sort]) => ({
        key,
        href:
          sort === null
            ? address(deskHref, request, { tri: '', sens: '', page: '', apres: '' })
            : address(deskHref, request, { tri: sort, sens: ask.sort === sort && !ask.descending ? 'desc' : '', page: '', apres: '' }),
        ...(sort === ask.sort && { sorted: ask.descending ? ('descending' as const) : ('ascending' as const) }),
      })),
      pagination: pagination(deskHref, request, found),
      empty: {
        text: 'Rien n’attend ici. Les alertes et les échéances viendront d’elles-mêmes.',
        action: { href: callHref('new'), label: 'Prendre un appel' },
      },
    };
  }

  pages.get(deskPaths.cases, async (request, response) => {
    const account = signedIn(response);
    const ask = asked(request);
    const directory = await currentDirectory(parts.database, account.department);
    const found = await listCases(parts.database, account.department, {
      ...ask.narrowed,
      // A reference finds its drill too; the list of cases holds none.
      ...(ask.q === '' && { exercise: false }),
      page: ask.page,
      size: LINES,
      ...(ask.after !== '' && { after: ask.after }),
      ...(ask.danger !== undefined && { danger: ask.danger }),
      ...(ask.place !== undefined && { place: ask.place }),
      ...(ask.q !== '' && { reference: ask.q }),
    });
    const [only] = found.rows;
    if (ask.q !== '' && found.total === 1 && only !== undefined) return response.redirect(303, caseHref(only.reference));
    response.type('html').send(
      parts.page('desk/queues', {
        chrome: await chromeFor(parts, request, response),
        title: typographic([ask.q === '' ? 'Dossiers' : `Dossiers : « ${ask.q} »`, ...narrowedTo(ask.narrowed, directory)].join(', ')),
        queues: [{ href: casesHref, label: 'Tous les dossiers', count: found.total, current: true }],
        rows: found.rows.map((line) => caseRow(line, directory)),
        columns: columns.map(([key]) => ({ key, href: address(casesHref, request, {}) })),
        filters: formView({ action: casesHref, hidden: carriedOn(request) }, ['q', 'danger', 'place', 'mine'], ask.fields),
        pagination: pagination(casesHref, request, found),
        empty: {
          text:
            Object.keys(request.query).length > 0
              ? 'Aucun dossier ne correspond. Vérifiez la référence, ou retirez un filtre.'
              : 'Aucun dossier encore. Le premier naîtra d’un appel ou d’une alerte.',
          ...(Object.keys(request.query).length > 0 && { action: { href: casesHref, label: 'Voir tous les dossiers' } }),
        },
        newCallHref: callHref('new'),
      }),
    );
  });
  return pages;
}

/** Calls that ring, for whoever is there to take them. */
async function ringing(parts: Parts, department: string): Promise<QueueRow[]> {
  return (await announcedCalls(parts.database, department)).map(({ id }) => ({
    id: `sonne-${id}`,
    href: callHref('new'),
    reference: 'Téléphone',
    reason: 'Un appel sonne',
    place: '',
    openedAt: parts.now(),
    late: false,
    status: 'OPEN',
  }));
}

/** Calls that this agent began to write down and did not end: first in the queue, so that a crash loses nothing. */
async function unfinishedCalls(parts: Parts, response: Response): Promise<QueueRow[]> {
  const { department, id } = signedIn(response);
  const drafts = (await draftsOf(parts.database, department, id)).slice(0, MOST_CALLS);
  const kept = await Promise.all(drafts.map(async (draft) => ({ ...draft, content: await readOwn(parts, response, draft.id) })));
  return kept
    .filter(({ content }) => content !== null && 'notes' in content)
    .map(({ id: draft, hour }) => ({
      id: `appel-${draft}`,
      href: callHref('one', { id: draft }),
      reference: `Brouillon ${draft.slice(0, 4)}`,
      reason: 'Appel à terminer',
      place: '',
      openedAt: hour,
      late: false,
      status: 'OPEN',
      takenBy: 'Vous',
    }));
}

/** Whether the queue asked for shows what only a coordinator can do. */
function coordinates(response: Response, queue: Queue): boolean {
  return may(signedIn(response), 'protocol.write') && (queue === 'ALL' || queue === 'COORDINATOR');
}

async function coordinatorRows(parts: Parts, response: Response): Promise<QueueRow[]> {
  return [
    ...(await unproved(parts, response)),
    ...(await endingKeys(parts, response)),
    ...(await rosterRows(parts, response)),
    ...(await protocolRows(parts, response)),
  ];
}

/** A protocol that no longer does all it must with today's directory. The line stays until a proof holds again. */
async function unproved(parts: Parts, response: Response): Promise<QueueRow[]> {
  const { department } = signedIn(response);
  const failing = await failingProofs(parts.database, department);
  return failing.map(({ proof, at }) => ({
    id: `preuve-${proof.procedure.replace('@', '-')}`,
    href: proofHref(proof.procedure),
    reference: `Protocole ${proof.procedure}`,
    reason: typographic(
      `Le protocole n’est plus prouvé avec l’annuaire d’aujourd’hui. ${proof.properties.find(({ holds }) => !holds)?.failures[0]?.sentence ?? ''}`,
    ),
    place: '',
    openedAt: at,
    late: false,
    status: 'OPEN',
  }));
}

/** API keys that end within the month, so that another is made before a system is shut out. */
async function endingKeys(parts: Parts, response: Response): Promise<QueueRow[]> {
  const account = signedIn(response);
  if (!may(account, 'api-keys.manage')) return [];
  const ending = (await listApiKeys(parts.database, account.department)).filter((key) => endsSoon(key, parts.now()));
  return ending.map(({ id, label: name, department, expiresOn }) => ({
    id: `cle-${id}`,
    href: apiKeyHref('one', { id }),
    reference: 'Clé d’API',
    reason: typographic(`La clé « ${name} » va expirer : créez-en une autre, et mettez-la à sa place.`),
    place: '',
    openedAt: parts.now(),
    ...(expiresOn !== null && { dueAt: endOfKey(department, expiresOn) }),
    late: false,
    status: 'OPEN',
  }));
}

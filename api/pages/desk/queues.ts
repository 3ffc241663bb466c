import { type Response, Router } from 'express';
import { accountsThatMay } from '../../../accounts/accounts.ts';
import { reliefsWaiting } from '../../../accounts/reliefs.ts';
import { may } from '../../../accounts/rights.ts';
import type { SavedView } from '../../../accounts/saved-views.ts';
import { caseSorts, shownCases } from '../../../cases/lists/cases.ts';
import { deskQueue } from '../../../cases/lists/desk-queue.ts';
import { countedUpTo, type Page } from '../../../cases/lists/page.ts';
import { notTakenOver } from '../../../cases/record/release.ts';
import { withListed } from '../../../directory/record/establishments.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import { readLacks } from '../../../publication/first-steps/read-lacks.ts';
import { atTerm } from '../../../retention/record/at-term.ts';
import { failedList } from '../../../retention/record/destructions.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { DeskViews, QueuesView } from '../../../templates/views/desk.ts';
import type { Pagination } from '../../../templates/views/parts.ts';
import type { ListColumn, QueueRow } from '../../../templates/views/queue.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { unattended } from '../../http/session.ts';
import {
  callHref,
  caseHref,
  casesHref,
  casesTableHref,
  deskHref,
  deskPaths,
  firstStepsHref,
  retentionHref,
  studyHref,
  underDesk,
  viewHref,
  viewsHref,
} from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { sendCsv } from '../shared/file-answer.ts';
import { formView } from '../shared/form.ts';
import { buttonTo } from '../shared/form-button.ts';
import type { Ask } from '../shared/form-door.ts';
import { departmentChrome, mailsStay } from '../shared/frame.ts';
import { answersThatChanged } from '../training/study-changes.ts';
import { casesTable } from './cases-table.ts';
import {
  caseSort,
  columnsShown,
  type ListAsked,
  listColumns,
  listFilters,
  narrowedTo,
  queryOfList,
  queueNames,
  queueSort,
  readAsked,
} from './list-asked.ts';
import { caseRow, queueRow } from './queue-lines.ts';
import { rowsBeside } from './rows-beside.ts';
import { savedViewPages, viewLinks } from './saved-views.ts';

const LINES = 50;

/** By what each column orders the queue; one that no index serves orders nothing. Those of the list of cases are named as its orders are. */
const queueOrders: Partial<Record<ListColumn, ReturnType<typeof queueSort>>> = {
  danger: 'danger',
  place: 'place',
  openedAt: 'openedAt',
  dueAt: 'due',
};

const numbersIn = (rows: readonly { establishment: string | null }[]) => rows.map(({ establishment }) => establishment);

/** A list where it stands: its path, what its address says, and the view it is kept as, whose filters its address does not say. */
interface Here {
  path: string;
  query: Record<string, unknown>;
  view?: SavedView;
}

const askedHere = ({ query, view }: Here, directory: IndexedDirectory): ListAsked => readAsked({ ...view?.query, ...query }, directory);

/** The same list with something changed; what is empty is left out of the address. */
function address({ path, query }: Here, change: Record<string, string>): string {
  const kept = Object.entries({ ...query, ...change }).filter(([, value]) => typeof value === 'string' && value !== '') as [string, string][];
  const said = new URLSearchParams(kept).toString();
  return said === '' ? path : `${path}?${said}`;
}

function pagination(here: Here, { page, size, total, rows, next }: Page<unknown>): Pagination {
  const first = rows.length === 0 ? 0 : (page - 1) * size + 1;
  return {
    first,
    last: first === 0 ? 0 : first + rows.length - 1,
    total,
    ...(total >= countedUpTo && { more: true }),
    ...(page > 1 && { previous: address(here, { page: String(page - 1), apres: '' }) }),
    ...(next !== undefined && { next: address(here, { page: String(page + 1), apres: next }) }),
  };
}

/** The heads of a list's columns: a press orders by it, another turns the order round. `downFirst`: those that begin with their last. */
function columnsOf<Sort extends string>(
  here: Here,
  shown: readonly ListColumn[],
  sortOf: (column: ListColumn) => Sort | undefined,
  { sort, isDown, downFirst }: { sort: Sort; isDown: boolean; downFirst: readonly Sort[] },
): QueuesView['columns'] {
  const heads = shown.map((key) => {
    const by = sortOf(key);
    if (by === undefined) return { key };
    const isSorted = by === sort;
    const down = isSorted ? !isDown : downFirst.includes(by);
    return {
      key,
      href: address(here, { tri: by, sens: down ? 'desc' : 'asc', page: '', apres: '' }),
      ...(isSorted && { sorted: isDown ? ('descending' as const) : ('ascending' as const) }),
    };
  });
  return [{ key: 'reason' }, ...heads];
}

/** A line without what has a column of its own here, which says it. */
function inColumns({ commune, channel, ...row }: QueueRow, shown: readonly ListColumn[]): QueueRow {
  const [own, beside] = [shown.includes('commune'), shown.includes('channel')];
  return {
    ...row,
    ...(commune !== undefined && !own && { commune }),
    ...(channel !== undefined && !beside && { channel }),
    apart: { ...(commune !== undefined && own && { commune }), ...(channel !== undefined && beside && { channel }) },
  };
}

/** The work to do (`/guichet`), and every case (`/guichet/dossiers`), with the same filters. */
export function queuePages(parts: Parts): Router {
  const pages = Router();

  pages.get(deskPaths.work, (request, response) => workPage({ request, response }, { path: deskHref, query: queryOfList(request.query) }));
  pages.get(deskPaths.cases, (request, response) => casesPage({ request, response }, { path: casesHref, query: queryOfList(request.query) }));
  pages.use(
    underDesk(viewsHref),
    savedViewPages(parts, async (ask, view) => {
      const here = { path: viewHref('one', { view: view.id }), query: queryOfList(ask.request.query), view };
      await (view.list === 'WORK' ? workPage(ask, here) : casesPage(ask, here));
    }),
  );

  async function workPage({ request, response }: Ask, here: Here): Promise<void> {
    const who = signedIn(response);
    const directory = await currentDirectory(parts.database, who.department);
    const ask = askedHere(here, directory);
    const lacks = here.view === undefined && may(who, 'duty.manage') ? await lacksOf(who.department) : 0;
    const retains = here.view === undefined && may(who, 'retention.manage');
    const atTermNow = retains ? await atTerm(parts.database, who.department) : 0;
    const failed = retains ? await failedList(parts.database, who.department) : null;
    const reliefs = here.view === undefined ? await reliefsWaiting(parts.database, who.department, who.id) : 0;
    const { held, free } = here.view === undefined ? await notTakenOver(parts.database, who.department, who.id) : { held: 0, free: 0 };
    const studies = here.view === undefined && may(who, 'study.write') ? await answersThatChanged(parts.database, who.department, parts.now()) : 0;
    const slug = queueNames.find(([queue]) => queue === ask.queue)?.[1] ?? '';
    response.type('html').send(
      parts.page('desk/queues', {
        ...(await queued(response, here, ask, directory)),
        chrome: await chromeFor(parts, request, response),
        ...(await filtersOf({ request, response }, here, ask, directory, ask.queue === 'ALL' ? [] : [{ name: 'file', value: slug }])),
        newCallHref: callHref('new'),
        ...(failed !== null && { destructionFailedHref: retentionHref('list', { number: String(failed) }) }),
        ...(atTermNow > 0 && { atTerm: { count: atTermNow, href: retentionHref('all') } }),
        reliefs,
        ...(held + free > 0 && {
          notTakenOver: {
            held,
            heldHref: address({ path: deskHref, query: {} }, { mine: 'moi' }),
            free,
            freeHref: address({ path: deskHref, query: {} }, { mine: 'personne' }),
          },
        }),
        ...(studies > 0 && { studies: { count: studies, href: studyHref('review') } }),
        ...(lacks > 0 && { lacks: { count: lacks, href: firstStepsHref } }),
        // What a kept view says is in no address, its own lines' included.
        ...(here.view === undefined && { refreshHref: address({ ...here, path: `${deskHref}${deskPaths.refreshed}` }, {}) }),
      }),
    );
  }

  async function lacksOf(code: string): Promise<number> {
    const department = await parts.departments.get(code);
    return (await readLacks(parts.database, code, { now: parts.now(), mailsStay: mailsStay(parts, department) })).length;
  }

  // Asked by a page left open, not by a person: it does not make the session last.
  pages.get(deskPaths.refreshed, async (request, response) => {
    unattended(request);
    const { department } = signedIn(response);
    const directory = await currentDirectory(parts.database, department);
    const chrome = departmentChrome(parts, await parts.departments.get(department));
    const here = { path: deskHref, query: queryOfList(request.query) };
    const shown = await queued(response, here, askedHere(here, directory), directory);
    response.type('html').send(parts.page('desk/queue-live', { ...shown, chrome }));
  });

  async function queued(
    response: Response,
    here: Here,
    ask: ListAsked,
    directory: IndexedDirectory,
  ): Promise<Omit<DeskViews['desk/queue-live'], 'chrome'>> {
    const account = signedIn(response);
    const sort = queueSort(ask);
    const found = await deskQueue(parts.database, account.department, actorOf(account), {
      ...ask.narrowing,
      queue: ask.queue,
      sort,
      descending: ask.descending,
      untaken: ask.untaken,
      page: ask.page,
      size: LINES,
      ...(ask.after !== '' && { after: ask.after }),
      named: ask.names,
    });
    const listed = await withListed(parts.database, directory, numbersIn(found.rows));
    const shown = columnsShown(ask, 'WORK');
    const rows = [
      ...(ask.page === 1 ? await rowsBeside(parts, response, ask.queue) : []),
      ...found.rows.map((row) => queueRow(row, listed, parts.now())),
    ];
    return {
      title: queueNames.find(([queue]) => queue === ask.queue)?.[2] ?? 'À faire',
      queues: queueNames.map(([queue, slug, text]) => ({
        href: address(here.view === undefined ? here : { path: deskHref, query: {} }, { file: slug, page: '', apres: '', mine: '' }),
        label: text,
        count: found.counts[queue],
        current: queue === ask.queue,
      })),
      rows: rows.map((row) => inColumns(row, shown)),
      columns: columnsOf(here, shown, (column) => queueOrders[column], { sort, isDown: ask.descending, downFirst: [] }),
      pagination: pagination(here, found),
      named: namedOn(here, ask),
      empty: {
        text: 'Rien n’attend ici. Les alertes et les échéances viendront d’elles-mêmes.',
        action: { href: callHref('new'), label: 'Prendre un appel' },
      },
    };
  }

  async function casesPage({ request, response }: Ask, here: Here): Promise<void> {
    const { department } = signedIn(response);
    const directory = await currentDirectory(parts.database, department);
    const ask = askedHere(here, directory);
    const found = await shownCases(parts.database, department, actorOf(signedIn(response)), {
      ...queryOf(ask, response),
      named: ask.names,
      page: ask.page,
      size: LINES,
      ...(ask.after !== '' && { after: ask.after }),
    });
    const [only] = found.rows;
    const { reference } = ask.narrowing;
    if (reference !== undefined && found.total === 1 && only !== undefined) return void response.redirect(303, caseHref(only.reference));
    const listed = await withListed(parts.database, directory, [ask.narrowing.establishment, ...numbersIn(found.rows)]);
    const sort = caseSort(ask);
    const shown = columnsShown(ask, 'CASES');
    const isNarrowed = Object.keys(ask.narrowing).length > 0;
    response.type('html').send(
      parts.page('desk/queues', {
        chrome: await chromeFor(parts, request, response),
        title: typographic([reference === undefined ? 'Dossiers' : `Dossiers : « ${reference} »`, ...narrowedTo(ask, listed)].join(', ')),
        queues: [{ href: casesHref, label: 'Tous les dossiers', count: found.total, current: !isNarrowed }],
        rows: found.rows.map((line) => inColumns(caseRow(line, listed, parts.now()), shown)),
        columns: columnsOf(here, shown, (column) => caseSorts.find((one) => one === column), {
          sort,
          isDown: isDescending(ask),
          downFirst: ['openedAt', 'danger'],
        }),
        ...(await filtersOf({ request, response }, here, ask, directory, carriedOn(ask))),
        states: true,
        ...(here.view === undefined && { tableHref: address({ ...here, path: casesTableHref }, { page: '', apres: '', noms: '' }) }),
        named: namedOn(here, ask),
        pagination: pagination(here, found),
        empty: {
          text: isNarrowed
            ? 'Aucun dossier ne correspond. Vérifiez la référence, ou retirez un filtre.'
            : 'Aucun dossier encore. Le premier naîtra d’un appel ou d’une alerte.',
          ...(isNarrowed && { action: { href: casesHref, label: 'Voir tous les dossiers' } }),
        },
        newCallHref: callHref('new'),
      }),
    );
  }

  pages.get(deskPaths.casesTable, async (request, response) => {
    const { department } = signedIn(response);
    const directory = await currentDirectory(parts.database, department);
    const ask = readAsked(queryOfList(request.query), directory);
    sendCsv(response, await casesTable(parts, directory, queryOf(ask, response), ask.columns), `dossiers-${department}`);
  });

  async function filtersOf(
    { request, response }: Ask,
    here: Here,
    ask: ListAsked,
    directory: IndexedDirectory,
    hidden: { name: string; value: string }[],
  ): Promise<Pick<QueuesView, 'filters' | 'choosable' | 'people' | 'partners' | 'more' | 'views' | 'saveHref' | 'drop'>> {
    const accounts = await accountsThatMay(parts.database, signedIn(response).department, 'case.act');
    const { organisation } = ask.narrowing;
    const kind = here.view?.list ?? (here.path === casesHref ? 'CASES' : 'WORK');
    const list = kind === 'WORK' ? deskHref : casesHref;
    const carried = [...hidden, ...(ask.names ? [] : [{ name: 'noms', value: 'non' }])];
    return {
      filters: formView(
        { action: list, hidden: carried },
        [...listFilters, 'colonnes'],
        { ...ask.fields, colonnes: [...columnsShown(ask, kind)] },
        ask.errors,
        ['colonnes'],
      ),
      choosable: [...listColumns[kind]],
      views: await viewLinks(parts, response, here.view?.id),
      ...(here.view === undefined &&
        (ask.sort !== '' || ask.columns.length > 0 || Object.values(ask.fields).some((value) => value !== '')) && {
          saveHref: address({ path: viewHref('new'), query: here.query }, { liste: kind, page: '', apres: '' }),
        }),
      ...(here.view?.own && { drop: buttonTo(parts, { request, response }, viewHref('drop', { view: here.view.id })) }),
      people: accounts.map(({ id, name }) => ({ value: id, label: name })),
      partners: directory.organisations
        .filter(({ id, roles }) => id === organisation || !roles.every((role) => role === 'ETABLISSEMENT'))
        .map(({ id, name }) => ({ value: id, label: name }))
        .toSorted((one, other) => one.label.localeCompare(other.label, 'fr')),
      more: (['commune', 'partenaire', 'canal', 'du', 'au'] as const).some((name) => ask.fields[name] !== ''),
    };
  }
  return pages;
}

/** The newest first, unless it was turned round. */
const isDescending = (ask: ListAsked): boolean => ask.sort === '' || ask.descending;

function queryOf(ask: ListAsked, response: Response) {
  return {
    ...ask.narrowing,
    // A reference finds its drill too; the list of cases holds none.
    ...(ask.narrowing.reference === undefined && { exercise: false }),
    ...(ask.fields.mine === 'moi' && { owner: signedIn(response).id }),
    sort: caseSort(ask),
    descending: isDescending(ask),
  };
}

const carriedOn = ({ narrowing: { establishment } }: ListAsked) =>
  establishment === undefined ? [] : [{ name: 'etablissement', value: establishment }];

const namedOn = (here: Here, { names }: ListAsked): QueuesView['named'] => ({ shown: names, href: address(here, { noms: names ? 'non' : '' }) });

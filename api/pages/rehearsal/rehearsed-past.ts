import { stringify } from 'csv-stringify/sync';
import { type Request, type Response, Router } from 'express';
import { DateTime } from 'luxon';
import { frenchDateTime } from '../../../calendar/french.ts';
import type { Instant } from '../../../calendar/span.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { calendarOf, type IndexedDirectory } from '../../../directory/resolve.ts';
import type { Divergence } from '../../../rehearsal/past/past.ts';
import {
  beginRehearsal,
  endRehearsal,
  type FoundLine,
  findings,
  listRehearsals,
  type Rehearsal,
  readRehearsal,
} from '../../../rehearsal/past/rehearsals.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { PastChange, PastFoundView } from '../../../templates/views/rehearsal.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, pastHref } from '../shared/addresses.ts';
import { sendCsv } from '../shared/csv-response.ts';
import { chromeFor, notice } from '../shared/desk-page.ts';
import { type FormError, formAction, formView, one, type Typed, typed } from '../shared/form.ts';
import { whoIs } from '../words/names.ts';
import { protocolsToTry, protocolTitle, rehearsalTabs, worldToTry } from './rehearsed-protocol.ts';

const LINES = 50;
const CSV_LINES = 50_000;
/** Seconds after which a page that shows progress asks for itself again. */
const AGAIN = '3';
const fields = ['p', 'from', 'until', 'directory'] as const;

/** A protocol over the department's recorded cases: who would have been told earlier, later, newly or never. For coordinators. */
export function pastPages(parts: Parts): Router {
  const pages = Router();
  pages.get('/', (request, response) => askPage(parts, request, response, {}, []));
  pages.post('/', (request, response) => begin(parts, request, response));
  pages.get('/:rehearsal', (request, response) => foundPage(parts, request, response));
  pages.post('/:rehearsal/arreter', async (request, response) => {
    const { id } = await open(parts, request, response);
    await endRehearsal(parts.database, signedIn(response).department, id, 'STOPPED', parts.now());
    notice(request, 'L’essai est arrêté. Ce qu’il avait trouvé est gardé.');
    response.redirect(303, `${pastHref}/${id}`);
  });
  pages.get('/:rehearsal/cas.csv', async (request, response) => {
    const { id } = await open(parts, request, response);
    const account = signedIn(response);
    const directory = await currentDirectory(parts.database, account.department);
    const { rows } = await findings(parts.database, account.department, actorOf(account), id, { page: 1, size: CSV_LINES });
    sendCsv(response, csvOf(rows, directory), `essai-sur-le-passe-${account.department}`);
  });
  return pages;
}

async function open(parts: Parts, request: Request, response: Response): Promise<Rehearsal> {
  const found = await readRehearsal(parts.database, signedIn(response).department, String(request.params.rehearsal));
  if (found === null) throw new NotFound('Cet essai n’existe pas, ou n’est plus gardé.');
  return found;
}

const zoneOf = (directory: IndexedDirectory): string => calendarOf(directory, 'desk').zone;

async function askPage(
  parts: Parts,
  request: Request,
  response: Response,
  values: Typed,
  errors: FormError<(typeof fields)[number]>[],
): Promise<void> {
  const { department } = signedIn(response);
  const protocol = typeof request.query.p === 'string' && request.query.p !== '' ? request.query.p : undefined;
  const [protocols, rehearsals, directory, name] = await Promise.all([
    protocolsToTry(parts, department),
    listRehearsals(parts.database, department),
    currentDirectory(parts.database, department),
    whoIs(parts, response),
  ]);
  const today = DateTime.fromMillis(parts.now(), { zone: zoneOf(directory) });
  const usual = { p: protocol ?? '', from: today.minus({ years: 1 }).toISODate() ?? '', until: today.toISODate() ?? '', directory: 'THEN' };
  const running = rehearsals.find(({ status }) => status === 'RUNNING');
  response
    .status(errors.length > 0 ? 422 : 200)
    .type('html')
    .send(
      parts.page('desk/past', {
        chrome: await chromeFor(parts, request, response),
        ...rehearsalTabs(pastHref, protocol, signedIn(response)),
        form: formView(formAction(parts, request, response, pastHref), fields, { ...usual, ...values }, errors),
        protocols,
        ...(running && { running: { href: `${pastHref}/${running.id}`, title: running.title } }),
        past: rehearsals.map(({ id, title, from, until, startedAt, startedBy, status, totals, done }) => ({
          href: `${pastHref}/${id}`,
          title,
          from,
          until: until - 1,
          at: startedAt,
          who: name(startedBy),
          status,
          cases: totals.cases,
          total: done,
        })),
      }),
    );
}

async function begin(parts: Parts, request: Request, response: Response): Promise<void> {
  const values = typed(request);
  const account = signedIn(response);
  const { department } = account;
  const protocol = one(values, 'p') || undefined;
  const world = await worldToTry(parts, department, protocol);
  const zone = zoneOf(world.directory);
  const [from, until] = [one(values, 'from'), one(values, 'until')].map((day) => DateTime.fromFormat(day, 'yyyy-MM-dd', { zone }));
  const errors: FormError<(typeof fields)[number]>[] = [];
  if (!from?.isValid) errors.push({ field: 'from', message: 'Dites le premier jour de la période.' });
  if (!until?.isValid) errors.push({ field: 'until', message: 'Dites le dernier jour de la période.' });
  if (from?.isValid && until?.isValid && until < from)
    errors.push({ field: 'until', message: 'Le dernier jour vient avant le premier : échangez-les.' });
  if (errors.length > 0 || from === undefined || until === undefined) return askPage(parts, request, response, values, errors);
  const begun = await beginRehearsal(
    parts.database,
    department,
    {
      protocol: protocol ?? `${world.procedure.slug}@${world.procedure.number}`,
      title: protocolTitle(world.procedure, protocol),
      procedure: world.procedure,
      from: from.toMillis(),
      until: until.plus({ days: 1 }).toMillis(),
      directory: one(values, 'directory') === 'TODAY' ? world.directory.revision : null,
      by: { ...actorOf(account), id: account.id },
    },
    parts.now(),
  );
  if ('running' in begun)
    notice(request, 'Un essai est déjà en cours dans ce département : le voici. Arrêtez-le, ou attendez qu’il finisse.', 'IMPORTANT');
  response.redirect(303, `${pastHref}/${'running' in begun ? begun.running : begun.id}`);
}

const kinds = [
  ['NEWLY', 'nouveaux', 'Nouvellement prévenus'],
  ['NEVER', 'jamais', 'Plus jamais prévenus'],
  ['EARLIER', 'plus-tot', 'Prévenus plus tôt'],
  ['LATER', 'plus-tard', 'Prévenus plus tard'],
] as const satisfies readonly [Divergence['kind'], string, string][];

async function foundPage(parts: Parts, request: Request, response: Response): Promise<void> {
  const rehearsal = await open(parts, request, response);
  const { id, status, totals } = rehearsal;
  const account = signedIn(response);
  const kind = kinds.find(([, slug]) => slug === request.query.quoi)?.[0];
  const page = Math.max(1, Number.parseInt(String(request.query.page), 10) || 1);
  const here = `${pastHref}/${id}`;
  const { rows, total } = await findings(parts.database, account.department, actorOf(account), id, {
    ...(kind !== undefined && { kind }),
    page,
    size: LINES,
  });
  const directory = await currentDirectory(parts.database, account.department);
  const running = status === 'RUNNING';
  const followed = running && request.query.suivi !== 'non';
  // Without JavaScript too, and never behind one's back: the page says how to stop it.
  if (followed) response.setHeader('Refresh', AGAIN);
  const address = (change: { quoi?: string; page?: number }): string => {
    const query = new URLSearchParams();
    const slug = 'quoi' in change ? change.quoi : kinds.find(([one]) => one === kind)?.[1];
    if (slug) query.set('quoi', slug);
    if (change.page !== undefined && change.page > 1) query.set('page', String(change.page));
    return query.size === 0 ? here : `${here}?${query}`;
  };
  const first = rows.length === 0 ? 0 : (page - 1) * LINES + 1;
  const view: PastFoundView = {
    chrome: await chromeFor(parts, request, response),
    ...rehearsalTabs(pastHref, rehearsal.protocol, account),
    title: 'Essai sur le passé',
    protocol: rehearsal.title,
    from: rehearsal.from,
    until: rehearsal.until - 1,
    directory:
      rehearsal.directory === null
        ? 'l’annuaire et les calendriers de l’époque'
        : `l’annuaire et les calendriers d’aujourd’hui (révision ${rehearsal.directory})`,
    status,
    done: rehearsal.done,
    total: rehearsal.total,
    leftOut: rehearsal.leftOut,
    ...(running && { stop: formAction(parts, request, response, `${here}/arreter`) }),
    ...(followed && { stillHref: `${here}?suivi=non` }),
    counts: kinds.map(([one]) => ({ kind: one, count: totals[one] })),
    cases: totals.cases,
    filters: [
      { href: address({ quoi: '' }), label: 'Tous les cas', current: kind === undefined },
      ...kinds.map(([one, quoi, text]) => ({ href: address({ quoi }), label: text, current: one === kind })),
    ],
    rows: rows.map(({ reference, openedAt, differences }) => ({
      reference,
      href: caseHref(reference),
      openedAt,
      changes: differences.filter((one) => kind === undefined || one.kind === kind).map((one) => changeView(one, directory)),
    })),
    pagination: {
      first,
      last: first === 0 ? 0 : first + rows.length - 1,
      total,
      ...(page > 1 && { previous: address({ page: page - 1 }) }),
      ...(page * LINES < total && { next: address({ page: page + 1 }) }),
    },
    csvHref: `${here}/cas.csv`,
  };
  response.type('html').send(parts.page('desk/past-found', view));
}

function whoWords({ role, organisation, purpose }: Divergence, directory: IndexedDirectory): string {
  if (role === 'DUTY') return 'Astreinte';
  const name = organisation === null ? label('role', role) : (directory.organisationById.get(organisation)?.name ?? organisation);
  return typographic(`${name}, ${label('purpose', purpose).toLowerCase()}`);
}

function changeView(one: Divergence, directory: IndexedDirectory): PastChange {
  const { kind, was, would } = one;
  return {
    kind,
    who: whoWords(one, directory),
    ...(was !== null && { was }),
    ...(would !== null && { would }),
    ...(was !== null && would !== null && { by: `${apart(was, would)} plus ${would < was ? 'tôt' : 'tard'}` }),
  };
}

const plural = (count: number, noun: string): string => `${count}\u00a0${noun}${count > 1 ? 's' : ''}`;

/** How far two moments are from one another, in the largest unit that says it. */
function apart(a: Instant, b: Instant): string {
  const minutes = Math.round(Math.abs(a - b) / 60_000);
  if (minutes < 60) return plural(minutes, 'minute');
  return minutes < 48 * 60 ? plural(Math.round(minutes / 60), 'heure') : plural(Math.round(minutes / 1440), 'jour');
}

const changeWords: Record<Divergence['kind'], string> = {
  NEWLY: 'nouvellement prévenu',
  NEVER: 'plus jamais prévenu',
  EARLIER: 'plus tôt',
  LATER: 'plus tard',
};

function csvOf(rows: readonly FoundLine[], directory: IndexedDirectory): string {
  const zone = zoneOf(directory);
  const when = (at: Instant | null): string => (at === null ? '' : frenchDateTime(at, zone, 0));
  return stringify(
    rows.flatMap(({ reference, openedAt, differences }) =>
      differences.map((one) => [reference, when(openedAt), changeWords[one.kind], whoWords(one, directory), when(one.was), when(one.would)]),
    ),
    {
      header: true,
      columns: ['dossier', 'alerte', 'changement', 'destinataire', 'prévenu alors', 'prévenu avec cet essai'],
      bom: true,
      delimiter: ';',
      escape_formulas: true,
    },
  );
}

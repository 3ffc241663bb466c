import { stringify } from 'csv-stringify/sync';
import { type Request, type Response, Router } from 'express';
import { frenchDateTime } from '../../../calendar/french.ts';
import type { Instant } from '../../../calendar/span.ts';
import { bodyName } from '../../../directory/names.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { calendarOf, type IndexedDirectory } from '../../../directory/resolve.ts';
import type { Divergence } from '../../../rehearsal/past/past.ts';
import { endRehearsal, type FoundLine, findings, type Rehearsal, readRehearsal } from '../../../rehearsal/past/rehearsals.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { PastChange, PastFoundView } from '../../../templates/views/rehearsal.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, pastHref, pastPaths, rehearsalHref } from '../shared/addresses.ts';
import { chromeFor, traceAct } from '../shared/desk-page.ts';
import { sendCsv } from '../shared/file-answer.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { numbered } from '../shared/pagination.ts';
import { beginPastPage } from './begin-past.ts';
import { rehearsalTabs } from './rehearsed-protocol.ts';

const LINES = 50;
const CSV_LINES = 50_000;
/** Seconds after which a page that shows progress asks for itself again. */
const AGAIN = '3';

/** A protocol over the department's recorded cases: who would have been told earlier, later, newly or never. For coordinators. */
export function pastPages(parts: Parts): Router {
  const pages = Router();
  beginPastPage(parts, pages);
  pages.get(pastPaths.one, (request, response) => foundPage(parts, request, response));
  formButton<Rehearsal>(parts, pages, {
    at: pastPaths.stop,
    standsOn: ({ request }) => rehearsalHref(String(request.params.rehearsal)),
    open: ({ request, response }) => open(parts, request, response),
    act: async ({ id }, { ask: { response } }) => {
      if (!(await endRehearsal(parts.database, signedIn(response).department, id, 'STOPPED', parts.now()))) return { changed: true };
      return { to: rehearsalHref(id), said: 'L’essai est arrêté. Ce qu’il avait trouvé est gardé.' };
    },
  });
  pages.get(pastPaths.csv, async (request, response) => {
    const { id } = await open(parts, request, response);
    const account = signedIn(response);
    const directory = await currentDirectory(parts.database, account.department);
    const { rows } = await findings(parts.database, account.department, id, { page: 1, size: CSV_LINES });
    await traceAct(parts, { request, response }, 'EXPORTED');
    sendCsv(response, csvOf(rows, directory), `essai-sur-le-passe-${account.department}`);
  });
  return pages;
}

async function open(parts: Parts, request: Request, response: Response): Promise<Rehearsal> {
  const found = await readRehearsal(parts.database, signedIn(response).department, String(request.params.rehearsal));
  if (found === null) throw new NotFound('Cet essai n’existe pas, ou n’est plus gardé.');
  return found;
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
  const here = rehearsalHref(id);
  const { rows, total } = await findings(parts.database, account.department, id, {
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
    ...(running && { stop: buttonTo(parts, { request, response }, rehearsalHref(id, 'stop')) }),
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
    pagination: numbered({ page, size: LINES, shown: rows.length, total }, (number) => address({ page: number })),
    csvHref: rehearsalHref(id, 'csv'),
  };
  response.type('html').send(parts.page('desk/past-found', view));
}

function whoWords({ role, organisation, purpose }: Divergence, directory: IndexedDirectory): string {
  if (role === 'DUTY') return 'Astreinte';
  const name = organisation === null ? label('role', role) : bodyName(directory, organisation);
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
  const zone = calendarOf(directory, 'desk').zone;
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

import { type Request, type Response, Router } from 'express';
import { may } from '../../../accounts/rights.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { roleLabel } from '../../../procedures/policy-words.ts';
import { startOf } from '../../../rehearsal/dry-run/play.ts';
import { scenarioFromQuery, scenarioToQuery } from '../../../rehearsal/dry-run/scenario.ts';
import {
  changeSituation,
  dropSituation,
  type KeptSituation,
  keepSituation,
  keptSituation,
  keptSituations,
} from '../../../rehearsal/situations/kept-situations.ts';
import { situationsFor } from '../../../rehearsal/situations/library.ts';
import {
  type Expected,
  expectedSchema,
  expectedWords,
  observed,
  runSituations,
  type SituationResult,
  type WorkedSituation,
} from '../../../rehearsal/situations/situations.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Choice } from '../../../templates/views/parts.ts';
import type { SituationField, SituationLine, SituationView } from '../../../templates/views/rehearsal.ts';
import { codes, type Role, type RoleGroup } from '../../../vocabulary/vocabulary.ts';
import { BadRequest, NotFound } from '../../http/errors.ts';
import { requireRight, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { dryRunHref, situationsHref } from '../shared/addresses.ts';
import { chromeFor, notice } from '../shared/desk-page.ts';
import { expired } from '../shared/expired.ts';
import { factLines, factsSummary } from '../shared/facts-form.ts';
import { type FormError, formAction, formView, one, type Typed, typed } from '../shared/form.ts';
import { protocolsToTry, protocolTitle, rehearsalTabs, withProtocol, worldToTry } from './rehearsed-protocol.ts';

const LONGEST_TITLE = 160;
const fields = ['title', 'expected'] as const satisfies readonly SituationField[];

/** The worked situations, shipped and the department's own, run on a protocol: the coordinator's own test suite. */
export function situationsPages(parts: Parts): Router {
  const pages = Router();
  pages.get('/', (request, response) => listPage(parts, request, response));
  pages.use(requireRight(parts, expired(parts), 'protocol.write'));
  pages.post('/', (request, response) => keep(parts, request, response));
  pages.get('/:situation', async (request, response) => {
    const kept = await openSituation(parts, request, response);
    response.type('html').send(await editPage(parts, request, response, kept, typedSituation(kept), []));
  });
  pages.post('/:situation', (request, response) => change(parts, request, response));
  pages.post('/:situation/retirer', async (request, response) => {
    await dropSituation(parts.database, signedIn(response).department, String(request.params.situation));
    notice(request, 'La situation est retirée.');
    response.redirect(303, situationsHref);
  });
  return pages;
}

async function listPage(parts: Parts, request: Request, response: Response): Promise<void> {
  const account = signedIn(response);
  const { department } = account;
  const protocol = typeof request.query.p === 'string' && request.query.p !== '' ? request.query.p : undefined;
  const world = await worldToTry(parts, department, protocol);
  const shipped = situationsFor(world.directory);
  const own = await keptSituations(parts.database, department);
  const writes = may(account, 'protocol.write');
  const run = (situations: readonly WorkedSituation[]) =>
    runSituations(world.procedure, world.directory, situations).map((result) => lineOf(result, protocol));
  const ownLines = run(own).map((line, index) => ({ ...line, ...(writes && { editHref: `${situationsHref}/${own[index]?.id}` }) }));
  const shippedLines = run(shipped.situations);
  const all = [...ownLines, ...shippedLines];
  response.type('html').send(
    parts.page('desk/situations', {
      chrome: await chromeFor(parts, request, response),
      ...rehearsalTabs(situationsHref, protocol, account),
      protocol: protocolTitle(world.procedure, protocol),
      form: formView({ action: situationsHref }, ['p'], { p: protocol ?? '' }),
      protocols: await protocolsToTry(parts, department),
      passed: all.filter(({ differences }) => differences.length === 0).length,
      total: all.length,
      failing: all.filter(({ differences }) => differences.length > 0),
      own: ownLines,
      shipped: shippedLines,
      absent: shipped.absent.map(({ title, why }) => ({ title: typographic(title), why: typographic(why) })),
      addHref: withProtocol(dryRunHref, protocol),
    }),
  );
}

function lineOf({ situation: { title, facts, at, expected }, differences }: SituationResult, protocol: string | undefined): SituationLine {
  const scenario = { facts, ...(protocol !== undefined && { protocol }), at: at ?? '2026-11-16T10:00' };
  return {
    title: typographic(title),
    summary: factsSummary(facts),
    expected: expectedWords(expected).map(typographic),
    differences: differences.map(typographic),
    playHref: `${dryRunHref}?${scenarioToQuery(scenario)}`,
  };
}

/** Keeps what a dry run shows as what is expected from now on: whoever the protocol tells at once. */
async function keep(parts: Parts, request: Request, response: Response): Promise<void> {
  const { department, id: by } = signedIn(response);
  const read = scenarioFromQuery(one(typed(request), 'scenario'));
  if ('problems' in read) throw new BadRequest('scenario', 'Cet essai n’est pas compris : rejouez-le, puis gardez-le.');
  const { facts, at, protocol } = read.scenario;
  const world = await worldToTry(parts, department, protocol);
  const seen = observed({ facts, ...(at !== undefined && { at }) }, world);
  if (seen === null) throw new BadRequest('refused', 'La qualification de cette situation est refusée : il n’y a rien à attendre d’elle.');
  const title = one(typed(request), 'title').slice(0, LONGEST_TITLE) || factsSummary(facts);
  const recipients = seen.recipients.map(({ role, purpose }) => ({ role, purpose }));
  const expected: Expected = { recipients, tasks: seen.tasks, setAside: seen.setAside };
  const moment = at?.slice(0, 16);
  const kept = await keepSituation(parts.database, department, { title, facts, expected, ...(moment && { at: moment }) }, by, parts.now());
  if ('full' in kept) throw new BadRequest('full', 'La liste des situations est pleine : retirez-en une avant d’en ajouter.');
  notice(request, 'La situation est gardée. Voici ce qu’elle attend : corrigez-le si ce n’est pas ce que vous voulez.');
  response.redirect(303, `${situationsHref}/${kept.id}`);
}

async function openSituation(parts: Parts, request: Request, response: Response): Promise<KeptSituation> {
  const kept = await keptSituation(parts.database, signedIn(response).department, String(request.params.situation));
  if (kept === null) throw new NotFound('Cette situation n’existe pas, ou n’existe plus.');
  return kept;
}

const column = (values: Typed, name: string): string[] => [values[name] ?? []].flat();

function typedSituation({ title, expected: { recipients, tasks, setAside } }: Pick<WorkedSituation, 'title' | 'expected'>): Typed {
  return {
    title,
    role: recipients.map(({ role }) => role),
    purpose: recipients.map(({ purpose }) => purpose),
    task: tasks.map(({ task }) => task),
    to: tasks.map(({ to }) => to),
    aside: setAside,
  };
}

async function change(parts: Parts, request: Request, response: Response): Promise<void> {
  const kept = await openSituation(parts, request, response);
  const values = typed(request);
  const errors: FormError<SituationField>[] = [];
  const title = one(values, 'title');
  if (title === '' || title.length > LONGEST_TITLE)
    errors.push({ field: 'title', message: `Donnez un titre, d’au plus ${LONGEST_TITLE} caractères.` });
  const filled = (name: string, with_: string) =>
    column(values, name).flatMap((value, index) => (value === '' ? [] : [[value, column(values, with_)[index] ?? ''] as const]));
  const expected = expectedSchema.safeParse({
    recipients: filled('role', 'purpose').map(([role, purpose]) => ({ role, purpose })),
    tasks: filled('task', 'to').map(([task, to]) => ({ task, to })),
    setAside: column(values, 'aside').filter((value) => value !== ''),
    ...(kept.expected.deadlines && { deadlines: kept.expected.deadlines }),
  });
  if (!expected.success)
    errors.push({ field: 'expected', message: 'Choisissez pour chaque ligne dans les listes : le rôle et le but, la tâche et à qui.' });
  const changed =
    errors.length === 0 && expected.success ? { version: Number(one(values, 'version')), title, expected: expected.data as Expected } : null;
  if (changed !== null) {
    const { department, id: by } = signedIn(response);
    if (await changeSituation(parts.database, department, kept.id, changed, by, parts.now())) {
      notice(request, 'La situation est enregistrée.');
      return response.redirect(303, situationsHref);
    }
    errors.push({
      field: 'title',
      message: 'Quelqu’un d’autre vient de changer cette situation. Rien n’est écrasé : enregistrez à nouveau pour garder ce que vous voyez ici.',
    });
  }
  response
    .status(422)
    .type('html')
    .send(await editPage(parts, request, response, kept, values, errors));
}

async function editPage(
  parts: Parts,
  request: Request,
  response: Response,
  { id, facts, at, version }: KeptSituation,
  values: Typed,
  errors: FormError<SituationField>[],
): Promise<string> {
  const action = formAction(parts, request, response, `${situationsHref}/${id}`);
  const lines = (name: string, with_: string) => {
    const filled = column(values, name).map((value, index) => ({ value, with: column(values, with_)[index] ?? '' }));
    return [...filled.filter(({ value }) => value !== ''), { value: '', with: '' }];
  };
  const view: SituationView = {
    chrome: await chromeFor(parts, request, response),
    form: { ...formView(action, fields, values, errors), hidden: [{ name: 'version', value: String(version) }] },
    facts: factLines(facts),
    ...(at !== undefined && {
      at: startOf({ at }, { directory: await currentDirectory(parts.database, signedIn(response).department) }, parts.now()),
    }),
    recipients: lines('role', 'purpose'),
    tasks: lines('task', 'to'),
    aside: lines('aside', ''),
    choices: { roles: roleChoices(), audiences },
    playHref: `${dryRunHref}?${scenarioToQuery({ facts, ...(at !== undefined && { at }) })}`,
    backHref: situationsHref,
    remove: formAction(parts, request, response, `${situationsHref}/${id}/retirer`),
  };
  return parts.page('desk/situation-expected', view);
}

const audiences: Choice[] = [
  { value: 'DUTY', label: 'à l’astreinte' },
  { value: 'DESK', label: 'au guichet' },
  { value: 'COORDINATOR', label: 'à la coordination' },
];

function roleChoices(): Choice[] {
  const roles: (Role | RoleGroup)[] = [...codes('role'), ...codes('roleGroup')].filter((role) => role !== 'DESK' && role !== 'URGENCES') as (
    | Role
    | RoleGroup
  )[];
  return roles.map((value) => ({ value, label: typographic(roleLabel(value)) })).sort((a, b) => a.label.localeCompare(b.label, 'fr'));
}

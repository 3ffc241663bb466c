import { type Request, type Response, Router } from 'express';
import { may } from '../../../accounts/rights.ts';
import { establishmentName } from '../../../directory/names.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { startOf } from '../../../rehearsal/dry-run/play.ts';
import { type Scenario, scenarioFromQuery, scenarioToQuery } from '../../../rehearsal/dry-run/scenario.ts';
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
import { codes, type Role, type RoleGroup, roleLabel } from '../../../vocabulary/vocabulary.ts';
import { BadRequest, NotFound } from '../../http/errors.ts';
import { requireRight, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { dryRunHref, firstPath, situationHref, situationPaths, situationsHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { expired } from '../shared/expired.ts';
import { factLines, factsSummary } from '../shared/facts-form.ts';
import { everyValue, neededText, onlyShown, type Values } from '../shared/fields.ts';
import { formView, one, type Typed, typed } from '../shared/form.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { type FormEnd, type Sent, WHOLE } from '../shared/form-sent.ts';
import { protocolsToTry, protocolTitle, rehearsalTabs, withProtocol, worldToTry } from './rehearsed-protocol.ts';

const LONGEST_TITLE = 160;
/** The line that is left for somebody else to be added: a value, so that lines stay beside one another. */
const NOBODY = 'PERSONNE';
const titled = `Donnez un titre, d’au plus ${LONGEST_TITLE} caractères.`;
const fields = {
  title: neededText(titled).refine((title) => title.length <= LONGEST_TITLE, titled),
  expected: onlyShown,
  role: everyValue,
  purpose: everyValue,
  task: everyValue,
  to: everyValue,
  aside: everyValue,
} satisfies Record<SituationField, unknown>;

/** The worked situations, shipped and the department's own, run on a protocol: the coordinator's own test suite. */
export function situationsPages(parts: Parts): Router {
  const pages = Router();
  const open = ({ request, response }: Ask) => openSituation(parts, request, response);
  pages.get(firstPath, (request, response) => listPage(parts, request, response));
  pages.use(requireRight(parts, expired(parts), 'protocol.write'));
  formButton<Scenario>(parts, pages, {
    at: situationPaths.keep,
    standsOn: ({ request }) => {
      const read = scenarioFromQuery(one(typed(request), 'scenario'));
      return 'scenario' in read ? `${dryRunHref}?${scenarioToQuery(read.scenario)}` : dryRunHref;
    },
    open: async ({ request }) => {
      const read = scenarioFromQuery(one(typed(request), 'scenario'));
      if ('problems' in read) throw new BadRequest('scenario', 'Cet essai n’est pas compris : rejouez-le, puis gardez-le.');
      return read.scenario;
    },
    act: (scenario, sent) => keep(parts, scenario, sent),
  });
  formPage<KeptSituation, typeof fields>(parts, pages, {
    at: situationPaths.one,
    door: signedInDoor(parts),
    open,
    fields,
    begin: typedSituation,
    seen: ({ version }) => version,
    check: (values, kept) => ('problem' in expectedOf(values, kept) ? [{ field: 'expected', message: unclear }] : []),
    view: (form, kept, ask) => editPage(parts, form, kept, ask),
    act: async (values, kept, { ask, unchanged }) => {
      const { department, id: by } = signedIn(ask.response);
      const read = expectedOf(values, kept);
      if ('problem' in read) return { errors: [{ field: 'expected', message: unclear }] };
      const change = { version: kept.version, title: values.title, expected: read.expected };
      const changed = unchanged(kept.version) && (await changeSituation(parts.database, department, kept.id, change, by, parts.now()));
      return changed ? { to: situationsHref, said: 'La situation est enregistrée.' } : { changed: true };
    },
  });
  formButton<KeptSituation>(parts, pages, {
    at: situationPaths.drop,
    standsOn: ({ request }) => situationHref(String(request.params.situation)),
    open,
    act: async ({ id }, { ask: { response } }) => {
      if (!(await dropSituation(parts.database, signedIn(response).department, id))) return { changed: true };
      return { to: situationsHref, said: 'La situation est retirée.' };
    },
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
  const ownLines = run(own).map((line, index) => ({ ...line, ...(writes && { editHref: situationHref(own[index]?.id ?? '') }) }));
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
async function keep(parts: Parts, { facts, at, protocol }: Scenario, sent: Sent): Promise<FormEnd> {
  const { department, id: by } = signedIn(sent.ask.response);
  const refused = (message: string): FormEnd => ({ errors: [{ field: WHOLE, message }] });
  const world = await worldToTry(parts, department, protocol);
  const seen = observed({ facts, ...(at !== undefined && { at }) }, world);
  if (seen === null) return refused('La qualification de cette situation est refusée : il n’y a rien à attendre d’elle.');
  const title = one(sent.typed, 'title').slice(0, LONGEST_TITLE) || factsSummary(facts);
  const recipients = seen.recipients.map(({ role, purpose }) => ({ role, purpose }));
  const expected: Expected = { recipients, tasks: seen.tasks, setAside: seen.setAside };
  const moment = at?.slice(0, 16);
  const kept = await keepSituation(parts.database, department, { title, facts, expected, ...(moment && { at: moment }) }, by, parts.now());
  if ('full' in kept) return refused('La liste des situations est pleine : retirez-en une avant d’en ajouter.');
  const said = 'La situation est gardée. Voici ce qu’elle attend : corrigez-le si ce n’est pas ce que vous voulez.';
  return { to: situationHref(kept.id), said };
}

async function openSituation(parts: Parts, request: Request, response: Response): Promise<KeptSituation> {
  const kept = await keptSituation(parts.database, signedIn(response).department, String(request.params.situation));
  if (kept === null) throw new NotFound('Cette situation n’existe pas, ou n’existe plus.');
  return kept;
}

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

const unclear = 'Choisissez pour chaque ligne dans les listes : le rôle et le but, la tâche et à qui.';

function expectedOf(values: Partial<Values<typeof fields>>, { expected: { deadlines } }: KeptSituation): { expected: Expected } | { problem: true } {
  const { role = [], purpose = [], task = [], to = [], aside = [] } = values;
  const filled = (column: string[], beside: string[]) =>
    column.flatMap((value, index) => (value === NOBODY ? [] : [[value, beside[index] ?? ''] as const]));
  const read = expectedSchema.safeParse({
    recipients: filled(role, purpose).map(([role, purpose]) => ({ role, purpose })),
    tasks: filled(task, to).map(([task, to]) => ({ task, to })),
    setAside: aside.filter((value) => value !== NOBODY),
    ...(deadlines && { deadlines }),
  });
  return read.success ? { expected: read.data as Expected } : { problem: true };
}

async function editPage(parts: Parts, form: SituationView['form'], { id, facts, at }: KeptSituation, { request, response }: Ask): Promise<string> {
  const lines = (name: SituationField, beside: SituationField) => {
    const [values, others] = [form.fields[name].value, form.fields[beside].value].map((value) => [value].flat());
    const filled = (values ?? []).map((value, index) => ({ value, with: others?.[index] ?? '' }));
    return [...filled.filter(({ value }) => value !== NOBODY), { value: NOBODY, with: '' }];
  };
  const directory = await currentDirectory(parts.database, signedIn(response).department);
  const view: SituationView = {
    chrome: await chromeFor(parts, request, response),
    form,
    facts: factLines(facts, (finess) => establishmentName(directory, finess)),
    ...(at !== undefined && {
      at: startOf({ at }, { directory }, parts.now()),
    }),
    recipients: lines('role', 'purpose'),
    tasks: lines('task', 'to'),
    aside: lines('aside', 'aside'),
    choices: { roles: roleChoices(), audiences },
    nobody: NOBODY,
    playHref: `${dryRunHref}?${scenarioToQuery({ facts, ...(at !== undefined && { at }) })}`,
    backHref: situationsHref,
    remove: buttonTo(parts, { request, response }, situationHref(id, 'drop')),
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

import { type Request, type Response, Router } from 'express';
import { DateTime } from 'luxon';
import { may } from '../../../accounts/rights.ts';
import { frenchDateTime } from '../../../calendar/french.ts';
import type { World } from '../../../cases/running/turn.ts';
import { establishmentName } from '../../../directory/names.ts';
import { calendarOf } from '../../../directory/resolve.ts';
import { behaviourSchema } from '../../../rehearsal/dry-run/behaviour.ts';
import { play, startOf } from '../../../rehearsal/dry-run/play.ts';
import { parseScenario, type Scenario, scenarioFile, scenarioFromQuery, scenarioToQuery } from '../../../rehearsal/dry-run/scenario.ts';
import type { Simulation } from '../../../rehearsal/dry-run/simulate.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Form } from '../../../templates/views/parts.ts';
import type { DryRunField, DryRunView, PlayedView } from '../../../templates/views/rehearsal.ts';
import { BadRequest } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { uploaded } from '../../http/uploads.ts';
import { dryRunFileHref, dryRunHref, dryRunPaths, keepSituationHref, openDryRunHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { factLines, factsSummary } from '../shared/facts-form.ts';
import { onlyShown } from '../shared/fields.ts';
import { type FormError, formAction, formView, type Typed } from '../shared/form.ts';
import { signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { dryRunChoices, dryRunFields, linesOf, localTime, readDryRun, typedDryRun, typedQuery } from './dry-run-form.ts';
import { timelineOf } from './dry-run-view.ts';
import { protocolsToTry, protocolTitle, rehearsalTabs, worldToTry } from './rehearsed-protocol.ts';

/**
 * A situation played at a date of one's choosing: the form, and what would happen. Everything is in the address (codes only), so
 * that a rehearsal is shared as a link; nothing is written, nobody is told.
 */
export function dryRunPages(parts: Parts): Router {
  const pages = Router();

  // A rehearsal that was downloaded, here or elsewhere, leads to the address that says it.
  const opening = formPage(parts, pages, {
    at: dryRunPaths.open,
    door: signedInDoor(parts),
    open: async () => null,
    fields: { file: onlyShown },
    view: async (form, _subject, { request, response }) => dryRunPage(parts, request, response, { fields: {}, errors: [], upload: form }),
    act: async (_values, _subject, { ask: { request } }) => {
      const [file] = uploaded(request, 'file');
      const read = file === undefined ? null : readScenario(file.bytes);
      if (read !== null && 'scenario' in read) return { to: `${dryRunHref}?${scenarioToQuery(read.scenario)}` };
      const message =
        read === null
          ? 'Choisissez le fichier d’un essai à blanc.'
          : `Ce fichier n’est pas un essai à blanc${read.problems.length === 0 ? '' : ` : ${read.problems.map(({ field, message: why }) => `${field}, ${why}`).join(' ; ')}`}`;
      return { errors: [{ field: 'file', message }] };
    },
    action: () => openDryRunHref,
  });

  pages.get(dryRunPaths.page, async (request, response) => {
    const fields = typedQuery(request.query);
    const upload = await opening(null, { request, response });
    const show = async (asked: Omit<Asked, 'upload'>) => {
      response.type('html').send(await dryRunPage(parts, request, response, { ...asked, upload }));
    };
    // What was typed leads to the address that says it; what is not understood is shown again, with the field named.
    if (fields.saisie !== undefined) {
      const { department } = signedIn(response);
      const { directory } = await worldToTry(parts, department, undefined);
      const { scenario, errors } = readDryRun(fields, { department, directory });
      if (errors.length > 0) return show({ fields, errors });
      return response.redirect(303, `${dryRunHref}?${scenarioToQuery(scenario)}`);
    }
    const query = new URL(request.originalUrl, 'http://here').searchParams;
    const bare = query.size === 0 || (query.size === 1 && query.has('p'));
    return show(bare ? { fields: { protocol: query.get('p') ?? '' }, errors: [] } : { scenario: scenarioOf(query), errors: [] });
  });
  pages.get(dryRunPaths.file, (request, response) => {
    const scenario = scenarioOf(new URL(request.originalUrl, 'http://here').searchParams);
    const { department } = signedIn(response);
    response.attachment(`essai-${department}-${(scenario.at ?? '').slice(0, 10)}.json`);
    response.type('json').send(`${JSON.stringify(scenarioFile(department, scenario), null, 2)}\n`);
  });
  return pages;
}

function scenarioOf(query: URLSearchParams): Scenario {
  const read = scenarioFromQuery(query);
  if ('scenario' in read) return read.scenario;
  throw new BadRequest('scenario', `Ce lien n’est pas compris : ${read.problems[0]?.message ?? ''}`);
}

function readScenario(bytes: Buffer): ReturnType<typeof parseScenario> {
  try {
    return parseScenario(JSON.parse(bytes.toString('utf8')));
  } catch {
    return { problems: [] };
  }
}

interface Asked {
  upload: Form<'file'>;
  fields?: Typed;
  scenario?: Scenario;
  errors: FormError<DryRunField>[];
}

async function dryRunPage(parts: Parts, request: Request, response: Response, { fields, scenario, errors, upload }: Asked): Promise<string> {
  const account = signedIn(response);
  const { department } = account;
  const protocol = scenario?.protocol ?? (typeof fields?.protocol === 'string' && fields.protocol !== '' ? fields.protocol : undefined);
  const world = await worldToTry(parts, department, protocol);
  const { zone } = calendarOf(world.directory, 'desk');
  const now = localTime(parts.now(), zone);
  const dated = scenario && { ...scenario, at: scenario.at ?? now };
  const factsWorld = { department, directory: world.directory };
  const typed = fields ?? (dated === undefined ? {} : typedDryRun({ ...dated, at: asField(dated.at, zone) }, factsWorld));
  const start = dated && startOf(dated, world, parts.now());
  const simulation = dated === undefined || start === undefined ? null : play(dated, start, world);
  const ran = simulation !== null && 'entries' in simulation ? simulation : null;
  const shown = { at: now, channel: 'PHONE', deskReached: 'OUI', deskPhoneUnit: 'wh', deskInformUnit: 'wh', ...typed };
  const view: DryRunView = {
    chrome: await chromeFor(parts, request, response),
    ...rehearsalTabs(dryRunHref, protocol, account),
    form: formView({ action: dryRunHref }, dryRunFields, shown, errors, ['maltreatment', 'flags']),
    upload,
    choices: dryRunChoices(shown, factsWorld, await protocolsToTry(parts, department), scenario?.facts ?? null, ran),
    ...linesOf(shown),
    ...(dated !== undefined &&
      ran !== null &&
      start !== undefined && {
        played: {
          ...playedView(dated, start, ran, world, zone),
          ...(may(account, 'protocol.write') && { keep: keepForm(parts, request, response, dated) }),
        },
      }),
    ...(simulation !== null && 'refused' in simulation && { refused: simulation.refused.sayable }),
  };
  return parts.page('desk/dry-run', view);
}

/** An instant with an offset becomes the desk's own time, to the minute. */
const asField = (at: string, zone: string): string => DateTime.fromISO(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm");

function playedView(scenario: Scenario, start: number, simulation: Simulation, world: World, zone: string): PlayedView {
  const query = scenarioToQuery(scenario);
  return {
    situation: factsSummary(scenario.facts),
    facts: factLines(scenario.facts, (finess) => establishmentName(world.directory, finess)),
    at: start,
    protocol: protocolTitle(world.procedure, scenario.protocol),
    notes: notesOf(scenario),
    summary: summaryOf(simulation, zone).map(typographic),
    ...timelineOf(simulation, world),
    link: `${dryRunHref}?${query}`,
    fileHref: `${dryRunFileHref}?${query}`,
  };
}

function keepForm(parts: Parts, request: Request, response: Response, scenario: Scenario): Form<'title'> {
  const hidden = [{ name: 'scenario', value: scenarioToQuery({ ...scenario, behaviour: behaviourSchema.parse({}) }) }];
  return { ...formView({ ...formAction(parts, request, response, keepSituationHref), hidden }, ['title'], { title: factsSummary(scenario.facts) }) };
}

function notesOf({ facts }: Scenario): string[] {
  return facts.flags.includes('REPORTER_BOUND_BY_SECRECY')
    ? ['L’auteur est tenu au secret : la répétition suppose qu’il alerte au titre de l’article 226-14 1° du code pénal.'].map(typographic)
    : [];
}

const plural = (count: number, one: string, several: string): string => `${count}\u00a0${count > 1 ? several : one}`;

function summaryOf({ entries, state }: Simulation, zone: string): string[] {
  const count = (kind: string) => entries.filter((entry) => entry.kind === kind).length;
  const action = state.transfers.filter(({ purpose, replaces }) => purpose === 'ACTION' && replaces === null).length;
  const information = state.transfers.filter(({ purpose }) => purpose === 'INFORMATION').length;
  const first = `${plural(action, 'destinataire pour action', 'destinataires pour action')}${information === 0 ? '' : `, ${information} pour information`}.`;
  const follow = [
    plural(count('REMINDED'), 'relance', 'relances'),
    plural(count('ESCALATED'), 'escalade', 'escalades'),
    plural(count('REROUTED'), 'changement de destinataire', 'changements de destinataire'),
    plural(count('TASK_RAISED'), 'tâche pour des personnes', 'tâches pour des personnes'),
  ].filter((text) => !text.startsWith('0'));
  const lapsed = entries.find(({ kind }) => kind === 'OBLIGATION_LAPSED');
  const last = entries.at(-1);
  return [
    first,
    ...(follow.length === 0 ? [] : [`${follow.join(', ')}.`]),
    ...(lapsed === undefined ? [] : [`Personne n’a pris en charge à temps : le guichet doit décider ${frenchDateTime(lapsed.at, zone)}.`]),
    ...(last === undefined ? [] : [`Dernier moment : ${frenchDateTime(last.at, zone)}.`]),
  ];
}

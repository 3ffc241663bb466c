import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import type { z } from 'zod';
import type { World } from '../../cases/running/turn.ts';
import { calendarOf, indexDirectory } from '../../directory/resolve.ts';
import { parseDirectory } from '../../directory/schema.ts';
import { type LibraryName, library, libraryProcedure } from '../../procedures/library/index.ts';
import type { Procedure } from '../../procedures/procedure.ts';
import { parseProcedure } from '../../procedures/schema.ts';
import { behaviourSchema } from '../../rehearsal/dry-run/behaviour.ts';
import { play } from '../../rehearsal/dry-run/play.ts';
import { type Report, report } from '../../rehearsal/dry-run/printed.ts';
import { parseScenario, type Scenario } from '../../rehearsal/dry-run/scenario.ts';
import { simulate } from '../../rehearsal/dry-run/simulate.ts';
import { projectRoot } from '../../settings/config.ts';
import { Problem } from '../../settings/problem.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import { factsSchema } from '../../vocabulary/facts-schema.ts';
import { faultsOf, readDocument } from './files.ts';

export interface SimulateOptions {
  department?: string;
  facts?: string;
  at?: string;
  procedure?: string;
  behaviour?: string;
  directory?: string;
  /** A file downloaded from a dry run; what is said beside it wins. */
  scenario?: string;
  json?: boolean;
}

/** `guichet simulate`: who would be told, reminded and escalated to, and when. Needs no running service. */
export function printSimulation(options: SimulateOptions): void {
  const { department, scenario } = scenarioOf(options);
  const directory = directoryIn(options.directory, department);
  const world: World = { procedure: procedureNamed(options.procedure ?? versionOf(scenario)), directory };
  const at = DateTime.fromISO(scenario.at ?? '', { zone: calendarOf(directory, 'desk').zone });
  if (!at.isValid) throw new Problem(`--at : « ${scenario.at ?? ''} » n’est pas une date ; écrivez par exemple 2026-11-20T10:00:00+01:00.`);
  const played =
    options.scenario === undefined ? simulate(scenario.facts, at.toMillis(), world, scenario.behaviour) : play(scenario, at.toMillis(), world);
  if ('refused' in played) throw new Problem(played.refused.sayable);
  const told = report(played, world);
  console.log(options.json ? JSON.stringify(told, null, 2) : inWords(told));
}

/** What is to be played: a dry run's file, or its parts one by one. */
function scenarioOf(options: SimulateOptions): { department: string; scenario: Scenario } {
  const { scenario: file, facts, behaviour, at } = options;
  const read = file === undefined ? null : parseScenario(readDocument(file, '--scenario'));
  if (read !== null && 'problems' in read)
    throw faultsOf(
      file ?? '',
      read.problems.map(({ field, message }) => ({ path: field, message })),
    );
  const department = options.department ?? read?.department;
  if (department === undefined) throw new Problem('--department : dites le département, par exemple --department 54.');
  if (read === null && facts === undefined) throw new Problem('--facts : donnez le fichier des faits, ou un essai entier avec --scenario.');
  if (read?.scenario.at === undefined && at === undefined)
    throw new Problem('--at : dites la date et l’heure, par exemple 2026-11-20T10:00:00+01:00.');
  const chosen = {
    ...(facts !== undefined && { facts: checked(factsSchema, facts, '--facts') as Facts }),
    ...(behaviour !== undefined && { behaviour: checked(behaviourSchema, behaviour, '--behaviour') }),
    ...(at !== undefined && { at }),
  };
  return { department, scenario: { behaviour: behaviourSchema.parse({}), ...read?.scenario, ...chosen } as Scenario };
}

/** The version a dry run was played with, where the library has it; a draft lives in a department's record. */
function versionOf({ protocol }: Scenario): string | undefined {
  if (!protocol?.startsWith('draft:')) return protocol;
  throw new Problem('--procedure : cet essai porte sur un brouillon ; exportez-le depuis le guichet et donnez son fichier avec --procedure.');
}

/** A protocol of the library by name (`national`, `national@1`), or the one in a file. Throws a Problem otherwise. */
export function procedureNamed(name = 'national'): Procedure {
  const names = Object.keys(library) as LibraryName[];
  const known = names.find((one) => one === name.split('@')[0]);
  const shipped = known && libraryProcedure(known);
  if (shipped !== undefined && (name === shipped.slug || name === `${shipped.slug}@${shipped.number}`)) return shipped;
  if (!existsSync(name))
    throw new Problem(`--procedure : aucun protocole « ${name} » ; donnez ${names.join(' ou ')}, ou le chemin d’un fichier YAML ou JSON.`);
  const read = parseProcedure(readDocument(name, '--procedure'));
  if ('procedure' in read) return read.procedure;
  throw faultsOf(name, read.problems);
}

/** The directory of a department among the files of a folder (the demonstration's by default). Throws a Problem when it is not there. */
export function directoryIn(folder = join(projectRoot, 'demonstration'), department: string): World['directory'] {
  const file = ['yaml', 'yml', 'json'].map((ending) => join(folder, `${department}.${ending}`)).find(existsSync);
  if (file === undefined)
    throw new Problem(
      `--department : aucun annuaire pour « ${department} » dans le dossier indiqué ; créez ${department}.yaml, ou choisissez 54 ou 57.`,
    );
  const read = parseDirectory(readDocument(file, '--directory'));
  if ('directory' in read) return indexDirectory(read.directory);
  throw faultsOf(file, read.problems);
}

function checked<T extends z.ZodType>(schema: T, file: string, option: string): z.infer<T> {
  const read = schema.safeParse(readDocument(file, option));
  if (read.success) return read.data;
  throw faultsOf(
    file,
    read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  );
}

function inWords({ procedure, transfers, timeline, tasks, gaps }: Report): string {
  return [
    `Protocole ${procedure}`,
    ...transfers.map(({ role, organisation, purpose, because, deadlines }) =>
      [
        `• ${role} : ${organisation} (${purpose === 'ACTION' ? 'pour action' : 'pour information'}) ; règles ${because.join(', ')}`,
        ...deadlines.map(({ reach, dueAt, state }) => `    ${reach} avant ${dueAt} (${state === 'running' ? 'en cours' : 'prévu'})`),
      ].join('\n'),
    ),
    ...gaps.map(({ role, reason }) => `• Personne pour ${role} (${reason})`),
    'Déroulé :',
    ...timeline.map(({ at, kind, transfer, to, detail }) => `  ${at}  ${kind.padEnd(20)} ${[transfer, to, detail].filter(Boolean).join('  ')}`),
    'Tâches encore ouvertes :',
    ...tasks.filter(({ status }) => status === 'OPEN').map(({ kind, to, dueAt }) => `  ${kind} (${to}) pour ${dueAt}`),
  ].join('\n');
}

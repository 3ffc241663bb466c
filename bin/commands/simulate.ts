import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import type { z } from 'zod';
import { behaviourSchema } from '../../cases/behaviour.ts';
import type { Facts } from '../../cases/facts.ts';
import { type Report, report } from '../../cases/report.ts';
import { simulate } from '../../cases/simulate.ts';
import type { World } from '../../cases/turn.ts';
import { indexDirectory } from '../../directory/resolve.ts';
import { parseDirectory } from '../../directory/schema.ts';
import { factsSchema } from '../../intake/schema.ts';
import { type LibraryName, library, libraryProcedure } from '../../procedures/library/index.ts';
import type { Procedure } from '../../procedures/procedure.ts';
import { parseProcedure } from '../../procedures/schema.ts';
import { projectRoot } from '../../runtime/config.ts';
import { Problem } from '../../runtime/problem.ts';
import { faultsOf, readDocument } from '../files.ts';

export interface SimulateOptions {
  department: string;
  facts: string;
  at: string;
  procedure?: string;
  behaviour?: string;
  directory?: string;
  json?: boolean;
}

/** `guichet simulate`: who would be told, reminded and escalated to, and when. Needs no running service. */
export function printSimulation(options: SimulateOptions): void {
  const world: World = {
    procedure: procedureNamed(options.procedure),
    directory: directoryIn(options.directory, options.department),
  };
  const at = DateTime.fromISO(options.at, { setZone: true });
  if (!at.isValid) throw new Problem(`--at : « ${options.at} » n’est pas une date ; écrivez par exemple 2026-11-20T10:00:00+01:00.`);
  const facts = checked(factsSchema, options.facts, '--facts') as Facts;
  const behaviour = options.behaviour === undefined ? behaviourSchema.parse({}) : checked(behaviourSchema, options.behaviour, '--behaviour');
  const played = simulate(facts, at.toMillis(), world, behaviour);
  if ('refused' in played) throw new Problem(played.refused.sayable);
  const told = report(played, world);
  console.log(options.json ? JSON.stringify(told, null, 2) : inWords(told));
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
export function directoryIn(folder = join(projectRoot, 'directory', 'demonstration'), department: string): World['directory'] {
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

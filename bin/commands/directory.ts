import { DateTime } from 'luxon';
import { frenchDay } from '../../calendar/french.ts';
import { dayIn } from '../../calendar/local.ts';
import { isOpen } from '../../calendar/opening.ts';
import type { Instant } from '../../calendar/span.ts';
import { territoryOf } from '../../calendar/territory.ts';
import type { Database } from '../../database/pool.ts';
import { answersAhead, type DatedAnswerChange, localRoles, type RoleAnswer } from '../../directory/answers.ts';
import { type Coverage, coverageOf, nothingAsked } from '../../directory/coverage.ts';
import { dutyHoles, type Hole } from '../../directory/duty/duty-holes.ts';
import { type Explained, explain } from '../../directory/explain.ts';
import { competenceWords, notChosenWords } from '../../directory/explained-words.ts';
import { bodyName, partyName } from '../../directory/names.ts';
import { communeName, communesOf } from '../../directory/record/communes.ts';
import { listDuty } from '../../directory/record/duty.ts';
import { currentDirectory, directoryAt } from '../../directory/record/revisions.ts';
import { calendarOf, type IndexedDirectory } from '../../directory/resolve.ts';
import { gapWords } from '../../directory/sayings.ts';
import { whatIsAsked } from '../../procedures/asked-roles.ts';
import { procedureInForce } from '../../procedures/record/published.ts';
import { Problem } from '../../settings/problem.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import { factsSchema } from '../../vocabulary/facts-schema.ts';
import { roleLabel } from '../../vocabulary/vocabulary.ts';
import { withDatabase } from './database.ts';
import { faultsOf, readDocument } from './files.ts';
import { knownDepartment } from './publish.ts';

const DUTY_AHEAD = 14 * 86_400_000;
const NAMED = 8;

/** `guichet directory coverage`: who answers where; exit code 1 on a hole in a role that the protocol in force asks for. */
export async function printCoverage({ department, json }: { department: string; json?: boolean }): Promise<void> {
  await withDatabase(async (db) => {
    await knownDepartment(db, department);
    const directory = (await currentDirectory(db, department)).on(Date.now());
    const procedure = await procedureInForce(db, department);
    const asked = procedure === null ? nothingAsked : whatIsAsked(procedure);
    const communes = communesOf(department).map(({ code }) => code);
    const coverage = coverageOf(directory, communes, asked);
    const duty = await dutyAhead(db, department, Date.now());
    const ahead = answersAhead(dayIn(Date.now(), territoryOf(department).zone), directory, communes);
    console.log(
      json
        ? JSON.stringify({ department, revision: directory.revision, ...coverage, ahead, duty }, null, 2)
        : [inWords(coverage, duty, directory), ...ahead.map((one) => aheadWords(one, directory))].join('\n'),
    );
    if (!coverage.isWhole) process.exitCode = 1;
  });
}

function aheadWords({ from, role, situation, communes, before, after }: DatedAnswerChange, directory: IndexedDirectory): string {
  const said = (answer: RoleAnswer) => ('gap' in answer ? `personne (${gapWords(answer.gap)})` : bodyName(directory, answer.organisation));
  const such = situation === '' ? '' : ` [${situation}]`;
  return `À partir du ${frenchDay(from)} : ${roleLabel(role)}${such}, ${communes.length} communes : ${said(before)} → ${said(after)}`;
}

async function dutyAhead(db: Database, department: string, now: Instant): Promise<Hole[]> {
  return dutyHoles(await listDuty(db, department, now, now + DUTY_AHEAD), now, now + DUTY_AHEAD);
}

function inWords({ roles, channels, alone, shut, isWhole }: Coverage, duty: readonly Hole[], directory: IndexedDirectory): string {
  const where = (communes: readonly string[]) => {
    const names = communes.slice(0, NAMED).map((code) => communeName(code) ?? code);
    return `${names.join(', ')}${communes.length > NAMED ? ` et ${communes.length - NAMED} autres` : ''}`;
  };
  const limited = (situation: string) => (situation === '' ? '' : ` [${situation}]`);
  return [
    `Annuaire révision ${directory.revision}`,
    ...roles.flatMap(({ role, isAsked, bodies, holes, overlaps }) => [
      `${holes.length === 0 ? 'couvert' : holes.some((one) => one.isAsked) ? 'MANQUE ' : 'manque '} ${roleLabel(role)}${isAsked ? '' : ' (le protocole ne le demande pas)'}`,
      ...bodies.map(
        ({ organisation, situation, communes }) => `    ${bodyName(directory, organisation)} : ${communes.length} communes${limited(situation)}`,
      ),
      ...holes.map(
        ({ reason, situation, communes }) =>
          `    personne, ${communes.length} communes${limited(situation)} : ${gapWords(reason)} (${where(communes)})`,
      ),
      ...overlaps.map(
        ({ organisations, situation, communes }) =>
          `    au même rang${limited(situation)} : ${organisations.map((id) => bodyName(directory, id)).join(', ')} (${where(communes)})`,
      ),
    ]),
    `Contacts jamais vérifiés : ${channels.filter(({ why }) => why === 'UNVERIFIED').length}`,
    ...channels
      .filter(({ why }) => why !== 'UNVERIFIED')
      .map(
        ({ organisation, contact, why }) =>
          `${why === 'FAILING' ? 'En échec' : 'À contrôler'} : ${partyName(directory, contact)}, ${bodyName(directory, organisation)}`,
      ),
    ...shut.map(
      ({ organisation, isReached }) => `Sans convention : ${bodyName(directory, organisation)}${isReached ? '' : ', ni téléphone ni adresse'}`,
    ),
    ...alone.map((id) => `Personne pour suppléer : ${bodyName(directory, id)}`),
    duty.length === 0 ? 'Astreinte : aucun trou dans les quatorze jours.' : `Astreinte : ${duty.length} trous dans les quatorze jours.`,
    isWhole ? 'Tout rôle que le protocole demande a partout quelqu’un.' : 'Un rôle que le protocole demande n’a pas partout quelqu’un.',
  ].join('\n');
}

interface ResolveOptions {
  department: string;
  facts: string;
  at: string;
  json?: boolean;
}

/** `guichet directory resolve`: for each role, who would be told of these facts with the directory of that instant, why, and why not the others. */
export async function printResolution({ department, facts: file, at: text, json }: ResolveOptions): Promise<void> {
  const read = factsSchema.safeParse(readDocument(file, '--facts'));
  if (!read.success)
    throw faultsOf(
      file,
      read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
    );
  const at = DateTime.fromISO(text, { zone: territoryOf(department).zone });
  if (!at.isValid) throw new Problem(`--at : « ${text} » n’est pas une date ; écrivez par exemple 2026-11-20T10:00:00+01:00.`);
  await withDatabase(async (db) => {
    await knownDepartment(db, department);
    const published = await directoryAt(db, department, at.toMillis());
    if (published === null) throw new Problem(`--at : aucun annuaire n’était publié ${text}.`);
    const directory = published.on(at.toMillis());
    const answers = [...localRoles, 'ETABLISSEMENT' as const]
      .map((role) => explain(role, read.data as Facts, directory))
      .filter(({ found, others }) => 'recipient' in found || others.length > 0);
    const open = (id: string) => isOpenAt(directory, id, at.toMillis());
    console.log(
      json
        ? JSON.stringify({ department, revision: directory.revision, answers }, null, 2)
        : answers.map((one) => resolutionWords(one, directory, open)).join('\n'),
    );
  });
}

const isOpenAt = (directory: IndexedDirectory, organisation: string, at: Instant): boolean => isOpen(calendarOf(directory, organisation), at);

function resolutionWords({ role, found, by, others }: Explained, directory: IndexedDirectory, open: (id: string) => boolean): string {
  const head =
    'recipient' in found
      ? `${bodyName(directory, found.recipient.organisation)}, ${partyName(directory, found.recipient.contact)} : ${competenceWords(found.recipient, by)}${open(found.recipient.organisation) ? '' : ' (fermé à cette heure)'}`
      : `personne : ${gapWords(found.gap.reason)}`;
  return [
    `${roleLabel(role)} → ${head}`,
    ...others.map((one) => `    ${bodyName(directory, one.organisation)} : ${notChosenWords(one, directory)}`),
  ].join('\n');
}

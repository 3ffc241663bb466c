import { DateTime } from 'luxon';
import { z } from 'zod';
import type { Clock } from '../../cases/running/clocks.ts';
import type { World } from '../../cases/running/turn.ts';
import { rolesHeld } from '../../directory/capacities.ts';
import { calendarOf, everywhereAt, type IndexedDirectory } from '../../directory/resolve.ts';
import type { Procedure } from '../../procedures/procedure.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import {
  codes,
  label,
  type Purpose,
  type Reach,
  type Role,
  type RoleGroup,
  roleLabel,
  type TaskAudience,
  type TaskKind,
  vocabulary,
} from '../../vocabulary/vocabulary.ts';
import { behaviourSchema } from '../dry-run/behaviour.ts';
import { play, startOf } from '../dry-run/play.ts';
import { rehearsedFacts } from '../dry-run/scenario.ts';
import type { Simulation } from '../dry-run/simulate.ts';

/** A worked situation: what it is, and whom a protocol must tell of it at once. */
export interface WorkedSituation {
  id: string;
  title: string;
  facts: Facts;
  /** The desk's own time (`2026-11-10T16:00`); absent: an ordinary Monday morning. */
  at?: string;
  expected: Expected;
}

export interface Expected {
  recipients: { role: Role | RoleGroup; purpose: Purpose }[];
  /** Tasks that the protocol itself orders, not those that carry a transfer. */
  tasks: { task: TaskKind; to: TaskAudience }[];
  /** Roles whose body a tie of interest sets aside. */
  setAside: (Role | RoleGroup)[];
  /** Limits that matter (a holiday is passed over): the desk's own time. */
  deadlines?: { role: Role | RoleGroup; reach: Reach; by: string }[];
}

export interface SituationResult {
  situation: WorkedSituation;
  /** What differs, in French; nothing when all is as expected. */
  differences: string[];
}

const ordinaryMoment = '2026-11-16T10:00';
const silent = behaviourSchema.parse({});

const anyRole = z.enum([...codes('role'), ...codes('roleGroup')] as [Role | RoleGroup, ...(Role | RoleGroup)[]]);
/** An instant on the desk's own clock. */
export const deskTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'La date s’écrit 2026-11-20T10:00.')
  .refine((text) => DateTime.fromISO(text, { zone: 'utc' }).isValid, 'Cette date n’existe pas.');

export const expectedSchema = z.strictObject({
  recipients: z.array(z.strictObject({ role: anyRole, purpose: z.enum(codes('purpose')) })).max(40),
  tasks: z
    .array(z.strictObject({ task: z.enum(codes('taskKind')), to: z.enum(['DUTY', 'DESK', 'COORDINATOR']) }))
    .max(40)
    .default([]),
  setAside: z.array(anyRole).max(20).default([]),
  deadlines: z
    .array(z.strictObject({ role: anyRole, reach: z.enum(['ACKNOWLEDGED', 'IN_CHARGE', 'OUTCOME_GIVEN']), by: deskTime }))
    .max(20)
    .optional(),
});

/**
 * A shipped situation names places by what they are, so that it can be played in any department: a town or the countryside, an
 * establishment of a FINESS category, the body that holds a role.
 */
export const placedShape = {
  facts: rehearsedFacts.omit({ inseeCode: true, finess: true }),
  commune: z.enum(['VILLE', 'CAMPAGNE']).optional(),
  /** FINESS category of the establishment concerned, which the directory must list. */
  establishment: z
    .string()
    .regex(/^\d{3}$/)
    .optional(),
  /** The first implicated party is, or works for, the body that holds this role. */
  implicatedBody: anyRole.optional(),
};
const shippedSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  title: z.string().max(160),
  ...placedShape,
  at: deskTime.optional(),
  expected: expectedSchema,
});
export type ShippedSituation = z.infer<typeof shippedSchema>;
export const shippedFile = z.strictObject({ situations: z.array(shippedSchema) });

/** The communes that stand for a town and for the countryside in a department. */
export interface Communes {
  VILLE: string;
  CAMPAGNE: string;
}

/** A shipped situation in a department, or why it has no object there (French). Pure. */
export function situate(
  { id, title, at, expected, ...placed }: ShippedSituation,
  directory: IndexedDirectory,
  communes: Communes,
): { situation: WorkedSituation } | { absent: string } {
  const found = factsIn(placed, directory, communes);
  if ('absent' in found) return found;
  return { situation: { id, title, ...found, expected: expected as Expected, ...(at !== undefined && { at }) } };
}

/** The facts of a situation that names places by what they are, in a department; or why it has no object there (French). Pure. */
export function factsIn(
  shipped: z.infer<z.ZodObject<typeof placedShape>>,
  directory: IndexedDirectory,
  communes: Communes,
): { facts: Facts } | { absent: string } {
  const { commune, establishment, implicatedBody } = shipped;
  const listed = directory.organisations.filter(({ finessCategory }) => establishment !== undefined && finessCategory === establishment);
  const [place] = listed.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  if (establishment !== undefined && place === undefined) return { absent: `L’annuaire n’a aucun établissement de catégorie ${establishment}.` };
  const inseeCode = place?.inseeCode ?? (commune === undefined ? undefined : communes[commune]);
  const body = implicatedBody === undefined ? undefined : holderOf(implicatedBody, inseeCode, directory);
  if (implicatedBody !== undefined && body === undefined) return { absent: `L’annuaire n’a personne pour ${roleLabel(implicatedBody)}.` };
  const implicated = shipped.facts.implicated.map((party, index) => (index === 0 && body !== undefined ? { ...party, organisation: body } : party));
  const facts = {
    ...shipped.facts,
    implicated,
    ...(inseeCode !== undefined && { inseeCode }),
    ...(place?.finess !== undefined && { finess: place.finess, finessCategory: establishment }),
  } as Facts;
  return { facts };
}

function holderOf(role: Role | RoleGroup, inseeCode: string | undefined, { competent, organisations }: IndexedDirectory): string | undefined {
  const candidates = competent.get(role);
  const local = inseeCode === undefined ? undefined : candidates?.local.get(inseeCode);
  const first = local?.[0] ?? (candidates && everywhereAt(candidates, inseeCode)[0]);
  return first?.organisation.id ?? organisations.find((one) => rolesHeld(one).includes(role as Role))?.id;
}

/** Plays each situation and compares who is told at once with what is expected. The order of lists never matters. Pure. */
export function runSituations(procedure: Procedure, directory: IndexedDirectory, situations: readonly WorkedSituation[]): SituationResult[] {
  return situations.map((situation) => ({ situation, differences: differencesOf(situation, { procedure, directory }) }));
}

/** What a protocol does at once with a situation: what a coordinator keeps as expected. Null when it cannot be qualified. Pure. */
export function observed({ facts, at = ordinaryMoment }: Pick<WorkedSituation, 'facts' | 'at'>, world: World): Observed | null {
  const start = startOf({ at }, world, 0);
  const simulation = play({ facts, behaviour: silent }, start, world);
  if ('refused' in simulation) return null;
  const first = simulation.entries.filter((entry) => entry.at === start);
  const recipients = simulation.transfers
    .filter(({ transfer }) => transfer.orderedAt === start && transfer.replaces === null)
    .map(({ transfer: { role, purpose, organisation, because }, clocks }) => ({ role, purpose, organisation, rules: because, clocks }));
  return {
    recipients,
    tasks: orderedTasks(first),
    setAside: first.flatMap(({ kind, because }) => (kind === 'CONFLICT' && because.role !== undefined ? [because.role] : [])),
    gaps: first.flatMap(({ kind, because }) => (kind === 'GAP' && because.role !== undefined ? [because.role] : [])),
  };
}

export interface Observed extends Pick<Expected, 'tasks' | 'setAside'> {
  /** `rules`: what of the protocol asks for it; `organisation`: the body that answers for the role there. */
  recipients: { role: Role; purpose: Purpose; organisation: string; rules: string[]; clocks: Clock[] }[];
  gaps: (Role | RoleGroup)[];
}

/** Those that the protocol itself asks for. */
function orderedTasks(entries: Simulation['entries']): Expected['tasks'] {
  return entries.flatMap(({ kind, changes }) =>
    kind !== 'TASK_RAISED'
      ? []
      : changes.flatMap((change) => {
          if (!('task' in change) || change.task.kind === undefined || change.task.to === undefined) return [];
          const { kind: asked } = change.task.cause ?? {};
          return asked === 'RULE' || asked === 'STEP' ? [{ task: change.task.kind, to: change.task.to }] : [];
        }),
  );
}

function differencesOf({ expected, ...situation }: WorkedSituation, world: World): string[] {
  const got = observed(situation, world);
  if (got === null) return ['La qualification est refusée par le protocole.'];
  const told = unmatched(expected.recipients, got.recipients, (one, other) => one.purpose === other.purpose && covers(one.role, other.role));
  const tasks = unmatched(expected.tasks, got.tasks, (one, other) => one.task === other.task && one.to === other.to);
  const aside = unmatched(expected.setAside, got.setAside, (one, other) => covers(one, other as Role) || one === other);
  return [
    ...told.missing.map(
      ({ role, purpose }) => `Attendu et pas prévenu : ${sayRole(role, purpose)}${got.gaps.includes(role) ? ' (l’annuaire ne donne personne)' : ''}.`,
    ),
    ...told.extra.map(({ role, purpose }) => `Prévenu et pas attendu : ${sayRole(role, purpose)}.`),
    ...tasks.missing.map(({ task, to }) => `Tâche attendue, absente : ${sayTask(task, to)}.`),
    ...tasks.extra.map(({ task, to }) => `Tâche non attendue : ${sayTask(task, to)}.`),
    ...aside.missing.map((role) => `Attendu écarté pour un lien avec le mis en cause, et pas écarté : ${roleLabel(role)}.`),
    ...aside.extra.map((role) => `Écarté pour un lien avec le mis en cause, et pas attendu : ${roleLabel(role)}.`),
    ...(expected.deadlines ?? []).flatMap((deadline) => lateness(deadline, got, world)),
  ];
}

/** Whether an expected role, or group of roles, is met by a body's role. */
const covers = (wanted: Role | RoleGroup, role: Role): boolean =>
  wanted === role || (wanted in vocabulary.roleGroup && (vocabulary.roleGroup[wanted as RoleGroup] as string[]).includes(role));

/** What of each list the other has not, and what they share, each item matched once. Pure. */
export function unmatched<A, B>(
  wanted: readonly A[],
  got: readonly B[],
  same: (one: A, other: B) => boolean,
): { missing: A[]; extra: B[]; matched: [A, B][] } {
  const extra = [...got];
  const matched: [A, B][] = [];
  const missing = wanted.filter((one) => {
    const found = extra.findIndex((other) => same(one, other));
    if (found >= 0) matched.push([one, ...extra.splice(found, 1)] as [A, B]);
    return found < 0;
  });
  return { missing, extra, matched };
}

const reachWords: Record<Reach, string> = { ACKNOWLEDGED: 'reçu', IN_CHARGE: 'pris en charge', OUTCOME_GIVEN: 'suite donnée' };

function lateness({ role, reach, by }: NonNullable<Expected['deadlines']>[number], got: Observed, { directory }: World): string[] {
  const clock = got.recipients.find((one) => covers(role, one.role))?.clocks.find((one) => one.reach === reach);
  const due = clock && DateTime.fromMillis(clock.dueAt, { zone: calendarOf(directory, 'desk').zone, locale: 'fr' });
  if (due?.toFormat("yyyy-MM-dd'T'HH:mm") === by) return [];
  const say = (when: DateTime) => when.toFormat("cccc d MMMM 'à' H 'h' mm");
  const wanted = say(DateTime.fromISO(by, { zone: 'utc', locale: 'fr' }));
  return [`${roleLabel(role)}, ${reachWords[reach]} : attendu ${wanted}, le protocole dit ${due === undefined ? 'rien' : say(due)}.`];
}

const sayRole = (role: Role | RoleGroup, purpose: Purpose): string => `${roleLabel(role)}, ${label('purpose', purpose).toLowerCase()}`;
const audiences: Record<TaskAudience, string> = { DUTY: 'astreinte', DESK: 'guichet', COORDINATOR: 'coordination' };
const sayTask = (task: TaskKind, to: TaskAudience): string => `${label('taskKind', task).toLowerCase()} (${audiences[to]})`;

/** What a situation expects, in French: for pages. */
export function expectedWords({ recipients, tasks, setAside }: Expected): string[] {
  return [
    ...recipients.map(({ role, purpose }) => sayRole(role, purpose)),
    ...tasks.map(({ task, to }) => `tâche : ${sayTask(task, to)}`),
    ...setAside.map((role) => `écarté pour un lien : ${roleLabel(role)}`),
  ];
}

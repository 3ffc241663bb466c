import { isRoleGroup, type Role, type RoleGroup, vocabulary } from '../vocabulary/vocabulary.ts';
import { capacitiesFor } from './capacities.ts';
import { limitedBy, type Situated } from './competence.ts';
import { candidatesFor, type IndexedDirectory, resolve, rolesOf } from './resolve.ts';
import type { Gap } from './sayings.ts';
import { type SituationClass, situationsApart } from './situations-apart.ts';
import { isInUse, turningDays } from './validity.ts';

/** Who answers for a role in a commune, or why nobody does. */
export type RoleAnswer = { organisation: string; contact: string } | { gap: Gap['reason'] };

/** Communes in which the answer for a role becomes another. */
export interface AnswerChange {
  role: Role;
  /** In which situations, in words; '' where it does not matter. */
  situation: string;
  /** INSEE codes. */
  communes: string[];
  before: RoleAnswer;
  after: RoleAnswer;
}

const nobody: ReadonlySet<string> = new Set();

/** Who answers for a role in a situation, before any case: no tie is known, any channel serves. */
function answerAt(directory: IndexedDirectory, role: Role, situation: Situated): RoleAnswer {
  const found = resolve(role, situation, directory, nobody);
  return 'gap' in found ? { gap: found.gap.reason } : { organisation: found.recipient.organisation, contact: found.recipient.contact };
}

/** The roles that are asked of communes: not the desk's own, nor the establishment that a case names. */
export const localRoles: readonly Role[] = (Object.keys(vocabulary.role) as Role[]).filter(
  (role) => role !== 'DESK' && role !== 'URGENCES' && role !== 'ETABLISSEMENT' && !isRoleGroup(role),
);

/** The kinds of situations that the bodies of these directories tell apart for a role. */
export function situationsOf(role: Role | RoleGroup, ...directories: IndexedDirectory[]): SituationClass[] {
  const roles = rolesOf(role);
  return situationsApart(
    directories.flatMap(({ organisations, day }) => organisations.filter((one) => isInUse(one, day)).flatMap((one) => capacitiesFor(one, roles))),
  );
}

/**
 * Where the answers of two directories differ, role by role and kind of situation by kind of situation, communes with the same change
 * together; what changes whatever the situation is said once. Pure.
 */
export function answersThatChange(before: IndexedDirectory, after: IndexedDirectory, communes: readonly string[]): AnswerChange[] {
  return localRoles.flatMap((role) => {
    const changed = new Map<string, AnswerChange>();
    const said = new Set<string>();
    for (const { facts, words } of situationsOf(role, before, after))
      for (const commune of communes) {
        const situation = { ...facts, inseeCode: commune };
        const [was, is] = [answerAt(before, role, situation), answerAt(after, role, situation)];
        const change = `${keyOf(was)} ${keyOf(is)}`;
        if (keyOf(was) === keyOf(is) || said.has(`${commune} ${change}`)) continue;
        said.add(`${commune} ${change}`);
        const known = changed.get(`${change} ${words}`) ?? { role, situation: words, communes: [], before: was, after: is };
        known.communes.push(commune);
        changed.set(`${change} ${words}`, known);
      }
    return [...changed.values()];
  });
}

/** Such a change, and the ISO day from which it is so. */
export interface DatedAnswerChange extends AnswerChange {
  from: string;
}

const ahead = (directories: readonly IndexedDirectory[], today: string): string[] =>
  [...new Set(directories.flatMap(turningDays))].filter((day) => day > today).toSorted();

/** The same on a day, and on each day ahead on which somebody begins to answer or no longer does; what is so already is not said again. Pure. */
export function answersThatChangeFrom(
  today: string,
  before: IndexedDirectory,
  after: IndexedDirectory,
  communes: readonly string[],
): DatedAnswerChange[] {
  const said = new Set<string>();
  return [today, ...ahead([before, after], today)].flatMap((from) =>
    answersThatChange(before.onDay(from), after.onDay(from), communes).flatMap((change): DatedAnswerChange[] => {
      const key = JSON.stringify(change);
      if (said.has(key)) return [];
      said.add(key);
      return [{ ...change, from }];
    }),
  );
}

/** What the days ahead change by themselves: on each of them, beside the days before. Pure. */
export function answersAhead(today: string, directory: IndexedDirectory, communes: readonly string[]): DatedAnswerChange[] {
  const days = [today, ...ahead([directory], today)];
  return days
    .slice(1)
    .flatMap((from, at) =>
      answersThatChange(directory.onDay(days[at] ?? today), directory.onDay(from), communes).map((change) => ({ ...change, from })),
    );
}

const keyOf = (answer: RoleAnswer): string => ('gap' in answer ? `!${answer.gap}` : `${answer.organisation}/${answer.contact}`);

/** Who comes after a body for a role, in its first commune and a situation that it answers for, in the order in which they are asked. */
export function nextAfter(directory: IndexedDirectory, organisation: string, role: Role): string[] {
  const held = directory.organisationById.get(organisation);
  const body = held && capacitiesFor(held, [role])[0];
  if (body === undefined) return [];
  const [commune] = 'communes' in body.territory ? body.territory.communes : [];
  const [own] = situationsApart([body]).filter(({ facts }) => limitedBy(body, facts) === null);
  const ids = candidatesFor(role, { ...own?.facts, ...(commune !== undefined && { inseeCode: commune }) }, directory).map(
    (one) => one.organisation.id,
  );
  const at = ids.indexOf(organisation);
  return at < 0 ? [] : ids.slice(at + 1);
}

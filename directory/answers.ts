import { isRoleGroup, type Role, vocabulary } from '../vocabulary/vocabulary.ts';
import { candidatesFor, type IndexedDirectory, resolve } from './resolve.ts';
import type { Gap } from './sayings.ts';

/** Who answers for a role in a commune, or why nobody does. */
export type RoleAnswer = { organisation: string; contact: string } | { gap: Gap['reason'] };

/** Communes in which the answer for a role becomes another. */
export interface AnswerChange {
  role: Role;
  /** INSEE codes. */
  communes: string[];
  before: RoleAnswer;
  after: RoleAnswer;
}

const nobody: ReadonlySet<string> = new Set();

/** Who answers for a role in a commune, before any case: no tie is known, any channel serves. */
export function answerAt(directory: IndexedDirectory, role: Role, commune: string): RoleAnswer {
  const found = resolve(role, { inseeCode: commune }, directory, nobody);
  return 'gap' in found ? { gap: found.gap.reason } : { organisation: found.recipient.organisation, contact: found.recipient.contact };
}

/** The roles that are asked of communes: not the desk's own, nor the establishment that a case names. */
export const localRoles: readonly Role[] = (Object.keys(vocabulary.role) as Role[]).filter(
  (role) => role !== 'DESK' && role !== 'URGENCES' && role !== 'ETABLISSEMENT' && !isRoleGroup(role),
);

/** Where the answers of two directories differ, role by role, communes with the same change together. Pure. */
export function answersThatChange(before: IndexedDirectory, after: IndexedDirectory, communes: readonly string[]): AnswerChange[] {
  return localRoles.flatMap((role) => {
    const changed = new Map<string, AnswerChange>();
    for (const commune of communes) {
      const [was, is] = [answerAt(before, role, commune), answerAt(after, role, commune)];
      const key = `${keyOf(was)} ${keyOf(is)}`;
      if (keyOf(was) === keyOf(is)) continue;
      const known = changed.get(key) ?? { role, communes: [], before: was, after: is };
      known.communes.push(commune);
      changed.set(key, known);
    }
    return [...changed.values()];
  });
}

const keyOf = (answer: RoleAnswer): string => ('gap' in answer ? `!${answer.gap}` : `${answer.organisation}/${answer.contact}`);

/** Who comes after a body for a role, where it answers itself: those competent there, in the order in which they are asked. */
export function nextAfter(directory: IndexedDirectory, organisation: string, role: Role, commune: string | undefined): string[] {
  const ids = candidatesFor(role, commune === undefined ? {} : { inseeCode: commune }, directory).map((one) => one.organisation.id);
  const at = ids.indexOf(organisation);
  return at < 0 ? [] : ids.slice(at + 1);
}

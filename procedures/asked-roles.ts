import { type Role, type RoleGroup, vocabulary } from '../vocabulary/vocabulary.ts';
import type { Procedure } from './procedure.ts';

/** The roles that a protocol can ask for: told by a rule, a step or in the end, or escalated to by name. Not the desk's own. */
export function rolesAsked({ chapters, otherwise, inConflict, steps, policies }: Procedure): Set<Role | RoleGroup> {
  const rules = chapters.flatMap((chapter) => chapter.rules.flatMap(({ then }) => ('task' in then ? [] : [then.to])));
  const later = steps.flatMap(({ do: order }) => ('task' in order ? [] : [order.to]));
  const escalated = Object.values(policies).flatMap(({ stages }) => stages.flatMap(({ escalate }) => escalate.map(({ to }) => to)));
  const named = escalated.filter((to): to is Role => to in vocabulary.role);
  return new Set([...rules, ...later, otherwise.to, inConflict.to, ...named].filter((to) => to !== 'DESK'));
}

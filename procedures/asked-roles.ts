import { type LimitingFact, limitingFacts } from '../directory/competence.ts';
import type { AskedOf } from '../directory/coverage.ts';
import { type Role, type RoleGroup, vocabulary } from '../vocabulary/vocabulary.ts';
import type { Conditions, Procedure } from './procedure.ts';

interface Call {
  to: Role | RoleGroup;
  when: Conditions;
}

/**
 * What a protocol can ask for: told by a rule, a step or in the end, or escalated to by name. Not the desk's own. A situation of a kind may
 * be asked about where the conditions of some order can hold in it, each fact by itself.
 */
export function whatIsAsked({ chapters, otherwise, inConflict, steps, policies }: Procedure): AskedOf {
  const rules = chapters.flatMap((chapter) => chapter.rules.flatMap(({ when, then }): Call[] => ('task' in then ? [] : [{ to: then.to, when }])));
  const later = steps.flatMap(({ when, do: order }): Call[] => ('task' in order ? [] : [{ to: order.to, when }]));
  const escalated = Object.values(policies).flatMap(({ stages }) => stages.flatMap(({ escalate }) => escalate.map(({ to }) => to)));
  const named = escalated.filter((to): to is Role => to in vocabulary.role);
  const atAnyTime = [otherwise.to, inConflict.to, ...named].map((to): Call => ({ to, when: {} }));
  const calls = [...rules, ...later, ...atAnyTime].filter(({ to }) => to !== 'DESK');
  return {
    roles: new Set(calls.map(({ to }) => to)),
    mayAsk: (role, { alike, named: apart }) =>
      calls.some(({ to, when }) => to === role && limitingFacts.every((fact) => mayHold(fact, when[fact], alike[fact], apart[fact]))),
  };
}

/**
 * Whether a condition can hold of a fact that has one of these codes, or, where there are none, whichever but those named. Of several at
 * once, others may be there besides.
 */
function mayHold(
  fact: LimitingFact,
  condition: Conditions[LimitingFact],
  alike: readonly string[] | undefined,
  named: readonly string[] = [],
): boolean {
  if (condition === undefined || !('anyOf' in condition)) return true;
  const isOther = (code: string) => !named.includes(code) && (alike === undefined || fact === 'maltreatment');
  return condition.anyOf.some((code) => alike?.includes(code) || isOther(code));
}

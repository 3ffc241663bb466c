import type { IndexedDirectory } from '../directory/resolve.ts';
import { dutyFromDanger } from '../procedures/desk-section.ts';
import { impossible } from '../procedures/impossible.ts';
import type { Procedure } from '../procedures/procedure.ts';
import { anchorConditions, legal } from './anchors.ts';
import { boundWords } from './bounds.ts';
import { chains } from './chains.ts';
import { calmBelow, changes } from './changes.ts';
import { danger, dangerConditions } from './danger.ts';
import { Ground, type NamedCommune } from './ground.ts';
import { leftAside } from './left-aside.ts';
import type { Proof } from './proof.ts';
import { alertsReachSomebody } from './reaches.ts';
import { rolesReachable } from './roles.ts';
import { rules } from './rules.ts';
import { ties } from './ties.ts';

/**
 * Decides the eight properties of a department's protocol, for every combination of facts and every commune: exact, neither
 * sampled nor enumerated. Facts are cut into the classes that the protocol's conditions tell apart, communes into those that the
 * directory's territories do, and the law's own code (`holds`, `resolve`, `conflicted`, `route`, `decide`) answers for one of each.
 * @param communes the department's (those of `communesOf`); others are ignored.
 * Pure. The procedure is one that `parseProcedure` accepts.
 */
export function verify(procedure: Procedure, directory: IndexedDirectory, communes: readonly NamedCommune[]): Proof {
  const ground = new Ground(procedure, directory, communes, [...anchorConditions, ...dangerConditions, calmBelow(dutyFromDanger(procedure))]);
  const { property: law, checks } = legal(ground);
  const properties = [
    alertsReachSomebody(ground),
    rules(ground),
    rolesReachable(ground),
    chains(ground),
    ties(ground),
    danger(ground),
    law,
    changes(ground),
  ];
  return {
    procedure: `${procedure.slug}@${procedure.number}`,
    directory: directory.revision,
    holds: properties.every(({ holds }) => holds),
    properties,
    legal: checks,
    leftOut: [...impossible.map(({ words }) => words), ...leftAside],
    bounds: [...boundWords],
    counted: { rules: ground.rules.length, communes: ground.communes.length, organisations: directory.organisations.length },
  };
}

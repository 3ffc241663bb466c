import { rolesOf } from '../directory/resolve.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { codes, type Role, type RoleGroup } from '../vocabulary/vocabulary.ts';
import type { Conditions, Procedure, TransferOrder } from './procedure.ts';

/**
 * Who is told of a child by any rule: those who gather alerts about children, and those who are called to a danger or a crime whoever it
 * is about. Everybody else answers for adults, and is told of a child only where a rule names children and says why.
 */
const alsoForChildren: ReadonlySet<Role> = new Set<Role>(['CRIP', 'ALLO_119', 'PARQUET', 'POLICE', 'GENDARMERIE', 'URGENCES']);

const CHILD = 'MINEUR';
const UNDER_18 = '-18';
const adults = codes('victimGroup').filter((group) => group !== CHILD);

export const ofAChild: Conditions = { victimGroup: { anyOf: [CHILD] } };
/** Somebody whose age nobody knows is one: the desk is for adults, and help does not wait for an age. */
export const ofAnAdult: Conditions = { victimGroup: { anyOf: [...adults] } };
/** An age that says it alone: the law reads `readAge` first, so that rules never see it. */
export const childByAgeAlone: Conditions = { victimGroup: { anyOf: ['INCONNU'] }, age: { anyOf: [UNDER_18] } };

/** Whether the person is known to be under 18, by whichever fact says it. */
export const isChild = ({ victimGroup, age }: Pick<Facts, 'victimGroup' | 'age'>): boolean => victimGroup === CHILD || age === UNDER_18;

/** The facts with the one word for a child, whichever fact said it. */
export const readAge = (facts: Facts): Facts => (isChild(facts) && facts.victimGroup !== CHILD ? { ...facts, victimGroup: CHILD } : facts);

/** Whether an order is given of a child too: by whom it tells, or because its conditions name children. */
export const concernsChildren = (to: Role | RoleGroup, { victimGroup, age }: Conditions): boolean =>
  rolesOf(to).every((role) => alsoForChildren.has(role)) || names(victimGroup, CHILD) || names(age, UNDER_18);

const names = (condition: Conditions[keyof Conditions], code: string): boolean =>
  condition !== undefined && 'anyOf' in condition && condition.anyOf.includes(code);

/** What must hold for an order to be given, as the law reads it: one that does not concern children is given of adults only. */
export function asRead(to: Role | RoleGroup, when: Conditions): Conditions {
  if (concernsChildren(to, when)) return when;
  const { victimGroup } = when;
  if (victimGroup === undefined) return { ...when, ...ofAnAdult };
  if (!('known' in victimGroup)) return when;
  return { ...when, victimGroup: { anyOf: adults.filter((group) => (group !== 'INCONNU') === victimGroup.known) } };
}

/** What stands for the protocol's own two orders when the person is a child. */
export interface ChildOrders {
  /** The cell for children is told of every child: where no rule does it, as the protocol's default is. */
  cell: TransferOrder;
  /** Beside a body in conflict, and when nobody else is left to act: the prosecutor, as a rule of the protocol has him told, if one has. */
  lastResort: TransferOrder;
}

/** Who is told of a child where the protocol's default or its independent recipient would be, who answer for adults. */
export function childOrders({ chapters, otherwise, inConflict }: Pick<Procedure, 'chapters' | 'otherwise' | 'inConflict'>): ChildOrders {
  const prosecuted = chapters
    .flatMap(({ rules }) => rules)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap(({ then }) => ('to' in then && then.to === 'PARQUET' && then.purpose === 'ACTION' && then.mode === 'TRANSFER' ? [then] : []));
  return {
    cell: { ...otherwise, to: 'CRIP', mode: 'TRANSFER', purpose: 'ACTION' },
    lastResort: prosecuted[0] ?? { ...inConflict, to: 'PARQUET', mode: 'TRANSFER', purpose: 'ACTION', policy: otherwise.policy },
  };
}

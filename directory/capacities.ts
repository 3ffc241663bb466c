import { codes, type Role } from '../vocabulary/vocabulary.ts';
import type { Organisation } from './directory.ts';

/** A body as it answers for one of its competences: like any other body, of which only that one is known. */
export interface Capacity extends Omit<Organisation, 'also'> {
  /** The body's own id for its first competence; with that of the competence for a further one. */
  key: string;
  /** What the part of the body that answers is called; '' for the first. */
  part: string;
  /** Of its contacts, those who answer for this one before those who answer for all. */
  named: readonly string[];
}

/** Every competence of a body, its first one first. */
export function capacitiesOf({ also = [], ...body }: Organisation): Capacity[] {
  // What the first competence says and a further one does not is not that one's.
  const { onlyFor: _only, neverFor: _never, ...rest } = body;
  return [
    { ...body, key: body.id, part: '', named: [] },
    ...also.map(
      ({ id, name, contacts = [], ...competence }): Capacity => ({ ...rest, ...competence, key: `${body.id}/${id}`, part: name, named: contacts }),
    ),
  ];
}

/** Those of a body's competences that have one of these roles, in the same order. */
export const capacitiesFor = (body: Organisation, roles: readonly Role[]): Capacity[] =>
  capacitiesOf(body).filter((one) => one.roles.some((each) => roles.includes(each)));

/** What a body may answer for besides: an establishment is found by its number, and the desk is one. */
export const furtherRoles: readonly Role[] = codes('role').filter((role) => role !== 'ETABLISSEMENT' && role !== 'DESK');

/** All the roles that a body has, in whatever competence. */
export const rolesHeld = ({ roles, also = [] }: Pick<Organisation, 'roles' | 'also'>): Role[] => [
  ...new Set([...roles, ...also.flatMap((one) => one.roles)]),
];

/** The contacts that some further competence of a body names: they answer for those, and not for the body as a whole. */
export const namedApart = ({ also = [] }: Pick<Organisation, 'also'>): Set<string> => new Set(also.flatMap(({ contacts = [] }) => contacts));

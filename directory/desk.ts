import type { Facts } from '../vocabulary/facts.ts';
import type { Contact, Organisation } from './directory.ts';
import { idOfDesk } from './neighbours.ts';
import type { IndexedDirectory, Recipient } from './resolve.ts';
import { isInUse } from './validity.ts';

/**
 * How the desk itself is reached: the titular contact of the organisation that the directory lists with the role DESK.
 * Undefined where the directory lists none: pages then give no number rather than an invented one.
 */
export function deskContact(directory: IndexedDirectory): Contact | undefined {
  const desk = directory.organisations.find((one) => one.roles.includes('DESK') && isInUse(one, directory.day) && !isNeighbour(one, directory));
  return desk === undefined ? undefined : directory.contactsOf.get(desk.id)?.find(({ position }) => position === 'TITULAR');
}

/** A desk that the directory lists for communes of other departments only: a neighbour's, not this one. */
const isNeighbour = ({ territory }: Organisation, { department }: IndexedDirectory): boolean =>
  'communes' in territory && territory.communes.length > 0 && territory.communes.every((commune) => !commune.startsWith(department));

/** Whether facts are known to be in another department than the directory's. */
export const isElsewhere = ({ inseeCode }: Pick<Facts, 'inseeCode'>, { department }: Pick<IndexedDirectory, 'department'>): boolean =>
  inseeCode !== undefined && !inseeCode.startsWith(department);

/**
 * The desk that answers where facts of another department are: the one on this installation, else the body with the role DESK that the
 * directory lists for that commune and that can be reached. Null where there is none, or where the facts are not elsewhere.
 */
export function deskElsewhere(facts: Pick<Facts, 'inseeCode'>, directory: IndexedDirectory): Recipient | null {
  const { inseeCode } = facts;
  if (inseeCode === undefined || !isElsewhere(facts, directory)) return null;
  const there = directory.here.find(({ code }) => code !== directory.department && inseeCode.startsWith(code));
  if (there !== undefined) return { role: 'DESK', organisation: idOfDesk(there.code), contact: idOfDesk(there.code), why: 'COMMUNE' };
  const listed = directory.competent.get('DESK')?.local.get(inseeCode)?.[0]?.organisation.id;
  const contact = listed === undefined ? undefined : directory.contactsOf.get(listed)?.find(({ email, phone, address }) => email ?? phone ?? address);
  return listed === undefined || contact === undefined ? null : { role: 'DESK', organisation: listed, contact: contact.id, why: 'COMMUNE' };
}

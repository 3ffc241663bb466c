import type { Contact } from './directory.ts';
import { type IndexedDirectory, isInUse } from './resolve.ts';

/**
 * How the desk itself is reached: the titular contact of the organisation that the directory lists with the role DESK.
 * Undefined where the directory lists none: pages then give no number rather than an invented one.
 */
export function deskContact(directory: IndexedDirectory): Contact | undefined {
  const desk = directory.organisations.find((one) => one.roles.includes('DESK') && isInUse(one));
  return desk === undefined ? undefined : directory.contactsOf.get(desk.id)?.find(({ position }) => position === 'TITULAR');
}

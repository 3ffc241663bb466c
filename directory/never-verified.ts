import type { Contact } from './directory.ts';

/** Whether a link would leave for an electronic address of which nobody ever checked that it is the body's. */
export const isNeverVerified = ({ email, verifiedOn }: Pick<Contact, 'email' | 'verifiedOn'>): boolean =>
  email !== undefined && verifiedOn === undefined;

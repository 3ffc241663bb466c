import { areInOneHand } from '../accounts/ways.ts';
import type { Instant } from '../calendar/span.ts';
import { type Database, inDepartment, type Tx } from '../database/pool.ts';
import { type ChangesPublished, type Publishing, publishChanges } from '../directory/record/changes.ts';

/** Publishes what somebody may of what is pending in the directory: an address only of somebody else, whose account is not in their hand. */
export async function publishDirectoryChanges(
  db: Database,
  department: string,
  asked: Omit<Publishing, 'handOf'>,
  now: Instant,
): Promise<ChangesPublished> {
  return publishChanges(db, department, { ...asked, handOf: (tx, authors) => handIn(tx, authors, asked.by.account, now) }, now);
}

/** Of the authors of what is pending, those that count as this account when it publishes: itself, and whoever made or reset the other lately. */
export async function handOf(db: Database, department: string, authors: readonly string[], account: string, now: Instant): Promise<Set<string>> {
  return inDepartment(db, department, (tx) => handIn(tx, authors, account, now));
}

async function handIn(tx: Tx, authors: readonly string[], account: string, now: Instant): Promise<Set<string>> {
  const hand = new Set([account]);
  for (const author of authors) if (author !== account && (await areInOneHand(tx, author, account, now))) hand.add(author);
  return hand;
}

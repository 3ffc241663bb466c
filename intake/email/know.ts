import { findMessage } from '../../cases/record/messages.ts';
import type { Database } from '../../database/pool.ts';
import { deskContact } from '../../directory/desk.ts';
import { currentDirectory } from '../../directory/record/revisions.ts';
import type { IncomingMail } from '../../mails/mail.ts';
import { deskAddress, messagesMeant, returnedMessage } from './addresses.ts';
import type { MailDesk } from './desk.ts';
import { earlierInThread, type KeptMail } from './inbound-mails.ts';
import type { Joined, KnownBesideMail } from './known.ts';
import type { KnownMessage, Sorted } from './mail.ts';
import { namedCase } from './named-case.ts';
import { sort } from './sort.ts';
import { writerOf } from './writer.ts';

/** A mail as it was read, what is known beside it, and what it is. */
export interface SortedMail {
  kept: KeptMail;
  mail: IncomingMail;
  known: KnownBesideMail;
  earlier: Joined | null;
  sorted: Sorted;
}

/** Sorts a mail by all that the record knows of it. */
export async function sortKept(desk: MailDesk, department: string, kept: KeptMail, mail: IncomingMail): Promise<SortedMail> {
  const { db, domain, voicemail } = desk;
  const returned = returnedMessage(db.keys, mail);
  const directory = await currentDirectory(db, department);
  const message = await messageOf(db, department, messagesMeant(db.keys, mail));
  const own = [deskAddress(department, domain), deskContact(directory)?.email?.toLowerCase()].filter((address) => address !== undefined);
  const writer = writerOf(mail)?.address;
  const ids = mail.references.slice(0, 20);
  const thread = message !== null || writer === undefined ? null : await earlierInThread(db, department, writer, ids);
  const named = message !== null || thread !== null || writer === undefined ? null : await namedCase(db, department, mail.subject, writer);
  const known: KnownBesideMail = {
    own,
    domain,
    message,
    continues: thread !== null,
    named: named !== null,
    returned: returned !== null,
    checks: await desk.check(kept.raw, mail),
    confirmed: kept.confirmed,
    voicemail: voicemail.get(department) ?? [],
  };
  return { kept, mail, known, earlier: thread === null ? named : { ...thread, contact: null }, sorted: sort(mail, known) };
}

async function messageOf(db: Database, department: string, ids: readonly string[]): Promise<KnownMessage | null> {
  for (const messageId of ids) {
    const found = await findMessage(db, department, messageId);
    if (found !== null) return { ...found, messageId };
  }
  return null;
}

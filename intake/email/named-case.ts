import { writtenToAbout } from '../../cases/record/messages.ts';
import type { Database } from '../../database/pool.ts';
import { currentDirectory } from '../../directory/record/revisions.ts';
import { writersInCase } from './inbound-mails.ts';
import type { Joined } from './known.ts';

const reference = /(?<![0-9A-Z])((?:\d{2,3}|2[AB])-\d{2}-[0-9A-Z]{4}-[0-9A-Z]{2})(?![0-9A-Z])/i;

/** The case whose reference a subject gives, where whoever writes is known in it: a contact that was written to, or a mail's author. */
export async function namedCase(db: Database, department: string, subject: string, writer: string): Promise<Joined | null> {
  const said = reference.exec(subject)?.[1]?.toUpperCase();
  const found = said === undefined ? null : await writtenToAbout(db, department, said);
  if (found === null) return null;
  const { contactById } = await currentDirectory(db, department);
  const contact = found.contacts.find((one) => contactById.get(one)?.email?.toLowerCase() === writer);
  if (contact !== undefined) return { caseId: found.caseId, alertId: null, contact };
  const author = await writersInCase(db, department, found.caseId, writer);
  return author === null ? null : { caseId: found.caseId, alertId: author.alertId, contact: null };
}

import { Threads } from './bounded/threads.ts';
import type { IncomingMail } from './mail.ts';
import { plainRead } from './plain-read.ts';
import { LARGEST_MAIL, READ_OF_A_LARGER } from './read.ts';
import type { Orders, SenderResults, ThreadAnswers } from './reading-thread.ts';
import { withoutSecrets } from './secrets.ts';

/** How records are asked for: as `node:dns` does. */
export type RecordLookup = (name: string, type: string) => Promise<string[] | string[][]>;

const script = new URL('./reading-thread.ts', import.meta.url);
const reading = new Threads<{ kind: 'read' } & Orders['read'], ThreadAnswers['read']>(script);
/** Apart from those that read: these wait for the DNS. */
const checking = new Threads<{ kind: 'check' } & Orders['check'], ThreadAnswers['check']>(script);

/** What a mail that came in says, without the keys that this desk gave: whatever is kept or shown of it is made from here. */
export async function readApart(raw: Buffer, size = raw.length): Promise<IncomingMail> {
  const mail = await readAsWritten(raw, size);
  return { ...mail, subject: withoutSecrets(mail.subject), text: withoutSecrets(mail.text) };
}

/**
 * What a mail says, the keys in it as they are: for the mailbox of whoever it was written to. Never rejects: one that takes more than its
 * share is read plainly, and says so in its defects.
 */
export async function readAsWritten(raw: Buffer, size = raw.length): Promise<IncomingMail> {
  const read = size > LARGEST_MAIL ? raw.subarray(0, READ_OF_A_LARGER) : raw;
  const answer = await reading.ask({ kind: 'read', raw: Uint8Array.from(read), size });
  if (answer === null) return plainRead(raw, 'STOPPED');
  return { ...answer, attachments: answer.attachments.map((one) => ({ ...one, bytes: Buffer.from(one.bytes.buffer) })) };
}

/** Whether its sender is who a mail says; null where that took more than its share, or failed. */
export function checkApart(raw: Buffer, lookup: RecordLookup): Promise<SenderResults | null> {
  return checking.ask({ kind: 'check', raw: Uint8Array.from(raw) }, lookup);
}

import { timingSafeEqual } from 'node:crypto';
import type { DatabaseKeys } from '../../database/sealing.ts';
import { keyedHashes } from '../../database/sealing.ts';
import type { IncomingMail } from '../../mails/mail.ts';

/*
 * The desk of a department is `54@domain`. A mail of ours comes back, if it does, to `54+retour-<message>-<proof>@domain`:
 * it names the message, only this desk can have written it, and any server that knows plus addresses delivers it to the desk.
 */

const messageId = /^[0-9a-hj-km-np-tv-z]{32}$/;

export function deskAddress(department: string, domain: string): string {
  return `${department.toLowerCase()}@${domain}`;
}

/** Where a bounce of a message comes back to. `message` is the left part of its Message-ID. */
export function returnAddress(keys: DatabaseKeys, department: string, message: string, domain: string): string {
  return `${department.toLowerCase()}+retour-${message}-${proofsOf(keys, message)[0]}@${domain}`;
}

/** Who a mail of the desk is from, and where it comes back to. `message` is the left part of its Message-ID. */
export function deskEnvelope(keys: DatabaseKeys, department: string, message: string, domain: string) {
  return {
    id: message,
    from: { name: `Guichet ${department}`, address: deskAddress(department, domain) },
    returnTo: returnAddress(keys, department, message, domain),
  };
}

/** The department whose desk an address is, plus addresses included; null when it is none of ours. */
export function departmentAddressed(address: string, domain: string): string | null {
  const [, code, host] = /^(\d{2,3}|2[ab])(?:\+[^@]*)?@(.+)$/i.exec(address.trim()) ?? [];
  return code !== undefined && host?.toLowerCase() === domain.toLowerCase() ? code.toUpperCase() : null;
}

/** The message that a mail comes back for, from the addresses it was sent to; null when none is proven. */
export function returnedMessage(keys: DatabaseKeys, { recipients }: Pick<IncomingMail, 'recipients'>): string | null {
  return provenIn(keys, recipients)[0] ?? null;
}

/** The messages of ours that a mail comes back for, or may be about. */
export function messagesMeant(
  keys: DatabaseKeys,
  mail: Pick<IncomingMail, 'recipients' | 'references' | 'traces' | 'marks' | 'returnPath'>,
): string[] {
  const returned = returnedMessage(keys, mail);
  return [...(returned === null ? [] : [returned]), ...quotedMessages(keys, mail)];
}

/** The messages of ours that a mail may be about, likeliest first: those it answers, then, where a machine wrote it, those it names or sends back. */
export function quotedMessages(
  keys: DatabaseKeys,
  { references, traces, marks, returnPath }: Pick<IncomingMail, 'references' | 'traces' | 'marks' | 'returnPath'>,
): string[] {
  const answered = references.map((id) => /^<([^@>]+)@/.exec(id)?.[1]?.toLowerCase() ?? '');
  const machine = marks.daemon || marks.structure !== null || marks.machine !== null || returnPath === '';
  const named = machine
    ? [
        ...provenIn(
          keys,
          traces.returns.map((name) => `+${name}@`),
        ),
        ...traces.messages,
      ]
    : [];
  return [...new Set([...answered, ...named].filter((id) => messageId.test(id)))].slice(0, 20);
}

function provenIn(keys: DatabaseKeys, addresses: readonly string[]): string[] {
  return addresses.flatMap((address) => {
    const [, message = '', proof = ''] = /\+retour-(\w{32})-([0-9a-f]{16})@/i.exec(address) ?? [];
    if (message === '') return [];
    const given = Buffer.from(proof.toLowerCase());
    return proofsOf(keys, message.toLowerCase()).some((expected) => timingSafeEqual(Buffer.from(expected), given)) ? [message.toLowerCase()] : [];
  });
}

function proofsOf(keys: DatabaseKeys, message: string): string[] {
  return keyedHashes(keys, 'return address', message).map((hash) => hash.toString('hex').slice(0, 16));
}

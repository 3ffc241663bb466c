import { createHash } from 'node:crypto';

/** A header longer than this is no header: what makes the identity is at its beginning. */
const LONGEST_HEADER = 4 * 1024 * 1024;

/**
 * What makes two fetched mails the same one: who wrote it, when, about what, its Message-ID and its body. The traces that
 * each delivery adds are left out; a Message-ID used again with another body is another mail.
 */
export function identityOf(raw: Buffer): Buffer {
  const { own, body } = headOf(raw);
  return createHash('sha256')
    .update(`${own.filter((field) => /^(from|date|subject|message-id):/i.test(field)).join('\n')}\n\n`, 'latin1')
    .update(body)
    .digest();
}

/**
 * What tells apart two mails of one identity that say no Message-ID: devices send the same mail again, without a date of their own. The
 * way it came, or where that is not said how it arrived. Null where the Message-ID says it, or nothing does.
 */
export function traceOf(raw: Buffer, arrival: string | undefined): Buffer | null {
  const { own } = headOf(raw);
  if (arrival === undefined || own.some((field) => /^message-id:.*\S/i.test(field))) return null;
  const received = own.filter((field) => /^received:/i.test(field));
  return createHash('sha256')
    .update(received.length > 0 ? received.join('\n') : arrival, 'latin1')
    .digest();
}

/** The identity of a mail that is another than the one that has its identity already. */
export function identityOfAnother(identity: Buffer, trace: Buffer): Buffer {
  return createHash('sha256').update(identity).update(trace).digest();
}

function headOf(raw: Buffer): { own: string[]; body: Buffer } {
  const text = raw.toString('latin1', 0, LONGEST_HEADER);
  const blank = /\r?\n\r?\n/.exec(text);
  const head = blank === null ? text : text.slice(0, blank.index);
  const own = head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  return { own, body: blank === null ? raw : raw.subarray(blank.index + blank[0].length) };
}

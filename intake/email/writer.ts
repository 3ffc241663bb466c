import type { Address } from '../../mails/address.ts';
import type { IncomingMail } from '../../mails/mail.ts';

/**
 * Who wrote the words of a mail, as far as it says: where its author wants answers, which a form or a list fills in, else who sent it. A
 * list that asks for answers to itself names nobody.
 */
export function writerOf({
  from,
  replyTo,
  marks,
  recipients,
  headers,
}: Pick<IncomingMail, 'from' | 'replyTo' | 'marks' | 'recipients' | 'headers'>): Address | null {
  if (replyTo === null) return from;
  const list =
    marks.mass === 'LIST' && (recipients.includes(replyTo.address) || (headers.get('list-post')?.[0] ?? '').toLowerCase().includes(replyTo.address));
  return list ? from : replyTo;
}

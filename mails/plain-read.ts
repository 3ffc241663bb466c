import { decodeText } from './charset.ts';
import { addressesIn, decoded, headerAt, idsIn } from './fields.ts';
import type { Defect, IncomingMail } from './mail.ts';
import { marksOf } from './marks.ts';
import { plain } from './plain.ts';
import { withoutSecrets } from './secrets.ts';

const READ = 200_000;
const LONGEST_TEXT = 20_000;

/** Of a mail that could not be read within its limits: who, about what, and its beginning as letters. Little, and always in little time. */
export function plainRead(raw: Buffer, why: Defect): IncomingMail {
  const start = raw.subarray(0, READ);
  const { fields, body } = headerAt(start, 0, start.length);
  const short = new Map([...fields].slice(0, 100).map(([name, values]) => [name, values.slice(0, 5).map((value) => value.slice(0, 500))]));
  const [from] = addressesIn(short.get('from')?.[0]);
  const subject = withoutSecrets(decoded(short.get('subject')?.[0]));
  const letters = decodeText(start.subarray(body), '').text.replaceAll(/<[^<>]{0,500}>/g, ' ');
  return {
    messageId: idsIn(short.get('message-id'))[0] ?? null,
    references: idsIn(short.get('in-reply-to')),
    from: from ?? null,
    replyTo: null,
    recipients: [],
    returnPath: null,
    sentAt: null,
    subject,
    text: withoutSecrets(plain(letters).slice(0, LONGEST_TEXT)),
    attachments: [],
    headers: short,
    report: null,
    marks: marksOf({ fields: short, from: from ?? null, subject, own: '', structure: null }),
    traces: { messages: [], returns: [] },
    defects: from === undefined ? [why, 'NO_SENDER'] : [why],
  };
}

import { addressesIn, addressesSpelled, decoded, type HeaderFields, idsIn } from './fields.ts';
import type { Defect, DeliveryReport, IncomingMail } from './mail.ts';
import { type Marks, marksOf } from './marks.ts';
import { contentOf, type Opened } from './open.ts';
import { type MimePart, structureOf } from './parts.ts';
import { plain } from './plain.ts';
import { ownWords } from './quotations.ts';
import { codeIn, reportFrom } from './report.ts';
import { textOfPart } from './text.ts';

/** Largest mail read whole: 40 MB of files, as they are written in a mail. Of a larger one the first part is read and a person is told. */
export const LARGEST_MAIL = 58 * 1024 * 1024;
export const READ_OF_A_LARGER = 1024 * 1024;

const LONGEST_TEXT = 50_000;
const MOST_FILES = 100;

/**
 * Reads a mail as it came, in time and memory of its size. What cannot be read is said in `defects`, and whoever calls keeps the
 * original. `size` is the mail's own size in bytes when `raw` is only its beginning. Only `apart` calls it, in a thread with limits.
 */
export function readMail(raw: Buffer, size = raw.length): IncomingMail {
  const large = size > LARGEST_MAIL;
  const bytes = large ? raw.subarray(0, READ_OF_A_LARGER) : raw;
  const { root, cut } = structureOf(bytes);
  const { fields } = root;
  const found = contentOf(root);
  const said = found.texts.map(plain).filter(Boolean);
  const inside = found.inside.map(plain).filter(Boolean);
  const files = large ? [] : [...found.files, ...found.dressing];
  const whole = [...said, ...inside].join('\n\n') || (files.length > 0 ? '' : plain(textOfPart({ ...root, type: 'text/plain' }).text));
  const own = ownWords(beforeReturned(said.join('\n\n')));
  const from = (fields.get('from') ?? []).slice(0, 3).flatMap(addressesIn);
  const subject = decoded(fields.get('subject')?.[0]);
  const marks = marksOf({ fields, from: from[0] ?? null, subject, own, structure: kindOf(root, found) });
  const defects: (Defect | false)[] = [
    large && 'TOO_LARGE',
    cut && 'UNREADABLE',
    whole === '' && 'EMPTY',
    whole.length > LONGEST_TEXT && 'LONG_TEXT',
    from.length === 0 && 'NO_SENDER',
    from.length > 1 && 'SEVERAL_SENDERS',
    files.length > MOST_FILES && 'TOO_MANY_FILES',
  ];
  return {
    messageId: idsIn(fields.get('message-id'))[0] ?? null,
    references: [...idsIn(fields.get('in-reply-to')), ...idsIn(fields.get('references'))].slice(0, 100),
    from: from[0] ?? null,
    replyTo: otherThan(from[0]?.address, fields),
    recipients: addressesSpelled(...['delivered-to', 'x-original-to', 'envelope-to', 'to', 'cc'].flatMap((name) => fields.get(name) ?? [])),
    returnPath:
      fields
        .get('return-path')?.[0]
        ?.replaceAll(/[<>\s]/g, '')
        .toLowerCase() ?? null,
    sentAt: instantOf(fields),
    subject,
    text: whole.slice(0, LONGEST_TEXT),
    attachments: files.slice(0, MOST_FILES),
    headers: kept(fields),
    report: reportOf(marks, found, own),
    marks,
    traces: tracesIn(found, whole),
    defects: [...new Set([...defects.filter((defect) => defect !== false), ...found.defects])],
  };
}

/** A Reply-To that is an address of its own. */
function otherThan(from: string | undefined, fields: HeaderFields): IncomingMail['replyTo'] {
  const [first] = addressesIn(fields.get('reply-to')?.[0]);
  return first === undefined || first.address === from ? null : first;
}

function instantOf(fields: HeaderFields): number | null {
  const at = Date.parse((fields.get('date')?.[0] ?? '').slice(0, 100));
  return Number.isFinite(at) ? at : null;
}

/** Enough to see what a mail is; nothing that a sender may fill without end. */
const kept = (fields: HeaderFields): HeaderFields =>
  new Map([...fields].slice(0, 300).map(([name, values]) => [name, values.slice(0, 100).map((value) => value.slice(0, 4_000))]));

function kindOf(root: MimePart, { parts, meetingAnswer }: Opened): Marks['structure'] {
  if (root.type === 'message/disposition-notification') return 'READ_RECEIPT';
  if (meetingAnswer) return 'MEETING_ANSWER';
  if (root.type !== 'multipart/report') return null;
  const kind = (root.parameters.get('report-type') ?? '').toLowerCase();
  if (kind === 'disposition-notification' || parts.has('message/disposition-notification')) return 'READ_RECEIPT';
  if (kind === 'feedback-report' || parts.has('message/feedback-report')) return 'COMPLAINT';
  return 'DELIVERY_REPORT';
}

/** A report's fields, and where they say nothing its text. */
function reportOf({ structure, namesFailed }: Marks, { status }: Opened, own: string): DeliveryReport | null {
  if (structure !== 'DELIVERY_REPORT' && !namesFailed && status === null) return null;
  const report = reportFrom(status) ?? { action: 'unsaid', status: 'UNKNOWN' };
  return report.status === 'UNKNOWN' ? { ...report, status: codeIn(own) ?? 'UNKNOWN' } : report;
}

/** What a program says before it gives back what it was sent. */
function beforeReturned(text: string): string {
  const at = text.search(
    /^[ \t>-]{0,40}(?:.{0,40}\b(?:copy of (?:the|your) (?:original )?(?:message|mail)|(?:original|returned|undelivered|unsent) message(?: (?:follows|headers|below))?|message headers? follow|en-têtes? (?:du|d'origine)|(?:copie|texte) du message|message (?:d'origine|original|renvoyé|non remis))\b.{0,60}|received: from .{0,200}|return-path: .{0,200})$/im,
  );
  return at < 40 ? text : text.slice(0, at);
}

function tracesIn({ returned }: Opened, text: string): IncomingMail['traces'] {
  const where = `${text.slice(0, 200_000)}\n${returned
    .map((one) => one.toString('latin1'))
    .join('\n')
    .slice(0, 600_000)}`;
  const messages = [...where.matchAll(/(?<![\w+.-])([0-9a-hj-km-np-tv-z]{32})@/gi)].map(([, id = '']) => id.toLowerCase());
  const returns = [...where.matchAll(/\+(retour-\w{32}-[0-9a-f]{16})@/gi)].map(([, name = '']) => name.toLowerCase());
  return { messages: [...new Set(messages)].slice(0, 20), returns: [...new Set(returns)].slice(0, 20) };
}

import { createHash } from 'node:crypto';
import type { ParsedMail } from 'mailparser';
import { simpleParser } from 'mailparser';
import type { Address, Attachment, Defect, DeliveryReport, IncomingMail } from './mail.ts';

/** Largest mail read whole; of a larger one the first part is read and a person is told. */
export const LARGEST_MAIL = 25 * 1024 * 1024;
export const READ_OF_A_LARGER = 1024 * 1024;

const LONGEST_TEXT = 50_000;
const LONGEST_LINE = 500;
const MOST_FILES = 100;
const options = { keepDeliveryStatus: true, skipImageLinks: true, skipTextLinks: true, skipTextToHtml: true, maxHtmlLengthToParse: 2_000_000 };

/**
 * Reads a mail as it came. Never throws: what cannot be read is said in `defects`, and whoever calls keeps the original.
 * `size` is the mail's own size in bytes when `raw` is only its beginning.
 */
export async function readMail(raw: Buffer, size = raw.length): Promise<IncomingMail> {
  const large = size > LARGEST_MAIL;
  const bytes = large ? raw.subarray(0, READ_OF_A_LARGER) : raw;
  const parsed = await parse(bytes);
  if (parsed === null) return unreadable(bytes);
  const headers = headersOf(parsed);
  const written = await textOf(parsed, bytes);
  const from = addressesIn(headers.get('from') ?? [], parsed);
  const report = reportOf(parsed, headers);
  const files = large ? [] : parsed.attachments.map(attachmentOf);
  const text = plain(written.text);
  const defects: (Defect | false)[] = [
    large && 'TOO_LARGE',
    written.mended && 'BAD_CHARSET',
    text === '' && 'EMPTY',
    text.length > LONGEST_TEXT && 'LONG_TEXT',
    from.length === 0 && 'NO_SENDER',
    from.length > 1 && 'SEVERAL_SENDERS',
    files.length > MOST_FILES && 'TOO_MANY_FILES',
  ];
  return {
    messageId: idsIn(headers.get('message-id'))[0] ?? null,
    references: [...idsIn(headers.get('in-reply-to')), ...idsIn(headers.get('references'))].slice(0, 100),
    from: from[0] ?? null,
    recipients: recipientsOf(headers),
    returnPath:
      headers
        .get('return-path')?.[0]
        ?.replaceAll(/[<>\s]/g, '')
        .toLowerCase() ?? null,
    sentAt: parsed.date !== undefined && Number.isFinite(parsed.date.getTime()) ? parsed.date.getTime() : null,
    subject: decoded(parsed.subject, headers.get('subject')),
    text: text.slice(0, LONGEST_TEXT),
    attachments: files.slice(0, MOST_FILES),
    headers,
    report,
    defects: defects.filter((defect) => defect !== false),
  };
}

/**
 * What makes two fetched mails the same one: who wrote it, when, about what, its Message-ID and its body. The traces that
 * each delivery adds are left out; a Message-ID used again with another body is another mail.
 */
export function identityOf(raw: Buffer): Buffer {
  const text = raw.toString('latin1');
  const blank = /\r?\n\r?\n/.exec(text);
  const head = blank === null ? text : text.slice(0, blank.index);
  const own = head
    .replaceAll(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .filter((field) => /^(from|date|subject|message-id):/i.test(field));
  const hash = createHash('sha256').update(`${own.join('\n')}\n\n`, 'latin1');
  return hash.update(blank === null ? raw : raw.subarray(blank.index + blank[0].length)).digest();
}

/** Text that may be shown: no invisible sign, none that turns the reading direction, no wall of blank lines. */
export function plain(text: string): string {
  const seen = text
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu, '');
  // Line by line, since a pattern for spaces before a line's end takes hours on a megabyte of them.
  const lines = seen.split('\n').map((one) => one.trimEnd());
  return lines
    .join('\n')
    .replaceAll(/\n{4,}/g, '\n\n\n')
    .trim();
}

const quoteBegins =
  /^(?:le .{5,120} a écrit\s*:|on .{5,120} wrote\s*:|-{2,}\s*(?:message d.origine|original message|message transféré|réponse d.origine).*|_{10,}|de\s*: .+@.+|from\s*: .+@.+)$/iu;

/** What the writer of an answer added, without the thread quoted under it; the original keeps both. */
export function ownWords(text: string): string {
  const lines = text.split('\n');
  const quote = lines.findIndex((one) => quoteBegins.test(one.trim()));
  const kept = (quote === -1 ? lines : lines.slice(0, quote)).filter((one) => !one.startsWith('>'));
  return plain(kept.join('\n')) || text;
}

/** The same on one line, for names and subjects. */
function line(text: string): string {
  return plain(text).replaceAll(/\s+/g, ' ').slice(0, LONGEST_LINE);
}

async function parse(raw: Buffer): Promise<ParsedMail | null> {
  for (const skipHtmlToText of [false, true]) {
    try {
      return await simpleParser(raw, { ...options, skipHtmlToText });
    } catch {
      // HTML too deep to be turned into text: once more without. Beyond that, the original is for a person.
    }
  }
  return null;
}

function unreadable(raw: Buffer): IncomingMail {
  const text = plain(raw.subarray(0, 200_000).toString('latin1')).slice(0, LONGEST_TEXT);
  const nothing = { messageId: null, references: [], from: null, recipients: [], returnPath: null, sentAt: null, subject: '', report: null };
  return { ...nothing, text, attachments: [], headers: new Map(), defects: ['UNREADABLE', 'NO_SENDER'] };
}

function headersOf({ headerLines }: ParsedMail): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const { key, line: whole } of headerLines) {
    const value = whole
      .slice(whole.indexOf(':') + 1)
      .replaceAll(/\s+/g, ' ')
      .trim();
    const before = headers.get(key);
    if (before === undefined) headers.set(key, [value]);
    else before.push(value);
  }
  return headers;
}

const idsIn = (values: readonly string[] = []): string[] => values.flatMap((value) => value.match(/<[^<>\s]{1,400}>/g) ?? []);

/** A field as it was decoded; as Latin letters where somebody wrote them bare (its bytes are kept one by one in `fields`). */
function decoded(text = '', fields: readonly string[] = []): string {
  return line(text.includes('\ufffd') ? (fields[0] ?? text) : text);
}

/** Several From fields, or several addresses in one, are a defect: the first that is an address is kept. */
function addressesIn(fields: readonly string[], parsed: ParsedMail): Address[] {
  const listed = (parsed.from?.value ?? []).flatMap(({ name, address, group }) => group ?? [{ name, address }]);
  const found = listed.flatMap(({ name, address }) =>
    address === undefined || !address.includes('@')
      ? []
      : [{ name: decoded(name, [/^"?([^"<]*)/.exec(fields[0] ?? '')?.[1] ?? '']), address: line(address).toLowerCase() }],
  );
  const repeated = fields.length > 1 && found[0] !== undefined ? [...found, found[0]] : found;
  return repeated.slice(0, 20);
}

function recipientsOf(headers: ReadonlyMap<string, readonly string[]>): string[] {
  const fields = ['delivered-to', 'x-original-to', 'envelope-to', 'to', 'cc'].flatMap((name) => headers.get(name) ?? []);
  const addresses = fields.flatMap((field) => field.slice(0, 100_000).match(/[^\s<>,;:"()@]{1,64}@[^\s<>,;:"()@]{1,255}/g) ?? []);
  return [...new Set(addresses.map((address) => address.toLowerCase()))].slice(0, 200);
}

/** The text part; the HTML one as text where there is no other, or where the other says almost nothing. */
async function textOf(parsed: ParsedMail, raw: Buffer): Promise<{ text: string; mended: boolean }> {
  const mended = await mendCharset(parsed, raw);
  const source = mended ?? parsed;
  const text = source.text ?? '';
  const fromHtml = typeof source.html === 'string' && plain(text).length < 80 ? await htmlAsText(source.html) : '';
  const longer = plain(fromHtml).length > plain(text).length ? fromHtml : text;
  // What an HTML mail carries inside its links and pictures is no text.
  const best = longer.replaceAll(/\[(?:data|cid|javascript|vbscript|file):[^\]]*\]/gi, '');
  if (plain(best) !== '' || parsed.attachments.length > 0) return { text: best, mended: mended !== null };
  return { text: bodyAsItIs(raw), mended: mended !== null };
}

/** Bytes declared as UTF-8 that are not: read as what such mails are in practice, where that loses less. */
async function mendCharset(parsed: ParsedMail, raw: Buffer): Promise<ParsedMail | null> {
  const lost = (mail: ParsedMail) => (`${mail.text ?? ''}${mail.html || ''}`.match(/\ufffd/g) ?? []).length;
  const before = lost(parsed);
  if (before === 0) return null;
  const declared = /charset\s*=\s*"?[\w.-]+"?/gi;
  const again = await parse(Buffer.from(raw.toString('latin1').replaceAll(declared, 'charset=windows-1252'), 'latin1'));
  return again !== null && lost(again) < before ? again : null;
}

async function htmlAsText(html: string): Promise<string> {
  const wrapped = Buffer.from(`Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n`);
  return (await parse(Buffer.concat([wrapped, Buffer.from(Buffer.from(html).toString('base64'))])))?.text ?? '';
}

/** What follows the header when no part could be made of it: no boundary, no header, base64 that is none. */
function bodyAsItIs(raw: Buffer): string {
  const text = raw.toString('latin1');
  const blank = /\r?\n\r?\n/.exec(text);
  const bytes = blank === null ? raw : raw.subarray(blank.index + blank[0].length);
  const utf8 = bytes.toString('utf8');
  return utf8.includes('\ufffd') ? bytes.toString('latin1') : utf8;
}

function attachmentOf({ filename, contentType, content }: ParsedMail['attachments'][number], index: number): Attachment {
  const usual: Record<string, string> = {
    'message/rfc822': 'message-joint.eml',
    'text/calendar': 'invitation.ics',
    'message/delivery-status': 'remise.txt',
  };
  const name = line(filename ?? '')
    .replaceAll(/[/\\:*?"<>|]/g, '_')
    .slice(-120);
  return { name: name || usual[contentType] || `piece-${index + 1}`, type: contentType, bytes: content };
}

function reportOf(parsed: ParsedMail, headers: ReadonlyMap<string, readonly string[]>): DeliveryReport | null {
  const status = parsed.attachments.find(({ contentType }) => contentType === 'message/delivery-status');
  const failedTo = headers.get('x-failed-recipients');
  if (status === undefined && failedTo === undefined) return null;
  const fields = status?.content.toString('latin1') ?? '';
  const said = [...fields.matchAll(/^action:\s*(\w+)/gim)].map(([, action = '']) => action.toLowerCase());
  const action = said.includes('failed') || status === undefined ? 'failed' : said.includes('delayed') ? 'delayed' : 'other';
  const codes = [...fields.matchAll(/^status:\s*([245]\.\d{1,3}\.\d{1,3})/gim)].map(([, code = '']) => code);
  const returned = parsed.attachments.find(({ contentType }) => contentType === 'message/rfc822' || contentType === 'text/rfc822-headers');
  const quoted = `${returned?.content.subarray(0, 200_000).toString('latin1') ?? ''}\n${parsed.text ?? ''}`;
  return {
    action,
    status: codes.find((code) => code.startsWith('5')) ?? codes[0] ?? 'UNKNOWN',
    about: /^[>\s]*message-id:\s*(<[^<>\s]{1,400}>)/im.exec(quoted)?.[1] ?? null,
  };
}

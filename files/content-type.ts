import { isUtf8 } from 'node:buffer';
import { fileTypeFromBuffer } from 'file-type';
import type { FileKind } from './file.ts';

const office = [
  'application/rtf',
  'application/x-cfb',
  'application/msword',
  'application/vnd.oasis.opendocument',
  'application/vnd.openxmlformats-officedocument',
  'application/vnd.ms-',
];
const archives = [
  'application/zip',
  'application/x-7z-compressed',
  'application/x-rar-compressed',
  'application/vnd.rar',
  'application/gzip',
  'application/x-gzip',
  'application/x-bzip2',
  'application/x-xz',
  'application/x-tar',
  'application/x-lzip',
  'application/zstd',
  'application/x-compress',
  'application/x-ace-compressed',
  'application/x-arj',
];
const outlook = Buffer.from('__substg1.0_', 'utf16le');

/** What is asked of the thread that looks at a content. */
export interface TypeOrder {
  raw: Uint8Array;
  name: string;
}

export interface ContentType {
  type: string;
  kind: FileKind;
}

/** What a content is, whatever its name says; an archive is recognised, never opened. `name` only tells a mail from another text. */
export async function contentType(bytes: Buffer, name: string): Promise<ContentType> {
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined);
  const type = found?.mime.split(';')[0];
  if (type === undefined || type === 'application/xml') return textType(bytes, name) ?? { type: 'application/octet-stream', kind: 'UNKNOWN' };
  if (type === 'application/x-cfb' && bytes.includes(outlook)) return { type: 'application/vnd.ms-outlook', kind: 'MAIL' };
  return { type, kind: kindOf(type) };
}

function kindOf(type: string): FileKind {
  if (type === 'application/pdf') return 'PDF';
  if (type === 'application/ogg') return 'AUDIO';
  if (type.startsWith('image/')) return 'IMAGE';
  if (type.startsWith('audio/')) return 'AUDIO';
  if (type.startsWith('video/')) return 'VIDEO';
  if (office.some((prefix) => type.startsWith(prefix))) return 'OFFICE';
  if (archives.includes(type)) return 'ARCHIVE';
  return 'UNKNOWN';
}

const bomUtf16 = ['fffe', 'feff'];
/** A header of a mail on its first line. */
const mailHeader = /^(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}/;

/** Text in UTF-8, UTF-16 with its mark, or Latin; undefined when it is no text. Pages and programs are shown as text, never run. */
function textType(bytes: Buffer, name: string): ContentType | undefined {
  const charset = charsetOf(bytes);
  if (charset === undefined) return undefined;
  if (name.toLowerCase().endsWith('.eml') && mailHeader.test(bytes.subarray(0, 4_096).toString('latin1').replaceAll('\r', '')))
    return { type: 'message/rfc822', kind: 'MAIL' };
  return { type: `text/plain; charset=${charset}`, kind: 'TEXT' };
}

function charsetOf(bytes: Buffer): string | undefined {
  if (bomUtf16.includes(bytes.subarray(0, 2).toString('hex'))) return 'utf-16';
  const isText = bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0x0c || byte === 0x1b);
  if (!isText) return undefined;
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252';
}

import { decodeText } from './charset.ts';
import { rtfText } from './rtf.ts';

/** What Outlook packs into winmail.dat (MS-OXTNEF): the text, and the files. */
export interface Unpacked {
  text: string;
  html: string;
  files: { name: string; type: string; bytes: Buffer }[];
}

const SIGNATURE = 0x223e9f78;
const attribute = {
  body: 0x800c,
  codepage: 0x9007,
  properties: 0x9003,
  newFile: 0x9002,
  fileTitle: 0x8010,
  fileData: 0x800f,
  fileProperties: 0x9005,
};
const property = { body: 0x1000, html: 0x1013, rtf: 0x1009, longName: 0x3707, displayName: 0x3001, mime: 0x370e, data: 0x3701 };
const MOST_FILES = 200;

/** Null when it is none, or broken at its start; one broken further on gives what comes before. */
export function unpacked(bytes: Buffer): Unpacked | null {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== SIGNATURE) return null;
  const found: Unpacked = { text: '', html: '', files: [] };
  let charset = 'windows-1252';
  let rtf = '';
  for (const { id, value } of attributes(bytes)) {
    const file = found.files.at(-1);
    if (id === attribute.codepage && value.length >= 4) charset = codepage(value.readUInt32LE(0));
    else if (id === attribute.body) found.text = decodeText(ended(value), charset).text;
    else if (id === attribute.properties) {
      for (const [name, said] of properties(value, charset)) {
        if (name === property.body && said.text !== '') found.text = said.text;
        if (name === property.html) found.html = said.text || decodeText(said.bytes, charset).text;
        if (name === property.rtf) rtf = rtfText(said.bytes);
      }
    } else if (id === attribute.newFile && found.files.length < MOST_FILES)
      found.files.push({ name: '', type: 'application/octet-stream', bytes: Buffer.alloc(0) });
    else if (file === undefined) continue;
    else if (id === attribute.fileTitle) file.name ||= decodeText(ended(value), charset).text;
    else if (id === attribute.fileData) file.bytes = value;
    else if (id === attribute.fileProperties) {
      for (const [name, said] of properties(value, charset)) {
        if (name === property.longName && said.text !== '') file.name = said.text;
        if (name === property.displayName) file.name ||= said.text;
        if (name === property.mime && /^[\w.+-]+\/[\w.+-]+$/.test(said.text)) file.type = said.text.toLowerCase();
        if (name === property.data && file.bytes.length === 0) file.bytes = said.bytes;
      }
    }
  }
  if (found.text.trim() === '' && found.html === '') found.text = rtf;
  return { ...found, files: found.files.filter(({ bytes: held }) => held.length > 0) };
}

/** Level, id, type, length, value, checksum, one after the other. */
function* attributes(bytes: Buffer): Generator<{ id: number; value: Buffer }> {
  for (let at = 6; at + 9 <= bytes.length; ) {
    const id = bytes.readUInt16LE(at + 1);
    const length = bytes.readUInt32LE(at + 5);
    const value = bytes.subarray(at + 9, at + 9 + length);
    if (value.length < length) return;
    yield { id, value };
    at += 9 + length + 2;
  }
}

interface Said {
  text: string;
  bytes: Buffer;
}

const fixed: Record<number, number> = { 2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16 };

/** MAPI properties (MS-OXTNEF §2.1.3.4); what cannot be measured ends them. */
function properties(bytes: Buffer, charset: string): [name: number, said: Said][] {
  const found: [number, Said][] = [];
  if (bytes.length < 4) return found;
  let at = 4;
  const count = Math.min(bytes.readUInt32LE(0), 2_000);
  const word = (): number => {
    if (at + 4 > bytes.length) throw new RangeError('short');
    at += 4;
    return bytes.readUInt32LE(at - 4);
  };
  try {
    for (let n = 0; n < count; n += 1) {
      const tag = word();
      const [type, name] = [tag & 0x0fff, tag >>> 16];
      const several = (tag & 0x1000) !== 0;
      if (name >= 0x8000) {
        at += 16;
        if (word() === 0) at += 4;
        else at += padded(word());
      }
      const size = fixed[type];
      const values = several || size === undefined ? word() : 1;
      for (let value = 0; value < Math.min(values, 10_000); value += 1) {
        const length = size ?? word();
        const said = bytes.subarray(at, at + length);
        if (said.length < length) return found;
        at += padded(length);
        if (value > 0) continue;
        const text = type === 0x1f ? said.toString('utf16le').replace(/\0+$/, '') : type === 0x1e ? decodeText(ended(said), charset).text : '';
        // An object begins with the 16 bytes that say what it is.
        found.push([name, { text, bytes: type === 0x0d ? said.subarray(16) : said }]);
      }
    }
  } catch {
    // What was read before stands.
  }
  return found;
}

const padded = (length: number): number => Math.ceil(length / 4) * 4;

function ended(value: Buffer): Buffer {
  const zero = value.indexOf(0);
  return zero === -1 ? value : value.subarray(0, zero);
}

const codepage = (number: number): string => (number === 65001 ? 'utf-8' : number >= 1250 && number <= 1258 ? `windows-${number}` : 'windows-1252');

import type { MimePart } from './parts.ts';

const base64Line = /^[A-Za-z0-9+/]+={0,2}$/;

/** A part's bytes, out of their transfer encoding. A part falsely called base64 is given as it is. */
export function bytesOf({ fields, body }: Pick<MimePart, 'fields' | 'body'>): Buffer {
  const encoding = (fields.get('content-transfer-encoding')?.[0] ?? '').toLowerCase();
  if (encoding.startsWith('base64')) return base64(body);
  if (encoding.startsWith('quoted-printable')) return quotedPrintable(body);
  return body;
}

/** What follows the base64, such as a list's footer, is kept behind it. */
function base64(body: Buffer): Buffer {
  let [at, good] = [0, 0];
  let ended = false;
  while (at < body.length && !ended) {
    const feed = body.indexOf(10, at);
    const end = feed === -1 ? body.length : feed + 1;
    // A mail of one line is all base64 or none.
    const line = end - at > 100_000 ? body.toString('latin1', at, at + 1_000) : body.toString('latin1', at, end).trim();
    if (line === '' || base64Line.test(line)) good = end;
    else ended = true;
    ended ||= line.endsWith('=') && hasMore(body, end);
    at = end;
  }
  if (good === 0) return body;
  const opened = Buffer.from(body.toString('latin1', 0, good), 'base64');
  const rest = body.subarray(good);
  return rest.toString('latin1', 0, 1_000).trim() === '' ? opened : Buffer.concat([opened, Buffer.from('\n'), rest]);
}

const hasMore = (body: Buffer, at: number): boolean => body.toString('latin1', at, at + 1_000).trim() !== '';

const digit = (byte: number | undefined): number => {
  const value = Number.parseInt(String.fromCharCode(byte ?? 0), 16);
  return Number.isNaN(value) ? -1 : value;
};

/** Byte by byte: what is no escape stays as it is. */
export function quotedPrintable(body: Buffer): Buffer {
  const out = Buffer.alloc(body.length);
  let to = 0;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at] ?? 0;
    if (byte !== 0x3d) {
      out[to] = byte;
      to += 1;
      continue;
    }
    const [high, low] = [digit(body[at + 1]), digit(body[at + 2])];
    if (high >= 0 && low >= 0) {
      out[to] = high * 16 + low;
      to += 1;
      at += 2;
      continue;
    }
    const end = softBreak(body, at + 1);
    if (end === -1) {
      out[to] = byte;
      to += 1;
    } else at = end - 1;
  }
  return out.subarray(0, to);
}

/** The end of a soft line break that begins after its sign, blanks before the break left out; -1 when there is none. */
function softBreak(body: Buffer, from: number): number {
  let at = from;
  while (at < body.length && at - from < 80 && (body[at] === 32 || body[at] === 9)) at += 1;
  if (at >= body.length) return at;
  if (body[at] === 13 && body[at + 1] === 10) return at + 2;
  return body[at] === 10 ? at + 1 : -1;
}

import { isAscii, isUtf8 } from 'node:buffer';
import { Unreadable } from './lines.ts';

/**
 * Text of bytes, whatever their encoding: looked for, never assumed. Until a letter beyond ASCII comes, UTF-8 and Windows-1252 are the same;
 * the first one says which it is. A byte that is none afterwards becomes U+FFFD, so that its line is refused and no other.
 */
export async function* lettersOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let encoding: 'utf8' | 'windows-1252' | 'utf-16le' | undefined;
  let decoder: { decode(bytes?: Uint8Array, options?: { stream: boolean }): string } | undefined;
  let rest: Buffer = Buffer.alloc(0);
  let first = true;
  for await (const chunk of chunks) {
    if (decoder !== undefined) {
      yield decoder.decode(chunk, { stream: true });
      continue;
    }
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (first && bytes[0] === 0xff && bytes[1] === 0xfe) {
      decoder = new TextDecoder('utf-16le');
      yield decoder.decode(bytes, { stream: true });
      continue;
    }
    first = false;
    const whole = bytes.length - halfLetter(bytes);
    const head = bytes.subarray(0, whole);
    if (encoding === undefined && !isAscii(head)) encoding = isUtf8(head) ? 'utf8' : 'windows-1252';
    if (encoding === 'windows-1252') {
      decoder = new TextDecoder('windows-1252');
      yield decoder.decode(bytes, { stream: true });
      continue;
    }
    rest = bytes.subarray(whole);
    if (head.includes(0)) throw new Unreadable('Ce fichier n’est ni un texte, ni une archive .gz\u00a0: choisissez le fichier tel qu’il est publié.');
    yield head.toString('utf8');
  }
  if (decoder !== undefined) yield decoder.decode();
  else if (rest.length > 0) yield encoding === 'utf8' ? rest.toString('utf8') : new TextDecoder('windows-1252').decode(rest);
}

/** How many bytes at the end begin a letter of UTF-8 whose other bytes come next. */
function halfLetter(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const long = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return long > back ? back : 0;
  }
  return 0;
}

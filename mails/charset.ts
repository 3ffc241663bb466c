import iconv from 'iconv-lite';

/** Text and whether some of its bytes were not in the charset it was said to be in. */
export interface Decoded {
  text: string;
  mended: boolean;
}

const western = /^(iso-?8859-?\d+|latin-?\d|windows-?125[0-8]|cp125[0-8]|us-ascii|ascii|ansi.*)$/;

/**
 * Bytes as text. What is UTF-8 is read as UTF-8 whatever it says it is among western charsets; in what is not quite UTF-8, the stray
 * bytes alone are read as windows-1252, which is what such mails are in practice.
 */
export function decodeText(bytes: Buffer, charset: string): Decoded {
  const said = charset
    .trim()
    .toLowerCase()
    .replaceAll(/["'\s]/g, '')
    .replaceAll('_', '-');
  const utf8 = said === '' || said === 'utf-8' || said === 'utf8' || said === 'us-ascii' || said === 'ascii';
  if (utf8 || western.test(said)) {
    const strict = strictly(bytes, 'utf-8');
    if (strict !== null) return { text: strict, mended: false };
    if (utf8) return { text: hybrid(bytes), mended: said === 'utf-8' || said === 'utf8' || hasUtf8(bytes) };
  }
  const name = said.startsWith('iso-8859-1') && !/^iso-8859-1\d/.test(said) ? 'windows-1252' : said;
  return { text: labelled(bytes, name) ?? strictly(bytes, 'utf-8') ?? hybrid(bytes), mended: false };
}

function strictly(bytes: Buffer, label: string): string | null {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return null;
  }
}

function labelled(bytes: Buffer, name: string): string | null {
  try {
    return new TextDecoder(name).decode(bytes);
  } catch {
    return iconv.encodingExists(name) ? iconv.decode(bytes, name) : null;
  }
}

const hasUtf8 = (bytes: Buffer): boolean => /[\u00c3\u00e2][\u0080-\u00bf]/.test(bytes.subarray(0, 100_000).toString('latin1'));

/** UTF-8 where it is, windows-1252 byte by byte where it is not. */
function hybrid(bytes: Buffer): string {
  const single = new TextDecoder('windows-1252');
  const out: string[] = [];
  let [from, at] = [0, 0];
  while (at < bytes.length) {
    const length = sequenceAt(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    out.push(bytes.toString('utf8', from, at), single.decode(bytes.subarray(at, at + 1)));
    at += 1;
    from = at;
  }
  out.push(bytes.toString('utf8', from, at));
  return out.join('');
}

/** Length of the UTF-8 sequence that begins there; 0 when there is none. */
function sequenceAt(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (first >= 0xf5) return 0;
  for (let n = 1; n < length; n += 1) if (((bytes[at + n] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

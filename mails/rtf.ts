/** What every compressed text begins from (MS-OXRTFCP §2.1.2.1). */
const dictionary =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';
const LONGEST = 2_000_000;

/** The text of an Outlook body that is compressed RTF; empty when it is none. */
export function rtfText(compressed: Buffer): string {
  const rtf = opened(compressed);
  return rtf === null ? '' : wordsOf(rtf.toString('latin1'));
}

function opened(bytes: Buffer): Buffer | null {
  if (bytes.length < 16) return null;
  const kind = bytes.toString('latin1', 8, 12);
  const size = Math.min(bytes.readUInt32LE(4), LONGEST);
  if (kind === 'MELA') return bytes.subarray(16, 16 + size);
  if (kind !== 'LZFu') return null;
  const window = Buffer.alloc(4_096, 32);
  let write = window.write(dictionary, 'latin1');
  const out: number[] = [];
  const put = (byte: number) => {
    out.push(byte);
    window[write] = byte;
    write = (write + 1) % 4_096;
  };
  for (let at = 16; at < bytes.length && out.length < size; ) {
    const flags = bytes[at] ?? 0;
    at += 1;
    for (let bit = 0; bit < 8 && at < bytes.length; bit += 1) {
      if ((flags & (1 << bit)) === 0) {
        put(bytes[at] ?? 0);
        at += 1;
        continue;
      }
      const token = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      at += 2;
      const from = token >> 4;
      if (from === write) return Buffer.from(out);
      for (let n = 0; n < (token & 15) + 2; n += 1) put(window[(from + n) % 4_096] ?? 0);
    }
  }
  return Buffer.from(out);
}

const cp1252 = new TextDecoder('windows-1252');
const skipped = /^\{\\(?:\*|fonttbl|colortbl|stylesheet|info|pict|listtable|generator)/;

/** One pass: control words fall away, groups that hold no text are passed over. */
function wordsOf(rtf: string): string {
  const out: string[] = [];
  let [deep, hidden, htmlHidden] = [0, -1, false];
  const token = /\{|\}|\\'([0-9a-f]{2})|\\u(-?\d{1,6}) ?\??|\\([a-z]{1,32})(-?\d{1,10})? ?|\\([^a-z'])|([^{}\\\r\n]+)|[\r\n]+/gi;
  for (const { 0: whole, 1: hex, 2: unicode, 3: word, 4: rank, 5: sign, 6: text, index } of rtf.matchAll(token)) {
    if (whole === '{') {
      deep += 1;
      if (hidden === -1 && skipped.test(rtf.slice(index, index + 20))) hidden = deep;
    } else if (whole === '}') {
      if (hidden === deep) hidden = -1;
      deep -= 1;
    } else if (word === 'htmlrtf') htmlHidden = rank !== '0';
    else if (hidden !== -1 || htmlHidden) continue;
    else if (hex !== undefined) out.push(cp1252.decode(Uint8Array.of(Number.parseInt(hex, 16))));
    else if (unicode !== undefined) out.push(String.fromCharCode((Number(unicode) + 65_536) % 65_536));
    else if (word === 'par' || word === 'line' || word === 'row') out.push('\n');
    else if (word === 'tab' || word === 'cell') out.push('\t');
    else if (sign === '~') out.push('\u00a0');
    else if (sign !== undefined && /[{}\\]/.test(sign)) out.push(sign);
    else if (text !== undefined) out.push(text);
  }
  return out.join('');
}

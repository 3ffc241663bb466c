import { inflateSync } from 'node:zlib';

/**
 * The text of a PDF that `makePdf` printed, page by page, as a reader's programme finds it: through each font's own table of
 * characters. Knows what this compiler writes and no more.
 */
export function textOfPdf(pdf: Buffer): string {
  const objects = objectsOf(pdf);
  const resolve = (id: string | undefined): PdfObject => objects.get(Number(id)) ?? { head: '', stream: '' };
  return [...objects.values()]
    .filter(({ head }) => /\/Type \/Page\b/.test(head))
    .map(({ head }) => {
      const fonts = new Map(
        [...(/\/Font <<([^>]*)>>/.exec(head)?.[1] ?? '').matchAll(/\/(f\d+) (\d+) 0 R/g)].map(([, name = '', id]) => [
          name,
          charactersOf(resolve(/\/ToUnicode (\d+)/.exec(resolve(id).head)?.[1]).stream),
        ]),
      );
      return said(resolve(/\/Contents (\d+)/.exec(head)?.[1]).stream, fonts);
    })
    .join('\n');
}

interface PdfObject {
  head: string;
  stream: string;
}

/** The objects of a PDF by number, their streams inflated. */
export function objectsOf(pdf: Buffer): Map<number, PdfObject> {
  const found = new Map<number, PdfObject>();
  for (const { 0: all, 1: id, 2: body = '', index } of pdf.toString('latin1').matchAll(/(\d+) 0 obj\s([\s\S]*?)\sendobj/g)) {
    const at = body.indexOf('stream\n');
    const head = at < 0 ? body : body.slice(0, at);
    const start = index + all.indexOf('stream\n') + 'stream\n'.length;
    const bytes = pdf.subarray(start, start + Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0));
    found.set(Number(id), { head, stream: at < 0 ? '' : (/FlateDecode/.test(head) ? inflateSync(bytes) : bytes).toString('latin1') });
  }
  return found;
}

function charactersOf(map: string): Map<number, string> {
  const utf16 = (hex: string) => Buffer.from(hex, 'hex').swap16().toString('utf16le');
  return new Map(
    [...map.matchAll(/^<([\dA-F]{4})> <((?:[\dA-F]{4})+)>$/gim)].map(([, code = '', text = '']) => [Number.parseInt(code, 16), utf16(text)]),
  );
}

/** A literal, whose own parentheses may be in pairs; a string of hexadecimal digits; a font; the two ends of a text. */
const tokens = /\(((?:\\[\s\S]|[^\\()]|\((?:\\[\s\S]|[^\\()])*\))*)\)|<((?:[\dA-F]{2})+)>|\/(f\d+) [\d.]+ Tf|\b(BT|ET)\b/gi;

function said(content: string, fonts: Map<string, Map<number, string>>): string {
  let characters = new Map<number, string>();
  let inside = false;
  let text = '';
  for (const [, literal, digits, font, end] of content.matchAll(tokens)) {
    if (end !== undefined) {
      inside = end === 'BT';
      if (!inside) text += '\n';
    } else if (font !== undefined) characters = fonts.get(font) ?? new Map();
    else if (inside) {
      const bytes = digits === undefined ? Buffer.from(unescaped(literal ?? ''), 'latin1') : Buffer.from(digits, 'hex');
      for (let at = 0; at + 1 < bytes.length; at += 2) text += characters.get(bytes.readUInt16BE(at)) ?? '\ufffd';
    }
  }
  return text;
}

const letters: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
const unescaped = (literal: string): string =>
  literal.replaceAll(/\\(?:([0-7]{1,3})|([\s\S]))/g, (_all, octal: string | undefined, other = '') =>
    octal === undefined ? (letters[other] ?? other) : String.fromCharCode(Number.parseInt(octal, 8)),
  );

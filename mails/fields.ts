import addressparser from 'nodemailer/lib/addressparser';
import type { Address } from './address.ts';
import { decodeText } from './charset.ts';
import { onOneLine } from './plain.ts';

/** A field is searched so far and no further: nothing a person writes is longer. */
const LONGEST_FIELD = 10_000;
const LONGEST_HEADER = 2_000_000;

/** Header fields by lower-case name, unfolded, in their order, each byte one character. */
export type HeaderFields = Map<string, string[]>;

export interface Header {
  fields: HeaderFields;
  /** Where what follows it begins. */
  body: number;
  tooLong: boolean;
}

/** The header that begins at `from`; `until` is the end of the part. */
export function headerAt(raw: Buffer, from: number, until: number): Header {
  const written: { name: string; lines: string[] }[] = [];
  const done = (body: number, tooLong = false): Header => ({ fields: gathered(written), body, tooLong });
  for (let at = from; at < until; ) {
    const feed = raw.indexOf(10, at);
    const end = feed === -1 || feed >= until ? until : feed + 1;
    const line = raw.toString('latin1', at, end).replace(/\r?\n$/, '');
    if (line === '') return done(end);
    if (end - from > LONGEST_HEADER) return done(end, true);
    const name = /^([!-9;-~]{1,200})[ \t]*:/.exec(line)?.[1];
    if (/^[ \t]/.test(line)) written.at(-1)?.lines.push(line);
    else if (name !== undefined) written.push({ name: name.toLowerCase(), lines: [line.slice(line.indexOf(':') + 1)] });
    else if (!(at === from && line.startsWith('From ')) && !goesOn(raw, end, until)) return done(at);
    at = end;
  }
  return done(until);
}

/** Whether the lines up to the next blank one are still a header: one of its lines was broken, and not its end. */
function goesOn(raw: Buffer, from: number, until: number): boolean {
  const ahead = raw.toString('latin1', from, Math.min(until, from + 4_000));
  const block = ahead.slice(0, /\r?\n\r?\n/.exec(ahead)?.index ?? ahead.length);
  return /^(from|to|subject|date|mime-version|content-type|message-id):/im.test(block);
}

function gathered(written: readonly { name: string; lines: string[] }[]): HeaderFields {
  const fields: HeaderFields = new Map();
  for (const { name, lines } of written) {
    // Blanks of a field are these: a byte that no-break spaces have is part of a letter.
    const value = lines
      .join(' ')
      .replaceAll(/[ \t\r\n\f\v]+/g, ' ')
      .replace(/^ | $/g, '');
    const before = fields.get(name);
    if (before === undefined) fields.set(name, [value]);
    else before.push(value);
  }
  return fields;
}

/** The bytes of a field as letters: UTF-8 where they are that, else windows-1252. */
function letters(field: string): string {
  return /[\u0080-\u00ff]/.test(field) ? decodeText(Buffer.from(field, 'latin1'), '').text : field;
}

/** A field as it is read: encoded words (RFC 2047) opened, on one line. */
export function decoded(field = ''): string {
  return onOneLine(words(letters(field.slice(0, LONGEST_FIELD * 4))));
}

function words(text: string): string {
  const found = [...text.slice(0, 4 * LONGEST_FIELD).matchAll(/=\?([^?\s]{1,60})\?([bq])\?([^?]*)\?=/gi)];
  if (found.length === 0) return text;
  const out: string[] = [];
  let at = 0;
  let open: { charset: string; bytes: Buffer[] } | undefined;
  for (const { 0: whole, 1: charset = '', 2: how = '', 3: said = '', index } of found) {
    const between = text.slice(at, index);
    const bytes = /b/i.test(how) ? Buffer.from(said, 'base64') : quoted(said);
    // Two words of one charset beside each other may share a letter between them.
    const now = charset.toLowerCase().replace(/\*.*$/, '');
    const adjacent = open !== undefined && between.trim() === '';
    if (adjacent && open?.charset === now) open.bytes.push(bytes);
    else {
      out.push(openedWord(open), adjacent ? '' : between);
      open = { charset: now, bytes: [bytes] };
    }
    at = index + whole.length;
  }
  out.push(openedWord(open), text.slice(at));
  return out.join('');
}

const openedWord = (word: { charset: string; bytes: Buffer[] } | undefined): string =>
  word === undefined ? '' : decodeText(Buffer.concat(word.bytes), word.charset).text;

const quoted = (said: string): Buffer =>
  Buffer.from(
    said.replaceAll('_', ' ').replaceAll(/=([0-9a-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

/** The addresses of a field, the first twenty; a name may be empty. */
export function addressesIn(field = ''): Address[] {
  const text = letters(field.slice(0, LONGEST_FIELD));
  // Many groups and brackets take this parser long: a field that has them is read by its addresses alone.
  const odd = (text.match(/[:;<(]/g) ?? []).length > 200;
  const listed = odd ? bare(text) : addressparser(text, { flatten: true });
  return listed
    .flatMap(({ name, address }) => {
      const one = onOneLine(address).toLowerCase();
      return /^[^\s@]+@[^\s@]+$/.test(one) ? [{ name: decoded(name), address: one }] : [];
    })
    .slice(0, 20);
}

const bare = (text: string) => addressesSpelled(text).map((address) => ({ name: '', address }));

/** Everything in some fields that has the shape of an address, lower case, each once. */
export function addressesSpelled(...fields: string[]): string[] {
  const found = fields.flatMap((field) => field.slice(0, 100_000).match(/[^\s<>,;:"()@]{1,64}@[^\s<>,;:"()@]{1,255}/g) ?? []);
  return [...new Set(found.map((address) => address.toLowerCase()))].slice(0, 200);
}

/** Message-IDs in some fields, with their brackets. */
export const idsIn = (fields: readonly string[] = []): string[] =>
  fields.flatMap((field) => field.slice(0, 100_000).match(/<[^<>\s]{1,400}>/g) ?? []).slice(0, 100);

/** A field such as `text/plain; charset=utf-8`: its value, and its parameters, those cut in pieces put together (RFC 2231). */
export function parametersOf(field = ''): { value: string; parameters: Map<string, string> } {
  const text = letters(field.slice(0, LONGEST_FIELD));
  const value = /^[^;\s=]*(?=\s*(?:;|$))/.exec(text.trim())?.[0] ?? /^[^;\s=]*\/[^;\s=]*/.exec(text.trim())?.[0] ?? '';
  const parts = new Map<string, { rank: number; coded: boolean; said: string }[]>();
  for (const [, name = '', rank = '', coded = '', quotedText, bareText = ''] of text.matchAll(
    /([\w-]{1,60})(?:\*(\d{1,3}))?(\*)?\s?=\s?(?:"((?:[^"\\]|\\.)*)"|([^;\s"]*))/g,
  )) {
    const key = name.toLowerCase();
    const said = quotedText?.replaceAll(/\\(.)/g, '$1') ?? bareText;
    parts.set(key, [...(parts.get(key) ?? []).slice(0, 100), { rank: Number(rank), coded: coded !== '', said }]);
  }
  const parameters = new Map([...parts].map(([name, pieces]) => [name, together(pieces)]));
  return { value: value.toLowerCase(), parameters };
}

function together(pieces: { rank: number; coded: boolean; said: string }[]): string {
  const sorted = pieces.toSorted((a, b) => a.rank - b.rank);
  if (!sorted.some(({ coded }) => coded))
    return sorted.length > 1 && sorted[1]?.rank === 0 ? (sorted[0]?.said ?? '') : sorted.map(({ said }) => said).join('');
  const [charset = '', , rest] = split(sorted[0]?.said ?? '');
  const said = sorted.map((piece, index) => (index === 0 ? rest : piece.said)).join('');
  const bytes = said.replaceAll(/%([0-9a-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return decodeText(Buffer.from(bytes, 'latin1'), charset).text;
}

/** `utf-8'fr'%C3%A9t%C3%A9`: charset, language, text. */
function split(said: string): [string, string, string] {
  const [charset = '', language = '', ...rest] = said.split("'");
  return rest.length === 0 ? ['', '', said] : [charset, language, rest.join("'")];
}

import { decoded, type Header, type HeaderFields, headerAt, parametersOf } from './fields.ts';

/** Deeper, or more of them, is no mail that somebody wrote. */
const DEEPEST = 60;
const MOST_PARTS = 3_000;

/** A part as it came: its bytes still in their transfer encoding. */
export interface MimePart {
  fields: HeaderFields;
  /** Lower case, `text/plain` where it has none. */
  type: string;
  parameters: Map<string, string>;
  disposition: string;
  name: string;
  body: Buffer;
  /** Of a multipart whose boundary was met. */
  parts: MimePart[];
}

export interface Structure {
  root: MimePart;
  /** Something of its structure was left aside: the original is for a person. */
  cut: boolean;
}

interface Open {
  part: MimePart;
  boundary: string;
}

/**
 * A mail's tree of parts, in one pass over its lines however deep it is. Never throws: a boundary that is never met leaves a body as it
 * is, one that is never closed ends with the mail.
 */
export function structureOf(raw: Buffer): Structure {
  const lineless = raw.indexOf(10) === -1 && raw.includes(13);
  const head = lineless ? { fields: new Map(), body: 0, tooLong: false } : headerAt(raw, 0, raw.length);
  const root = partOf(head);
  let [cut, count] = [head.tooLong, 1];
  const open: Open[] = [];
  let leaf: { part: MimePart; from: number } | null = { part: root, from: head.body };
  const begin = (part: MimePart, from: number) => {
    const boundary = part.parameters.get('boundary')?.trimEnd() ?? '';
    const holds = part.type.startsWith('multipart/') && boundary !== '';
    if (holds && open.length < DEEPEST) open.push({ part, boundary });
    cut ||= holds && open.length >= DEEPEST;
    leaf = { part, from };
  };
  begin(root, head.body);
  for (const { from, end, text } of delimiters(raw, head.body)) {
    if (count >= MOST_PARTS) {
      cut = true;
      break;
    }
    const level = open.findLastIndex(({ boundary }) => text === `--${boundary}` || text === `--${boundary}--`);
    const holder = open[level];
    if (holder === undefined) continue;
    if (leaf !== null) leaf.part.body = raw.subarray(leaf.from, Math.max(leaf.from, beforeBreak(raw, from)));
    leaf = null;
    open.length = level + 1;
    if (text === `--${holder.boundary}--`) {
      open.length = level;
      continue;
    }
    count += 1;
    const header = headerAt(raw, end, endOfHeader(raw, end));
    const part = partOf(header);
    holder.part.parts.push(part);
    begin(part, header.body);
  }
  if (leaf !== null) leaf.part.body = raw.subarray(leaf.from);
  return { root, cut };
}

/** A part's header ends before the next delimiter, whatever it lacks. */
function endOfHeader(raw: Buffer, from: number): number {
  const blank = raw.indexOf('\n--', Math.max(0, from - 1), 'latin1');
  const near = Math.min(raw.length, from + 200_000);
  if (blank === -1 || blank >= near) return raw.length;
  // Two dashes may begin a folded value's next line only after a space: a line that begins with them ends the header.
  return blank + 1;
}

function partOf({ fields }: Header): MimePart {
  const { value, parameters } = parametersOf(fields.get('content-type')?.[0]);
  const disposition = parametersOf(fields.get('content-disposition')?.[0]);
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(value) ? value : 'text/plain';
  const name = decoded(disposition.parameters.get('filename') ?? parameters.get('name') ?? '');
  return { fields, type, parameters, disposition: disposition.value, name, body: Buffer.alloc(0), parts: [] };
}

/** Where a line's own break begins: it belongs to the delimiter after it. */
function beforeBreak(raw: Buffer, at: number): number {
  if (raw[at - 1] !== 10) return at;
  return raw[at - 2] === 13 ? at - 2 : at - 1;
}

/** The lines that begin with two dashes; blanks at their end do not count (RFC 2046 §5.1.1). */
function* delimiters(raw: Buffer, start: number): Generator<{ from: number; end: number; text: string }> {
  let from = raw.subarray(start, start + 2).toString('latin1') === '--' ? start : next(raw, start);
  while (from !== -1) {
    const feed = raw.indexOf(10, from);
    const end = feed === -1 ? raw.length : feed + 1;
    // A boundary has at most 70 characters; some servers write longer ones.
    if (end - from <= 1_000) yield { from, end, text: raw.toString('latin1', from, end).trimEnd() };
    from = next(raw, Math.max(from, end - 1));
  }
}

function next(raw: Buffer, from: number): number {
  const at = raw.indexOf('\n--', from, 'latin1');
  return at === -1 ? -1 : at + 1;
}

import { decodeText } from './charset.ts';
import { htmlAsText } from './html.ts';
import type { MimePart } from './parts.ts';
import { plain } from './plain.ts';
import { bytesOf } from './transfer.ts';

/** Bytes of a text that are read: nobody writes more, and the original holds the rest. */
const LONGEST_READ = 4_000_000;

export interface ReadText {
  text: string;
  mended: boolean;
}

/** The text of one part, in its own charset; a page as its text. */
export function textOfPart(part: MimePart): ReadText {
  const { text, mended } = decodeText(bytesOf(part).subarray(0, LONGEST_READ), part.parameters.get('charset') ?? '');
  if (part.type === 'text/html') return { text: htmlAsText(text), mended };
  return { text: part.parameters.get('format')?.toLowerCase() === 'flowed' ? flowing(text, part) : text, mended };
}

/** Lines that only a program broke are one again (RFC 3676). */
function flowing(text: string, part: MimePart): string {
  const without = part.parameters.get('delsp')?.toLowerCase() === 'yes';
  const out: string[] = [];
  let open = false;
  for (const line of text.split(/\r?\n/)) {
    const flows = line.endsWith(' ') && line !== '-- ';
    const said = line.startsWith(' ') ? line.slice(1) : line;
    const quoted = said.startsWith('>');
    const kept = flows && without ? said.slice(0, -1) : said;
    if (open && !quoted && out.length > 0) out.push(`${out.pop()}${kept}`);
    else out.push(kept);
    open = flows && !quoted;
  }
  return out.join('\n');
}

/**
 * Of two forms of one message, the one that says it: the text, unless it only stands for the page. What either says that the other does
 * not is kept.
 */
export function better(text: string, page: string): string {
  const [one, other] = [plain(text), plain(page)];
  if (one.length < 80 || other.length < 80) return other.length > one.length ? other : one;
  if (other.length > one.length * 0.5 && shared(one, other) < 0.5) return standsFor.test(one.slice(0, 500)) ? other : `${one}\n\n${other}`;
  return one;
}

const standsFor = /html|navigateur|browser|(?:logiciel|client|programme) de (?:messagerie|courrier)|view (?:this|it)|affich|version en ligne/i;

/** How much of a text's words another has too. */
function shared(one: string, other: string): number {
  const words = (text: string) =>
    text
      .slice(0, 20_000)
      .toLowerCase()
      .match(/\p{L}{3,}/gu) ?? [];
  const had = new Set(words(other));
  const mine = words(one).slice(0, 200);
  return mine.length === 0 ? 0 : mine.filter((word) => had.has(word)).length / mine.length;
}

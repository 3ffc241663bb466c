const LONGEST_WORD = 60;
/** Control characters, marks that reorder a line, and what is not a character at all. */
const unprintable = /[\p{Cc}\p{Cs}\p{Cn}\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc]/gu;
const endlessWord = new RegExp(`\\S{${LONGEST_WORD}}(?=\\S)`, 'gu');

/** A text as paper can take it: without what cannot be seen, its endless words broken at the margin, composed letters whole. */
function printableText(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/\r\n?|\u2028|\u2029/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(unprintable, (character) => (character === '\n' ? '\n' : ''))
    .replaceAll(endlessWord, (run) => `${run}\u200b`);
}

/** The same data, every text in it printable. */
export function printable(data: unknown, text: (text: string) => string = printableText): unknown {
  if (typeof data === 'string') return text(data);
  if (Array.isArray(data)) return data.map((each) => printable(each, text));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, printable(value, text)]));
}

/** A character no font here can draw, told by its code rather than dropped: `[U+1F9FF]`. */
export function spelled(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}

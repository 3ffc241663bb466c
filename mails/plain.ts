/** Text that may be shown: no invisible sign, none that turns the reading direction, no wall of blank lines. */
export function plain(text: string): string {
  const seen = text
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu, '');
  // Line by line, since a pattern for spaces before a line's end takes hours on a megabyte of them.
  const lines = seen.split('\n').map((one) => one.trimEnd());
  return lines
    .join('\n')
    .replaceAll(/\n{4,}/g, '\n\n\n')
    .trim();
}

const LONGEST_LINE = 500;

/** The same on one line, for names and subjects. */
export function onOneLine(text: string): string {
  return plain(text.slice(0, 20_000)).replaceAll(/\s+/g, ' ').slice(0, LONGEST_LINE);
}

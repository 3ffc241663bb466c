/** A stretch of a mail's text: what its author wrote, or what is quoted in it. */
export interface Stretch {
  quoted: boolean;
  text: string;
}

/** "Le 3 mars 2026 à 10:00, X a écrit :", also over two lines, and its kin. */
const said = /^(?:le|on|am|el|il|em|op)\b.{5,300}(?:a écrit|wrote|schrieb(?: [^:]{1,80})?|escribió|ha scritto|escreveu|schreef[^:]{0,80})\s*:$/iu;
const headLine = /^\s*\*?(?:de|from|von|envoyé(?: le)?|sent|gesendet|date|à|to|an|cc|objet|subject|betreff)\s*\*?\s*:/iu;
const rule = /^(?:-{3,}\s*(?:message d.origine|original message|réponse d.origine|ursprüngliche nachricht)\s*-{3,}|_{20,})$/iu;

/**
 * A text as its author's words and quotations, in their order, nothing left out. Only what is plainly quoted counts as that: lines with
 * the sign, the line that announces them, and what follows the whole head of an earlier mail. Linear.
 */
export function stretchesOf(text: string): Stretch[] {
  const lines = text.split('\n');
  const quoted = lines.map((one) => /^\s{0,3}>/.test(one));
  announced(lines, quoted);
  const head = earlierMail(lines, quoted);
  if (head !== -1) quoted.fill(true, head);
  const stretches: { quoted: boolean; lines: string[] }[] = [];
  lines.forEach((one, index) => {
    const last = stretches.at(-1);
    const is = quoted[index] ?? false;
    // A blank line belongs to what it stands behind.
    if (last !== undefined && (last.quoted === is || one.trim() === '')) last.lines.push(one);
    else stretches.push({ quoted: is, lines: [one] });
  });
  return stretches.map((stretch) => ({ quoted: stretch.quoted, text: stretch.lines.join('\n').trim() })).filter((stretch) => stretch.text !== '');
}

/** What its author wrote, without what is quoted; the whole text where everything is. */
export function ownWords(text: string): string {
  const own = stretchesOf(text).filter(({ quoted }) => !quoted);
  return own.map((stretch) => stretch.text).join('\n\n') || text;
}

/** The line or two just above quoted lines that say whose they are. */
function announced(lines: readonly string[], quoted: boolean[]): void {
  for (let at = 1; at < lines.length; at += 1) {
    if (!quoted[at] || quoted[at - 1]) continue;
    let above = at - 1;
    while (above >= 0 && (lines[above] ?? '').trim() === '' && at - above < 3) above -= 1;
    for (const from of [above, above - 1, above - 2]) {
      if (from < 0 || quoted[from]) break;
      const whole = lines
        .slice(from, above + 1)
        .join(' ')
        .replaceAll(/\s+/g, ' ')
        .trim();
      if (whole.length > 400 || !said.test(whole)) continue;
      quoted.fill(true, from, at);
      break;
    }
  }
}

/** Where the head of an earlier mail begins under which everything is that mail; -1 when there is none. A forwarded mail is no quotation. */
function earlierMail(lines: readonly string[], quoted: readonly boolean[]): number {
  if (lines.some((one) => /(?:message transféré|forwarded message|début du message (?:réexpédié|transféré))/iu.test(one.slice(0, 200)))) return -1;
  for (let at = 1; at < lines.length; at += 1) {
    if (quoted[at]) continue;
    const line = (lines[at] ?? '').slice(0, 300).trim();
    const from = rule.test(line) ? at + 1 : at;
    while ((lines[from] ?? 'x').trim() === '' && from < at + 3) break;
    if (isHead(lines, from)) return at;
  }
  return -1;
}

/** Who, when, to whom, about what: three of them, line by line. */
function isHead(lines: readonly string[], from: number): boolean {
  let found = 0;
  for (let at = from; at < Math.min(lines.length, from + 8); at += 1) {
    const line = (lines[at] ?? '').slice(0, 300);
    if (headLine.test(line)) found += 1;
    else if (line.trim() !== '' || found > 0) break;
  }
  return found >= 3 && /^\s*\*?(?:de|from|von)\s*\*?\s*:/iu.test(lines[from] ?? '');
}

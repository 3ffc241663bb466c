import type { Mark } from './mark.ts';

interface Line {
  from: number;
  to: number;
  text: string;
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let from = 0;
  for (const line of text.split('\n')) {
    lines.push({ from, to: from + line.length, text: line.replace(/\r$/, '') });
    from += line.length + 1;
  }
  return lines;
}

/** A line of more than this is a sentence, not the name under a letter. */
const SHORT = 80;
/** Lines under a closing formula that may be a signature. */
const UNDER = 8;
const formula =
  /^[\s>*_]*(?:(?:bien |très |tres )?(?:cordialement|respectueusement|sincèrement|sincerement|amicalement|fraternellement)(?: vôtre| à vous)?|cdlt|bien à vous|bien a vous|(?:sincères|sinceres|meilleures|mes|avec mes|bonnes)? ?(?:salutations|sentiments)[\p{L}\s]{0,40}|bonne (?:journée|réception|soirée)|(?:best |kind )?regards|(?:veuillez|je vous prie|nous vous prions|en vous priant)[^\n]{0,30}(?:agréer|recevoir|croire|accepter)[^\n]{0,120})\s*(?:[,.!]|$)[ \t]*(?<rest>[^\n]*)$/iu;
const device =
  /^[\s>*_-]*(?:envoyé (?:de|depuis|à partir de)(?: mon| ma| l[’']| )|sent from my|télécharge[rz] outlook|obtenir outlook|get outlook|provenance\s*:\s*courrier)/iu;
const signed = /^[\s>*_-]*(?:[Ss]igné|[Ss]ignée|[Ss]ignature|SIGNÉE?|SIGNATURE)\s*:?\s*\p{Lu}/u;

/** Where a mail ends with who wrote it: after "-- ", under a formula that takes leave, and what a telephone adds. */
export function signatureMarks(text: string): Mark<'SIGNATURE'>[] {
  const lines = linesOf(text);
  const marks: Mark<'SIGNATURE'>[] = [];
  for (const [index, line] of lines.entries()) {
    if (/^--\s?$/.test(line.text) && lines.slice(index + 1, index + 1 + UNDER).some((under) => under.text.trim() !== '')) {
      marks.push({ kind: 'SIGNATURE', from: line.from, to: lastOf(lines, index).to });
      continue;
    }
    if (line.text.length > 300) continue;
    if (device.test(line.text) || signed.test(line.text.trimStart())) marks.push({ kind: 'SIGNATURE', from: line.from, to: line.to });
    const rest = formula.exec(line.text)?.groups?.rest?.trim();
    if (rest === undefined) continue;
    const last = rest !== '' && isNameLike(rest) ? line : null;
    const under = lastUnder(lines, index);
    const end = under ?? last;
    if (end !== null) marks.push({ kind: 'SIGNATURE', from: line.from, to: end.to });
  }
  return marks;
}

const lastOf = (lines: readonly Line[], index: number): Line => {
  const under = lines.slice(index + 1, index + 1 + UNDER);
  return under.findLast(({ text }) => text.trim() !== '') ?? (lines[index] as Line);
};

/** A few words of which one is a name or a number; not a sentence. */
const isNameLike = (line: string): boolean => line.length <= SHORT && /\p{Lu}|\d{2}/u.test(line) && !/(?:[\p{Ll}\p{N}»)]\.|[?!])\s*$/u.test(line);

/** The last of the short lines right under a formula; null where what follows is text, or nothing. */
function lastUnder(lines: readonly Line[], index: number): Line | null {
  let last: Line | null = null;
  for (const line of lines.slice(index + 1, index + 1 + UNDER)) {
    const text = line.text.trim();
    if (text === '') {
      if (last !== null) break;
      continue;
    }
    if (!isNameLike(text) && !/^\p{Ll}[\p{Ll}\s.-]{1,40}$/u.test(text)) break;
    last = line;
  }
  return last;
}

const from = /^[\s>*_|]*\*?(?:de|from|expéditeur|expediteur|von|reply-to|répondre à|return-path)\*?\s?:\*?\s?\S/iu;
const header =
  /^[\s>*_|]*\*?(?:de|from|envoyé|envoye|sent|date|à|a|to|cc|cci|copie|objet|subject|sujet|expéditeur|destinataire|reply-to|importance|pièces jointes)\*?\s?:/iu;
const sent = /^[\s>*_|]*\*?(?:envoyé|envoye|sent|à|to)\*?\s?:/iu;
const wrote = /^[\s>*_|]*(?:le\s|on\s).{4,240}(?:a écrit|a ecrit|wrote|écrivait)\s?:?\s*$/iu;
const forwarded =
  /^[\s>*_|-]*(?:message (?:d[’']origine|original|transféré|transmis|réexpédié)|début du message (?:réexpédié|transféré)|original message|forwarded message|begin forwarded message)\b/iu;

/** Where a mail repeats another: the lines that say who wrote it, and what is quoted. */
export function quotedMarks(text: string): Mark<'QUOTED_HEADER'>[] {
  const lines = linesOf(text);
  return lines.flatMap((line, index): Mark<'QUOTED_HEADER'>[] => {
    if (line.text.length > 400) return [];
    const next = lines[index + 1];
    const mark = { kind: 'QUOTED_HEADER' as const, from: line.from, to: line.to };
    if (/^\s{0,3}>/.test(line.text) || from.test(line.text) || wrote.test(line.text) || forwarded.test(line.text)) return [mark];
    // "Le 3 mars 2026 à 10:12, Paul Martin" goes on with "a écrit :" where mailers fold their lines.
    if (next !== undefined && next.text.length <= 200 && wrote.test(`${line.text} ${next.text.trim()}`) && /\d/.test(line.text))
      return [{ ...mark, to: next.to }];
    const beside = [lines[index - 1], next].some(
      (other) => other !== undefined && other.text.length <= 400 && (from.test(other.text) || (sent.test(line.text) && sent.test(other.text))),
    );
    return header.test(line.text) && beside ? [mark] : [];
  });
}

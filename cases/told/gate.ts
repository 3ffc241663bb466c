import { addressMarks } from './addresses.ts';
import { emailMarks } from './emails.ts';
import { initialMarks } from './initials.ts';
import { quotedMarks, signatureMarks } from './mail-parts.ts';
import { type HardMark, joined, type Mark, type SoftMark, type Withheld } from './mark.ts';
import { nameMarks } from './names.ts';
import { ownVoiceMarks, personMarks } from './persons.ts';
import { isOwn, phoneMarks } from './phones.ts';
import { selfNamedMarks } from './self-named.ts';
import { spokenPhoneMarks } from './spoken-phones.ts';
import { wordsOf } from './words.ts';

/**
 * Where a text tells who a withheld author is, in the order of the text: it may not be told to anybody from whom that author is
 * withheld. Works in a time that grows with the text and no faster.
 */
export function hardMarks(text: string, withheld: Withheld): Mark<HardMark>[] {
  // The author's own signature and numbers are hers to leave.
  if (withheld.isAuthorTold) return authorMarks(text, withheld);
  const words = wordsOf(text);
  return joined<HardMark>([
    ...nameMarks(text, words, withheld),
    ...initialMarks(text, words, withheld),
    ...selfNamedMarks(text, withheld),
    ...phoneMarks(text, withheld),
    ...spokenPhoneMarks(text, words, withheld),
    ...emailMarks(text, withheld),
    ...addressMarks(words, withheld),
    ...signatureMarks(text),
    ...quotedMarks(text),
    ...(withheld.isVictim ? ownVoiceMarks(words) : []),
  ]);
}

/** Where a text that somebody else signs gives what is known of a withheld author: a letter has numbers and a signature of its own. */
export function authorMarks(text: string, withheld: Withheld): Mark<HardMark>[] {
  const words = wordsOf(text);
  const said = ({ from, to }: Mark<HardMark>) => text.slice(from, to);
  const emails = new Set(withheld.emails.map((email) => email.trim().toLowerCase()));
  return joined<HardMark>([
    ...nameMarks(text, words, withheld),
    ...initialMarks(text, words, withheld),
    ...addressMarks(words, withheld),
    ...phoneMarks(text, withheld).filter((mark) => isOwn(said(mark).replaceAll(/\D/g, ''), withheld)),
    ...emailMarks(text, withheld).filter((mark) => emails.has(said(mark).toLowerCase())),
  ]);
}

/** Where a text may tell who its author is, to whoever knows the person: a relation, the first person, a job. It holds nothing back. */
export function softMarks(text: string): Mark<SoftMark>[] {
  return joined(personMarks(wordsOf(text)));
}

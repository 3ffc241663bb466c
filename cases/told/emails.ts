import type { Mark, Withheld } from './mark.ts';

/** What stands for the sign, written or said. */
const sign = /@|＠|[([{]\s?(?:at|a|arobase|arrobase|chez)\s?[)\]}]|\s(?:at|arobase|arrobase|arobas)\s/giu;
const FARTHEST = 90;
const before = /[\p{L}\p{N}](?:[\p{L}\p{N}._%+-]|\s(?:point|tiret|underscore)\s|\s?[([](?:point|dot)[)\]]\s?)*\s?$/iu;
const dot = String.raw`(?:\.|\s?[([]\s?(?:point|dot)\s?[)\]]\s?|\s(?:point|dot)\s)`;
const after = new RegExp(String.raw`^\s?[\p{L}\p{N}][\p{L}\p{N}\-]*(?:${dot}[\p{L}\p{N}][\p{L}\p{N}\-]*)*${dot}[\p{L}]{2,}`, 'iu');

const written = (address: string): string =>
  address
    .toLowerCase()
    .replaceAll(/[([{]|[)\]}]/g, ' ')
    .replaceAll(/\s(?:at|a|arobase|arrobase|arobas|chez)\s+/g, '@')
    .replaceAll(/\s(?:point|dot)\s+/g, '.')
    .replaceAll(/\s/g, '');

/** Where a text holds an e-mail address, written or said ("nom (at) domaine point fr"), but for somebody else's; and the author's own name of mailbox. */
export function emailMarks(text: string, { emails, others }: Pick<Withheld, 'emails' | 'others'>): Mark<'EMAIL'>[] {
  const theirs = new Set(others.emails.map((address) => address.trim().toLowerCase()));
  const marks = [...text.matchAll(sign)].flatMap(({ 0: { length }, index }): Mark<'EMAIL'>[] => {
    const left = before.exec(text.slice(Math.max(0, index - FARTHEST), index))?.[0].length;
    const right = after.exec(text.slice(index + length, index + length + FARTHEST))?.[0].length;
    if (left === undefined || right === undefined) return [];
    const [from, to] = [index - left, index + length + right];
    return theirs.has(written(text.slice(from, to))) ? [] : [{ kind: 'EMAIL', from, to }];
  });
  const lower = text.toLowerCase();
  for (const address of emails) {
    const [mailbox = ''] = address.trim().toLowerCase().split('@');
    // One that is a plain word would be found everywhere.
    if (mailbox.length < 5 || !/[\d._-]/.test(mailbox) || lower.length !== text.length) continue;
    for (let at = lower.indexOf(mailbox); at >= 0; at = lower.indexOf(mailbox, at + mailbox.length))
      marks.push({ kind: 'EMAIL', from: at, to: at + mailbox.length });
  }
  return marks;
}

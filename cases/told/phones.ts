import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Mark, Withheld } from './mark.ts';

interface Group {
  from: number;
  to: number;
  digits: string;
}

const LONGEST = 15;
/** Fewer digits than these are no telephone number to call from elsewhere. */
const SHORTEST = 6;
/** Nor are fewer than these a whole one. */
const WHOLE = 8;

/** Whether digits end with a number of the author's own, in any writing. */
export const isOwn = (digits: string, { phones, others }: Pick<Withheld, 'phones' | 'others'>): boolean =>
  ownKeys({ phones, others }).some((key) => digits.endsWith(key.slice(-8)));

function ownKeys({ phones, others }: Pick<Withheld, 'phones' | 'others'>): string[] {
  const theirs = new Set(others.phones.map(phoneKey));
  return phones.map(phoneKey).filter((key) => key.length >= SHORTEST && !theirs.has(key));
}

/** What is compared of a number: its last nine digits, which are the same in every writing of a French one. */
export const phoneKey = (phone: string): string => phone.replaceAll(/\D/g, '').slice(-9);

/** Where a text holds a telephone number, however it is written, but for those that are somebody else's. Short numbers of help lines are none. */
export function phoneMarks(text: string, { phones, others }: Pick<Withheld, 'phones' | 'others'>): Mark<'PHONE'>[] {
  const theirs = new Set(others.phones.map(phoneKey));
  const own = ownKeys({ phones, others });
  return [...text.matchAll(/[+＋]?\s?\(?[\p{Nd}oO]?\p{Nd}(?:[\s.\-‐‑–—/()_,·•:*|;=~'’]{0,8}[\p{Nd}oO]?\p{Nd})+/gu)].flatMap(({ 0: run, index }) => {
    const plus = /^[+＋]/u.test(run);
    const [first, ...rest] = groupsOf(run, index);
    if (first === undefined) return [];
    const groups = [plus ? { ...first, from: index } : first, ...rest];
    return inRun(groups, plus, own).flatMap(({ from, to, key }) => (theirs.has(key) ? [] : [{ kind: 'PHONE' as const, from, to }]));
  });
}

function groupsOf(run: string, start: number): Group[] {
  return [...run.matchAll(/[\p{Nd}oO]+/gu)].map(({ 0: digits, index }) => ({
    from: start + index,
    to: start + index + digits.length,
    digits: digits.normalize('NFKC').replaceAll(/[oO]/g, '0'),
  }));
}

interface Found {
  from: number;
  to: number;
  key: string;
}

/** The numbers of one run of digits. Each group is begun from once, and read no further than the longest number. */
function inRun(groups: readonly Group[], plus: boolean, own: readonly string[]): Found[] {
  const found: Found[] = [];
  const all = groups.map(({ digits }) => digits).join('');
  for (let at = 0; at < groups.length; at += 1) {
    const number = startingAt(groups, at, plus && at === 0, all, own);
    if (number === null) continue;
    found.push(number.found);
    at = number.last;
  }
  return found;
}

function startingAt(groups: readonly Group[], at: number, plus: boolean, all: string, own: readonly string[]): { found: Found; last: number } | null {
  let digits = '';
  let best: { found: Found; last: number } | null = null;
  const first = groups[at];
  for (let last = at; first !== undefined && last < groups.length && digits.length < LONGEST + 4; last += 1) {
    const group = groups[last];
    if (group === undefined) break;
    digits += group.digits;
    if (digits.length < SHORTEST) continue;
    const found = { from: first.from, to: group.to, key: digits.slice(-9) };
    if (own.some((key) => digits.endsWith(key.slice(-8)) || (last === at && digits.includes(key)))) return { found: { ...found, key: '' }, last };
    if (digits.length >= WHOLE && isWholeNumber(digits, plus) && !isDate(groups.slice(at, last + 1)) && !isSocialSecurity(all))
      best = { found, last };
  }
  return best;
}

/** Whether digits are a whole telephone number: French as it is dialled, or of any country with its prefix. */
export function isWholeNumber(digits: string, plus: boolean): boolean {
  if (!plus && /^0[1-9]\d{8}$/.test(digits)) return true;
  if (/^(?:33|0033)0?[1-9]\d{8}$/.test(digits) && (plus || digits.startsWith('0') || digits.length === 11)) return true;
  const abroad = plus ? digits : digits.startsWith('00') ? digits.slice(2) : null;
  if (abroad === null || abroad.startsWith('0') || abroad.length < 8 || abroad.length > LONGEST) return false;
  return parsePhoneNumberFromString(`+${abroad}`)?.isValid() === true;
}

/** "06 12 2024 10 30": a day, and an hour after it. */
function isDate([day, month, year]: readonly Group[]): boolean {
  return (
    day !== undefined &&
    month !== undefined &&
    year !== undefined &&
    day.digits.length <= 2 &&
    month.digits.length <= 2 &&
    /^(?:19|20)\d\d$/.test(year.digits)
  );
}

/** Thirteen digits, or fifteen with the key: sex, year, month of birth. */
const isSocialSecurity = (digits: string): boolean => /^[1278]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)\d{8}(?:\d{2})?$/.test(digits);

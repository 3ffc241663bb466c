import type { Mark, Withheld } from './mark.ts';
import { isOwn, isWholeNumber, phoneKey } from './phones.ts';
import type { Word } from './words.ts';

const units = [
  'zero',
  'un',
  'deux',
  'trois',
  'quatre',
  'cinq',
  'six',
  'sept',
  'huit',
  'neuf',
  'dix',
  'onze',
  'douze',
  'treize',
  'quatorze',
  'quinze',
];
const small = new Map<string, number>([...units.map((word, value) => [word, value] as const), ['une', 1], ['seize', 16]]);
const tens = new Map([
  ['vingt', 20],
  ['trente', 30],
  ['quarante', 40],
  ['cinquante', 50],
  ['soixante', 60],
  ['septante', 70],
  ['octante', 80],
  ['huitante', 80],
  ['nonante', 90],
]);
const others = new Set(['et', 'vingts', 'plus', 'double']);
const isSpoken = ({ bare }: Word): boolean => small.has(bare) || tens.has(bare) || others.has(bare) || /^\d{1,4}$/.test(bare);

/** Where a text holds a telephone number in words, as it is dictated: "zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit". */
export function spokenPhoneMarks(text: string, words: readonly Word[], withheld: Pick<Withheld, 'phones' | 'others'>): Mark<'PHONE'>[] {
  const theirs = new Set(withheld.others.phones.map(phoneKey));
  return runsOf(text, words).flatMap((run) =>
    run.flatMap((first, at): Mark<'PHONE'>[] => {
      const found = numbersFrom(run, at).filter(({ digits }) => isWholeNumber(digits, false) || isOwn(digits, withheld));
      const last = run[(found[0]?.end ?? 0) - 1];
      if (last === undefined || found.some(({ digits }) => theirs.has(phoneKey(digits)))) return [];
      return [{ kind: 'PHONE', from: first.from, to: last.to }];
    }),
  );
}

/** Words of numbers that follow each other, of which one at least is a word. */
function runsOf(text: string, words: readonly Word[]): Word[][] {
  const runs: Word[][] = [];
  let run: Word[] = [];
  const close = (): void => {
    if (run.length >= 5 && run.some(({ bare }) => !/^\d/.test(bare))) runs.push(run);
    run = [];
  };
  for (const word of words) {
    if (!isSpoken(word)) {
      close();
      continue;
    }
    const last = run.at(-1);
    if (last !== undefined && !isNext(text, last, word)) close();
    run.push(word);
  }
  close();
  return runs;
}

/** A full stop is between what was dictated, not between a number in figures and the next sentence. */
function isNext(text: string, last: Word, word: Word): boolean {
  const between = text.slice(last.to, Math.min(word.from, last.to + 6));
  return /^\d/.test(last.bare) || /^\d/.test(word.bare) ? /^[\s,-]{1,3}$/.test(between) : /^[\s,.;:–-]{1,4}$/.test(between);
}

/** Figures that were dictated from a word on, and where they end. */
interface Heard {
  digits: string;
  end: number;
}

const LONGEST = 13;

/** Every way to hear what was dictated: "quatre vingt" is 80, or 4 and 20. No number begins with another figure than these. */
function numbersFrom(run: readonly Word[], at: number): Heard[] {
  if (!['zero', 'double', 'trente'].includes(run[at]?.bare ?? '') && !/^(?:0|33)/.test(run[at]?.bare ?? '')) return [];
  let open: Heard[] = [{ digits: '', end: at }];
  const heard: Heard[] = [];
  while (open.length > 0) {
    open = open.flatMap(({ digits, end }) => readings(run, end).map((next) => ({ digits: digits + next.digits, end: next.end })));
    open = open.filter(({ digits }) => digits.length <= LONGEST);
    heard.push(...open);
  }
  return heard;
}

/** What the words from there on may be, the longest first. */
function readings(run: readonly Word[], at: number): Heard[] {
  const word = (ahead: number): string => run[at + ahead]?.bare ?? '';
  const first = word(0);
  const said = (value: number | string, taken: number): Heard => ({ digits: String(value), end: at + taken });
  if (/^\d/.test(first)) return [said(first, 1)];
  if (first === 'double') return word(1) === 'zero' ? [said('00', 2)] : [];
  if (first === 'dix') return [...teens(1).map(([value, taken]) => said(10 + value, 1 + taken)), said(10, 1)];
  const value = small.get(first);
  const eighty = first === 'quatre' && /^vingts?$/.test(word(1)) ? [...rests(2, 19).map(([rest, taken]) => said(80 + rest, taken)), said(80, 2)] : [];
  if (value !== undefined) return [...eighty, said(value, 1)];
  const ten = tens.get(first);
  if (ten === undefined) return [];
  return [...rests(1, ten === 60 ? 19 : 9).map(([rest, taken]) => said(ten + rest, taken)), said(ten, 1)];

  function teens(ahead: number): [value: number, taken: number][] {
    const unit = small.get(word(ahead)) ?? 0;
    return unit >= 7 && unit <= 9 ? [[unit, 1]] : [];
  }

  /** What is added to tens that end before `ahead`. */
  function rests(ahead: number, most: number): [value: number, taken: number][] {
    const from = word(ahead) === 'et' ? ahead + 1 : ahead;
    const rest = small.get(word(from));
    if (rest === undefined || rest === 0 || rest > most) return [];
    return rest === 10
      ? [...teens(from + 1).map(([unit, taken]): [number, number] => [10 + unit, from + 1 + taken]), [10, from + 1]]
      : [[rest, from + 1]];
  }
}

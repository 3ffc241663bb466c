import { DateTime } from 'luxon';
import type { DeclarationField } from './declaration.ts';

/** A declaration as somebody typed it, in a form or in a cell: every value is text. */
export type DeclarationText = Partial<Record<DeclarationField, string | readonly string[]>>;

const yes = /^(oui|o|x|vrai|true|1)$/i;
const no = /^(non|n|faux|false|0)$/i;
/** As people write a day; a year of two figures is of this century, or of somebody's youth. */
const dayFormats = [
  'd/M/yyyy',
  'd.M.yyyy',
  'd-M-yyyy',
  'd M yyyy',
  'd MMMM yyyy',
  'd MMM yyyy',
  'd/M/yy',
  'd.M.yy',
  'd-M-yy',
  'yyyy/M/d',
  'yyyy-M-d',
];
const weekday = /^(?:le\s+)?(?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche)?\s*/;

/**
 * What was typed as the values the schema reads: days as people write them (18/11/2026, 18/11/26, mercredi 18 novembre 2026), moments so too, then 10h30, "oui" and "non",
 * lists separated by commas. What cannot be understood is left as it is, so that the schema names its field.
 */
export function declarationFromText(said: DeclarationText): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(said).flatMap(([field, typed]) => {
      const value = (readers[field as DeclarationField] ?? plain)(typed);
      return value === undefined ? [] : [[field, value]];
    }),
  );
}

type Typed = string | readonly string[];

const plain = (typed: Typed): string | undefined => (typeof typed === 'string' ? typed : typed.join(', ')).trim() || undefined;

function number(typed: Typed): string | number | undefined {
  const text = plain(typed);
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : text;
}

function yesOrNo(typed: Typed): boolean | string | undefined {
  const text = plain(typed);
  if (text === undefined) return undefined;
  return yes.test(text) ? true : no.test(text) ? false : text;
}

function list(typed: Typed): string[] | undefined {
  const items = (typeof typed === 'string' ? typed.split(/[,|]/) : typed).map((item) => item.trim()).filter((item) => item !== '');
  return items.length === 0 ? undefined : [...new Set(items)];
}

function day(typed: Typed): string | undefined {
  const text = plain(typed);
  const written = (text ?? '')
    .toLowerCase()
    // A spreadsheet may keep an hour with a day that is asked without.
    .replace(/(\d{4})\s+\d{1,2}:\d{2}$/, '$1')
    .replace(weekday, '')
    .replace(/^le\s+/, '')
    .replace(/^1er\b/, '1');
  const read = dayFormats.map((format) => DateTime.fromFormat(written, format, { zone: 'utc', locale: 'fr' })).find(({ isValid }) => isValid);
  return read === undefined ? text : read.toFormat('yyyy-MM-dd');
}

function moment(typed: Typed): string | undefined {
  const text = plain(typed);
  const [, date, hour, minute] = /^(.*?\d{2,4}(?:-\d{1,2}-\d{1,2})?)(?:\s+à\s+|\s+|\s*T)(\d{1,2})\s*[h:]\s*(\d{2})?$/.exec(text ?? '') ?? [];
  return date === undefined ? text : `${day(date)}T${hour?.padStart(2, '0')}:${minute ?? '00'}`;
}

const code = (typed: Typed): string | undefined => plain(typed)?.toUpperCase();

const readers: Partial<Record<DeclarationField, (typed: Typed) => unknown>> = {
  eigs: yesOrNo,
  crime: yesOrNo,
  media: yesOrNo,
  victims: number,
  exposed: number,
  danger: number,
  maltreatment: (typed) => list(typed)?.map((item) => item.toUpperCase()),
  implicated: (typed) => list(typed)?.map((item) => item.toUpperCase()),
  occurredOn: day,
  observedOn: day,
  oralAt: moment,
  where: code,
  victimGroup: code,
  personInformed: code,
  familyInformed: code,
  oral: code,
};

import type { DeclarationField } from './declaration.ts';

/** A declaration as somebody typed it, in a form or in a cell: every value is text. */
export type DeclarationText = Partial<Record<DeclarationField, string | readonly string[]>>;

const yes = /^(oui|o|x|vrai|true|1)$/i;
const no = /^(non|n|faux|false|0)$/i;
const frenchDay = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/;

/**
 * What was typed as the values the schema reads: days also as 18/11/2026, moments also as 18/11/2026 10h30, "oui" and "non",
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
  const [, date, month, year] = frenchDay.exec(text ?? '') ?? [];
  return date === undefined ? text : `${year}-${month?.padStart(2, '0')}-${date.padStart(2, '0')}`;
}

function moment(typed: Typed): string | undefined {
  const text = plain(typed);
  const [, date, hour, minute] = /^(\S+)(?:\s+|\s*T|\s*à\s+)(\d{1,2})\s*[h:]\s*(\d{2})?$/.exec(text ?? '') ?? [];
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

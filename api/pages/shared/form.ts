import type { Request, Response } from 'express';
import { typographic } from '../../../templates/text/typography.ts';
import type { Action, Form, FormField } from '../../../templates/views/parts.ts';
import type { Parts } from '../../http/parts.ts';

/** What a browser posted: every value a string, or several under one name. */
export type Typed = Record<string, string | string[] | undefined>;

/** The posted fields, whatever was sent: nothing that is not text, no prototype. */
export function typed(request: Request): Typed {
  const body: unknown = request.body;
  const clean: Typed = Object.create(null);
  if (typeof body !== 'object' || body === null) return clean;
  for (const [name, value] of Object.entries(body)) {
    if (typeof value === 'string') clean[name] = value;
    else if (Array.isArray(value)) clean[name] = value.filter((item) => typeof item === 'string');
  }
  return clean;
}

/** One value, without the spaces around it; '' when nothing was typed. */
export function one(fields: Typed, name: string): string {
  const value = fields[name];
  return (Array.isArray(value) ? (value[0] ?? '') : (value ?? '')).trim();
}

/** Every value ticked under a name. */
export function many(fields: Typed, name: string): string[] {
  const value = fields[name];
  if (value === undefined || value === '') return [];
  return Array.isArray(value) ? value.filter((item) => item !== '') : [value];
}

/** The value if it is one of the codes, else undefined. */
export function oneOf<Code extends string>(fields: Typed, name: string, codes: readonly Code[]): Code | undefined {
  const value = one(fields, name);
  return codes.find((code) => code === value);
}

/** The values that are codes, in the order of the codes. */
export function manyOf<Code extends string>(fields: Typed, name: string, codes: readonly Code[]): Code[] {
  const values = new Set(many(fields, name));
  return codes.filter((code) => values.has(code));
}

const whole = /^\+?\d{10,15}$/;
const short = /^(15|17|18|11[02459]|116\d{3}|3\d{3})$/;

/** Whether a text can be called: ten digits at least, written with or without spaces, or a French short number (17, 3133…). */
export function isPhone(text: string): boolean {
  const digits = text.replaceAll(/[\s().\u00a0\u202f-]/g, '');
  return whole.test(digits) || short.test(digits);
}

export interface FormError<Name extends string> {
  field: Name;
  message: string;
}

/** A form as it is shown, with exactly what was typed. `several` names the fields that hold a list (checkboxes). Its fields are those of `names`, whatever page it is for. */
export function formView<Name extends string>(
  action: Action,
  names: readonly Name[],
  fields: Typed = {},
  errors: FormError<Name>[] = [],
  several: readonly Name[] = [],
): Form<NoInfer<Name>> {
  const said = errors.map(({ field, message }) => ({ field, message: typographic(message) }));
  const shown = names.map((name): [Name, FormField] => {
    const value = several.includes(name) ? many(fields, name) : asTyped(fields, name);
    const error = said.find(({ field }) => field === name)?.message;
    return [name, error === undefined ? { value } : { value, error }];
  });
  return { ...action, fields: Object.fromEntries(shown) as Record<Name, FormField>, errors: said };
}

/** A form of which something more is wrong, beside each field. */
export function withErrors<Name extends string>(form: Form<Name>, errors: readonly FormError<Name>[]): Form<Name> {
  const said = errors.map(({ field, message }) => ({ field, message: typographic(message) }));
  const fields = { ...form.fields };
  for (const { field, message } of said) fields[field] = { ...fields[field], error: message };
  return { ...form, fields, errors: [...form.errors, ...said] };
}

/** What a form holds, as it was typed. */
export function typedIn({ fields }: Pick<Form<string>, 'fields'>): Typed {
  return Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value]));
}

function asTyped(fields: Typed, name: string): string {
  const value = fields[name];
  return Array.isArray(value) ? (value[0] ?? '') : (value ?? '');
}

export function formAction(parts: Parts, request: Request, response: Response, action: string): Action {
  return { action, csrf: parts.sessionForms.token(request, response) };
}

/** One question a line. */
export function readLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** A name as ids are written: "Urgent, domicile" → "urgent-domicile". */
export function slug(text: string): string {
  const plain = text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '')
    .slice(0, 40);
}

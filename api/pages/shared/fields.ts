import { z } from 'zod';
import { endOfDay } from '../../../calendar/local.ts';
import { saidMoment } from '../../../calendar/said-moment.ts';
import type { Instant } from '../../../calendar/span.ts';
import { isEmail } from '../../../vocabulary/email-address.ts';
import { type FormError, many, one, readLines, type Typed } from './form.ts';

/**
 * The fields of a form by name, each with the schema that reads it: the API's own serve where both have the act. What was left
 * empty is undefined, as JSON would leave it out; a schema of a list is given a list.
 */
export type Fields = Record<string, z.ZodType>;
export type Values<Shape extends Fields> = { [Name in keyof Shape]: z.output<Shape[Name]> };
export type NameOf<Shape extends Fields> = keyof Shape & string;

/** Free text, '' when nothing was typed; what is beyond `most` signs is not kept. */
export const freeText = (most = Number.POSITIVE_INFINITY) =>
  z
    .string()
    .transform((text) => text.slice(0, most))
    .default('');

/** Free text that must be there. */
export const neededText = (message: string, most = Number.POSITIVE_INFINITY) => z.string(message).transform((text) => text.slice(0, most));

const noName = 'Écrivez le prénom et le nom.';
const noEmail = 'Écrivez une adresse électronique, comme prenom.nom@exemple.fr.';

/** Somebody's name, and the address of their account. */
export const personField = z.string(noName).max(200, noName);
export const emailField = z.string(noEmail).refine(isEmail, noEmail).max(254, noEmail).toLowerCase();

/** One of some codes; anything else is refused with this sentence. */
export const oneCode = <const Code extends string>(codes: readonly Code[], message: string) => z.enum(codes, message);

/** One of some codes, or none. */
export const maybeCode = <const Code extends string>(codes: readonly Code[]) => z.enum(codes).optional().catch(undefined);

/** Those of some codes that were ticked, in the order of the codes; at least one where a sentence says so. */
export function tickedCodes<const Code extends string>(codes: readonly Code[], atLeastOne?: string) {
  const known = z.array(z.string()).transform((values) => codes.filter((code) => values.includes(code)));
  return atLeastOne === undefined ? known : known.refine((values) => values.length > 0, atLeastOne);
}

/** What a reader makes of a text (a day, a number to call); refused with this sentence when it makes nothing of it, or when there is none. */
export const parsed = <Value>(read: (text: string) => Value | null | undefined, message: string) =>
  z.string(message).transform((text, context): Value => {
    const value = read(text);
    if (value !== null && value !== undefined) return value;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

const MOST_MOMENTS = 10;

/** Moments to come as somebody writes them, one a line (`saidMoment`). */
export const momentsField = (now: Instant, zone: string) =>
  parsed((text) => {
    const read = readLines(text).map((line) => saidMoment(line, now, zone));
    return read.length > MOST_MOMENTS || read.some((at) => at === null || at === 'SKIPPED') ? null : (read as Instant[]);
  }, `Écrivez une date et une heure par ligne, au plus ${MOST_MOMENTS}, comme : jeudi 3 décembre 14 h.`);

/** The end of a day of a local calendar, as a browser's own picker or a hand writes it. */
export const dayField = (zone: string, message: string) => parsed((text) => endOfDay(text, zone), message);

/** Every value posted under a name, in its order. */
export const everyValue = z.array(z.string());

/** A field that is only shown (a file, a button): nothing is read of it. */
export const onlyShown = z.undefined().catch(undefined);

/** The same for a field that its page may not show: what a colleague recorded there meanwhile is said by the others. */
export const hardlyShown = z.undefined().catch(undefined);

/** The same for fields that are read together, by another reader. */
export function onlyShownAll<const Name extends string>(names: readonly Name[]): Record<Name, typeof onlyShown> {
  return Object.fromEntries(names.map((name) => [name, onlyShown])) as Record<Name, typeof onlyShown>;
}

/** The fields as they were read, those that could be, and what is wrong with the others, in the order of the page. A secret is read to the letter. */
export function readFields<Shape extends Fields>(
  shape: Shape,
  typed: Typed,
  secrets: readonly string[] = [],
): { values: Partial<Values<Shape>>; errors: FormError<NameOf<Shape>>[] } {
  const values: Partial<Record<string, unknown>> = {};
  const errors: FormError<NameOf<Shape>>[] = [];
  for (const [name, schema] of Object.entries(shape)) {
    const text = secrets.includes(name) ? String(typed[name] ?? '') : one(typed, name);
    const read = schema.safeParse(isList(schema) ? many(typed, name) : text || undefined);
    if (read.success) values[name] = read.data;
    else errors.push({ field: name, message: read.error.issues[0]?.message ?? '' });
  }
  return { values: values as Partial<Values<Shape>>, errors };
}

/** Whether a schema reads several values under one name. */
export function isList(schema: z.ZodType | undefined): boolean {
  if (schema instanceof z.ZodArray) return true;
  if (schema instanceof z.ZodPipe) return isList(schema.in as z.ZodType);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodCatch)
    return isList(schema.def.innerType as z.ZodType);
  return false;
}

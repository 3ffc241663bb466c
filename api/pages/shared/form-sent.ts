import { createHash, randomUUID } from 'node:crypto';
import type { Response } from 'express';
import { keyedHash, keyedHashes } from '../../../database/sealing.ts';
import type { Examined } from '../../../files/file.ts';
import type { Hidden } from '../../../templates/views/parts.ts';
import { canonical } from '../../../vocabulary/canonical.ts';
import type { Parts } from '../../http/parts.ts';
import { notice } from './desk-page.ts';
import { type FormError, one, type Typed, typed } from './form.ts';
import type { Ask } from './form-door.ts';

/** The place of what is wrong with the whole page rather than with one field of it: its main part. */
export const WHOLE = 'contenu';
const KEY = 'cle';
const SEEN = 'vu';

/** What an act is given beside what was read. */
export interface Sent {
  ask: Ask;
  typed: Typed;
  /** The form's own key: the same form sent twice is one act. */
  key: string;
  /** The key with what the form says: the name of the event. The same sent twice is one; something else is never taken for what was had. */
  act: string;
  /** What was posted under the name of `files`, examined. */
  files: Examined[];
  /** Whether what the page is about is still what the form was shown with; asked where it is written, in its transaction. */
  unchanged(now: unknown): boolean;
}

/**
 * How an act ends: somewhere else, saying what was done; not at all, for what is wrong (`forget`: of what was typed, what opens
 * something else, and is not shown again); not yet, because somebody changed what the page is about; as a page that is shown this once (a password, a receipt); or as an answer of another kind (a document).
 */
export type FormEnd<Name extends string = never> =
  | { to: string; said?: string; important?: boolean }
  | { errors: FormError<Name | typeof WHOLE>[]; forget?: readonly Name[] }
  | { changed: true }
  | { page: string }
  | { answer(response: Response): void };

/** How an act ends that is not had. */
export type Refusing<Name extends string = never> = Extract<FormEnd<Name>, { errors: unknown } | { changed: true }>;

/** How the law's refusal ends an act: what changed meanwhile is a conflict, anything else is said beside a field. */
export function refusedBy<Name extends string = never>(
  { code, sayable }: { code: string; sayable: string },
  field: Name | typeof WHOLE = WHOLE,
): Refusing<Name> {
  return code === 'CHANGED' ? { changed: true } : { errors: [{ field, message: sayable }] };
}

/** Answers an act that was had. */
export function conclude({ request, response }: Ask, end: Exclude<FormEnd<string>, Refusing<string>>): void {
  if ('page' in end) response.type('html').send(end.page);
  else if ('answer' in end) end.answer(response);
  else {
    if (end.said !== undefined) notice(request, end.said, end.important ? 'IMPORTANT' : 'DONE');
    response.redirect(303, end.to);
  }
}

/** What a form or a button sent. */
export function sentWith(parts: Parts, ask: Ask, files: Examined[] = []): Sent {
  const fields = typed(ask.request);
  const key = one(fields, KEY) || randomUUID();
  const { _csrf, [KEY]: _key, [SEEN]: _seen, ...said } = fields;
  const content = canonical({ said, files: files.map(({ name, bytes }) => [name, createHash('sha256').update(bytes).digest('hex')]) });
  const act = `${key}:${keyedHash(parts.database.keys, 'sent', content).toString('base64url').slice(0, 22)}`;
  return { ask, typed: fields, key, act, files, unchanged: unchangedSince(parts, fields) };
}

/** Whether something is still what a form was shown with; a form that carries nothing of it has seen nothing. */
export function unchangedSince(parts: Parts, fields: Typed): Sent['unchanged'] {
  const seen = one(fields, SEEN);
  return (now) => seen === '' || fingerprints(parts, now).includes(seen);
}

/** What a form or a button carries: its own key, and what it was shown with. `again` holds those of a form shown again. */
export function carriedBy(parts: Parts, seen: unknown, again: Typed = {}): Hidden[] {
  const key = { name: KEY, value: one(again, KEY) || randomUUID() };
  return seen === undefined ? [key] : [key, { name: SEEN, value: (one(again, SEEN) || fingerprints(parts, seen)[0]) ?? '' }];
}

/** Of what was typed, what the form carried. */
export const carriedOf = (fields: Typed): Typed => ({ [KEY]: fields[KEY], [SEEN]: fields[SEEN] });

/** The same, for a form that is shown with what is there now. */
export const keyOf = (fields: Typed): Typed => ({ [KEY]: fields[KEY] });

function fingerprints({ database }: Parts, state: unknown): string[] {
  return keyedHashes(database.keys, 'seen', canonical(state ?? null)).map((hash) => hash.toString('base64url').slice(0, 22));
}

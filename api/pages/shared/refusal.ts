import type { Request } from 'express';
import { dropRefusedForms, type Holder, keepRefusedForm, readRefusedForm } from '../../../accounts/refused-forms.ts';
import { TooLarge } from '../../http/errors.ts';
import type { Parts } from '../../http/parts.ts';
import type { FormError, Typed } from './form.ts';

/** A form that was not accepted as it is: what was typed, what is wrong with it, or that somebody changed what it is about. */
export interface RefusedForm {
  typed: Typed;
  errors: FormError<string>[];
  changed: boolean;
}

/** What the address of a form carries when something is to be shown again: an opaque id. */
const ID = 'saisie';

/** Whether the address asks to show again what was typed. */
export const asksAgain = (request: Request): boolean => new URLSearchParams(request.originalUrl.split('?', 2)[1]).has(ID);

/** The address of the page that is asked for, without what was to be shown again. */
export function hereOf(request: Request): string {
  return without(request.originalUrl).toString();
}

/** Keeps a refusal for the browser it was given to; answers with the address at which it is shown, as often as it is asked for. */
export async function keepRefusal(parts: Parts, holder: Holder, address: string, refusal: RefusedForm): Promise<string> {
  const to = without(address);
  const id = await keepRefusedForm(parts.database, holder, to.path, refusal, parts.now());
  if (id === null) throw new TooLarge();
  to.query.set(ID, id);
  return to.toString();
}

/** The refusal that the address asks to show again, if this browser was given it for this form. */
export async function readRefusal(parts: Parts, holder: Holder | null, request: Request): Promise<RefusedForm | null> {
  const id = new URLSearchParams(request.originalUrl.split('?', 2)[1]).get(ID);
  if (holder === null || id === null) return null;
  return (await readRefusedForm(parts.database, holder, without(request.originalUrl).path, id, parts.now())) as RefusedForm | null;
}

/** Forgets what was refused in a form, once it was accepted. */
export async function dropRefusals(parts: Parts, holder: Holder, address: string): Promise<void> {
  await dropRefusedForms(parts.database, holder, without(address).path);
}

function without(address: string): { path: string; query: URLSearchParams; toString(): string } {
  const [path = '', search] = address.split('?', 2);
  const query = new URLSearchParams(search);
  query.delete(ID);
  return { path, query, toString: () => (query.size === 0 ? path : `${path}?${query}`) };
}

import { z } from 'zod';
import { isKeepable } from '../vocabulary/keepable.ts';

const message = 'Retirez de ce numéro ce qui n’est pas un caractère.';
const anyNumber = z.string().min(1, 'Donnez votre numéro, ou retirez ce champ.').max(200, 'Écrivez au plus 200 caractères.');

export const isNumberKept = [isKeepable, message] as const;

/** The number that a sender gives what it sends: the same number twice is one. */
export const senderNumber = anyNumber.refine(...isNumberKept);

/** The same where nobody is asked to mend it. */
export const senderNumberAnyhow = anyNumber.transform(keepableNumber);

/** A number that can be kept: what cannot is written as JSON escapes it, so that two numbers stay two, and one sent again stays one. */
export function keepableNumber(text: string): string {
  return isKeepable(text) ? text : JSON.stringify(text).slice(1, -1);
}

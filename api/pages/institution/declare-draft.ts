import type { Response } from 'express';
import { NotFound } from '../../http/errors.ts';
import type { Parts } from '../../http/parts.ts';
import { declareSlugs, institutionHome, institutionHref } from '../shared/addresses.ts';
import type { Typed } from '../shared/form.ts';
import { readOwn } from '../shared/own-draft.ts';
import { type DeclareStepName, declareOrder, isAsked } from './declare-steps.ts';

export function stepAddress(id: string, step: DeclareStepName): string {
  return isAsked(step) ? institutionHref('step', { id, step: declareSlugs[step] }) : institutionHref(step, { id });
}

/** What is written so far. Throws NotFound when there is nothing, or it is somebody else's. */
export async function draftOf(parts: Parts, response: Response, id: string): Promise<Typed> {
  const kept = await readOwn(parts, response, id, 'DECLARATION');
  if (kept === null) throw new NotFound('Ce brouillon n’existe plus\u00a0: il a été envoyé ou effacé.');
  return kept;
}

/** "Étape n sur N", and the page before. */
export function placeOf(id: string, step: DeclareStepName): { backHref: string; step: number; steps: number } {
  const at = declareOrder.indexOf(step);
  const before = declareOrder[at - 1];
  return { backHref: before === undefined ? institutionHome : stepAddress(id, before), step: at + 1, steps: declareOrder.length };
}

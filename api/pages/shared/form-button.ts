import type { Router } from 'express';
import type { Action } from '../../../templates/views/parts.ts';
import type { Parts } from '../../http/parts.ts';
import { notice } from './desk-page.ts';
import { type Ask, signedInDoor } from './form-door.ts';
import { carriedBy, type FormEnd, type Sent, sentWith } from './form-sent.ts';

/** A button of a page of whoever is signed in: a form without a field. */
export interface FormButton<Subject> {
  at: string | string[];
  open(ask: Ask): Promise<Subject>;
  act(subject: Subject, sent: Sent): Promise<FormEnd>;
  /** The page it stands on: where a refusal is said, and where its own address leads. */
  standsOn(ask: Ask): string;
}

const changedMeanwhile = 'Quelqu’un d’autre l’a fait, ou l’a changé, pendant que cette page était ouverte : voici ce qu’il en est maintenant.';

/** Makes a button answer. What it refuses is said at the top of the page it stands on. */
export function formButton<Subject>(parts: Parts, pages: Router, button: FormButton<Subject>): void {
  pages.get(button.at, (request, response) => response.redirect(303, button.standsOn({ request, response })));
  pages.post(button.at, async (request, response) => {
    const ask = { request, response };
    const outcome = await button.act(await button.open(ask), sentWith(parts, ask));
    if ('page' in outcome) return void response.type('html').send(outcome.page);
    if ('changed' in outcome) notice(request, changedMeanwhile, 'IMPORTANT');
    else if ('errors' in outcome) notice(request, outcome.errors.map(({ message }) => message).join(' '), 'IMPORTANT');
    else if (outcome.said !== undefined) notice(request, outcome.said, outcome.important ? 'IMPORTANT' : 'DONE');
    response.redirect(303, 'to' in outcome ? outcome.to : button.standsOn(ask));
  });
}

/** A button as a page shows it. `seen` is what it changes, where somebody else may have changed it meanwhile. */
export function buttonTo(parts: Parts, { request, response }: Ask, action: string, seen?: unknown): Action {
  return { action, csrf: signedInDoor(parts).token({ request, response }), hidden: carriedBy(parts, seen) };
}

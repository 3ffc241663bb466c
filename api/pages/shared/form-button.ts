import type { Router } from 'express';
import type { Right } from '../../../accounts/rights.ts';
import type { Action, Hidden } from '../../../templates/views/parts.ts';
import { requireRight } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { expired } from './expired.ts';
import { type Ask, signedInDoor } from './form-door.ts';
import { carriedBy, conclude, type FormEnd, type Sent, sentWith } from './form-sent.ts';

/** A button of a page of whoever is signed in: a form without a field. */
export interface FormButton<Subject> {
  at: string;
  /** Asked beyond what the mount asks. */
  right?: Right;
  open(ask: Ask): Promise<Subject>;
  act(subject: Subject, sent: Sent): Promise<FormEnd>;
  /** The page it stands on: where a refusal is said, and where its own address leads. */
  standsOn(ask: Ask): string;
}

const changedMeanwhile = 'Quelqu’un d’autre l’a fait, ou l’a changé, pendant que cette page était ouverte : voici ce qu’il en est maintenant.';

/** How many buttons that were pressed are remembered, the newest. */
const REMEMBERED = 500;

/**
 * Makes a button answer. What it refuses is said at the top of the page it stands on. The same button of the same page pressed twice is answered as
 * it was first where that was had: whoever pressed twice is no colleague (in the process that answered; another knows nothing of it).
 */
export function formButton<Subject>(parts: Parts, pages: Router, button: FormButton<Subject>): void {
  const pressed = new Map<string, Promise<FormEnd>>();
  if (button.right !== undefined) pages.all(button.at, requireRight(parts, expired(parts), button.right));
  pages.get(button.at, (request, response) => response.redirect(303, button.standsOn({ request, response })));
  pages.post(button.at, async (request, response) => {
    const ask = { request, response };
    const sent = sentWith(parts, ask);
    const press = `${request.sessionID} ${request.originalUrl} ${sent.act}`;
    const before = await pressed.get(press)?.catch(() => undefined);
    if (before !== undefined && isHad(before)) {
      conclude(ask, before);
      return;
    }
    const acting = button.open(ask).then((subject) => button.act(subject, sent));
    pressed.set(press, acting);
    for (const [oldest] of pressed) if (pressed.size > REMEMBERED) pressed.delete(oldest);
    const outcome = await acting;
    if ('changed' in outcome) conclude(ask, { to: button.standsOn(ask), said: changedMeanwhile, important: true });
    else if ('errors' in outcome)
      conclude(ask, { to: button.standsOn(ask), said: outcome.errors.map(({ message }) => message).join(' '), important: true });
    else conclude(ask, outcome);
  });
}

/** Whether an act led somewhere because it was done; what was refused is tried again, and what is shown this once is not kept. */
function isHad(end: FormEnd): end is Extract<FormEnd, { to: string }> {
  return 'to' in end && end.important !== true;
}

/** A button as a page shows it. `seen` is what it changes, where somebody else may have changed it meanwhile. */
export function buttonTo(parts: Parts, { request, response }: Ask, action: string, seen?: unknown): Action {
  return { action, csrf: signedInDoor(parts).token({ request, response }), hidden: carriedBy(parts, seen) };
}

/** The same, with what it says beside its address. */
export function buttonWith(parts: Parts, ask: Ask, action: string, ...hidden: Hidden[]): Action {
  const button = buttonTo(parts, ask, action);
  return { ...button, hidden: [...(button.hidden ?? []), ...hidden] };
}

import type { Router } from 'express';
import type { CaseEvent } from '../../../cases/model/events.ts';
import type { CaseState } from '../../../cases/model/state.ts';
import { type Applied, apply } from '../../../cases/record/apply.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import type { OnCase } from '../../../templates/views/lines.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref } from '../shared/addresses.ts';
import type { Fields, NameOf, Values } from '../shared/fields.ts';
import type { FormError } from '../shared/form.ts';
import { formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { type BlankForm, type FormPage, formPage } from '../shared/form-page.ts';
import { type FormEnd, type Sent, WHOLE } from '../shared/form-sent.ts';
import type { Act } from '../words/act.ts';
import { findCase, onCase, openCase } from './open-case.ts';

/** What somebody does to a case, and what is sealed with it: a text, or more. */
interface Done {
  event: Act;
  content?: string | object;
}

type CaseParts<Shape extends Fields> = Pick<FormPage<CaseRecord, Shape>, 'at' | 'fields' | 'begin' | 'check' | 'files' | 'draft' | 'action'>;

/** A page that does one thing to the case of its address. */
export interface CaseForm<Shape extends Fields> extends CaseParts<Shape> {
  /** Why the case is read, as the access log says it. */
  why: string;
  /** What of the case the form edits; the act is then held back when somebody else changed it meanwhile. */
  edits?(state: CaseState, ask: Ask): unknown;
  view(form: Form<NameOf<Shape>>, frame: OnCase, record: CaseRecord, ask: Ask): string | Promise<string>;
  act(values: Values<Shape>, record: CaseRecord, sent: Sent): Done | Promise<Done>;
  /** The field beside which the law's refusal is said; the whole page when left out. */
  refusedAt?: NameOf<Shape>;
  /** What follows the act once it is had. */
  then?(record: CaseRecord, sent: Sent): Promise<void>;
  said: string;
}

/** Makes such a page: afterwards one is on the case's own page, told what was done. */
export function caseForm<Shape extends Fields>(parts: Parts, pages: Router, form: CaseForm<Shape>): BlankForm<CaseRecord, Shape> {
  const { why, edits, view, act, refusedAt = WHOLE, then, said, ...page } = form;
  return formPage<CaseRecord, Shape>(parts, pages, {
    ...page,
    door: signedInDoor(parts),
    open: ({ request, response }) => openCase(parts, request, response, why),
    ...(edits && { seen: ({ state }: CaseRecord, ask: Ask) => edits(state, ask) }),
    view: async (shown, record, ask) => view(shown, await onCase(parts, ask.request, ask.response, record.reference), record, ask),
    act: async (values, record, sent) => {
      const applied = await applyTo(parts, record.id, sent, await act(values, record, sent), edits && ((state) => edits(state, sent.ask)));
      const refused = refusalOf(applied, refusedAt);
      if (refused !== null) return refused;
      await then?.(record, sent);
      return { to: caseHref(record.reference), said };
    },
  });
}

/** A button of the case's page: nothing sealed is read for it. */
export interface CaseButton {
  at: string;
  edits?(state: CaseState, ask: Ask): unknown;
  act(ask: Ask): Act;
  said?: string;
}

/** Makes such a button. */
export function caseButton(parts: Parts, pages: Router, { at, edits, act, said }: CaseButton): void {
  const standsOn = ({ request }: Ask) => caseHref(String(request.params.reference));
  formButton<{ caseId: string }>(parts, pages, {
    at,
    standsOn,
    open: ({ request, response }) => findCase(parts, request, response),
    act: async ({ caseId }, sent) => {
      const applied = await applyTo(parts, caseId, sent, { event: act(sent.ask) }, edits && ((state) => edits(state, sent.ask)));
      return refusalOf<never>(applied, WHOLE) ?? { to: standsOn(sent.ask), ...(said !== undefined && { said }) };
    },
  });
}

/** The act in the name of whoever is signed in: the same form sent twice is one event. */
function applyTo(parts: Parts, caseId: string, sent: Sent, { event, content = '' }: Done, seen?: (state: CaseState) => unknown): Promise<Applied> {
  const account = signedIn(sent.ask.response);
  const stamped = { ...event, at: parts.now(), by: actorOf(account) } as CaseEvent;
  return apply(parts.database, account.department, caseId, stamped, {
    eventId: `page:${account.id}:${sent.key}`,
    ...(content !== '' && { content: typeof content === 'string' ? { text: content } : content }),
    ...(seen !== undefined && { expected: (state: CaseState) => sent.unchanged(seen(state)) }),
  });
}

function refusalOf<Name extends string>(applied: Applied, field: Name | typeof WHOLE): FormEnd<Name> | null {
  if (!('refused' in applied)) return null;
  const { code, sayable } = applied.refused;
  const error: FormError<Name | typeof WHOLE> = { field, message: sayable };
  return code === 'CHANGED' ? { changed: true } : { errors: [error] };
}

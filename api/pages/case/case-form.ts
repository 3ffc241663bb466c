import type { Router } from 'express';
import type { Right } from '../../../accounts/rights.ts';
import type { CaseEvent } from '../../../cases/model/events.ts';
import type { ReadingReason } from '../../../cases/model/reading.ts';
import type { CaseState } from '../../../cases/model/state.ts';
import { type Acted, type Applied, applyTogether } from '../../../cases/record/apply.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import type { OnCase } from '../../../templates/views/lines.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref } from '../shared/addresses.ts';
import type { Fields, NameOf, Values } from '../shared/fields.ts';
import { formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { type BlankForm, type FormPage, formPage, type Shown } from '../shared/form-page.ts';
import { refusedBy, type Sent, WHOLE } from '../shared/form-sent.ts';
import type { Act } from '../words/act.ts';
import { findCase, onCase, openCase } from './open-case.ts';

/** What somebody does to a case, and what is sealed with it: a text, or more. */
export interface CaseAct {
  event: Act;
  content?: string | object | undefined;
}

type Had = Exclude<Applied, { refused: unknown }>;

type CaseParts<Shape extends Fields> = Pick<
  FormPage<CaseRecord, Shape>,
  'at' | 'right' | 'fields' | 'begin' | 'check' | 'files' | 'draft' | 'action'
>;

/** A page that does one thing to the case of its address. */
export interface CaseForm<Shape extends Fields> extends CaseParts<Shape> {
  /** Why the case is read, as the access log says it. */
  why: ReadingReason;
  /** What of the case the form edits; the act is then held back when somebody else changed it meanwhile. */
  edits?(state: CaseState, ask: Ask): unknown;
  view(form: Form<NameOf<Shape>>, frame: OnCase, record: CaseRecord, ask: Ask): Shown | Promise<Shown>;
  act(values: Values<Shape>, record: CaseRecord, sent: Sent): CaseAct | Promise<CaseAct>;
  /** The field beside which the law's refusal is said; the whole page when left out. */
  refusedAt?: NameOf<Shape>;
  /** What follows the act once it is had. */
  then?(record: CaseRecord, sent: Sent): Promise<void>;
  /** What was done, in a sentence; of an act that may do one thing or another, from what it did. */
  said: string | ((record: CaseRecord, applied: Had) => string);
  /** Where one is led then: the case's own page when left out. */
  to?(record: CaseRecord, sent: Sent): string;
}

/** Makes such a page: afterwards one is on the case's own page, told what was done. */
export function caseForm<Shape extends Fields>(parts: Parts, pages: Router, form: CaseForm<Shape>): BlankForm<CaseRecord, Shape> {
  const { why, edits, view, act, refusedAt = WHOLE, then, said, to, ...page } = form;
  return formPage<CaseRecord, Shape>(parts, pages, {
    ...page,
    door: signedInDoor(parts),
    open: ({ request, response }) => openCase(parts, request, response, why),
    ...(edits && { seen: ({ state }: CaseRecord, ask: Ask) => edits(state, ask) }),
    view: async (shown, record, ask) => view(shown, await onCase(parts, ask.request, ask.response, record.reference), record, ask),
    act: async (values, record, sent) => {
      const applied = await applyTo(
        parts,
        record.id,
        sent,
        await act(values, record, sent),
        edits && ((state) => sent.unchanged(edits(state, sent.ask))),
      );
      if ('refused' in applied) return refusedBy(applied.refused, refusedAt);
      await then?.(record, sent);
      const had = typeof said === 'string' ? said : said(record, applied);
      return { to: to?.(record, sent) ?? caseHref(record.reference), ...saidOfAct(applied, had) };
    },
  });
}

/** A button of the case's page: nothing sealed is read for it. */
export interface CaseButton {
  at: string;
  right?: Right;
  edits?(state: CaseState, ask: Ask): unknown;
  act(ask: Ask): Act;
  said?: string;
}

/** Makes such a button. */
export function caseButton(parts: Parts, pages: Router, { at, right, edits, act, said }: CaseButton): void {
  const standsOn = ({ request }: Ask) => caseHref(String(request.params.reference));
  formButton<{ caseId: string }>(parts, pages, {
    at,
    ...(right && { right }),
    standsOn,
    open: ({ request, response }) => findCase(parts, request, response),
    act: async ({ caseId }, sent) => {
      const applied = await applyTo(parts, caseId, sent, { event: act(sent.ask) }, edits && ((state) => sent.unchanged(edits(state, sent.ask))));
      if ('refused' in applied) return refusedBy(applied.refused);
      return { to: standsOn(sent.ask), ...saidOfAct(applied, said) };
    },
  });
}

/** What a page says of an act: that it is done only where it wrote something; else that it had been done, by somebody, before. */
export function saidOfAct(of: Pick<Had, 'came'> | { done: boolean }, had: string | undefined): { said?: string; important?: true } {
  const came = 'came' in of ? of.came : of.done ? 'DONE' : 'NOTHING';
  switch (came) {
    case 'DONE':
      return had === undefined ? {} : { said: had };
    case 'NOTED':
      return { said: 'C’était déjà fait. Ce que vous avez écrit est gardé au journal, comme une note.', important: true };
    case 'NOTHING':
      return { said: 'C’était déjà fait : rien n’a changé.', important: true };
  }
}

/** The act in the name of whoever is signed in: the same form sent twice is one event. `expected` holds it back when the case changed. */
export function applyTo(parts: Parts, caseId: string, sent: Sent, act: CaseAct, expected?: (state: CaseState) => boolean): Promise<Applied> {
  return applyAllTo(parts, caseId, sent, [act], expected);
}

/** Several events that are one act of whoever is signed in, as `applyTo`: all of them, or those before the one that is refused. */
export function applyAllTo(
  parts: Parts,
  caseId: string,
  { ask, act: name }: Sent,
  [first, ...others]: readonly [CaseAct, ...CaseAct[]],
  expected?: (state: CaseState) => boolean,
): Promise<Applied> {
  const account = signedIn(ask.response);
  const acted = ({ event, content = '' }: CaseAct, ofForm: string): Acted => ({
    event: { ...event, at: parts.now(), by: actorOf(account) } as CaseEvent,
    options: {
      eventId: `page:${account.id}:${ofForm}`,
      ...(content !== '' && { content: typeof content === 'string' ? { text: content } : content }),
    },
  });
  const begun = acted(first, name);
  return applyTogether(parts.database, account.department, caseId, [
    { ...begun, options: { ...begun.options, ...(expected !== undefined && { expected }) } },
    ...others.map((done, index) => acted(done, `${name}:${index + 1}`)),
  ]);
}

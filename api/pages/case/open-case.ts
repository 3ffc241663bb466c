import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { listCases } from '../../../cases/lists/cases.ts';
import type { CaseEvent } from '../../../cases/model/events.ts';
import type { CaseState } from '../../../cases/model/state.ts';
import { type Applied, apply } from '../../../cases/record/apply.ts';
import { type CaseRecord, readCase } from '../../../cases/record/read-case.ts';
import type { OnCase } from '../../../templates/views/lines.ts';
import type { Action } from '../../../templates/views/parts.ts';
import { NotFound, Refused } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { one, typed } from '../shared/form.ts';
import type { Act } from '../words/act.ts';

/** The case of the address, if this account may see it. Throws NotFound for any other: they do not exist for it. */
export async function findCase(parts: Parts, request: Request, response: Response): Promise<{ caseId: string; reference: string }> {
  const account = signedIn(response);
  const reference = String(request.params.reference).toUpperCase();
  const { rows } = await listCases(parts.database, account.department, actorOf(account), { reference, size: 2 });
  const found = rows.find((row) => row.reference === reference);
  if (found === undefined) throw new NotFound();
  response.locals.exercise = found.exercise;
  return { caseId: found.caseId, reference };
}

/** Reads the case of the address with everything sealed in it; the reading is logged with its reason. */
export async function openCase(parts: Parts, request: Request, response: Response, why: string): Promise<CaseRecord> {
  const account = signedIn(response);
  const { caseId } = await findCase(parts, request, response);
  const record = await readCase(parts.database, account.department, actorOf(account), caseId, why);
  if (record === null) throw new NotFound();
  return record;
}

/**
 * Does something to the case of the address, in the name of whoever is signed in. The form's own key (`cle`) makes a form
 * sent twice one event. `content` (a text, or more) is sealed with it.
 */
export async function act(parts: Parts, request: Request, response: Response, what: Act, content: string | object = ''): Promise<Applied> {
  const account = signedIn(response);
  const { caseId } = await findCase(parts, request, response);
  const key = one(typed(request), 'cle');
  const event = { ...what, at: parts.now(), by: actorOf(account) } as CaseEvent;
  return apply(parts.database, account.department, caseId, event, {
    ...(key !== '' && { eventId: `page:${account.id}:${key}` }),
    ...(content !== '' && { content: typeof content === 'string' ? { text: content } : content }),
  });
}

/** The state after an act that must not be refused. Throws Refused, with the sentence the law gives. */
export function done(applied: Applied): CaseState {
  if ('refused' in applied) throw new Refused(applied.refused);
  return applied.state;
}

/** Where a form of the case posts: with its token, and the key that makes it count once. */
export function formOn(parts: Parts, request: Request, response: Response, action: string): Action {
  return { action, csrf: parts.sessionForms.token(request, response), hidden: [{ name: 'cle', value: one(typed(request), 'cle') || randomUUID() }] };
}

/** What every page on a case needs. */
export async function onCase(parts: Parts, request: Request, response: Response, reference: string): Promise<OnCase> {
  return { chrome: await chromeFor(parts, request, response), reference, caseHref: caseHref(reference) };
}

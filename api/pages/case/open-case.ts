import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { listAccounts } from '../../../accounts/accounts.ts';
import { listCases } from '../../../cases/lists/desk-queue.ts';
import type { CaseEvent } from '../../../cases/model/events.ts';
import type { CaseState } from '../../../cases/model/state.ts';
import { type Applied, apply } from '../../../cases/record/apply.ts';
import { type CaseRecord, readCase } from '../../../cases/record/read-case.ts';
import type { World } from '../../../cases/running/turn.ts';
import { inDepartment } from '../../../database/pool.ts';
import { currentDirectory } from '../../../directory/directories.ts';
import { loadProcedure } from '../../../procedures/procedures.ts';
import type { OnCase } from '../../../templates/views/desk.ts';
import type { Action } from '../../../templates/views/pages.ts';
import { NotFound, Refused } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { one, typed } from '../shared/form.ts';
import type { Names } from '../words/journal-words.ts';

/** An event as a page makes it: who and when are added. */
export type Act = CaseEvent extends infer Event ? (Event extends unknown ? Omit<Event, 'at' | 'by'> : never) : never;

export function caseHref(reference: string): string {
  return `/guichet/dossiers/${reference}`;
}

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

/** What the law reads for a case: its own protocol version, and the newest directory. */
export async function worldOf(
  parts: Parts,
  { department, procedure: { slug, number } }: Pick<CaseRecord, 'department' | 'procedure'>,
): Promise<World> {
  const procedure = await inDepartment(parts.database, department, (tx) => loadProcedure(parts.database, tx, department, slug, number));
  return { procedure, directory: await currentDirectory(parts.database, department) };
}

export async function namesOf(parts: Parts, department: string, { procedure, directory }: World): Promise<Names> {
  const accounts = new Map((await listAccounts(parts.database, department)).map(({ id, name }) => [id, name]));
  const rules = new Map(procedure.chapters.flatMap((chapter) => chapter.rules.map((rule) => [rule.id, rule.because])));
  return {
    account: (id) => accounts.get(id) ?? 'Compte retiré',
    organisation: (id) => directory.organisationById.get(id)?.name ?? id,
    contact: (id) => {
      const contact = directory.contactById.get(id);
      return contact?.name ?? accounts.get(id) ?? 'Destinataire';
    },
    reach: ({ contact: id, organisation }) => {
      const own = directory.contactById.get(id);
      const others = directory.contactsOf.get(organisation) ?? [];
      const phone = own?.phone ?? others.find((other) => other.phone !== undefined)?.phone;
      const address = own?.address ?? others.find((other) => other.address !== undefined)?.address;
      return { ...(phone !== undefined && { phone }), ...(address !== undefined && { address }) };
    },
    rule: (id) => rules.get(id) ?? (id === 'AGENT' ? 'Ajouté par un agent' : id),
  };
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

import type { Request, Response } from 'express';
import { caseByReference } from '../../../cases/lists/cases.ts';
import type { ReadingReason } from '../../../cases/model/reading.ts';
import type { CaseState, Transfer } from '../../../cases/model/state.ts';
import type { Applied } from '../../../cases/record/apply.ts';
import { type CaseRecord, readCase } from '../../../cases/record/read-case.ts';
import type { OnCase } from '../../../templates/views/lines.ts';
import { NotFound, Refused } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import type { Ask } from '../shared/form-door.ts';

/** The case of the address, if this account may see it. Throws NotFound for any other: they do not exist for it. */
export async function findCase(parts: Parts, request: Request, response: Response): Promise<{ caseId: string; reference: string }> {
  const account = signedIn(response);
  const reference = String(request.params.reference).toUpperCase();
  const found = await caseByReference(parts.database, account.department, reference);
  if (found === null) throw new NotFound();
  response.locals.exercise = found.exercise;
  return { caseId: found.caseId, reference };
}

/** Reads the case of the address with everything sealed in it; the reading is logged with its reason. */
export async function openCase(parts: Parts, request: Request, response: Response, why: ReadingReason): Promise<CaseRecord> {
  const account = signedIn(response);
  const { caseId } = await findCase(parts, request, response);
  const record = await readCase(parts.database, account.department, actorOf(account), caseId, why);
  if (record === null) throw new NotFound();
  return record;
}

/** The state after an act that must not be refused. Throws Refused, with the sentence the law gives. */
export function done(applied: Applied): CaseState {
  if ('refused' in applied) throw new Refused(applied.refused);
  return applied.state;
}

/** The transfer of the address. Throws NotFound. */
export function transferOf({ transfers }: CaseState, { request }: Pick<Ask, 'request'>): Transfer {
  const transfer = transfers.find(({ id }) => id === request.params.transfer);
  if (transfer === undefined) throw new NotFound();
  return transfer;
}

/** What every page on a case needs. */
export async function onCase(parts: Parts, request: Request, response: Response, reference: string): Promise<OnCase> {
  return { chrome: await chromeFor(parts, request, response), reference, caseHref: caseHref(reference) };
}

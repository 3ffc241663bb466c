import { type Request, type Response, Router } from 'express';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { NotFound } from '../../http/errors.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref } from '../shared/addresses.ts';
import { notice, resumed } from '../shared/desk-page.ts';
import { type FormError, formView, one, type Typed, typed } from '../shared/form.ts';
import { textBeside } from '../words/content.ts';
import { currentWorld, namesOf } from '../words/names.ts';
import { transferLine } from './case-view.ts';
import { act, formOn, onCase, openCase } from './open-case.ts';

const LONGEST = 5_000;

/** The desk does not accept the answer of an entrusted enquiry, and says why to whoever gave it. */
export function challengePages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  pages.get('/', async (request: Request, response) => {
    const record = await openCase(parts, request, response, 'CHALLENGE');
    response.type('html').send(await page(request, response, record, resumed(response) ?? {}, []));
  });

  pages.post('/', async (request: Request, response) => {
    const record = await openCase(parts, request, response, 'CHALLENGE');
    const fields = typed(request);
    const text = one(fields, 'text').slice(0, LONGEST);
    const transfer = String(request.params.transfer);
    const applied = text === '' ? null : await act(parts, request, response, { kind: 'AnswerChallenged', transfer }, text);
    if (applied === null || 'refused' in applied) {
      const message = applied === null ? 'Dites au destinataire ce qui ne convient pas.' : applied.refused.sayable;
      response.status(applied === null ? 422 : 409).type('html');
      response.send(await page(request, response, record, fields, [{ field: 'text', message }]));
      return;
    }
    notice(request, 'La réponse est contestée. Le destinataire la reprend, avec un nouveau délai.');
    response.redirect(303, caseHref(record.reference));
  });

  async function page(request: Request, response: Response, record: CaseRecord, fields: Typed, errors: FormError<'text'>[]): Promise<string> {
    const transfer = record.state.transfers.find(({ id }) => id === request.params.transfer);
    if (transfer === undefined) throw new NotFound();
    const names = await namesOf(parts, record.department, await currentWorld(parts, record));
    const given = record.journal.findLast((entry) => entry.kind === 'OUTCOME_GIVEN' && entry.transfer === transfer.id);
    const answered = given && textBeside(record.journal, given);
    const here = `${caseHref(record.reference)}/transmissions/${transfer.id}/contester`;
    return parts.page('desk/challenge', {
      ...(await onCase(parts, request, response, record.reference)),
      transfer: transferLine(transfer, names),
      form: formView(formOn(parts, request, response, here), ['text'], fields, errors),
      ...(answered !== undefined && { answered }),
    });
  }

  return pages;
}

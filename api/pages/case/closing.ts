import { type Request, type Response, Router } from 'express';
import { stepBack } from '../../../cases/record/access.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { codes, type NotRetainedReason } from '../../../vocabulary/vocabulary.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref } from '../shared/addresses.ts';
import { notice, resumed } from '../shared/desk-page.ts';
import { type FormError, formView, one, oneOf, type Typed, typed } from '../shared/form.ts';
import { currentWorld, namesOf } from '../words/names.ts';
import { taskLine } from './case-view.ts';
import { act, findCase, formOn, onCase, openCase } from './open-case.ts';

const resultFields = ['conclusion', 'evidence', 'risk', 'wishes', 'safer', 'refusedByPerson', 'text'] as const;
type ResultField = (typeof resultFields)[number];
const axes = ['conclusion', 'evidence', 'risk', 'wishes', 'safer', 'refusedByPerson'] as const;

/** How a case ends: its result, closing, not retaining, reopening; and an agent who steps back from it. */
export function endingPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  pages.get('/resultat', async (request, response) => {
    const record = await openCase(parts, request, response, 'RESULT');
    response.type('html').send(await resultPage(request, response, record, resumed(response) ?? { ...record.state.result }, []));
  });

  pages.post('/resultat', async (request, response) => {
    const record = await openCase(parts, request, response, 'RESULT');
    const fields = typed(request);
    const result = {
      conclusion: oneOf(fields, 'conclusion', codes('conclusion')),
      evidence: oneOf(fields, 'evidence', codes('evidence')),
      risk: oneOf(fields, 'risk', codes('risk')),
      wishes: oneOf(fields, 'wishes', codes('wishes')),
      safer: oneOf(fields, 'safer', codes('safer')),
      refusedByPerson: oneOf(fields, 'refusedByPerson', codes('refusedByPerson')),
    };
    const { conclusion, evidence, risk, wishes, safer, refusedByPerson } = result;
    const missing = axes.filter((axis) => result[axis] === undefined);
    if (
      conclusion === undefined ||
      evidence === undefined ||
      risk === undefined ||
      wishes === undefined ||
      safer === undefined ||
      refusedByPerson === undefined
    ) {
      const errors = missing.map(
        (field): FormError<ResultField> => ({ field, message: 'Choisissez une réponse. « Non connu » ou « non demandé » en est une.' }),
      );
      return response
        .status(422)
        .type('html')
        .send(await resultPage(request, response, record, fields, errors));
    }
    const applied = await act(
      parts,
      request,
      response,
      { kind: 'ResultRecorded', result: { conclusion, evidence, risk, wishes, safer, refusedByPerson } },
      one(fields, 'text'),
    );
    if ('refused' in applied)
      return response
        .status(409)
        .type('html')
        .send(await resultPage(request, response, record, fields, [{ field: 'conclusion', message: applied.refused.sayable }]));
    notice(request, 'Le résultat est noté.');
    response.redirect(303, caseHref(record.reference));
  });

  async function resultPage(
    request: Request,
    response: Response,
    record: CaseRecord,
    fields: Typed,
    errors: FormError<ResultField>[],
  ): Promise<string> {
    return parts.page('desk/result', {
      ...(await onCase(parts, request, response, record.reference)),
      form: formView(formOn(parts, request, response, `${caseHref(record.reference)}/resultat`), resultFields, fields, errors),
    });
  }

  pages.get('/clore', async (request, response) => {
    response.type('html').send(await closePage(request, response, await openCase(parts, request, response, 'CLOSING')));
  });

  pages.post('/clore', async (request, response) => {
    const record = await openCase(parts, request, response, 'CLOSING');
    const applied = await act(parts, request, response, { kind: 'Closed' });
    if ('refused' in applied)
      return response
        .status(409)
        .type('html')
        .send(await closePage(request, response, record, applied.refused.sayable));
    notice(request, 'Le dossier est clos.');
    response.redirect(303, caseHref(record.reference));
  });

  async function closePage(request: Request, response: Response, record: CaseRecord, refused?: string): Promise<string> {
    const { reference, state } = record;
    const world = await currentWorld(parts, record);
    const names = await namesOf(parts, record.department, world);
    const href = caseHref(reference);
    const waiting = state.transfers.filter(
      ({ purpose, status }) => purpose === 'ACTION' && ['DUE', 'SENT', 'UNDELIVERABLE', 'ACKNOWLEDGED'].includes(status),
    );
    const blockers = [
      ...(state.qualification === 'AWAITED' ? [{ text: 'L’alerte n’est pas qualifiée.', href: `${href}/qualifier` }] : []),
      ...waiting.map(({ id, organisation }) => ({
        text: `${names.organisation(organisation)} n’a pas encore pris en charge.`,
        href: `${href}/transmissions/${id}/reponse`,
      })),
      ...(state.result === null ? [{ text: 'Le résultat pour la personne n’est pas noté.', href: `${href}/resultat` }] : []),
      ...(refused === undefined ? [] : [{ text: refused }]),
    ];
    const looks = world.procedure.closing.lookAgain.length;
    return parts.page('desk/close', {
      ...(await onCase(parts, request, response, reference)),
      form: formView(formOn(parts, request, response, `${href}/clore`), []),
      blockers: blockers.map(({ text, ...more }) => ({ text: typographic(text), ...more })),
      dropped: state.tasks.filter(({ status }) => status === 'OPEN').map((task) => taskLine(task, names, state)),
      consequences: [
        'Les relances s’arrêtent.',
        looks > 0 ? 'Le guichet reprendra contact pour vérifier, aux dates du protocole.' : 'Aucune vérification n’est prévue après la clôture.',
        'Une réponse qui arriverait encore serait lue.',
      ],
    });
  }

  pages.get('/non-retenu', async (request, response) => {
    const record = await openCase(parts, request, response, 'NOT_RETAINED');
    response.type('html').send(await notRetainedPage(request, response, record, resumed(response) ?? {}, []));
  });

  pages.post('/non-retenu', async (request, response) => {
    const record = await openCase(parts, request, response, 'NOT_RETAINED');
    const fields = typed(request);
    const reason = oneOf(fields, 'reason', codes('notRetainedReason'));
    if (reason === undefined) {
      return response
        .status(422)
        .type('html')
        .send(await notRetainedPage(request, response, record, fields, [{ field: 'reason', message: 'Dites pourquoi l’alerte n’est pas retenue.' }]));
    }
    const applied = await act(parts, request, response, { kind: 'NotRetained', reason }, one(fields, 'text'));
    if ('refused' in applied)
      return response
        .status(409)
        .type('html')
        .send(await notRetainedPage(request, response, record, fields, [{ field: 'reason', message: applied.refused.sayable }]));
    notice(request, 'L’alerte n’est pas retenue.');
    response.redirect(303, caseHref(record.reference));
  });

  async function notRetainedPage(
    request: Request,
    response: Response,
    record: CaseRecord,
    fields: Typed,
    errors: FormError<'reason' | 'text'>[],
  ): Promise<string> {
    return parts.page('desk/not-retained', {
      ...(await onCase(parts, request, response, record.reference)),
      form: formView(formOn(parts, request, response, `${caseHref(record.reference)}/non-retenu`), ['reason', 'text'], fields, errors),
      reasons: codes('notRetainedReason') as NotRetainedReason[],
      consequences: ['Personne n’est prévenu.', 'Le motif reste au journal.', 'Le dossier peut être rouvert.'],
    });
  }

  pages.get('/rouvrir', async (request, response) => {
    const record = await openCase(parts, request, response, 'REOPENING');
    response.type('html').send(await reopenPage(request, response, record, resumed(response) ?? {}, []));
  });

  pages.post('/rouvrir', async (request, response) => {
    const record = await openCase(parts, request, response, 'REOPENING');
    const fields = typed(request);
    if (one(fields, 'text') === '') {
      return response
        .status(422)
        .type('html')
        .send(await reopenPage(request, response, record, fields, [{ field: 'text', message: 'Dites pourquoi le dossier est rouvert.' }]));
    }
    const applied = await act(parts, request, response, { kind: 'Reopened' }, one(fields, 'text'));
    if ('refused' in applied)
      return response
        .status(409)
        .type('html')
        .send(await reopenPage(request, response, record, fields, [{ field: 'text', message: applied.refused.sayable }]));
    notice(request, 'Le dossier est rouvert.');
    response.redirect(303, caseHref(record.reference));
  });

  async function reopenPage(request: Request, response: Response, record: CaseRecord, fields: Typed, errors: FormError<'text'>[]): Promise<string> {
    return parts.page('desk/reopen', {
      ...(await onCase(parts, request, response, record.reference)),
      form: formView(formOn(parts, request, response, `${caseHref(record.reference)}/rouvrir`), ['text'], fields, errors),
      consequences: ['Une tâche est créée pour le guichet.', 'Les vérifications prévues après la clôture sont retirées.'],
    });
  }

  pages.get('/recul', async (request, response) => {
    const { reference } = await findCase(parts, request, response);
    response.type('html').send(await stepBackPage(request, response, reference, resumed(response) ?? {}));
  });

  pages.post('/recul', async (request, response) => {
    const { department, id } = signedIn(response);
    const { caseId, reference } = await findCase(parts, request, response);
    const text = one(typed(request), 'text');
    await act(parts, request, response, { kind: 'NoteAdded' }, text || 'Un agent s’est retiré de ce dossier.');
    await stepBack(parts.database, department, id, caseId);
    notice(request, `Vous ne voyez plus le dossier ${reference}.`);
    response.redirect(303, '/guichet');
  });

  async function stepBackPage(request: Request, response: Response, reference: string, fields: Typed): Promise<string> {
    return parts.page('desk/step-back', {
      ...(await onCase(parts, request, response, reference)),
      form: formView(formOn(parts, request, response, `${caseHref(reference)}/recul`), ['text'], fields),
      consequences: ['Vous ne verrez plus ce dossier, ni dans les listes, ni par sa référence.', 'Vos collègues continuent de le suivre.'],
    });
  }

  return pages;
}

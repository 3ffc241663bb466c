import { type Request, type Response, Router } from 'express';
import type { Transfer } from '../../../cases/model/state.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { policyTitle } from '../../../procedures/policy-words.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { codes, label, type Role } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref } from '../shared/addresses.ts';
import { notice, resumed } from '../shared/desk-page.ts';
import { type FormError, formView, manyOf, one, oneOf, readLines, type Typed, typed } from '../shared/form.ts';
import type { Act } from '../words/act.ts';
import { textBeside } from '../words/content.ts';
import { currentWorld, namesOf } from '../words/names.ts';
import { transferLine } from './case-view.ts';
import { challengePages } from './challenge.ts';
import { act, formOn, onCase, openCase } from './open-case.ts';

const LONGEST = 5_000;
const addFields = ['role', 'organisation', 'mode', 'purpose', 'policy', 'discloses', 'legalBasis', 'questions'] as const;
type AddField = (typeof addFields)[number];
const answerFields = ['answer', 'refusal', 'outcome', 'text'] as const;
type AnswerField = (typeof answerFields)[number];

const answers = [
  { value: 'ACKNOWLEDGED', label: 'Reçu' },
  { value: 'IN_CHARGE', label: 'Pris en charge' },
  { value: 'OUTCOME', label: 'Suite donnée' },
  { value: 'INFORMATION', label: 'Complément demandé' },
  { value: 'REFUSED', label: 'Refusé' },
];

/** What an agent does with one transfer, or to add one. */
export function transferPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  pages.use('/:transfer/contester', challengePages(parts));

  pages.get('/nouvelle', async (request, response) => {
    const record = await openCase(parts, request, response, 'TRANSFER');
    response.type('html').send(await addPage(request, response, record, resumed(response) ?? { mode: 'TRANSFER', purpose: 'ACTION' }, []));
  });

  pages.post('/nouvelle', async (request, response) => {
    const record = await openCase(parts, request, response, 'TRANSFER');
    const fields = typed(request);
    const { procedure, directory } = await currentWorld(parts, record);
    const role = oneOf(fields, 'role', codes('role'));
    const policy = oneOf(fields, 'policy', Object.keys(procedure.policies));
    const organisation = directory.organisationById.get(one(fields, 'organisation'));
    const errors: FormError<AddField>[] = [];
    if (role === undefined) errors.push({ field: 'role', message: 'Choisissez à quel titre cet organisme est prévenu.' });
    if (policy === undefined) errors.push({ field: 'policy', message: 'Choisissez les délais à suivre.' });
    if (role !== undefined && organisation !== undefined && !organisation.roles.includes(role)) {
      errors.push({ field: 'organisation', message: 'L’annuaire ne donne pas ce titre à cet organisme.' });
    }
    const discloses = manyOf(fields, 'discloses', codes('field'));
    const enquiry = one(fields, 'mode') === 'ENTRUSTED_ENQUIRY';
    const questions = enquiry ? readLines(one(fields, 'questions').slice(0, LONGEST)) : [];
    if (enquiry && questions.length === 0) errors.push({ field: 'questions', message: 'Écrivez au moins une question\u00a0: une par ligne.' });
    if (discloses.length === 0) errors.push({ field: 'discloses', message: 'Choisissez au moins une chose à montrer.' });
    if (role === undefined || policy === undefined || errors.length > 0) {
      return response
        .status(422)
        .type('html')
        .send(await addPage(request, response, record, fields, errors));
    }
    const added: Act = {
      kind: 'TransferAdded',
      role,
      policy,
      discloses: discloses as Transfer['discloses'],
      mode: oneOf(fields, 'mode', codes('transferMode')) ?? 'TRANSFER',
      purpose: oneOf(fields, 'purpose', codes('purpose')) ?? 'ACTION',
      legalBasis: manyOf(fields, 'legalBasis', codes('legalBasis')),
      ...(organisation !== undefined && { organisation: organisation.id }),
    };
    const applied = await act(parts, request, response, added, questions.length > 0 ? { questions } : '');
    if ('refused' in applied)
      return response
        .status(422)
        .type('html')
        .send(await addPage(request, response, record, fields, [{ field: 'role', message: applied.refused.sayable }]));
    notice(request, 'La transmission est ajoutée. Elle part.');
    response.redirect(303, caseHref(record.reference));
  });

  async function addPage(request: Request, response: Response, record: CaseRecord, fields: Typed, errors: FormError<AddField>[]): Promise<string> {
    const { procedure, directory } = await currentWorld(parts, record);
    const roles = (list: Role[]) => list.map((role) => label('role', role)).join(', ');
    return parts.page('desk/add-transfer', {
      ...(await onCase(parts, request, response, record.reference)),
      form: formView(formOn(parts, request, response, `${caseHref(record.reference)}/transmissions/nouvelle`), addFields, fields, errors, [
        'discloses',
        'legalBasis',
      ]),
      organisations: directory.organisations
        .toSorted((a, b) => a.name.localeCompare(b.name, 'fr'))
        .map(({ id, name, roles: list }) => ({ value: id, label: typographic(`${name} (${roles(list)})`) })),
      policies: Object.entries(procedure.policies).map(([name, policy]) => ({ value: name, label: policyTitle(policy) })),
    });
  }

  pages.get('/:transfer/reponse', async (request, response) => {
    const record = await openCase(parts, request, response, 'ANSWER');
    response.type('html').send(await answerPage(request, response, record, resumed(response) ?? {}, []));
  });

  pages.post('/:transfer/reponse', async (request, response) => {
    const record = await openCase(parts, request, response, 'ANSWER');
    const fields = typed(request);
    const read = readAnswer(find(request, record).id, fields);
    if ('errors' in read)
      return response
        .status(422)
        .type('html')
        .send(await answerPage(request, response, record, fields, read.errors));
    const applied = await act(parts, request, response, read.act, one(fields, 'text').slice(0, LONGEST));
    if ('refused' in applied)
      return response
        .status(409)
        .type('html')
        .send(await answerPage(request, response, record, fields, [{ field: 'answer', message: applied.refused.sayable }]));
    notice(request, 'La réponse est notée.');
    response.redirect(303, caseHref(record.reference));
  });

  async function answerPage(
    request: Request,
    response: Response,
    record: CaseRecord,
    fields: Typed,
    errors: FormError<AnswerField>[],
  ): Promise<string> {
    return parts.page('desk/record-answer', {
      ...(await onTransfer(request, response, record)),
      form: formView(formOn(parts, request, response, hrefOf(record, request, 'reponse')), answerFields, fields, errors, ['outcome']),
      answers,
    });
  }

  pages.get('/:transfer/annuler', async (request, response) => {
    const record = await openCase(parts, request, response, 'CANCEL');
    response.type('html').send(await cancelPage(request, response, record, resumed(response) ?? {}, []));
  });

  pages.post('/:transfer/annuler', async (request, response) => {
    const record = await openCase(parts, request, response, 'CANCEL');
    const fields = typed(request);
    const reason = one(fields, 'reason').slice(0, LONGEST);
    if (reason === '') {
      return response
        .status(422)
        .type('html')
        .send(await cancelPage(request, response, record, fields, [{ field: 'reason', message: 'Dites pourquoi cette transmission est annulée.' }]));
    }
    const applied = await act(parts, request, response, { kind: 'TransferCancelled', transfer: find(request, record).id, reason: 'AGENT' }, reason);
    if ('refused' in applied)
      return response
        .status(409)
        .type('html')
        .send(await cancelPage(request, response, record, fields, [{ field: 'reason', message: applied.refused.sayable }]));
    notice(request, 'La transmission est annulée.');
    response.redirect(303, caseHref(record.reference));
  });

  async function cancelPage(request: Request, response: Response, record: CaseRecord, fields: Typed, errors: FormError<'reason'>[]): Promise<string> {
    const { handedOverAt } = find(request, record);
    return parts.page('desk/cancel-transfer', {
      ...(await onTransfer(request, response, record)),
      form: formView(formOn(parts, request, response, hrefOf(record, request, 'annuler')), ['reason'], fields, errors),
      consequences: [
        'Le lien de ce destinataire ne servira plus.',
        ...(handedOverAt === null ? [] : ['Un courriel sans nom lui dira que la transmission est annulée.']),
        'Personne d’autre n’est prévenu à sa place : ajoutez une transmission s’il le faut.',
      ].map(typographic),
    });
  }

  pages.get('/:transfer/complement', async (request, response) => {
    const record = await openCase(parts, request, response, 'INFORMATION');
    response.type('html').send(await informationPage(request, response, record, resumed(response) ?? {}, []));
  });

  pages.post('/:transfer/complement', async (request, response) => {
    const record = await openCase(parts, request, response, 'INFORMATION');
    const fields = typed(request);
    const text = one(fields, 'text').slice(0, LONGEST);
    if (text === '')
      return response
        .status(422)
        .type('html')
        .send(await informationPage(request, response, record, fields, [{ field: 'text', message: 'Écrivez le complément demandé.' }]));
    const applied = await act(parts, request, response, { kind: 'InformationGiven', transfer: find(request, record).id }, text);
    if ('refused' in applied)
      return response
        .status(409)
        .type('html')
        .send(await informationPage(request, response, record, fields, [{ field: 'text', message: applied.refused.sayable }]));
    notice(request, 'Le complément est donné. Le délai du destinataire reprend.');
    response.redirect(303, caseHref(record.reference));
  });

  async function informationPage(
    request: Request,
    response: Response,
    record: CaseRecord,
    fields: Typed,
    errors: FormError<'text'>[],
  ): Promise<string> {
    const { id } = find(request, record);
    const asked = record.journal.findLast(({ kind, transfer }) => kind === 'INFORMATION_REQUESTED' && transfer === id);
    const text = asked && textBeside(record.journal, asked);
    return parts.page('desk/give-information', {
      ...(await onTransfer(request, response, record)),
      form: formView(formOn(parts, request, response, hrefOf(record, request, 'complement')), ['text'], fields, errors),
      ...(text !== undefined && { asked: text }),
    });
  }

  async function onTransfer(request: Request, response: Response, record: CaseRecord) {
    const names = await namesOf(parts, record.department, await currentWorld(parts, record));
    return { ...(await onCase(parts, request, response, record.reference)), transfer: transferLine(find(request, record), names) };
  }

  return pages;
}

function find(request: Request, { state }: CaseRecord): Transfer {
  const transfer = state.transfers.find(({ id }) => id === request.params.transfer);
  if (transfer === undefined) throw new NotFound();
  return transfer;
}

function hrefOf(record: CaseRecord, request: Request, page: string): string {
  return `${caseHref(record.reference)}/transmissions/${find(request, record).id}/${page}`;
}

function readAnswer(transfer: string, fields: Typed): { act: Act } | { errors: FormError<AnswerField>[] } {
  switch (one(fields, 'answer')) {
    case 'ACKNOWLEDGED':
      return { act: { kind: 'Acknowledged', transfer } };
    case 'IN_CHARGE':
      return { act: { kind: 'TakenInCharge', transfer } };
    case 'INFORMATION':
      return { act: { kind: 'InformationRequested', transfer } };
    case 'REFUSED': {
      const reason = oneOf(fields, 'refusal', codes('refusalReason'));
      return reason === undefined
        ? { errors: [{ field: 'refusal', message: 'Dites pourquoi ce destinataire refuse.' }] }
        : { act: { kind: 'Refused', transfer, reason } };
    }
    case 'OUTCOME': {
      const outcome = manyOf(fields, 'outcome', codes('outcome'));
      return outcome.length === 0
        ? { errors: [{ field: 'outcome', message: 'Cochez au moins une suite.' }] }
        : { act: { kind: 'OutcomeGiven', transfer, outcome } };
    }
    default:
      return { errors: [{ field: 'answer', message: 'Dites ce qu’a répondu ce destinataire.' }] };
  }
}

import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { territoryOf } from '../../../calendar/territory.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { draftFiles, openDraftFiles } from '../../../files/drafts.ts';
import { usualPlace } from '../../../intake/declarations/alert.ts';
import { type DeclarationField, declarationLines } from '../../../intake/declarations/declaration.ts';
import { establishmentNamed, establishmentsOf } from '../../../intake/declarations/establishments.ts';
import { takeDeclaration } from '../../../intake/declarations/take.ts';
import { deleteIntakeDraft } from '../../../intake/drafts.ts';
import { callsDuty } from '../../../procedures/desk-section.ts';
import { procedureInForce } from '../../../procedures/record/published.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Choice, Form } from '../../../templates/views/parts.ts';
import { isImminent } from '../../../vocabulary/vocabulary.ts';
import { NotFound, Refused } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { chromeFor, notice, resumed } from '../shared/desk-page.ts';
import { type FormError, formView, one, type Typed, typed } from '../shared/form.ts';
import { dropOwn, keepOwn } from '../shared/own-draft.ts';
import { draftOf, institutionHome, placeOf, stepAddress } from './declare-draft.ts';
import { declareFilePages } from './declare-files.ts';
import {
  type AskedField,
  type AskedStep,
  categoryChoices,
  declareOrder,
  declareSlugs,
  isAsked,
  isMaltreated,
  readDeclareAnswers,
  severalDeclareFields,
  stepFields,
  withDeclareAnswers,
} from './declare-steps.ts';

/** The declaration, one page after another, kept as a draft of one's own from the first; works without scripts. */
export function declarePages(parts: Parts): Router {
  const pages = Router();

  pages.post('/declarer', async (_request, response) => {
    const account = signedIn(response);
    const [only, ...others] = await establishmentChoices(response);
    const directory = await currentDirectory(parts.database, account.department);
    const establishment = only === undefined || others.length > 0 ? undefined : directory.organisationById.get(only.value);
    const id = randomUUID();
    const begun = {
      establishment: establishment?.id ?? '',
      where: establishment === undefined ? '' : usualPlace(establishment),
      contactName: account.name,
      contactEmail: account.email,
    };
    await keepOwn(parts, response, id, begun, 'DECLARATION');
    response.redirect(303, stepAddress(id, 'event'));
  });

  pages.get('/brouillons/:id', (request, response) => response.redirect(303, stepAddress(String(request.params.id), 'event')));

  pages.post('/brouillons/:id/effacer', async (request, response) => {
    await dropOwn(parts, response, String(request.params.id), 'DECLARATION');
    notice(request, 'Le brouillon est effacé.');
    response.redirect(303, institutionHome);
  });

  pages.get('/brouillons/:id/verifier', async (request, response) => {
    const id = String(request.params.id);
    response.type('html').send(await checkPage(request, response, id, await draftOf(parts, response, id)));
  });

  pages.post('/brouillons/:id/verifier', async (request, response) => {
    const account = signedIn(response);
    const id = String(request.params.id);
    const answers = await draftOf(parts, response, id);
    const read = readDeclareAnswers(answers, parts.now(), territoryOf(signedIn(response).department).zone);
    const directory = await currentDirectory(parts.database, account.department);
    const establishment = establishmentNamed(directory, await establishmentsOf(parts.database, account), one(answers, 'establishment'));
    if (!('declaration' in read) || establishment === undefined)
      return response
        .status(422)
        .type('html')
        .send(await checkPage(request, response, id, answers));
    const declared = await takeDeclaration(
      parts.database,
      {
        department: account.department,
        declaration: read.declaration,
        establishment,
        by: actorOf(account),
        source: `declaration-draft:${account.id}`,
        externalId: id,
        receivedAt: parts.now(),
        files: await openDraftFiles(parts.database, account.department, id),
      },
      territoryOf(signedIn(response).department).zone,
    );
    if ('conflict' in declared)
      throw new Refused({ code: 'ALREADY_SENT', sayable: 'Cette déclaration a déjà été envoyée : elle est dans votre liste.' });
    await deleteIntakeDraft(parts.database, account.department, id, account.id);
    if (!declared.replay) parts.metrics.alerts.inc({ door: 'declaration' });
    notice(request, `Votre déclaration est reçue, sous la référence ${declared.reference}. L’accusé de réception est prêt.`);
    response.redirect(303, `${institutionHome}/declarations/${declared.id}`);
  });

  pages.use('/brouillons/:id/pieces', declareFilePages(parts));

  pages.get('/brouillons/:id/:step', async (request, response) => {
    const id = String(request.params.id);
    const step = stepOf(request);
    const kept = await draftOf(parts, response, id);
    // What was being sent when the session ended.
    const unsent = resumed(response);
    response.type('html').send(await askPage(request, response, id, step, unsent === undefined ? kept : withDeclareAnswers(kept, step, unsent), []));
  });

  pages.post('/brouillons/:id/:step', async (request, response) => {
    const id = String(request.params.id);
    const step = stepOf(request);
    const fields = typed(request);
    const answers = withDeclareAnswers(await draftOf(parts, response, id), step, fields);
    await keepOwn(parts, response, id, answers, 'DECLARATION');
    if (one(fields, 'plus-tard') !== '') {
      notice(request, 'Votre brouillon est gardé. Rien n’est encore transmis.');
      return response.redirect(303, institutionHome);
    }
    const read = readDeclareAnswers(answers, parts.now(), territoryOf(signedIn(response).department).zone);
    const errors = 'wrong' in read ? (read.wrong.get(step) ?? []) : [];
    if (errors.length > 0)
      return response
        .status(422)
        .type('html')
        .send(await askPage(request, response, id, step, answers, errors));
    response.redirect(
      303,
      request.query.puis === 'verifier' ? stepAddress(id, 'check') : stepAddress(id, declareOrder[declareOrder.indexOf(step) + 1] ?? 'check'),
    );
  });

  async function askPage(
    request: Request,
    response: Response,
    id: string,
    step: AskedStep,
    answers: Typed,
    errors: FormError<AskedField>[],
  ): Promise<string> {
    const names: readonly AskedField[] = stepFields[step];
    const action = {
      action: `${stepAddress(id, step)}${request.query.puis === 'verifier' ? '?puis=verifier' : ''}`,
      csrf: parts.sessionForms.token(request, response),
    };
    const establishments = await establishmentChoices(response);
    const view = {
      chrome: await chromeFor(parts, request, response),
      form: formView<AskedField>(action, names, answers, errors, severalDeclareFields),
      ...placeOf(id, step),
      establishments: establishments.length > 1 ? establishments : [],
      categories: categoryChoices,
      maltreated: isMaltreated(answers),
    };
    // Each template reads the fields of its own step and no other, which only the step's name says.
    return parts.page(`institution/declare/${step}`, view as never);
  }

  async function checkPage(request: Request, response: Response, id: string, answers: Typed): Promise<string> {
    const { department } = signedIn(response);
    const read = readDeclareAnswers(answers, parts.now(), territoryOf(signedIn(response).department).zone);
    const name = (await currentDirectory(parts.database, department)).organisationById.get(one(answers, 'establishment'))?.name ?? '';
    const change = (step: AskedStep) => `${stepAddress(id, step)}?puis=verifier`;
    const files = await draftFiles(parts.database, department, id);
    const danger = 'declaration' in read ? read.declaration.danger : undefined;
    const called = callsDuty((await procedureInForce(parts.database, department)) ?? {}, danger);
    return parts.page('institution/declare/check', {
      chrome: await chromeFor(parts, request, response),
      form: formView({ action: stepAddress(id, 'check'), csrf: parts.sessionForms.token(request, response) }, []) as Form<never>,
      ...placeOf(id, 'check'),
      lines:
        'declaration' in read
          ? declarationLines(read.declaration, name).map(({ field, label, text }) => ({
              label,
              text: typographic(text),
              changeHref: change(stepAsking(field)),
            }))
          : [],
      files: files.map((file) => file.name),
      next: [
        ...(isImminent(danger) ? ['Danger imminent : appelez aussi le 15, le 17 ou le 18.'] : []),
        ...(called ? ['La personne d’astreinte du guichet est prévenue.'] : []),
        'Le guichet la conserve et vous donne une référence.',
        'Elle est transmise aussitôt aux autorités que le protocole du département prévoit.',
        'Vous la retrouvez dans votre liste, avec l’accusé de réception.',
      ].map(typographic),
      filesHref: stepAddress(id, 'files'),
      unfinished:
        'wrong' in read
          ? declareOrder
              .filter(isAsked)
              .flatMap((step) => (read.wrong.get(step) ?? []).map(({ message }) => ({ href: change(step), message: typographic(message) })))
          : [],
    });
  }

  async function establishmentChoices(response: Response): Promise<Choice[]> {
    const account = signedIn(response);
    const directory = await currentDirectory(parts.database, account.department);
    const ids = await establishmentsOf(parts.database, account);
    return ids
      .map((id) => ({ value: id, label: directory.organisationById.get(id)?.name ?? id }))
      .toSorted((a, b) => a.label.localeCompare(b.label, 'fr'));
  }

  return pages;
}

function stepAsking(field: DeclarationField): AskedStep {
  const name = field === 'oralAt' ? 'oralDay' : field;
  return declareOrder.filter(isAsked).find((step) => (stepFields[step] as readonly string[]).includes(name)) ?? 'event';
}

function stepOf(request: Request): AskedStep {
  const step = declareOrder.filter(isAsked).find((name) => declareSlugs[name] === request.params.step);
  if (step === undefined) throw new NotFound();
  return step;
}

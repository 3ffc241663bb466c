import { type Request, type Response, Router } from 'express';
import { answerChoices, momentChoices, momentLabel } from '../../../procedures/moments.ts';
import type { ProcedureStep } from '../../../procedures/procedure.ts';
import { stepSentence } from '../../../procedures/sentence.ts';
import type { ProtocolDraft } from '../../../publication/drafts.ts';
import { freshId, putStep, removeStep } from '../../../publication/edits.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { SavedState } from '../../../templates/views/editor.ts';
import { NotFound } from '../../http/errors.ts';
import type { Parts } from '../../http/parts.ts';
import { draftHref } from '../shared/addresses.ts';
import { resumed } from '../shared/desk-page.ts';
import { type FormError, formAction, formView, manyOf, one, type Typed, typed } from '../shared/form.ts';
import { change, keep, onDraft, openDraft, partHref, shownState } from './editor-draft.ts';
import { drawSteps } from './editor-drawings.ts';
import { orderChoices, orderFields, orderTyped, readOrder } from './editor-order.ts';
import { factFolds, readWhen, whenFields, whenTyped } from './editor-when.ts';

const when = whenFields();
const order = orderFields('', true);
const stepFields = ['after', 'saying', ...when.names, ...order.names];
const severalFields = ['saying', ...when.several, ...order.several];

/** What must be done after a moment of a case: drawn as a graph, with the same in a table. */
export function stepPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  pages.get('/', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const { content, id } = draft;
    response.type('html').send(
      parts.page('desk/editor/steps', {
        ...(await onDraft(parts, request, response, draft, '/etapes')),
        ...(content.steps.length > 0 && { drawing: drawSteps(content) }),
        steps: content.steps.map((step) => ({
          href: partHref(id, `step:${step.id}`),
          id: step.id,
          after: momentLabel(step.after),
          sentence: typographic(stepSentence(step, content)),
        })),
        addHref: `${draftHref(id)}/etapes/nouvelle`,
      }),
    );
  });

  pages.get('/nouvelle', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const id = freshId(draft.content, 'etape');
    const start: Typed = {
      ...whenTyped({}),
      after: '',
      saying: [],
      kind: 'TASK',
      audience: 'DESK',
      unit: 'workingDays',
      mode: 'TRANSFER',
      purpose: 'ACTION',
    };
    const state: SavedState = { ...shownState(draft.content, `step:${id}`, undefined, []), kind: 'NEW' };
    response.type('html').send(await stepPage(request, response, draft, id, start, [], state));
  });

  pages.get('/:step', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const step = draft.content.steps.find(({ id }) => id === request.params.step);
    const kept = resumed(response);
    if (step === undefined && kept !== undefined) {
      // A new step, sent when the session had ended.
      const state = shownState(draft.content, `step:${String(request.params.step)}`, kept, []);
      response.type('html').send(await stepPage(request, response, draft, String(request.params.step), kept, [], state));
      return;
    }
    if (step === undefined) throw new NotFound('Cette étape n’est plus dans le brouillon.');
    const fields: Typed = { after: step.after, saying: step.saying ?? [], ...whenTyped(step.when), ...orderTyped(step.do, '') };
    const state = shownState(draft.content, `step:${step.id}`, resumed(response), [stepSentence(step, draft.content)]);
    response.type('html').send(await stepPage(request, response, draft, step.id, resumed(response) ?? fields, [], state));
  });

  pages.post('/:step', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const id = String(request.params.step);
    const fields = typed(request);
    const { step, errors } = readStep(id, fields);
    return keep(parts, request, response, draft, {
      part: `step:${id}`,
      edit: step === null ? null : (content) => putStep(content, step),
      wrong: errors.map(({ message }) => message),
      sentences: (content) => content.steps.filter((one) => one.id === id).map((one) => stepSentence(one, content)),
      sendBack: async () => {
        const state: SavedState = {
          seen: one(fields, 'seen'),
          kind: 'WRONG',
          sentences: [],
          problems: errors.map(({ message }) => typographic(message)),
        };
        response
          .status(422)
          .type('html')
          .send(await stepPage(request, response, draft, id, fields, errors, state));
      },
      next: `${draftHref(draft.id)}/etapes`,
      done: 'L’étape est enregistrée.',
    });
  });

  pages.post('/:step/retirer', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const id = String(request.params.step);
    return change(parts, request, response, draft, {
      part: `step:${id}`,
      what: `Étape «\u00a0${id}\u00a0» retirée`,
      edit: (content) => removeStep(content, id),
      next: `${draftHref(draft.id)}/etapes`,
      done: 'L’étape est retirée. L’historique permet de la reprendre.',
    });
  });

  async function stepPage(
    request: Request,
    response: Response,
    draft: ProtocolDraft,
    id: string,
    fields: Typed,
    errors: FormError<string>[],
    state: SavedState,
  ): Promise<string> {
    const action = formAction(parts, request, response, partHref(draft.id, `step:${id}`));
    const isNew = draft.content.steps.every((step) => step.id !== id);
    return parts.page('desk/editor/step', {
      ...(await onDraft(parts, request, response, draft, '/etapes')),
      form: formView(action, stepFields, fields, errors, severalFields),
      isNew,
      moments: momentChoices,
      answers: answerChoices,
      facts: factFolds(readWhen(fields)),
      order: orderChoices(draft.content, ''),
      state,
      ...(!isNew && { remove: { ...action, action: `${action.action}/retirer`, hidden: [{ name: 'seen', value: state.seen }] } }),
    });
  }

  return pages;
}

function readStep(id: string, fields: Typed): { step: ProcedureStep | null; errors: FormError<string>[] } {
  const { order: ordered, errors } = readOrder(fields, '', true);
  const after = momentChoices.find(({ value }) => value === one(fields, 'after'))?.value;
  if (after === undefined) errors.unshift({ field: 'after', message: 'Choisissez après quoi.' });
  const saying = manyOf(
    fields,
    'saying',
    answerChoices.map(({ value }) => value),
  );
  if (after === undefined || ordered === null) return { step: null, errors };
  return { step: { id, after, ...(saying.length > 0 && { saying }), when: readWhen(fields), do: ordered }, errors };
}

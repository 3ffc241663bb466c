import { type Request, Router } from 'express';
import { answerChoices, momentChoices, momentLabel } from '../../../procedures/moments.ts';
import type { Procedure, ProcedureStep } from '../../../procedures/procedure.ts';
import { stepSentence } from '../../../procedures/sentence.ts';
import { freshId, putStep, removeStep } from '../../../publication/edits.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Parts } from '../../http/parts.ts';
import { draftHref, draftPaths } from '../shared/addresses.ts';
import { type FormError, manyOf, one, type Typed } from '../shared/form.ts';
import { buttonWith } from '../shared/form-button.ts';
import type { Ask } from '../shared/form-door.ts';
import { onDraft, openDraft, partButton, partHref } from './editor-draft.ts';
import { drawSteps } from './editor-drawings.ts';
import { orderChoices, orderFields, orderTyped, readOrder } from './editor-order.ts';
import { factFolds, readWhen, whenFields, whenTyped } from './editor-when.ts';
import { partForm, type ShownPart } from './part-form.ts';

const when = whenFields();
const order = orderFields('', true);
const stepFields = ['after', 'saying', ...when.names, ...order.names];
const severalFields = ['saying', ...when.several, ...order.several];

/** What must be done after a moment of a case: drawn as a graph, with the same in a table. */
export function stepPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  pages.get(draftPaths.steps, async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const { content, id } = draft;
    response.type('html').send(
      parts.page('desk/editor/steps', {
        ...(await onDraft(parts, request, response, draft, 'steps')),
        ...(content.steps.length > 0 && { drawing: drawSteps(content) }),
        steps: content.steps.map((step) => ({
          href: partHref(id, `step:${step.id}`),
          id: step.id,
          after: momentLabel(step.after),
          sentence: typographic(stepSentence(step, content)),
        })),
        addHref: draftHref(id, 'newStep'),
      }),
    );
  });

  pages.get(draftPaths.newStep, async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    response.type('html').send(await newStep({ draft, id: freshId(draft.content, 'etape') }, { request, response }));
  });

  const newStep = partForm(parts, pages, {
    at: draftPaths.step,
    part: (id) => `step:${id}`,
    names: stepFields,
    several: severalFields,
    recorded: (content, id) => {
      const step = stepOf(content, id);
      return step === undefined ? null : { after: step.after, saying: step.saying ?? [], ...whenTyped(step.when), ...orderTyped(step.do, '') };
    },
    start: () => ({
      ...whenTyped({}),
      after: '',
      saying: [],
      kind: 'TASK',
      audience: 'DESK',
      unit: 'workingDays',
      mode: 'TRANSFER',
      purpose: 'ACTION',
    }),
    gone: 'Cette étape n’est plus dans le brouillon.',
    read: (fields, _content, id) => {
      const { step, errors } = readStep(id, fields);
      return { edit: step && ((content) => putStep(content, step)), errors };
    },
    sentences: (content, id) => {
      const step = stepOf(content, id);
      return step === undefined ? [] : [stepSentence(step, content)];
    },
    view: stepPage,
    next: (draft) => draftHref(draft, 'steps'),
    done: 'L’étape est enregistrée.',
  });

  partButton(parts, pages, {
    at: draftPaths.dropStep,
    standsOn: ({ request }) => draftHref(String(request.params.draft), 'step', String(request.params.part)),
    change: (draft, { ask: { request } }) => {
      const id = String(request.params.part);
      return {
        part: `step:${id}`,
        what: `Étape «\u00a0${id}\u00a0» retirée`,
        edit: (content) => removeStep(content, id),
        next: draftHref(draft.id, 'steps'),
        done: 'L’étape est retirée. L’historique permet de la reprendre.',
      };
    },
  });

  async function stepPage({ draft, id, isNew, form, fields, state }: ShownPart, ask: Ask): Promise<string> {
    return parts.page('desk/editor/step', {
      ...(await onDraft(parts, ask.request, ask.response, draft, 'steps')),
      backHref: draftHref(draft.id, 'steps'),
      form,
      isNew,
      moments: momentChoices,
      answers: answerChoices,
      facts: factFolds(readWhen(fields)),
      order: orderChoices(draft.content, ''),
      state,
      ...(!isNew && { remove: buttonWith(parts, ask, draftHref(draft.id, 'dropStep', id), { name: 'seen', value: state.seen }) }),
    });
  }

  return pages;
}

const stepOf = (content: Procedure, id: string): ProcedureStep | undefined => content.steps.find((step) => step.id === id);

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

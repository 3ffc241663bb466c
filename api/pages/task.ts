import { type Request, type Response, Router } from 'express';
import type { CaseRecord } from '../../cases/reading.ts';
import type { Task } from '../../cases/state.ts';
import { NotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { act, caseHref, done, formOn, namesOf, onCase, openCase, worldOf } from './case-file.ts';
import { taskLine } from './case-view.ts';
import { notice, resumed } from './desk-page.ts';
import { type FormError, formView, one, oneOf, type Typed, typed } from './form.ts';

type TaskField = 'reached' | 'text';

/** A task: taken by somebody, then done, saying for a call or a letter whether the recipient has it now. */
export function taskPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  const find = (request: Request, { state }: CaseRecord): Task => {
    const task = state.tasks.find(({ id }) => id === request.params.task);
    if (task === undefined) throw new NotFound();
    return task;
  };

  async function page(request: Request, response: Response, record: CaseRecord, fields: Typed, errors: FormError<TaskField>[]): Promise<string> {
    const task = find(request, record);
    const names = await namesOf(parts, record.department, await worldOf(parts, record));
    return parts.page('desk/task', {
      ...(await onCase(parts, request, response, record.reference)),
      task: taskLine(task, names, record.state),
      form: formView(formOn(parts, request, response, `${caseHref(record.reference)}/taches/${task.id}`), ['reached', 'text'], fields, errors),
      asksReached: task.carries,
    });
  }

  pages.get('/', async (request, response) => {
    const record = await openCase(parts, request, response, 'TASK');
    if (find(request, record).status !== 'OPEN') return response.redirect(303, caseHref(record.reference));
    response.type('html').send(await page(request, response, record, resumed(response) ?? {}, []));
  });

  pages.post('/', async (request, response) => {
    const record = await openCase(parts, request, response, 'TASK');
    const task = find(request, record);
    const fields = typed(request);
    const reached = oneOf(fields, 'reached', ['OUI', 'NON']);
    if (task.carries && reached === undefined) {
      const errors: FormError<TaskField>[] = [
        { field: 'reached', message: 'Dites si le destinataire a maintenant l’information : la suite en dépend.' },
      ];
      return response
        .status(422)
        .type('html')
        .send(await page(request, response, record, fields, errors));
    }
    const applied = await act(
      parts,
      request,
      response,
      { kind: 'TaskDone', task: task.id, ...(reached !== undefined && { reached: reached === 'OUI' }) },
      one(fields, 'text'),
    );
    if ('refused' in applied) {
      return response
        .status(409)
        .type('html')
        .send(await page(request, response, record, fields, [{ field: 'text', message: applied.refused.sayable }]));
    }
    notice(request, 'La tâche est faite.');
    response.redirect(303, caseHref(record.reference));
  });

  pages.post('/prendre', async (request: Request, response) => {
    done(await act(parts, request, response, { kind: 'TaskTaken', task: String(request.params.task) }));
    response.redirect(303, caseHref(String(request.params.reference)));
  });
  return pages;
}

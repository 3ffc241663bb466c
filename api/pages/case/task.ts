import { type Request, type Response, Router } from 'express';
import { frenchDate } from '../../../calendar/french.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import type { Task } from '../../../cases/model/state.ts';
import { addFiles } from '../../../cases/record/files.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { examineUploads, uploaded } from '../../http/uploads.ts';
import { caseHref, taskPaths } from '../shared/addresses.ts';
import { readDay } from '../shared/day.ts';
import { notice, resumed } from '../shared/desk-page.ts';
import { limitsInWords } from '../shared/file-lines.ts';
import { type FormError, formView, one, oneOf, type Typed, typed } from '../shared/form.ts';
import { currentWorld, namesOf } from '../words/names.ts';
import { authorOfTask } from './author.ts';
import { caseButton } from './case-form.ts';
import { isByPost, taskLine } from './case-view.ts';
import { letterPages } from './letter.ts';
import { act, done, formOn, onCase, openCase } from './open-case.ts';

type TaskField = 'reached' | 'text' | 'postedOn' | 'registered' | 'pieces';
const taskFields: readonly TaskField[] = ['reached', 'text', 'postedOn', 'registered', 'pieces'];
const LONGEST_NUMBER = 40;

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
    const names = await namesOf(parts, record.department, await currentWorld(parts, record));
    const author = await authorOfTask(parts, record, task);
    const posted = isByPost(task, record.state);
    return parts.page('desk/task', {
      ...(await onCase(parts, request, response, record.reference)),
      task: { ...taskLine(task, names, record.state), ...(author !== undefined && { author }) },
      form: formView(formOn(parts, request, response, `${caseHref(record.reference)}/taches/${task.id}`), taskFields, fields, errors),
      asksReached: task.carries,
      ...(posted && { post: { letterHref: `${caseHref(record.reference)}/taches/${task.id}/lettre`, limits: limitsInWords } }),
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
    const errors: FormError<TaskField>[] = [];
    if (task.carries && reached === undefined)
      errors.push({ field: 'reached', message: 'Dites si le destinataire a maintenant l’information : la suite en dépend.' });
    // A written confirmation may go by another way than the post.
    const posted = isByPost(task, record.state) && reached !== 'NON' && (task.kind !== 'CONFIRM_IN_WRITING' || one(fields, 'postedOn') !== '');
    const deposit = posted ? readDeposit(fields, record, parts.now()) : { said: '', errors: [] };
    errors.push(...deposit.errors);
    const { files, refused } = await examineUploads(parts, uploaded(request, 'pieces'));
    if (refused.length > 0) errors.push({ field: 'pieces', message: refused.join(' ') });
    else if (files.length > 0 && errors.length > 0) errors.push({ field: 'pieces', message: 'Choisissez de nouveau la preuve numérisée.' });
    if (errors.length > 0)
      return response
        .status(422)
        .type('html')
        .send(await page(request, response, record, fields, errors));
    const applied = await act(
      parts,
      request,
      response,
      { kind: 'TaskDone', task: task.id, ...(reached !== undefined && { reached: reached === 'OUI' }) },
      [deposit.said, one(fields, 'text')].filter((part) => part !== '').join(' '),
    );
    if ('refused' in applied) {
      return response
        .status(409)
        .type('html')
        .send(await page(request, response, record, fields, [{ field: 'text', message: applied.refused.sayable }]));
    }
    if (files.length > 0) {
      const account = signedIn(response);
      const eventId = `page:${account.id}:${one(fields, 'cle')}:pieces`;
      done(await addFiles(parts.database, account.department, record.id, actorOf(account), files, eventId, parts.now()));
    }
    notice(request, 'La tâche est faite.');
    response.redirect(303, caseHref(record.reference));
  });

  pages.use('/lettre', letterPages(parts));

  caseButton(parts, pages, {
    at: taskPaths.take,
    edits: ({ tasks }, { request }) => taskHolder(tasks.find(({ id }) => id === request.params.task)),
    act: ({ request }) => ({ kind: 'TaskTaken', task: String(request.params.task) }),
  });
  return pages;
}

/** Whose a task is, as whoever takes it saw. */
export const taskHolder = (task: Task | undefined) => [task?.status, task?.takenBy];

/** The proof of a letter: the day it was deposited, and the number of a registered one. */
function readDeposit(fields: Typed, { department, clockOffset }: CaseRecord, now: number): { said: string; errors: FormError<TaskField>[] } {
  const { zone } = territoryOf(department);
  const day = readDay(one(fields, 'postedOn'), zone);
  if (day === null) return { said: '', errors: [{ field: 'postedOn', message: 'Écrivez le jour du dépôt comme ceci : 27/11/2026.' }] };
  if (day > now + clockOffset)
    return { said: '', errors: [{ field: 'postedOn', message: 'Ce jour n’est pas encore venu : notez l’envoi une fois le courrier déposé.' }] };
  const number = one(fields, 'registered').slice(0, LONGEST_NUMBER);
  return { said: `Courrier déposé le ${frenchDate(day, zone, 0)}${number === '' ? '' : `, recommandé n°\u00a0${number}`}.`, errors: [] };
}

import { Router } from 'express';
import { frenchDate } from '../../../calendar/french.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import type { CaseState, Task } from '../../../cases/model/state.ts';
import { addFiles } from '../../../cases/record/files.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, casePaths } from '../shared/addresses.ts';
import { readDay } from '../shared/day.ts';
import { freeText, maybeCode, onlyShown, type Values } from '../shared/fields.ts';
import { limitsInWords } from '../shared/file-lines.ts';
import type { FormError } from '../shared/form.ts';
import type { Ask } from '../shared/form-door.ts';
import { currentWorld, namesOf } from '../words/names.ts';
import { authorOfTask } from './author.ts';
import { caseButton, caseForm } from './case-form.ts';
import { isByPost, taskLine } from './case-view.ts';
import { letterPages } from './letter.ts';
import { done } from './open-case.ts';

const LONGEST_NUMBER = 40;
const taskFields = {
  reached: maybeCode(['OUI', 'NON']),
  postedOn: freeText(),
  registered: freeText(LONGEST_NUMBER),
  pieces: onlyShown,
  text: freeText(),
};
type Told = Values<typeof taskFields>;

/** A task: taken by somebody, then done, saying for a call or a letter whether the recipient has it now. */
export function taskPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  caseForm(parts, pages, {
    at: casePaths.task,
    why: 'TASK',
    fields: taskFields,
    files: { field: 'pieces', again: 'Choisissez de nouveau la preuve numérisée.' },
    edits: (state, ask) => taskOf(state, ask).status,
    check: (told, record, { ask }) => {
      const task = taskOf(record.state, ask);
      const errors: FormError<keyof Told>[] = [];
      if (task.carries && told.reached === undefined)
        errors.push({ field: 'reached', message: 'Dites si le destinataire a maintenant l’information : la suite en dépend.' });
      const deposit = depositOf(task, told, record, parts.now());
      return deposit !== null && 'wrong' in deposit ? [...errors, { field: 'postedOn', message: deposit.wrong }] : errors;
    },
    view: async (form, frame, record, ask) => {
      const task = taskOf(record.state, ask);
      // What somebody wrote about a task that was done meanwhile is shown to them all the same.
      if (task.status !== 'OPEN' && form.errors.length === 0) return { to: caseHref(record.reference) };
      const names = await namesOf(parts, record.department, await currentWorld(parts, record));
      const author = await authorOfTask(parts, record, task);
      const letterHref = caseHref(record.reference, 'letter', { task: task.id });
      return parts.page('desk/task', {
        ...frame,
        task: { ...taskLine(task, names, record.state, parts.now() + record.clockOffset), ...(author !== undefined && { author }) },
        form,
        asksReached: task.carries,
        ...(isByPost(task, record.state) && { post: { letterHref, limits: limitsInWords } }),
      });
    },
    act: (told, record, { ask }) => {
      const task = taskOf(record.state, ask);
      const deposit = depositOf(task, told, record, parts.now());
      const said = deposit !== null && 'said' in deposit ? [deposit.said] : [];
      return {
        event: { kind: 'TaskDone', task: task.id, ...(told.reached !== undefined && { reached: told.reached === 'OUI' }) },
        content: [...said, told.text].filter((part) => part !== '').join(' '),
      };
    },
    refusedAt: 'text',
    then: async (record, { ask, files, act }) => {
      if (files.length === 0) return;
      const account = signedIn(ask.response);
      done(await addFiles(parts.database, account.department, record.id, actorOf(account), files, `page:${account.id}:${act}:pieces`, parts.now()));
    },
    said: 'La tâche est faite.',
  });

  caseButton(parts, pages, {
    at: casePaths.take,
    edits: (state, ask) => taskHolder(taskOf(state, ask)),
    act: ({ request }) => ({ kind: 'TaskTaken', task: String(request.params.task) }),
  });

  caseButton(parts, pages, {
    at: casePaths.handBack,
    edits: (state, ask) => taskHolder(taskOf(state, ask)),
    act: ({ request }) => ({ kind: 'TaskGiven', task: String(request.params.task), to: null }),
    said: 'La tâche est rendue : elle attend de nouveau quelqu’un.',
  });

  pages.use(letterPages(parts));
  return pages;
}

/** The task of the address. Throws NotFound. */
function taskOf({ tasks }: CaseState, { request }: Ask): Task {
  const task = tasks.find(({ id }) => id === request.params.task);
  if (task === undefined) throw new NotFound();
  return task;
}

/** Whose a task is, as whoever takes it saw. */
export const taskHolder = ({ status, takenBy }: Task) => [status, takenBy];

/** The proof of a letter: the day it was deposited, and the number of a registered one. Null where there is none to give. */
function depositOf(
  task: Task,
  told: Partial<Told>,
  { state, department, clockOffset }: CaseRecord,
  now: number,
): { said: string } | { wrong: string } | null {
  const { reached, postedOn = '', registered = '' } = told;
  // A written confirmation may go by another way than the post.
  if (!isByPost(task, state) || reached === 'NON' || (task.kind === 'CONFIRM_IN_WRITING' && postedOn === '')) return null;
  const { zone } = territoryOf(department);
  const day = readDay(postedOn, zone);
  if (day === null) return { wrong: 'Écrivez le jour du dépôt comme ceci : 27/11/2026.' };
  if (day > now + clockOffset) return { wrong: 'Ce jour n’est pas encore venu : notez l’envoi une fois le courrier déposé.' };
  return { said: `Courrier déposé le ${frenchDate(day, zone, 0)}${registered === '' ? '' : `, recommandé n°\u00a0${registered}`}.` };
}

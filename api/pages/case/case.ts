import { type Request, Router } from 'express';
import { may } from '../../../accounts/rights.ts';
import { dayIn } from '../../../calendar/local.ts';
import { isLeft } from '../../../cases/model/transfer-status.ts';
import { isOffered, possible } from '../../../cases/possible.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { hasMail } from '../../../cases/running/by-person.ts';
import { clocksOf } from '../../../cases/running/clocks.ts';
import { Turn } from '../../../cases/running/turn.ts';
import { handedOverOf } from '../../../cases/telling/handed-over.ts';
import { knownContent } from '../../../cases/told/known.ts';
import { waiting } from '../../../cases/told/leaving.ts';
import { petitionChecklist } from '../../../cases/told/petition.ts';
import { dataRights, requestSteps, saidOnCase } from '../../../data-requests/codes.ts';
import { requestsAbout, stepOf } from '../../../data-requests/record/data-requests.ts';
import { readExerciseAddress } from '../../../database/departments.ts';
import { actsOf } from '../../../directory/record/establishments.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { OnCase } from '../../../templates/views/lines.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, casePaths, dataRequestHref, firstPath } from '../shared/addresses.ts';
import { factLines, factsSummary } from '../shared/facts-form.ts';
import { neededText } from '../shared/fields.ts';
import { buttonTo } from '../shared/form-button.ts';
import type { Ask } from '../shared/form-door.ts';
import { aboutCase } from '../words/about-case.ts';
import { actLine } from '../words/authority-acts.ts';
import { originOf, thereOf } from '../words/handed-over-words.ts';
import { type Filter, filters, timelineEntry } from '../words/journal-words.ts';
import { currentWorld, namesOf } from '../words/names.ts';
import { petitionView } from '../words/petition-words.ts';
import { wayOf } from '../words/way-view.ts';
import { accessPages } from './access.ts';
import { caseFilePages } from './attachments.ts';
import { authorOfTask, authorPages, exchangeLines } from './author.ts';
import { caseForm } from './case-form.ts';
import { caseProtocolPages } from './case-protocol.ts';
import {
  addedFiles,
  alertContents,
  caseActions,
  listenFirst,
  primaryOf,
  reminderLeaves,
  runningDeadlines,
  soonestFirst,
  taskLine,
  transferActions,
  transferLine,
} from './case-view.ts';
import { endingPages } from './closing.ts';
import { documentPages } from './document.ts';
import { exercisePages } from './exercise.ts';
import { onCase, openCase } from './open-case.ts';
import { orderStepPages } from './order-step.ts';
import { originalPages } from './originals.ts';
import { qualifyPages } from './qualify.ts';
import { situationPages } from './situation.ts';
import { taskHolder, taskPages } from './task.ts';
import { textPages } from './text.ts';
import { transferPages } from './transfers.ts';

/** One case: its page, and everything an agent may do with it. */
export function casePages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  const note = caseForm(parts, pages, {
    at: casePaths.note,
    why: 'CASE_PAGE',
    fields: { text: neededText('Écrivez la note avant de l’ajouter.') },
    view: (form, frame, record, ask): Promise<string> => casePage(form, frame, record, ask),
    act: ({ text }) => ({ event: { kind: 'NoteAdded' }, content: text }),
    refusedAt: 'text',
    said: 'La note est ajoutée.',
    action: ({ reference }) => caseHref(reference, 'note'),
  });

  pages.get(firstPath, async (request: Request, response) => {
    const record = await openCase(parts, request, response, 'CASE_PAGE');
    const ask = { request, response };
    response.type('html').send(await casePage(await note(record, ask), await onCase(parts, request, response, record.reference), record, ask));
  });

  async function casePage(form: Form<'text'>, frame: OnCase, record: CaseRecord, ask: Ask): Promise<string> {
    const { request, response } = ask;
    const { reference, state, clockOffset } = record;
    const account = signedIn(response);
    const world = await currentWorld(parts, record);
    const names = await namesOf(parts, account.department, world);
    const now = parts.now() + clockOffset;
    const turn = new Turn(state, now, actorOf(account), world);
    const can = possible(state, world, actorOf(account), now);
    const href = caseHref(reference);
    const shown: Filter = (Object.keys(filters) as Filter[]).find((name) => name === request.query.voir) ?? 'tout';
    const kinds: readonly string[] | null = filters[shown].kinds;
    const entries = record.journal.filter(({ kind }) => kinds === null || kinds.includes(kind)).toReversed();
    const callBacks = new Map(await Promise.all(state.tasks.map(async (task) => [task.id, await authorOfTask(parts, record, task)] as const)));
    const waits = state.status === 'OPEN' ? waiting(record, record.files) : new Set<string>();
    const joins = ({ id }: { id: string }) => (waits.has(id) ? buttonTo(parts, ask, caseHref(reference, 'release', { file: id })) : undefined);
    const known = knownContent(record);
    const handed = await handedOverOf(parts.database, record.department, record.id);
    const acts = state.facts.finess === undefined ? [] : await actsOf(parts.database, record.department, state.facts.finess);
    const requests = await requestsAbout(parts.database, record.department, record.id);
    const nextDue = Math.min(...state.deadlines.map(({ dueAt }) => dueAt));
    return parts.page('desk/case', {
      ...frame,
      chrome: { ...frame.chrome, now },
      status: state.status,
      // What is not retained is not waiting to be qualified.
      qualification: state.status === 'NOT_RETAINED' ? 'CONFIRMED' : state.qualification,
      exercise: record.exercise,
      openedAt: state.openedAt,
      ...(state.facts.danger !== undefined && { danger: state.facts.danger }),
      summary: factsSummary(state.facts),
      about: aboutCase(record, names),
      requests: requests.map((one) => ({
        label: typographic(`Demande n°\u00a0${one.number} : ${requestSteps[stepOf(one)].toLowerCase()}`),
        said: typographic(saidOnCase(one.right) ?? `${dataRights[one.right].label}.`),
        href: dataRequestHref('one', one.number),
      })),
      ...originOf(handed, record.id, names),
      way: wayOf(state, record.journal, names, now, frame.chrome.zone, (transfer) => clocksOf(turn, transfer)),
      tasks: state.tasks
        .filter(({ status }) => status === 'OPEN')
        .toSorted(soonestFirst)
        .map((task) => {
          const primary = primaryOf(reference, task, state, can) ?? listenFirst(record, task);
          const author = callBacks.get(task.id);
          return {
            ...taskLine(task, names, state, now),
            ...(author !== undefined && { author }),
            ...(isOffered(can.onTask('TaskTaken', task)) && {
              take: buttonTo(parts, ask, caseHref(reference, 'take', { task: task.id }), taskHolder(task)),
            }),
            // What is read again on its own page is done there.
            ...(task.takenBy === account.id &&
              isOffered(can.onTask('TaskGiven', task)) && {
                handBack: buttonTo(parts, ask, caseHref(reference, 'handBack', { task: task.id }), taskHolder(task)),
              }),
            ...(isOffered(can.onTask('TaskDone', task)) &&
              task.kind !== 'TEXT_TO_READ' &&
              !(task.kind === 'SECOND_READING' && task.transfer !== null) && { doneHref: caseHref(reference, 'task', { task: task.id }) }),
            ...(primary !== undefined && { primary }),
          };
        }),
      deadlines: runningDeadlines(record, parts.now(), names),
      transfers: state.transfers.map((transfer) => ({
        ...transferLine(transfer, names),
        ...(isOffered(can.onTransfer('RecipientReminded', transfer)) && {
          remind: {
            to: buttonTo(parts, ask, caseHref(reference, 'remind', { transfer: transfer.id })),
            leaves: reminderLeaves(transfer, names, hasMail(turn, transfer)),
          },
        }),
        ...thereOf(handed, transfer.id),
        ...(!isLeft(transfer) && petitionView(petitionChecklist(transfer, state, known))),
        actions: transferActions(record, transfer, can),
      })),
      facts: factLines(state.facts, names.establishment),
      acts: acts.map((act) => actLine(act, dayIn(parts.now(), frame.chrome.zone))).filter(({ holds }) => holds),
      alerts: alertContents(record, joins),
      exchanges: await exchangeLines(parts, response, record),
      addedFiles: addedFiles(record, joins),
      addFilesHref: caseHref(reference, 'files'),
      entries: entries.map((entry) => timelineEntry(entry, names, state)),
      filters: (Object.keys(filters) as Filter[]).map((name) => ({
        label: filters[name].label,
        href: name === 'tout' ? `${href}#chronologie` : `${href}?voir=${name}#chronologie`,
        current: name === shown,
      })),
      ...(state.result !== null && { result: state.result }),
      note: form,
      actions: caseActions(reference, state, account, can),
      proof: {
        count: record.proof.count,
        head: record.proof.head.toString('hex').slice(0, 16),
        verified: record.proof.flaw === null,
        ...(record.proof.signedAt !== null && { signedAt: record.proof.signedAt }),
      },
      protocol: {
        label: typographic(`protocole ${record.procedure.slug}, version ${record.procedure.number}`),
        href: caseHref(reference, 'protocol'),
        ...(world.procedure.agreement !== undefined && { agreedOn: world.procedure.agreement.signedOn }),
      },
      ...(record.exercise && Number.isFinite(nextDue) && { advance: { ...buttonTo(parts, ask, caseHref(reference, 'advance')), dueAt: nextDue } }),
      ...(record.exercise && {
        drill: {
          sentTo: (await readExerciseAddress(parts.database, record.department)).used,
          ...(state.status === 'OPEN' && may(account, 'exercise.end') && { end: buttonTo(parts, ask, caseHref(reference, 'endExercise')) }),
        },
      }),
    });
  }

  pages.use(exercisePages(parts));
  pages.use(situationPages(parts));
  pages.use(orderStepPages(parts));
  pages.use(qualifyPages(parts));
  pages.use(textPages(parts));
  pages.use(taskPages(parts));
  pages.use(authorPages(parts));
  pages.use(caseFilePages(parts));
  pages.use(documentPages(parts));
  pages.use(transferPages(parts));
  pages.use(originalPages(parts));
  pages.use(accessPages(parts));
  pages.use(caseProtocolPages(parts));
  pages.use(endingPages(parts));
  return pages;
}

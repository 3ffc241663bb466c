import { type Request, type Response, Router } from 'express';
import { DateTime } from 'luxon';
import { listAccounts } from '../../../accounts/accounts.ts';
import { may } from '../../../accounts/rights.ts';
import { frenchClock } from '../../../calendar/hours.ts';
import { nextWithin } from '../../../calendar/safe-hours.ts';
import type { Instant } from '../../../calendar/span.ts';
import type { OrderedTask } from '../../../cases/model/events.ts';
import type { SafeHours } from '../../../cases/model/state.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { calendarOf } from '../../../directory/resolve.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Choice } from '../../../templates/views/parts.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref } from '../shared/addresses.ts';
import { notice } from '../shared/desk-page.ts';
import { type FormError, formView, one, oneOf, type Typed, typed } from '../shared/form.ts';
import { alertContents } from './case-view.ts';
import { act, formOn, onCase, openCase } from './open-case.ts';

const fieldNames = ['task', 'day', 'time', 'takenBy', 'text', 'agreed'] as const;
type StepField = (typeof fieldNames)[number];
const steps = [
  'CALL_BACK',
  'CONCERTATION',
  'MEDIATION',
  'CONCILIATION',
  'SECOND_OPINION',
  'ADVISER',
  'LETTER',
] as const satisfies readonly OrderedTask[];
const words: Partial<Record<OrderedTask, string>> = {
  CALL_BACK: 'Rappeler l’auteur, sur rendez-vous',
  CONCERTATION: 'Réunion pluridisciplinaire',
  ADVISER: 'Confier la suite à un conseiller',
};
const days = ['d/M/yyyy', 'd-M-yyyy', 'd.M.yyyy', 'yyyy-MM-dd', 'd M yyyy'];
const times = ['H:mm', "H'h'mm", "H'h'", 'H'];

/** A step that a person orders: an appointment with the author, a meeting, a second opinion. */
export function orderStepPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  pages.get('/', async (request, response) => {
    const record = await openCase(parts, request, response, 'STEP');
    response.type('html').send(await page(request, response, record, {}, []));
  });

  pages.post('/', async (request, response) => {
    const record = await openCase(parts, request, response, 'STEP');
    const fields = typed(request);
    const desk = calendarOf(await currentDirectory(parts.database, record.department), 'desk');
    const task = oneOf(fields, 'task', steps);
    const dueAt = readMoment(fields, desk.zone);
    const people = await colleagues(record.department);
    const takenBy = oneOf(
      fields,
      'takenBy',
      people.map(({ value }) => value),
    );
    const errors: FormError<StepField>[] = [
      ...(task === undefined ? [{ field: 'task' as const, message: 'Choisissez l’étape à prévoir.' }] : []),
      ...('errors' in dueAt ? dueAt.errors : []),
    ];
    if (task === undefined || 'errors' in dueAt) return sendBack(request, response, record, fields, errors);
    const unsafe = task === 'CALL_BACK' && one(fields, 'agreed') !== 'OUI' ? outsideSafeHours(record, desk, dueAt.at) : null;
    if (unsafe !== null) return sendBack(request, response, record, fields, [{ field: 'agreed', message: unsafe }]);
    const applied = await act(
      parts,
      request,
      response,
      { kind: 'TaskOrdered', task, dueAt: dueAt.at, ...(takenBy && { takenBy }) },
      one(fields, 'text'),
    );
    if ('refused' in applied) return sendBack(request, response, record, fields, [{ field: 'day', message: applied.refused.sayable }]);
    notice(request, 'L’étape est prévue : elle est dans les tâches du dossier.');
    response.redirect(303, caseHref(record.reference));
  });

  /** Accounts of the desk that a step may be given to; one that is tied to the parties does not see the case anyway. */
  async function colleagues(department: string): Promise<Choice[]> {
    const accounts = await listAccounts(parts.database, department);
    return accounts.filter((account) => account.active && may(account, 'case.act')).map(({ id, name }) => ({ value: id, label: name }));
  }

  async function sendBack(request: Request, response: Response, record: CaseRecord, fields: Typed, errors: FormError<StepField>[]): Promise<void> {
    response
      .status(422)
      .type('html')
      .send(await page(request, response, record, fields, errors));
  }

  async function page(request: Request, response: Response, record: CaseRecord, fields: Typed, errors: FormError<StepField>[]): Promise<string> {
    return parts.page('desk/order-step', {
      ...(await onCase(parts, request, response, record.reference)),
      form: formView<StepField>(formOn(parts, request, response, `${caseHref(record.reference)}/etape`), fieldNames, fields, errors, ['agreed']),
      steps: steps.map((value) => ({ value, label: typographic(words[value] ?? label('taskKind', value)) })),
      people: await colleagues(record.department),
      almaHref: `${caseHref(record.reference)}/transmissions/nouvelle`,
      warnings: [...new Set(alertContents(record).flatMap(({ warnings }) => warnings))],
    });
  }
  return pages;
}

function readMoment(fields: Typed, zone: string): { at: Instant } | { errors: FormError<StepField>[] } {
  const read = (text: string, formats: string[]) =>
    formats.map((format) => DateTime.fromFormat(text, format, { zone })).find(({ isValid }) => isValid);
  const day = read(one(fields, 'day'), days);
  const time = read(one(fields, 'time').replaceAll(/\s/g, '').toLowerCase(), times);
  const errors: FormError<StepField>[] = [
    ...(day === undefined ? [{ field: 'day' as const, message: 'Écrivez le jour comme ceci : 27/11/2026.' }] : []),
    ...(time === undefined ? [{ field: 'time' as const, message: 'Écrivez l’heure comme ceci : 14 h 30.' }] : []),
  ];
  if (day === undefined || time === undefined) return { errors };
  return { at: day.set({ hour: time.hour, minute: time.minute }).toMillis() };
}

/** A sentence when the moment is safe for none of the authors who gave hours. */
function outsideSafeHours({ state }: CaseRecord, desk: { zone: string }, at: Instant): string | null {
  const hours = state.alerts.flatMap(({ hours: safe, left }) => (safe === undefined || left ? [] : [safe]));
  if (hours.length === 0 || hours.some((safe) => nextWithin(desk, at, safe) === at)) return null;
  return `Ce moment est hors des heures sûres de l’auteur (${hours.map(inWords).join(' ; ')}) : choisissez-en un autre, ou dites qu’il l’a proposé.`;
}

const inWords = ([from, to]: SafeHours): string => `de ${frenchClock(from)} à ${frenchClock(to)}`;

import { Router } from 'express';
import { DateTime } from 'luxon';
import { listAccounts } from '../../../accounts/accounts.ts';
import { may } from '../../../accounts/rights.ts';
import { frenchClock } from '../../../calendar/hours.ts';
import { isTooFar, tooFar } from '../../../calendar/local.ts';
import { nextWithin } from '../../../calendar/safe-hours.ts';
import type { Instant } from '../../../calendar/span.ts';
import type { OrderedTask } from '../../../cases/model/events.ts';
import type { SafeHours } from '../../../cases/model/state.ts';
import { mayNotAct } from '../../../cases/record/access.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { calendarOf } from '../../../directory/resolve.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Choice } from '../../../templates/views/parts.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, casePaths } from '../shared/addresses.ts';
import { freeText, maybeCode, oneCode, parsed, type Values } from '../shared/fields.ts';
import { caseForm } from './case-form.ts';
import { alertContents } from './case-view.ts';

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
  const deskOf = async ({ department }: CaseRecord) => calendarOf(await currentDirectory(parts.database, department), 'desk');

  const fields = async (record: CaseRecord) => {
    const { zone } = await deskOf(record);
    const people = (await colleagues(record)).map(({ value }) => value);
    return {
      task: oneCode(steps, 'Choisissez l’étape à prévoir.'),
      day: parsed((text) => readAs(text, days, zone), 'Écrivez le jour comme ceci : 27/11/2026.'),
      time: parsed((text) => readAs(text.replaceAll(/\s/g, '').toLowerCase(), times, zone), 'Écrivez l’heure comme ceci : 14 h 30.'),
      takenBy: maybeCode(people),
      text: freeText(),
      agreed: maybeCode(['OUI']),
    };
  };
  type Ordered = Values<Awaited<ReturnType<typeof fields>>>;

  caseForm(parts, pages, {
    at: casePaths.step,
    why: 'STEP',
    fields,
    check: async ({ task, day, time, agreed }: Partial<Ordered>, record) => {
      if (day === undefined || time === undefined) return [];
      const at = moment({ day, time });
      if (DateTime.fromMillis(at, { zone: day.zone }).hour !== time.hour)
        return [{ field: 'time', message: 'Cette heure n’existe pas cette nuit-là, les horloges avancent d’une heure : choisissez-en une autre.' }];
      if (isTooFar(at, parts.now() + record.clockOffset)) return [{ field: 'day', message: tooFar }];
      if (task !== 'CALL_BACK' || agreed === 'OUI') return [];
      const unsafe = outsideSafeHours(record, await deskOf(record), at);
      return unsafe === null ? [] : [{ field: 'agreed', message: unsafe }];
    },
    view: async (form, frame, record) =>
      parts.page('desk/order-step', {
        ...frame,
        form,
        steps: steps.map((value) => ({ value, label: typographic(words[value] ?? label('taskKind', value)) })),
        people: await colleagues(record),
        almaHref: caseHref(record.reference, 'transfer'),
        warnings: [...new Set(alertContents(record).flatMap(({ warnings }) => warnings))],
      }),
    act: ({ task, takenBy, text, ...when }: Ordered) => ({
      event: { kind: 'TaskOrdered', task, dueAt: moment(when), ...(takenBy !== undefined && { takenBy }) },
      content: text,
    }),
    refusedAt: 'day',
    said: 'L’étape est prévue : elle est dans les tâches du dossier.',
  });

  /** Accounts of the desk that a step may be given to: whoever may act on this case. */
  async function colleagues({ department, id }: CaseRecord): Promise<Choice[]> {
    const accounts = (await listAccounts(parts.database, department)).filter((account) => may(account, 'case.act'));
    const unable = await mayNotAct(
      parts.database,
      department,
      id,
      accounts.map((account) => account.id),
    );
    return accounts.filter((account) => !unable.has(account.id)).map((account) => ({ value: account.id, label: account.name }));
  }

  return pages;
}

function readAs(text: string, formats: string[], zone: string): DateTime | undefined {
  return formats.map((format) => DateTime.fromFormat(text, format, { zone })).find(({ isValid }) => isValid);
}

const moment = ({ day, time }: { day: DateTime; time: DateTime }): Instant => day.set({ hour: time.hour, minute: time.minute }).toMillis();

/** A sentence when the moment is safe for none of the authors who gave hours. */
function outsideSafeHours({ state }: CaseRecord, desk: { zone: string }, at: Instant): string | null {
  const hours = state.alerts.flatMap(({ hours: safe, left }) => (safe === undefined || left ? [] : [safe]));
  if (hours.length === 0 || hours.some((safe) => nextWithin(desk, at, safe) === at)) return null;
  return `Ce moment est hors des heures sûres de l’auteur (${hours.map(inWords).join(' ; ')}) : choisissez-en un autre, ou dites qu’il l’a proposé.`;
}

const inWords = ([from, to]: SafeHours): string => `de ${frenchClock(from)} à ${frenchClock(to)}`;

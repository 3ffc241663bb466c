import { Router } from 'express';
import { accountsThatMay } from '../../../accounts/accounts.ts';
import { frenchDateTime } from '../../../calendar/french.ts';
import { frenchClock } from '../../../calendar/hours.ts';
import { isTooFar, tooFar } from '../../../calendar/local.ts';
import { momentsToPropose } from '../../../calendar/proposed.ts';
import { nextWithin } from '../../../calendar/safe-hours.ts';
import { saidMoment } from '../../../calendar/said-moment.ts';
import type { Instant } from '../../../calendar/span.ts';
import type { OrderedTask } from '../../../cases/model/events.ts';
import type { SafeHours } from '../../../cases/model/state.ts';
import { mayNotAct } from '../../../cases/record/access.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { datesPossible, inConcertation } from '../../../cases/running/concertation.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { calendarOf } from '../../../directory/resolve.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Choice } from '../../../templates/views/parts.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, casePaths } from '../shared/addresses.ts';
import { freeText, maybeCode, oneCode, parsed, type Values } from '../shared/fields.ts';
import { one, typed } from '../shared/form.ts';
import { currentWorld, namesOf } from '../words/names.ts';
import { heldFrom } from '../words/text-marks.ts';
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
  'COME_BACK',
] as const satisfies readonly OrderedTask[];
const words: Partial<Record<OrderedTask, string>> = {
  CALL_BACK: 'Rappeler l’auteur, sur rendez-vous',
  CONCERTATION: 'Réunion pluridisciplinaire',
  COME_BACK: 'Me rappeler ce dossier',
  ADVISER: 'Confier la suite à un conseiller',
};
/** A step that a person orders: an appointment with the author, a meeting, a second opinion. */
export function orderStepPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  const deskOf = async ({ department }: CaseRecord) => calendarOf(await currentDirectory(parts.database, department), 'desk');

  const fields = async (record: CaseRecord) => {
    const { zone } = await deskOf(record);
    const people = (await colleagues(record)).map(({ value }) => value);
    return {
      task: oneCode(steps, 'Choisissez l’étape à prévoir.'),
      when: parsed(
        (text) => saidMoment(text, parts.now() + record.clockOffset, zone),
        'Écrivez le moment comme ceci : demain 14 h, lundi matin, 27/11/2026 14 h 30.',
      ),
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
    check: async ({ task, when, agreed }: Partial<Ordered>, record) => {
      if (when === undefined) return [];
      if (when === 'SKIPPED')
        return [{ field: 'when', message: 'Cette heure n’existe pas cette nuit-là, les horloges avancent d’une heure : choisissez-en une autre.' }];
      if (isTooFar(when, parts.now() + record.clockOffset)) return [{ field: 'when', message: tooFar }];
      if (task !== 'CALL_BACK' || agreed === 'OUI') return [];
      const unsafe = outsideSafeHours(record, await deskOf(record), when);
      return unsafe === null ? [] : [{ field: 'agreed', message: unsafe }];
    },
    view: async (form, frame, record) => {
      const desk = await deskOf(record);
      const now = parts.now() + record.clockOffset;
      return parts.page('desk/order-step', {
        ...frame,
        form,
        proposed: momentsToPropose(desk, now, safeHoursOf(record), 8).map((at) => frenchDateTime(at, desk.zone)),
        steps: steps.map((value) => ({ value, label: typographic(words[value] ?? label('taskKind', value)) })),
        people: await colleagues(record),
        almaHref: caseHref(record.reference, 'transfer'),
        warnings: [...new Set(alertContents(record).flatMap(({ warnings }) => warnings))],
      });
    },
    act: ({ task, takenBy: chosen, text, when }: Ordered, _record, { ask }) => {
      if (when === 'SKIPPED') throw new Error('an hour that is not passed the check');
      // What one wants to be reminded of is one's own.
      const takenBy = chosen ?? (task === 'COME_BACK' ? signedIn(ask.response).id : undefined);
      return { event: { kind: 'TaskOrdered', task, dueAt: when, ...(takenBy !== undefined && { takenBy }) }, content: text };
    },
    refusedAt: 'when',
    said: 'L’étape est prévue : elle est dans les tâches du dossier.',
  });

  // When those who take part in the concertation meet: each is told.
  caseForm(parts, pages, {
    at: casePaths.meeting,
    why: 'STEP',
    fields: async (record) => {
      const { zone } = await deskOf(record);
      const now = parts.now() + record.clockOffset;
      return {
        date: maybeCode([...datesToChoose(record, now).map(({ date }) => String(date)), ...(meetingAhead(record, now) === null ? [] : [CALLED_OFF])]),
        when: parsed((text) => saidMoment(text, now, zone), 'Écrivez le moment comme ceci : jeudi 3 décembre 14 h.').optional(),
        text: freeText(),
      };
    },
    begin: (record) => {
      const now = parts.now() + record.clockOffset;
      return { date: String(meetingAhead(record, now) ?? datesPossible(record.state, now)[0]?.date ?? '') };
    },
    edits: ({ meeting, transfers }) => [meeting ?? null, transfers.map(({ dates }) => dates ?? null)],
    check: ({ date, when, text = '' }, record, { ask }) => {
      const { taking } = inConcertation(record.state);
      const held = taking.map((transfer) => heldFrom(record, transfer, text)).find((sentence) => sentence !== null);
      if (held !== undefined) return [{ field: 'text', message: held }];
      if (when === 'SKIPPED') return [{ field: 'when', message: 'Cette heure n’existe pas cette nuit-là : choisissez-en une autre.' }];
      return date === undefined && when === undefined && one(typed(ask.request), 'when') === ''
        ? [{ field: 'date', message: 'Choisissez une date proposée, ou écrivez-en une autre.' }]
        : [];
    },
    view: async (form, frame, record) => {
      const { zone } = await deskOf(record);
      const names = await namesOf(parts, record.department, await currentWorld(parts, record));
      const { asked, taking } = inConcertation(record.state);
      const now = parts.now() + record.clockOffset;
      const meeting = meetingAhead(record, now);
      const bodies = (transfers: typeof asked) => transfers.map(({ organisation }) => names.organisation(organisation));
      return parts.page('desk/meeting', {
        ...frame,
        form,
        proposed: [
          ...datesToChoose(record, now).map(({ date, suits }) => ({
            value: String(date),
            label: frenchDateTime(date, zone),
            hint: `Convient à ${suits} sur ${taking.length}`,
          })),
          ...(meeting === null ? [] : [{ value: CALLED_OFF, label: 'Elle n’a pas lieu', hint: 'Chaque participant en est averti.' }]),
        ],
        taking: bodies(taking),
        silent: bodies(asked.filter((transfer) => !taking.includes(transfer))),
        ...(meeting !== null && { meeting }),
      });
    },
    act: ({ date, when, text }) => {
      const meeting = when ?? (date === CALLED_OFF ? null : Number(date));
      if (meeting === 'SKIPPED') throw new Error('an hour that is not passed the check');
      return { event: { kind: 'MeetingSet', meeting, written: Boolean(text) }, content: text };
    },
    refusedAt: 'when',
    said: (_record, { state: { meeting } }) =>
      meeting === null
        ? 'La concertation n’a pas lieu : chaque participant en est averti.'
        : 'La concertation est fixée : chaque participant en est averti, et elle est dans les tâches du dossier.',
  });

  /** Accounts of the desk that a step may be given to: whoever may act on this case. */
  async function colleagues({ department, id }: CaseRecord): Promise<Choice[]> {
    const accounts = await accountsThatMay(parts.database, department, 'case.act');
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

/** What is ticked where the concertation that is set is not held. */
const CALLED_OFF = 'NON';

/** When the concertation is held, while that is to come. */
const meetingAhead = ({ state: { meeting } }: CaseRecord, now: Instant): Instant | null =>
  meeting !== undefined && meeting !== null && meeting > now ? meeting : null;

/** The dates that suit somebody, and the one that is set, which may have been written by hand. */
function datesToChoose(record: CaseRecord, now: Instant): { date: Instant; suits: number }[] {
  const possible = datesPossible(record.state, now);
  const meeting = meetingAhead(record, now);
  return meeting === null || possible.some(({ date }) => date === meeting) ? possible : [...possible, { date: meeting, suits: 0 }];
}

const safeHoursOf = ({ state }: CaseRecord): SafeHours[] =>
  state.alerts.flatMap(({ hours: safe, left }) => (safe === undefined || left ? [] : [safe]));

/** A sentence when the moment is safe for none of the authors who gave hours. */
function outsideSafeHours(record: CaseRecord, desk: { zone: string }, at: Instant): string | null {
  const hours = safeHoursOf(record);
  if (hours.length === 0 || hours.some((safe) => nextWithin(desk, at, safe) === at)) return null;
  return `Ce moment est hors des heures sûres de l’auteur (${hours.map(inWords).join(' ; ')}) : choisissez-en un autre, ou dites qu’il l’a proposé.`;
}

const inWords = ([from, to]: SafeHours): string => `de ${frenchClock(from)} à ${frenchClock(to)}`;

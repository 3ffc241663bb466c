import { Router } from 'express';
import { dayIn } from '../../../calendar/local.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import type { Refusal } from '../../../cases/model/refusal.ts';
import type { CaseState } from '../../../cases/model/state.ts';
import { isAwaited, isUnheard } from '../../../cases/model/transfer-status.ts';
import { possible } from '../../../cases/possible.ts';
import { apply } from '../../../cases/record/apply.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { stepBack } from '../../../cases/record/release.ts';
import { holdsClosing, isOwed, outlives } from '../../../cases/running/holding.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { DeskViews } from '../../../templates/views/desk.ts';
import { codes, label } from '../../../vocabulary/vocabulary.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, casePaths, deskHref } from '../shared/addresses.ts';
import { typedDay } from '../shared/day.ts';
import { dayField, freeText, neededText, oneCode } from '../shared/fields.ts';
import { buttonTo } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { currentWorld, type Names, namesOf } from '../words/names.ts';
import { caseButton, caseForm } from './case-form.ts';
import { taskLine } from './case-view.ts';
import { findCase, onCase } from './open-case.ts';

const unsaid = 'Choisissez une réponse. « Non connu » ou « non demandé » en est une.';
const resultFields = {
  conclusion: oneCode(codes('conclusion'), unsaid),
  evidence: oneCode(codes('evidence'), unsaid),
  risk: oneCode(codes('risk'), unsaid),
  wishes: oneCode(codes('wishes'), unsaid),
  safer: oneCode(codes('safer'), unsaid),
  refusedByPerson: oneCode(codes('refusedByPerson'), unsaid),
  text: freeText(),
};

/**
 * What somebody read who ends a case: what came since, an alert, a task, a recipient's answer, is read before it ends. The task that asks to
 * end it is no news to her: it comes once the last message has left.
 */
const readToEnd = ({ alerts, facts, tasks, transfers, result }: CaseState) => [
  alerts.length,
  facts,
  tasks.flatMap(({ id, kind, status }) => (status === 'OPEN' && kind !== 'CLOSE' ? [id] : [])),
  transfers.map(({ status, outcome, paused }) => [isUnheard({ status }) ? null : status, outcome?.codes ?? null, paused !== null]),
  result,
];

/** How a case ends: its result, closing, not retaining, reopening; and an agent who steps back from it. */
export function endingPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  caseForm(parts, pages, {
    at: casePaths.result,
    why: 'RESULT',
    fields: resultFields,
    begin: ({ state }) => ({ ...state.result }),
    edits: ({ result }) => result,
    view: (form, frame) => parts.page('desk/result', { ...frame, form }),
    act: ({ text, ...result }) => ({ event: { kind: 'ResultRecorded', result }, content: text }),
    refusedAt: 'conclusion',
    said: 'Le résultat est noté.',
  });

  caseForm(parts, pages, {
    at: casePaths.close,
    why: 'CLOSING',
    fields: {},
    edits: readToEnd,
    view: async (form, frame, record, ask) => parts.page('desk/close', { ...frame, form, ...(await closing(record, ask)) }),
    act: () => ({ event: { kind: 'Closed' } }),
    said: 'Le dossier est clos.',
  });

  async function closing(
    record: CaseRecord,
    { response }: Ask,
  ): Promise<Pick<DeskViews['desk/close'], 'blockers' | 'dropped' | 'stay' | 'consequences'>> {
    const { state } = record;
    const world = await currentWorld(parts, record);
    const names = await namesOf(parts, record.department, world);
    const now = parts.now() + record.clockOffset;
    const { refusals } = possible(state, world, actorOf(signedIn(response)), now).onCase('Closed');
    const blockers = refusals.flatMap((refusal) => obstacleLines(record, names, refusal));
    const looks = world.procedure.closing.lookAgain.length;
    const open = state.tasks.filter(({ status }) => status === 'OPEN');
    const [stay, dropped] = [true, false].map((stays) =>
      open.filter((task) => outlives('CLOSED', task) === stays).map((task) => taskLine(task, names, state, now)),
    );
    return {
      blockers: blockers.map(({ text, ...more }) => ({ text: typographic(text), ...more })),
      dropped: dropped ?? [],
      stay: stay ?? [],
      consequences: [
        'Les relances s’arrêtent.',
        looks > 0 ? 'Le guichet reprendra contact pour vérifier, aux dates du protocole.' : 'Aucune vérification n’est prévue après la clôture.',
        'Une réponse qui arriverait encore serait lue.',
      ],
    };
  }

  caseForm(parts, pages, {
    at: casePaths.notRetained,
    why: 'NOT_RETAINED',
    fields: { reason: oneCode(codes('notRetainedReason'), 'Dites pourquoi l’alerte n’est pas retenue.'), text: freeText() },
    edits: readToEnd,
    view: (form, frame, { state }) => {
      const stay = state.tasks.filter((task) => task.status === 'OPEN' && outlives('NOT_RETAINED', task)).map(({ kind }) => label('taskKind', kind));
      return parts.page('desk/not-retained', {
        ...frame,
        form,
        reasons: codes('notRetainedReason'),
        consequences: [
          'Aucun destinataire n’est prévenu.',
          'L’auteur qui peut l’être l’apprend par le moyen sûr qu’il a donné, ou avec son code.',
          ...(stay.length === 0 ? [] : [typographic(`Restent à faire : ${[...new Set(stay)].join(', ')}.`)]),
          'Le motif reste au journal.',
          'Le dossier peut être rouvert.',
        ],
      });
    },
    act: ({ reason, text }) => ({ event: { kind: 'NotRetained', reason }, content: text }),
    refusedAt: 'reason',
    said: 'L’alerte n’est pas retenue.',
  });

  caseForm(parts, pages, {
    at: casePaths.reopen,
    why: 'REOPENING',
    fields: { text: neededText('Dites pourquoi le dossier est rouvert.') },
    view: (form, frame) =>
      parts.page('desk/reopen', {
        ...frame,
        form,
        consequences: ['Une tâche est créée pour le guichet.', 'Les vérifications prévues après la clôture sont retirées.'],
      }),
    act: ({ text }) => ({ event: { kind: 'Reopened' }, content: text }),
    refusedAt: 'text',
    said: 'Le dossier est rouvert.',
  });

  caseForm(parts, pages, {
    at: casePaths.hold,
    right: 'case.hold',
    why: 'HOLD',
    fields: (_record, { response }) => ({
      why: oneCode(codes('holdReason'), 'Dites pourquoi ce dossier doit être conservé.'),
      until: dayField(territoryOf(signedIn(response).department).zone, 'Écrivez le dernier jour, comme 31/12/2030.'),
      text: freeText(),
    }),
    begin: ({ state: { hold }, department }) => (hold ? { why: hold.why, until: typedDay(dayIn(hold.until, territoryOf(department).zone)) } : {}),
    edits: ({ hold = null }) => hold,
    view: (form, frame, { state: { hold } }, ask) =>
      parts.page('desk/hold', {
        ...frame,
        form,
        ...(hold && { held: hold, lift: buttonTo(parts, ask, caseHref(frame.reference, 'liftHold'), hold) }),
      }),
    act: ({ why, until, text }) => ({ event: { kind: 'Held', why, until }, content: text }),
    refusedAt: 'until',
    said: 'Le dossier est conservé : rien n’en sera détruit avant ce jour.',
  });

  caseButton(parts, pages, {
    at: casePaths.liftHold,
    right: 'case.hold',
    edits: ({ hold = null }) => hold,
    act: () => ({ kind: 'HoldLifted' }),
    said: 'La conservation est levée : le terme du dossier compte de nouveau.',
  });

  // One steps back without reading again what the case says.
  formPage(parts, pages, {
    at: casePaths.stepBack,
    door: signedInDoor(parts),
    open: ({ request, response }) => findCase(parts, request, response),
    fields: { text: freeText() },
    view: async (form, { reference }, { request, response }) =>
      parts.page('desk/step-back', {
        ...(await onCase(parts, request, response, reference)),
        form,
        consequences: [
          'Vous ne verrez plus ce dossier, ni dans les listes, ni par sa référence.',
          'Ce que vous y aviez pris redevient à prendre : vos collègues continuent de le suivre.',
        ],
      }),
    act: async ({ text }, { caseId, reference }, { ask, act }) => {
      const account = signedIn(ask.response);
      const noted = { kind: 'NoteAdded' as const, at: parts.now(), by: actorOf(account) };
      const content = { text: text || 'Un agent s’est retiré de ce dossier.' };
      await apply(parts.database, account.department, caseId, noted, { eventId: `page:${account.id}:${act}`, content });
      await stepBack(parts.database, account.department, account.id, caseId);
      return { to: deskHref, said: `Vous ne voyez plus le dossier ${reference}.` };
    },
  });

  return pages;
}

/** Where each obstacle to closing is taken away. */
function obstacleLines({ reference, state }: CaseRecord, names: Names, { code, sayable }: Refusal): { text: string; href?: string }[] {
  switch (code) {
    case 'NOT_QUALIFIED':
      return [{ text: 'L’alerte n’est pas qualifiée.', href: caseHref(reference, 'qualify') }];
    case 'NO_RESULT':
      return [{ text: 'Le résultat pour la personne n’est pas noté.', href: caseHref(reference, 'result') }];
    case 'UNANSWERED': {
      const awaited = state.transfers.filter(isAwaited);
      const met = new Set(awaited.map(({ obligation }) => obligation));
      const left = state.obligations.filter((obligation) => isOwed(obligation) && !met.has(obligation.id));
      return [
        ...awaited.map(({ id, organisation }) => ({
          text: `${names.organisation(organisation)} n’a pas encore pris en charge.`,
          href: caseHref(reference, 'answer', { transfer: id }),
        })),
        ...left.map(({ roles }) => ({
          text: `Personne n’a répondu comme ${roles.map((role) => label('role', role)).join(' ou ')}, et plus personne n’y est appelé.`,
          href: caseHref(reference, 'transfer'),
        })),
      ];
    }
    case 'STILL_TO_DO':
      return state.tasks
        .filter(holdsClosing)
        .map(({ id, kind, sayable: said }) => ({ text: `${label('taskKind', kind)} : ${said}`, href: caseHref(reference, 'task', { task: id }) }));
    default:
      return [{ text: sayable, href: caseHref(reference, 'reopen') }];
  }
}

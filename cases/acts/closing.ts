import { numberOf } from '../../calendar/span.ts';
import type { NotRetainedReason } from '../../vocabulary/vocabulary.ts';
import type { Happening } from '../model/entries.ts';
import type { Change } from '../model/events.ts';
import { caseEnded, type Refusal } from '../model/refusal.ts';
import type { CaseState } from '../model/state.ts';
import { isAwaited, isLive } from '../model/transfer-status.ts';
import { holdsClosing, isAwaitedOfDesk, isOwed, outlives } from '../running/holding.ts';
import { cancelTasks, finishTask, raiseTask } from '../running/tasks.ts';
import type { Turn } from '../running/turn.ts';
import { tellAuthors } from './author.ts';
import { originTold } from './origin.ts';

/** All that keeps a case from being closed. */
export function closingObstacles({ status, qualification, obligations, transfers, result, tasks }: CaseState): Refusal[] {
  if (status !== 'OPEN') return status === 'CLOSED' ? [] : [caseEnded];
  const obstacles: [boolean, Refusal][] = [
    [qualification === 'AWAITED', { code: 'NOT_QUALIFIED', sayable: 'Qualifiez l’alerte, ou déclarez-la non retenue, avant de clore.' }],
    [
      obligations.some(isOwed) || transfers.some(isAwaited),
      {
        code: 'UNANSWERED',
        sayable:
          'Une transmission pour action attend encore une prise en charge ou une suite : obtenez-la, ou annulez la transmission en disant pourquoi.',
      },
    ],
    [result === null, { code: 'NO_RESULT', sayable: 'Notez d’abord le résultat pour la personne.' }],
    [
      tasks.some(holdsClosing),
      {
        code: 'STILL_TO_DO',
        sayable: 'Un appel urgent, une réponse tardive ou un récit à relire attend encore : faites cette tâche avant de clore.',
      },
    ],
  ];
  return obstacles.filter(([holds]) => holds).map(([, refusal]) => refusal);
}

/** Closing is refused while somebody who must act has not answered. */
export function closed(turn: Turn): Refusal | null {
  const [obstacle] = closingObstacles(turn.state);
  if (obstacle !== undefined) return obstacle;
  if (turn.state.status === 'CLOSED') return null;
  for (const task of turn.state.tasks.filter(({ status, cause }) => status === 'OPEN' && cause.kind === 'UNWATCHED')) finishTask(turn, task);
  finish(turn, { kind: 'CLOSED', because: {} });
  tellAuthors(turn, 'CLOSED');
  return null;
}

/** The desk does not keep the alert, and says why. */
export function notRetained(turn: Turn, reason: NotRetainedReason): Refusal | null {
  if (turn.state.status !== 'OPEN') return turn.state.status === 'NOT_RETAINED' ? null : caseEnded;
  if (turn.state.transfers.some((transfer) => transfer.purpose === 'ACTION' && isLive(transfer))) {
    return { code: 'UNANSWERED', sayable: 'Des transmissions pour action sont en cours : annulez-les d’abord, en disant pourquoi.' };
  }
  if (turn.state.tasks.some(isAwaitedOfDesk)) {
    return {
      code: 'STILL_TO_DO',
      sayable: 'Un destinataire attend un complément, ou sa réponse n’a pas été lue\u00a0: faites cette tâche avant de ne pas retenir l’alerte.',
    };
  }
  finish(turn, { kind: 'NOT_RETAINED', because: { reason } });
  tellAuthors(turn, 'NOT_RETAINED');
  return null;
}

/** How long who has nothing more to answer reads on, as the protocol has it. */
export const readableDays = (turn: Turn): number => numberOf(turn.delay('readable'));

/** The case stops running; what remains is what an alert still asks for, and to look again, months later. */
function finish(turn: Turn, end: Extract<Happening, { kind: 'CLOSED' | 'NOT_RETAINED' }>): void {
  const { kind: status } = end;
  const looks = status === 'CLOSED' ? turn.world.procedure.closing.lookAgain : [];
  turn.write(end, [
    { set: { status, closedAt: turn.at, readableDays: readableDays(turn), notRetained: end.kind === 'NOT_RETAINED' ? end.because.reason : null } },
    ...turn.state.deadlines.filter(({ kind }) => kind !== 'TASK').map(({ id }): Change => ({ drop: 'deadline', id })),
    ...turn.state.transfers.filter(({ stage }) => stage !== null).map(({ id }): Change => ({ transfer: { id, stage: null, paused: null } })),
    ...originTold(turn, status),
    ...looks.map(
      (span, index): Change => ({
        deadline: {
          id: `LOOK_AGAIN:${turn.state.alerts.length}:${turn.at}:${index + 1}`,
          kind: 'LOOK_AGAIN',
          dueAt: turn.due(span),
          rank: index + 1,
        },
      }),
    ),
  ]);
  cancelTasks(turn, status, (task) => !outlives(status, task));
}

export function reopened(turn: Turn): Refusal | null {
  if (turn.state.status === 'MERGED') return { code: 'NOT_ENDED', sayable: 'Ce dossier est fusionné dans un autre : séparez-les d’abord.' };
  if (turn.state.status === 'OPEN') return { code: 'NOT_ENDED', sayable: 'Ce dossier est déjà ouvert.' };
  openAgain(turn);
  const kind = turn.state.qualification === 'AWAITED' ? 'QUALIFY' : 'LOOK_AGAIN';
  raiseTask(turn, { kind, to: 'DESK', within: turn.delay('reopening'), cause: { kind: 'REOPENED', at: turn.at } });
  return null;
}

/** The case runs again; whoever calls this says what is to be done there. */
export function openAgain(turn: Turn): void {
  turn.write({ kind: 'REOPENED', because: {} }, [
    { set: { status: 'OPEN', closedAt: null, notRetained: null } },
    ...turn.state.deadlines.filter(({ kind }) => kind === 'LOOK_AGAIN').map(({ id }): Change => ({ drop: 'deadline', id })),
  ]);
}

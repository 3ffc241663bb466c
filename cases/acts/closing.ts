import type { NotRetainedReason } from '../../vocabulary/vocabulary.ts';
import type { Happening } from '../model/entries.ts';
import type { Change } from '../model/events.ts';
import { caseEnded, type Refusal } from '../model/refusal.ts';
import { isAnswered, isLive } from '../running/stages.ts';
import { cancelTasks, finishTask, raiseTask } from '../running/tasks.ts';
import type { Turn } from '../running/turn.ts';
import { tellAuthors } from './author.ts';

/** Closing is refused while somebody who must act has not answered: an acknowledgement is not an answer. */
export function closed(turn: Turn): Refusal | null {
  if (turn.state.status !== 'OPEN') return turn.state.status === 'CLOSED' ? null : caseEnded;
  if (turn.state.qualification === 'AWAITED')
    return { code: 'NOT_QUALIFIED', sayable: 'Qualifiez l’alerte, ou déclarez-la non retenue, avant de clore.' };
  const open = turn.state.obligations.filter(({ status }) => status === 'OPEN' || status === 'LAPSED');
  const unanswered = turn.state.transfers.some((transfer) => transfer.purpose === 'ACTION' && isLive(transfer) && !isAnswered(transfer));
  if (open.length > 0 || unanswered) {
    return {
      code: 'UNANSWERED',
      sayable:
        'Une transmission pour action attend encore une prise en charge ou une suite : obtenez-la, ou annulez la transmission en disant pourquoi.',
    };
  }
  if (turn.state.result === null) return { code: 'NO_RESULT', sayable: 'Notez d’abord le résultat pour la personne.' };
  if (turn.state.tasks.some(({ kind, status }) => status === 'OPEN' && (kind === 'PHONE_NOW' || kind === 'LATE_ANSWER'))) {
    return { code: 'STILL_TO_DO', sayable: 'Un appel urgent ou une réponse tardive attend encore : faites cette tâche avant de clore.' };
  }
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
  finish(turn, { kind: 'NOT_RETAINED', because: { reason } });
  tellAuthors(turn, 'NOT_RETAINED');
  return null;
}

/** The case stops running; what remains is to look again, months later. */
function finish(turn: Turn, end: Extract<Happening, { kind: 'CLOSED' | 'NOT_RETAINED' }>): void {
  const { kind: status } = end;
  const looks = status === 'CLOSED' ? turn.world.procedure.closing.lookAgain : [];
  turn.write(end, [
    { set: { status, closedAt: turn.at, notRetained: end.kind === 'NOT_RETAINED' ? end.because.reason : null } },
    ...turn.state.deadlines.filter(({ kind }) => kind !== 'TASK').map(({ id }): Change => ({ drop: 'deadline', id })),
    ...turn.state.transfers.filter(({ stage }) => stage !== null).map(({ id }): Change => ({ transfer: { id, stage: null, paused: null } })),
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
  cancelTasks(turn, status, () => true);
}

export function reopened(turn: Turn): Refusal | null {
  if (turn.state.status === 'MERGED') return { code: 'NOT_ENDED', sayable: 'Ce dossier est fusionné dans un autre : séparez-les d’abord.' };
  if (turn.state.status === 'OPEN') return { code: 'NOT_ENDED', sayable: 'Ce dossier est déjà ouvert.' };
  turn.write({ kind: 'REOPENED', because: {} }, [
    { set: { status: 'OPEN', closedAt: null, notRetained: null } },
    ...turn.state.deadlines.filter(({ kind }) => kind === 'LOOK_AGAIN').map(({ id }): Change => ({ drop: 'deadline', id })),
  ]);
  const kind = turn.state.qualification === 'AWAITED' ? 'QUALIFY' : 'LOOK_AGAIN';
  raiseTask(turn, { kind, to: 'DESK', within: turn.delay('reopening'), cause: { kind: 'REOPENED', at: turn.at } });
  return null;
}

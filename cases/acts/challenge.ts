import type { Change } from '../model/events.ts';
import { caseEnded, type Refusal } from '../model/refusal.ts';
import type { Transfer } from '../model/state.ts';
import { hasMail, tellByPerson } from '../running/by-person.ts';
import { message } from '../running/channels.ts';
import { answerBy, leadingStage, openStage } from '../running/stages.ts';
import type { Turn } from '../running/turn.ts';

/**
 * The desk, which stays answerable for an entrusted enquiry, does not accept the answer: the recipient has it in charge again, with
 * a fresh limit, and its obligation is open again until a new answer comes. Challenged twice before one, it is challenged once.
 */
export function answerChallenged(turn: Turn, transfer: Transfer): Refusal | null {
  if (turn.state.status !== 'OPEN') return caseEnded;
  if (transfer.mode !== 'ENTRUSTED_ENQUIRY' || transfer.purpose !== 'ACTION')
    return { code: 'NOT_CHALLENGEABLE', sayable: 'Seule la réponse à une enquête confiée se conteste.' };
  if (transfer.status === 'IN_CHARGE' && transfer.outcome !== null) return null;
  if (transfer.status !== 'OUTCOME_GIVEN')
    return { code: 'NOT_CHALLENGEABLE', sayable: 'Cette enquête n’a pas encore de réponse\u00a0: il n’y a rien à contester.' };
  const again: Transfer = { ...transfer, status: 'IN_CHARGE' };
  const limit = leadingStage(turn, again, 'OUTCOME_GIVEN', turn.at)?.limit ?? answerBy(turn, again);
  const round = transfer.informationRounds + 1;
  const { organisation, obligation: id } = transfer;
  const reopened: Change[] =
    id === null
      ? []
      : [
          { obligation: { id, status: 'OPEN', answerBy: limit } },
          { deadline: { id: `OBLIGATION:${id}`, kind: 'OBLIGATION', dueAt: limit, obligation: id } },
        ];
  turn.write({ kind: 'ANSWER_CHALLENGED', transfer: transfer.id, because: { organisation, outcome: transfer.outcome?.codes ?? [], round } }, [
    { transfer: { id: transfer.id, status: 'IN_CHARGE', informationRounds: round } },
    ...openStage(turn, again, 'IN_CHARGE', turn.at),
    ...reopened,
    ...(hasMail(turn, transfer) ? [message(turn, transfer, transfer, { kind: 'INFORMATION', says: 'CHALLENGE', round })] : []),
  ]);
  if (!hasMail(turn, transfer)) tellByPerson(turn, transfer, { kind: 'REPLY', round });
  return null;
}

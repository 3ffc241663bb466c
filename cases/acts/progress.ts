import { isTooFar, tooFar } from '../../calendar/local.ts';
import type { CaseEvent } from '../model/events.ts';
import { caseEnded, type Refusal } from '../model/refusal.ts';
import type { Transfer } from '../model/state.ts';
import { isLeft } from '../model/transfer-status.ts';
import { raiseTask } from '../running/tasks.ts';
import type { Turn } from '../running/turn.ts';

/**
 * A recipient tells how far it is: a visit it makes, words or documents, which travel sealed. It answers nothing and moves no delay; a
 * person of the desk reads what was written. A visit said again at the same hour is said once.
 */
export function progressSaid(turn: Turn, transfer: Transfer, { visit, written }: Extract<CaseEvent, { kind: 'ProgressSaid' }>): Refusal | null {
  if (turn.state.status === 'MERGED') return caseEnded;
  if (isLeft(transfer)) return { code: 'TRANSFER_ENDED', sayable: 'Cette transmission n’est plus la vôtre\u00a0: appelez le guichet.' };
  if (visit !== undefined && isTooFar(visit, turn.at)) return { code: 'NOT_THEN', sayable: tooFar };
  if (!written && (visit === undefined || visit === transfer.visit)) return null;
  const { id, organisation } = transfer;
  const said = visit === undefined ? {} : { visit };
  turn.write({ kind: 'PROGRESS_SAID', transfer: id, because: { organisation, ...said } }, [{ transfer: { id, ...said } }]);
  if (written)
    raiseTask(turn, {
      kind: 'PARTNER_WROTE',
      to: 'DESK',
      within: turn.delay('partnerMessage'),
      cause: { kind: 'PARTNER_WROTE' },
      transfer: id,
    });
  return null;
}

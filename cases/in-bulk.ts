import type { Instant } from '../calendar/span.ts';
import { advance } from './advance.ts';
import { decide } from './decide.ts';
import type { Actor, CaseEvent } from './model/events.ts';
import type { CaseState, Task, Transfer } from './model/state.ts';
import { isLive } from './model/transfer-status.ts';
import type { World } from './running/turn.ts';

/** What somebody asks of several cases at once. TAKE_FROM: what `from` has in hand, who agreed to it. */
export type AskedInBulk =
  | { act: 'TAKE' }
  | { act: 'TAKE_FROM'; from: string }
  | { act: 'GIVE'; to: string }
  | { act: 'HAND_BACK' }
  | { act: 'REMIND' };

/** Why something of a case is left as it is: somebody holds it (`by`), it is so already, or it is refused. */
export type LeftAlone = { code: 'HELD'; by: string } | { code: 'ALREADY' } | { code: 'REFUSED'; why: string };

/** One thing of a case that the act is about: what would be done with it, or why it is left. */
export interface BulkPart {
  /** A task, and the transfer it is about where there is one; or a transfer. */
  on: { task: Task; about?: Transfer | undefined } | { transfer: Transfer };
  event: Extract<CaseEvent, { kind: 'TaskTaken' | 'TaskGiven' | 'RecipientReminded' }>;
  left: LeftAlone | null;
}

/**
 * What an act on several cases does with one of them, in its order; empty where the case has nothing of the kind. What another person holds is
 * never taken with the rest, unless she agreed: that is one act, on the case's own page. Each part is asked of the law after those before it. `now`: on the case's
 * own clock. `unable`: whoever tasks are given to may not act on this case.
 */
export function inBulk(state: CaseState, world: World, by: Actor, now: Instant, asked: AskedInBulk, unable = false): BulkPart[] {
  let { state: current } = advance(state, now, world);
  return wanted(current, by, now, asked).map((part) => {
    const kept = 'task' in part.on ? keptBy(part.on.task, by, asked, unable) : null;
    if (kept !== null) return { ...part, left: kept };
    const decision = decide(current, part.event, world);
    if ('refused' in decision) return { ...part, left: { code: 'REFUSED', why: decision.refused.sayable } };
    if (decision.entries.length === 0) return { ...part, left: { code: 'ALREADY' } };
    current = decision.state;
    return { ...part, left: null };
  });
}

function wanted({ tasks, transfers }: CaseState, by: Actor, at: Instant, asked: AskedInBulk): Omit<BulkPart, 'left'>[] {
  const open = tasks.filter(({ status }) => status === 'OPEN').map((task) => ({ task, about: transfers.find(({ id }) => id === task.transfer) }));
  switch (asked.act) {
    case 'REMIND':
      return transfers
        .filter((transfer) => isLive(transfer) && transfer.purpose === 'ACTION')
        .map((transfer) => ({ on: { transfer }, event: { kind: 'RecipientReminded', transfer: transfer.id, at, by } }));
    case 'TAKE':
      return open.map((on) => ({ on, event: { kind: 'TaskTaken', task: on.task.id, at, by } }));
    case 'TAKE_FROM':
      return open.filter(({ task }) => task.takenBy === asked.from).map((on) => ({ on, event: { kind: 'TaskTaken', task: on.task.id, at, by } }));
    case 'GIVE':
      return open.map((on) => ({ on, event: { kind: 'TaskGiven', task: on.task.id, to: asked.to, at, by } }));
    case 'HAND_BACK':
      return open.filter(({ task }) => task.takenBy !== null).map((on) => ({ on, event: { kind: 'TaskGiven', task: on.task.id, to: null, at, by } }));
  }
}

/** Whether a task stays with whoever has it: an act on several cases takes nothing from anybody who did not agree. */
function keptBy({ takenBy }: Task, { id }: Actor, asked: AskedInBulk, unable: boolean): LeftAlone | null {
  if (unable) return { code: 'REFUSED', why: 'Cette personne ne peut pas agir sur ce dossier.' };
  if (takenBy === null || takenBy === id || asked.act === 'TAKE_FROM') return null;
  return asked.act === 'GIVE' && takenBy === asked.to ? { code: 'ALREADY' } : { code: 'HELD', by: takenBy };
}

import type { Instant } from '../../calendar/span.ts';
import type { Reach } from '../../vocabulary/vocabulary.ts';
import type { Transfer } from '../model/state.ts';
import { leadingStage, progressOf, reaches } from './stages.ts';
import type { Turn } from './turn.ts';

/** One limit of a transfer: it runs, or it is what it would be if each earlier step were taken at its own limit. */
export interface Clock {
  reach: 'SENT' | Reach;
  dueAt: Instant;
  state: 'running' | 'projected';
}

/** The limits still before a transfer, in order: what the desk shows before it confirms, and what the recipient is told. */
export function clocksOf(turn: Turn, transfer: Transfer): Clock[] {
  if (transfer.purpose === 'INFORMATION' || transfer.paused !== null) return [];
  const clocks: Clock[] = [];
  const handover = turn.state.deadlines.find(({ id }) => id === `HANDOVER:${transfer.id}`);
  if (handover !== undefined) clocks.push({ reach: 'SENT', dueAt: handover.dueAt, state: 'running' });
  let from = handover?.dueAt ?? turn.at;
  for (const reach of reaches.slice(progressOf(transfer.status))) {
    const running = turn.state.deadlines.find(({ id }) => id === `LIMIT:${transfer.id}:${reach}`);
    const dueAt = running?.dueAt ?? leadingStage(turn, transfer, reach, from)?.limit;
    if (dueAt === undefined) continue;
    clocks.push({ reach, dueAt, state: running === undefined ? 'projected' : 'running' });
    from = dueAt;
  }
  return clocks;
}

import { isLive } from '../model/transfer-status.ts';
import { raiseTask } from '../running/tasks.ts';
import { end, excluded, nextCompetent, reroute } from '../running/transfers.ts';
import type { Turn } from '../running/turn.ts';

/**
 * Whoever is tied to the implicated party, now that facts changed or that a body said so itself, is told nothing more, and somebody else
 * takes over; what had ended of theirs opens nothing any more. `says` is the body that says so now.
 */
export function leaveConflicts(turn: Turn, says?: string): void {
  const aside = excluded(turn);
  if (says !== undefined) aside.add(says);
  const tied = turn.state.transfers.filter(({ organisation, contact }) => aside.has(organisation) || aside.has(contact));
  for (const transfer of tied.filter(isLive)) {
    const next = transfer.purpose === 'ACTION' && turn.state.status === 'OPEN' ? nextCompetent(turn, transfer) : null;
    if (next === null)
      end(turn, transfer, { kind: 'CANCELLED', because: { reason: 'CONFLICT', organisation: transfer.organisation } }, transfer.obligation !== null);
    else reroute(turn, transfer, next, 'CONFLICT');
    raiseTask(turn, {
      kind: 'CONFLICT',
      to: 'DESK',
      within: turn.delay('conflict'),
      cause: { kind: 'CONFLICT', organisation: transfer.organisation },
      transfer: transfer.id,
    });
  }
  for (const { id, role, organisation } of tied.filter((transfer) => !isLive(transfer) && !transfer.conflict))
    turn.write({ kind: 'CONFLICT', because: { role, organisation } }, [{ transfer: { id, conflict: true } }]);
}

import type { Change } from '../model/events.ts';
import { type MessageParts, messageIdentity, type OriginNews } from '../model/message.ts';
import type { Turn } from '../running/turn.ts';

/**
 * What becomes here of what the desk of another department handed over is told to that desk: it answers for the situation until somebody
 * here has received it, and again when nobody keeps it. Said once, until something else is.
 */
export function originTold(turn: Turn, says: OriginNews): Change[] {
  return turn.state.alerts.flatMap((alert): Change[] => {
    if (alert.desk === undefined || alert.left || alert.desk.said === says) return [];
    const times = (alert.desk.times ?? 0) + 1;
    const parts: MessageParts = { kind: 'ORIGIN', alert: alert.id, says, times };
    return [
      { alert: { ...alert, desk: { ...alert.desk, said: says, times } } },
      { message: { ...parts, id: messageIdentity(parts), notBefore: turn.at, tries: 0 } },
    ];
  });
}

import type { Change } from '../model/events.ts';
import { type DutyWays, messageIdentity } from '../model/message.ts';
import type { Task } from '../model/state.ts';
import type { Turn } from './turn.ts';

const dutyCall = ({ id, level }: Task) => ({ kind: 'DUTY_CALL' as const, task: id, level });

/** Nobody answers for a duty task at night by looking at a queue: the person is called, whoever is next on the roster. */
export function call(turn: Turn, task: Task): Change[] {
  if (task.to === 'DESK') return [];
  const parts = dutyCall(task);
  return [{ message: { ...parts, id: messageIdentity(parts), notBefore: turn.at, tries: 0 } }];
}

/** The call that no longer has an object, spoken or not. */
export const withoutCall = (turn: Turn, task: Task): Change[] => [
  { drop: 'message', id: messageIdentity(dutyCall(task)) },
  ...withoutVoice(turn, task.id),
];

/** Whoever took a task is not rung any more, nor whoever was called before it went further up. */
export function withoutVoice(turn: Turn, task: string): Change[] {
  return turn.state.messages
    .filter((item) => item.kind === 'DUTY_CALL' && item.task === task && item.by === 'VOICE')
    .map(({ id }) => ({ drop: 'message', id }));
}

/**
 * A text that was sent is not yet read: whoever has not taken the task some minutes later is rung, and at once where no text could leave.
 * Where the call left by mail alone there is nothing to ring by.
 */
export function ringNext(turn: Turn, called: { task: string; level: number; by?: 'VOICE' }, ways: DutyWays): Change[] {
  const task = turn.task(called.task);
  if (called.by !== undefined || ways.PHONE_TEXT === undefined || task?.status !== 'OPEN' || task.takenBy !== null || task.level !== called.level)
    return [];
  const parts = { ...dutyCall(task), by: 'VOICE' as const };
  const notBefore = ways.PHONE_TEXT === 'ACCEPTED' ? turn.due(turn.delay('dutyRing')) : turn.at;
  return [{ message: { ...parts, id: messageIdentity(parts), notBefore, tries: 0 } }];
}

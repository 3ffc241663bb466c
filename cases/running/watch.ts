import { cancelTasks, raiseTask } from './tasks.ts';
import type { Turn } from './turn.ts';

/**
 * An open case always has a running deadline or an open task: when nothing is awaited of anybody any more, the desk is asked to
 * conclude; when something is again, it no longer is.
 */
export function watch(turn: Turn): void {
  if (turn.entries.length === 0 || turn.state.status !== 'OPEN') return;
  const open = turn.state.tasks.filter(({ status }) => status === 'OPEN');
  const asked = open.find(({ cause }) => cause.kind === 'UNWATCHED');
  const runs = turn.state.deadlines.some(({ task }) => task === undefined || task !== asked?.id) || open.some(({ id }) => id !== asked?.id);
  if (runs) cancelTasks(turn, 'RESUMED', ({ id }) => id === asked?.id);
  else if (asked === undefined) raiseTask(turn, { kind: 'CLOSE', to: 'DESK', within: turn.delay('conclusion'), cause: { kind: 'UNWATCHED' } });
}

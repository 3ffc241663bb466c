import type { Instant } from '../../calendar/span.ts';
import type { CaseState, Task } from '../model/state.ts';

/** What is asked of the desk while a recipient waits to know whether it has more time. */
export function askedExtension({ tasks }: Pick<CaseState, 'tasks'>, transfer: string): { task: Task; until: Instant } | null {
  for (const task of tasks)
    if (task.status === 'OPEN' && task.transfer === transfer && task.cause.kind === 'EXTENSION') return { task, until: task.cause.until };
  return null;
}

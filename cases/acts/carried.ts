import type { TaskCause } from '../model/cause.ts';
import type { Task } from '../model/state.ts';
import { raiseTask } from '../running/tasks.ts';
import type { Turn } from '../running/turn.ts';

/**
 * Raises the tasks of a merged case here, each due when it was and with whom it was; what is asked here already is not asked twice.
 * Whoever is on duty is called again, about the case that goes on. `alerts` gives the ids that its alerts have here.
 */
export function carryOn(turn: Turn, other: string, tasks: readonly Task[], alerts: ReadonlyMap<string, string>): void {
  for (const task of tasks)
    if (task.kind !== 'QUALIFY') again(turn, task, { cause: moved(task.cause, alerts), from: { case: other, task: task.id } });
}

/** Raises again tasks that went on in another case, which this one leaves, each with whoever has it there now. */
export function takeBack(turn: Turn, ids: readonly string[], held: ReadonlyMap<string, string | null>): void {
  for (const id of ids) {
    const task = turn.task(id);
    if (task === undefined || task.kind === 'QUALIFY') continue;
    const now = held.get(id);
    again(turn, now === undefined ? task : { ...task, takenBy: now }, { cause: task.cause });
  }
}

function again(turn: Turn, { kind, to, level, within, dueAt, sayable, takenBy }: Task, also: Pick<Task, 'cause' | 'from'>): void {
  raiseTask(turn, { kind, to, level, within, dueAt, sayable, ...(takenBy && { takenBy }), ...also });
}

function moved(cause: TaskCause, alerts: ReadonlyMap<string, string>): TaskCause {
  const here = (alert: string): string => alerts.get(alert) ?? alert;
  if (cause.kind === 'ALERT' || cause.kind === 'NEWS') return { ...cause, alert: here(cause.alert) };
  if (cause.kind === 'STEP') return { ...cause, alert: here(cause.alert ?? 'a1') };
  if (cause.kind === 'MESSAGE_LOST' && cause.message.kind === 'AUTHOR')
    return { ...cause, message: { ...cause.message, alert: here(cause.message.alert) } };
  return cause;
}

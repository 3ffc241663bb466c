import type { Instant, Span } from '../../calendar/span.ts';
import type { TaskAudience, TaskKind } from '../../vocabulary/vocabulary.ts';
import { sameCause, type TaskCause } from '../model/cause.ts';
import type { TaskEnd } from '../model/entries.ts';
import type { Change } from '../model/events.ts';
import type { Refusal } from '../model/refusal.ts';
import type { Deadline, Task } from '../model/state.ts';
import { call, withoutCall, withoutVoice } from './duty-call.ts';
import { type CauseOfLaw, taskSentence } from './task-sentences.ts';
import type { Turn } from './turn.ts';

/** What a task must say when it is raised. What the law asks for has its own words. */
export type TaskAsked = {
  kind: TaskKind;
  to: TaskAudience;
  within: Span;
  /** The moment a person chose; else `within`, from now. */
  dueAt?: Instant;
  transfer?: string;
  /** The account it is given to. */
  takenBy?: string;
  /** Where it stands already: a task that goes on in another case. */
  level?: number;
  from?: Task['from'];
  carries?: boolean;
} & ({ cause: CauseOfLaw; sayable?: never } | { cause: TaskCause; sayable: string });

function taskDeadline(task: Pick<Task, 'id' | 'dueAt'>): Deadline {
  return { id: `TASK:${task.id}`, kind: 'TASK', dueAt: task.dueAt, task: task.id };
}

/** Raises a task, once: the same reason about the same transfer does not raise it again while it is open. */
export function raiseTask(turn: Turn, asked: TaskAsked): void {
  const transfer = asked.transfer ?? null;
  const already = turn.state.tasks.some(
    (task) => task.status === 'OPEN' && task.kind === asked.kind && sameCause(task.cause, asked.cause) && task.transfer === transfer,
  );
  if (already) return;
  const task: Task = {
    id: `k${turn.state.tasks.length + 1}`,
    kind: asked.kind,
    to: asked.to,
    level: asked.level ?? 0,
    raisedAt: turn.at,
    dueAt: asked.dueAt ?? turn.due(asked.within),
    within: asked.within,
    status: 'OPEN',
    late: false,
    transfer,
    carries: asked.carries ?? false,
    cause: asked.cause,
    sayable: asked.sayable === undefined ? taskSentence(asked.cause, asked.kind) : asked.sayable,
    takenBy: asked.takenBy ?? null,
    ...(asked.from && { from: asked.from }),
  };
  turn.write({ kind: 'TASK_RAISED', task: task.id, ...(transfer && { transfer }), because: { kind: asked.kind, cause: asked.cause } }, [
    { task },
    { deadline: taskDeadline(task) },
    ...call(turn, task),
  ]);
}

function ending(turn: Turn, task: Task, status: 'DONE' | 'CANCELLED'): Change[] {
  return [{ task: { id: task.id, status } }, { drop: 'deadline', id: `TASK:${task.id}` }, ...withoutCall(turn, task)];
}

export function finishTask(turn: Turn, task: Task): void {
  turn.write({ kind: 'TASK_DONE', task: task.id, ...(task.transfer && { transfer: task.transfer }), because: {} }, ending(turn, task, 'DONE'));
}

/** Ends the open tasks that no longer have an object, and says so. */
export function cancelTasks(turn: Turn, reason: TaskEnd, which: (task: Task) => boolean): void {
  for (const task of turn.state.tasks) {
    if (task.status !== 'OPEN' || !which(task)) continue;
    turn.write(
      { kind: 'TASK_CANCELLED', task: task.id, ...(task.transfer && { transfer: task.transfer }), because: { reason } },
      ending(turn, task, 'CANCELLED'),
    );
  }
}

/** What gives a task of the desk to whoever is on duty, who is called, by an instant that never comes later than the one it had. */
export function passToDuty(turn: Turn, task: Task, within: Span): Change[] {
  const passed: Task = { ...task, to: 'DUTY', within, dueAt: Math.min(task.dueAt, turn.due(within)) };
  return [{ task: passed }, { deadline: taskDeadline(passed) }, ...call(turn, passed)];
}

/** Who is asked next when a task was not done in time: the stand-in, then the coordinator, with whom it stays. */
function nextPerson(task: Task): Pick<Task, 'to' | 'level'> | null {
  if (task.to === 'DUTY' && task.level === 0) return { to: 'DUTY', level: 1 };
  if (task.to !== 'COORDINATOR') return { to: 'COORDINATOR', level: task.level + 1 };
  return null;
}

/** A task's deadline passed, or the person on duty could not be reached. The task stays open, with somebody further up. */
export function taskLate(turn: Turn, task: Task): void {
  const next = nextPerson(task);
  const drop: Change = { drop: 'deadline', id: `TASK:${task.id}` };
  const lateSince = task.lateSince ?? task.dueAt;
  if (next === null) {
    turn.write({ kind: 'TASK_LATE', task: task.id, because: { kind: task.kind, moved: null } }, [
      drop,
      { task: { id: task.id, late: true, lateSince } },
    ]);
    return;
  }
  const moved: Task = { ...task, ...next, late: true, lateSince, dueAt: turn.due(task.within) };
  turn.write({ kind: 'TASK_LATE', task: task.id, because: { kind: task.kind, moved: next } }, [
    drop,
    ...withoutVoice(turn, task.id),
    { task: moved },
    { deadline: taskDeadline(moved) },
    ...call(turn, moved),
  ]);
}

/**
 * A task is given to somebody of the desk, or back to whoever takes it. What is of the duty is neither: whoever is on duty is called until
 * somebody takes it, and would not be for what somebody else was given without a call.
 */
export function taskGiven(turn: Turn, { id, to: audience, takenBy: from }: Task, to: string | null): Refusal | null {
  if (to === from) return null;
  if (audience === 'DUTY')
    return { code: 'DUTY_HELD', sayable: 'Une tâche d’astreinte se prend, elle ne se confie ni ne se rend\u00a0: un collègue peut la reprendre.' };
  const changes: Change[] = [{ task: { id, takenBy: to } }];
  if (to !== null) turn.write({ kind: 'TASK_GIVEN', task: id, because: { to, ...(from !== null && { from }) } }, changes);
  else if (from !== null) turn.write({ kind: 'TASK_HANDED_BACK', task: id, because: { from } }, changes);
  return null;
}

/**
 * What an account took is for others again, since it may not act any more. Nobody would see that at night in a queue: a task of the duty
 * goes to whoever is next, who is called, by an instant that never comes later than the one it had. So does one that it was `called` for
 * and that nobody took yet.
 */
export function releaseTasks(turn: Turn, from: string, called: readonly string[]): void {
  for (const task of turn.state.tasks) {
    const waitsForIt = task.takenBy === null && task.to === 'DUTY' && called.includes(task.id);
    if (task.status !== 'OPEN' || (task.takenBy !== from && !waitsForIt)) continue;
    const next = task.to === 'DESK' ? null : nextPerson(task);
    const free: Task = { ...task, takenBy: null };
    const moved: Task = next === null ? free : { ...free, ...next, dueAt: Math.min(task.dueAt, turn.due(task.within)) };
    turn.write(
      {
        kind: 'TASK_RELEASED',
        task: task.id,
        ...(task.transfer && { transfer: task.transfer }),
        because: { from, ...(waitsForIt && { called: true }) },
      },
      [...withoutVoice(turn, task.id), { task: moved }, ...(next === null ? [] : [{ deadline: taskDeadline(moved) }, ...call(turn, moved)])],
    );
  }
}

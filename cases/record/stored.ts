/**
 * The one reader of what versions of before kept (docs/decisions/0017): states and journal entries in whatever shape they were
 * written, in the shape the law knows today. What is written is in today's shape; a journal's chain is over what is stored.
 */

import { type BecauseOfBefore, becauseOfBefore } from '../before/because.ts';
import { causeOfBefore } from '../before/cause.ts';
import type { Entry } from '../model/entries.ts';
import type { Actor, Change } from '../model/events.ts';
import { isToRecipient, type Message, messageParts } from '../model/message.ts';
import type { CaseState, Task } from '../model/state.ts';

/** What an entry says in clear, as it is kept: in the shape of the version that wrote it. */
export type StoredCodes = Readonly<Record<string, unknown>>;

/** The clear part of a journal row. */
export interface EntryRow {
  kind: Entry['kind'];
  at: Date;
  actor_kind: Actor['kind'];
  actor_id: string | null;
  codes: StoredCodes;
}

/** The shape in which entries are written. It is in what the chain covers, so that no entry can be made to say something else. */
const SHAPE = 2;

/** What is kept of an entry in clear. */
export function storedCodes({ transfer, task, obligation, because, changes }: Entry): StoredCodes {
  return { shape: SHAPE, transfer, task, obligation, because, changes };
}

/** An entry from its row. Throws for one that a later version wrote. */
export function readStoredEntry({ kind, at, actor_kind, actor_id, codes }: EntryRow): Entry {
  const { shape, because, changes: written, ...about } = codes as StoredSaying;
  const changes = written.map(changeOf);
  if (shape !== undefined && shape !== SHAPE) throw new Error(`An entry is in shape ${shape}: this version reads up to ${SHAPE}.`);
  const said = shape === SHAPE ? because : becauseOfBefore(kind, because as BecauseOfBefore, changes);
  return { kind, at: at.getTime(), by: { kind: actor_kind, id: actor_id }, ...about, because: said, changes } as Entry;
}

type StoredSaying = Pick<Entry, 'transfer' | 'task' | 'obligation'> & { shape?: number; because: object; changes: StoredChange[] };

/** A case's state from its row. */
export function readStoredState(stored: unknown): CaseState {
  const state = stored as Omit<CaseState, 'messages' | 'tasks'> & { messages: StoredMessage[]; tasks: StoredTask[] };
  return { ...state, tasks: state.tasks.map((task) => taskOf(task) as Task), messages: state.messages.map(messageOf) };
}

type StoredChange = Exclude<Change, { message: Message } | { task: unknown }> | { message: StoredMessage } | { task: StoredTask };
type StoredMessage = Message | MessageOfBefore;
/** Whole, or what changes of it. */
type StoredTask = (Partial<Task> & { id: string }) | TaskOfBefore;

type TaskOfBefore = Omit<Task, 'cause'> & { because: string };

/** Until November 2026 a message said what it is in its identity only. */
interface MessageOfBefore {
  id: string;
  transfer: string | null;
  task: string | null;
  organisation: string | null;
  contact: string | null;
  notBefore: number;
  tries: number;
}

function changeOf(change: StoredChange): Change {
  if ('message' in change) return { message: messageOf(change.message) };
  return 'task' in change ? { task: taskOf(change.task) } : change;
}

function taskOf(task: StoredTask): Partial<Task> & { id: string } {
  if (!('because' in task)) return task;
  const { because, ...rest } = task;
  return { ...rest, cause: causeOfBefore(because, task.kind) };
}

function messageOf(message: StoredMessage): Message {
  if (!('task' in message && 'transfer' in message)) return message;
  const { id, organisation, contact, notBefore, tries } = message;
  const parts = messageParts(id);
  return { ...parts, ...(isToRecipient(parts) && { organisation, contact }), id, notBefore, tries } as Message;
}

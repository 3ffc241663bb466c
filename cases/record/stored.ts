/**
 * The one reader of what versions of before kept (docs/decisions/0015): states and journal entries in whatever shape they were
 * written, in the shape the law knows today. What is written is in today's shape; a journal's chain is over what is stored.
 */
import type { Actor, Change, Entry } from '../model/events.ts';
import { isToRecipient, type Message, messageParts } from '../model/message.ts';
import type { CaseState } from '../model/state.ts';

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

/** What is kept of an entry in clear. */
export function storedCodes({ transfer, task, obligation, because, changes }: Entry): StoredCodes {
  return { transfer, task, obligation, because, changes };
}

export function readStoredEntry({ kind, at, actor_kind, actor_id, codes }: EntryRow): Entry {
  const { changes, ...said } = codes as Pick<Entry, 'transfer' | 'task' | 'obligation' | 'because'> & { changes: StoredChange[] };
  return { kind, at: at.getTime(), by: { kind: actor_kind, id: actor_id }, ...said, changes: changes.map(changeOf) };
}

/** A case's state from its row. */
export function readStoredState(stored: unknown): CaseState {
  const state = stored as Omit<CaseState, 'messages'> & { messages: StoredMessage[] };
  return { ...state, messages: state.messages.map(messageOf) };
}

type StoredChange = Exclude<Change, { message: Message }> | { message: StoredMessage };
type StoredMessage = Message | MessageOfBefore;

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

const changeOf = (change: StoredChange): Change => ('message' in change ? { message: messageOf(change.message) } : change);

function messageOf(message: StoredMessage): Message {
  if (!('task' in message && 'transfer' in message)) return message;
  const { id, organisation, contact, notBefore, tries } = message;
  const parts = messageParts(id);
  return { ...parts, ...(isToRecipient(parts) && { organisation, contact }), id, notBefore, tries } as Message;
}

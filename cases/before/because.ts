import type { Gap } from '../../directory/sayings.ts';
import type { EntryKind } from '../../vocabulary/entries.ts';
import type { ChannelKind } from '../../vocabulary/outgoing-channels.ts';
import type {
  Channel,
  ContactKind,
  NotRetainedReason,
  Outcome,
  Reach,
  RefusalReason,
  Role,
  TaskAudience,
  TaskKind,
  TransferStatus,
} from '../../vocabulary/vocabulary.ts';
import type { AnswerKind, DecidedWith, EntryOf, EscalatedTo, TaskEnd, WhyRecipient } from '../model/entries.ts';
import type { Change, DeclarationPart } from '../model/events.ts';
import type { AuthorNews, MessageKind } from '../model/message.ts';
import type { AuthorReach, Relation, Result, Situation } from '../model/state.ts';
import { causeOfBefore } from './cause.ts';

/** What an entry said until November 2026: a bag of codes, whose place meant what they were. */
export interface BecauseOfBefore {
  rules?: string[];
  deadline?: string;
  rank?: number;
  role?: string;
  organisation?: string;
  contact?: string;
  reason?: string;
  codes?: string[];
  procedure?: string;
  directory?: number;
}

/** With nothing left out, and what the entry changed. */
interface Was extends Required<Omit<BecauseOfBefore, 'codes' | 'contact'>> {
  first: string;
  second: string;
  third: string;
  codes: string[];
  contact?: string;
  changes: Change[];
}

const addressee = ({ organisation, contact = '' }: Was) => ({ organisation, contact });
const decidedWith = ({ procedure, directory }: Was): DecidedWith => ({ procedure: versionOf(procedure), directory });
const toContact = ({ contact }: Was) => contact !== undefined && { contact };

function versionOf(text: string): DecidedWith['procedure'] {
  const at = text.lastIndexOf('@');
  return { slug: text.slice(0, at), number: Number(text.slice(at + 1)) };
}

function whyOf(reason: string): WhyRecipient {
  const [kind, transfer = '', reach, rank] = reason.split(':');
  return kind === 'ESCALATE' ? { transfer, reach: reach as Reach, rank: Number(rank) } : (reason as WhyRecipient);
}

/** What an entry set in the state, where it said so only there. */
function set<Key extends 'result' | 'situation', Value>({ changes }: Was, key: Key): Value {
  for (const change of changes) if ('set' in change && key in change.set) return change.set[key] as Value;
  throw new Error(`An entry of before does not say its ${key}.`);
}

/** The kinds that were written so. One that came after never was, and has no reader here. */
const readers: { [Kind in EntryKind]?: (was: Was) => EntryOf<Kind>['because'] } = {
  ALERT_RECORDED: ({ first, second, third }) => ({ alert: first, channel: second as Channel, contactKind: third as ContactKind }),
  QUALIFIED: ({ reason }) => ({ reason: reason as 'AUTOMATIC' | 'CONFIRMED' }),
  ROUTED: (was) => (was.procedure === '' ? { rules: was.rules } : { rules: was.rules, gaps: was.codes.map(gapOf), ...decidedWith(was) }),
  TRANSFER_ORDERED: (was) => ({
    rules: was.rules,
    role: was.role as Role,
    ...addressee(was),
    why: whyOf(was.reason),
    channel: (was.first as ChannelKind) || null,
    ...decidedWith(was),
  }),
  HANDED_OVER: (was) =>
    was.first === '' ? { message: 'TRANSFER', ...addressee(was) } : { message: was.first as Exclude<MessageKind, 'TRANSFER'>, ...toContact(was) },
  DELIVERY_FAILED: (was) => ({ message: was.first as MessageKind, code: was.second, ...toContact(was) }),
  UNDELIVERABLE: ({ deadline, reason }) => {
    if (deadline === 'HANDOVER' || deadline === 'CHANNEL') return { why: 'LATE', deadline };
    return reason === 'NO_CHANNEL_LEFT' ? { why: reason } : { why: 'FAILED', code: reason };
  },
  CHANNEL_CHANGED: ({ first, contact = '' }) => ({ channel: first as ChannelKind, contact }),
  ACKNOWLEDGED: ({ organisation }) => ({ organisation }),
  IN_CHARGE: ({ organisation }) => ({ organisation }),
  INFORMATION_REQUESTED: ({ organisation, rank }) => ({ organisation, round: rank }),
  INFORMATION_GIVEN: ({ organisation, rank }) => ({ organisation, round: rank }),
  REFUSED: ({ organisation, first }) => ({ organisation, reason: first as RefusalReason }),
  REROUTED: (was) => ({ reason: was.reason as EntryOf<'REROUTED'>['because']['reason'], ...addressee(was) }),
  OUTCOME_GIVEN: ({ organisation, codes }) => ({ organisation, outcome: codes as Outcome[] }),
  CANCELLED: ({ reason, organisation }) => {
    if (reason === 'CONFLICT') return { reason, organisation };
    return { reason: reason === 'EXERCISE_ENDED' ? reason : 'AGENT' };
  },
  REMINDED: (was) => ({ rank: was.rank, reach: was.first as Reach, channel: was.second as 'EMAIL' | 'PHONE_TASK', ...addressee(was) }),
  REMINDER_OVERTAKEN: (was) => ({ rank: was.rank, ...addressee(was) }),
  LIMIT_MISSED: ({ first, organisation }) => ({ reach: first as Reach, organisation }),
  ESCALATED: (was) => ({
    rank: was.rank,
    reach: was.first as Reach,
    to: was.second as EscalatedTo,
    how: was.third as 'INFORM' | 'TRANSFER',
    told: was.organisation === '' ? null : addressee(was),
  }),
  OBLIGATION_LAPSED: ({ codes }) => ({ roles: codes as Role[] }),
  LATE_ANSWER: ({ reason, organisation, first, codes }) => ({
    status: reason as TransferStatus,
    organisation,
    answer: first as AnswerKind,
    outcome: codes.slice(1) as Outcome[],
  }),
  GAP: ({ role, reason }) => ({ role: role as Gap['role'], reason: reason as Gap['reason'] }),
  TASK_RAISED: ({ first, reason }) => ({ kind: first as TaskKind, cause: causeOfBefore(reason, first as TaskKind) }),
  TASK_TAKEN: () => ({}),
  TASK_DONE: () => ({}),
  TASK_CANCELLED: ({ reason }) => ({ reason: reason as TaskEnd }),
  TASK_LATE: ({ first, reason, rank }) => ({ kind: first as TaskKind, moved: reason === '' ? null : { to: reason as TaskAudience, level: rank } }),
  CONFLICT: ({ role, organisation }) => ({ role: role as Role, organisation }),
  RESULT_RECORDED: (was) => ({ result: set<'result', Result>(was, 'result') }),
  CLOSED: () => ({}),
  NOT_RETAINED: ({ reason }) => ({ reason: reason as NotRetainedReason }),
  REOPENED: () => ({}),
  LOOK_AGAIN: ({ rank }) => ({ rank }),
  NOTE: ({ reason }) => (reason === 'CLOCK_MOVED' ? { reason } : {}),
  AUTHOR_TOLD: ({ first, reason, second }) => ({ alert: first, news: reason as AuthorNews, reach: second as AuthorReach }),
  AUTHOR_WRITTEN: ({ first }) => ({ alert: first }),
  DECLARATION_COMPLETED: ({ first }) => ({ part: first as DeclarationPart }),
  SITUATION_NOTED: (was) => ({ situation: set<'situation', Situation>(was, 'situation') }),
  CASE_LINKED: ({ first, reason }) => ({ other: first, relation: reason as Relation }),
  CASE_UNLINKED: ({ first }) => ({ other: first }),
  CASE_MERGED: ({ first }) => ({ into: first }),
  CASE_UNMERGED: ({ first }) => ({ from: first || null }),
  DOCUMENT_MADE: ({ rank, first }) => ({ version: rank, fingerprint: first }),
  FILE_RELEASED: ({ first }) => ({ file: first }),
  VERSION_CHANGED: (was) => ({ from: versionOf(was.first), ...decidedWith(was) }),
  ANSWER_CHALLENGED: ({ organisation, codes, rank }) => ({ organisation, outcome: codes as Outcome[], round: rank }),
};

function gapOf(code: string): Pick<Gap, 'role' | 'reason'> {
  const [role, reason] = code.split(':');
  return { role: role as Gap['role'], reason: reason as Gap['reason'] };
}

/** What an entry of before says, in today's shape. */
export function becauseOfBefore<Kind extends EntryKind>(kind: Kind, said: BecauseOfBefore, changes: Change[]): EntryOf<Kind>['because'] {
  const [first = '', second = '', third = ''] = said.codes ?? [];
  const nothing = { rules: [], deadline: '', rank: 1, role: '', organisation: '', reason: '', codes: [], procedure: '', directory: 0 };
  const read = readers[kind];
  if (read === undefined) throw new Error(`No version of before wrote ${kind}.`);
  return read({ ...nothing, ...said, first, second, third, changes });
}

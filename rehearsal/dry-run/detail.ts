import { causeCode } from '../../cases/model/cause.ts';
import { type DecidedWith, type Entry, type EntryOf, passedDeadline, type WhyRecipient } from '../../cases/model/entries.ts';
import type { EntryKind } from '../../vocabulary/entries.ts';

/** What an entry says in codes, each in its place. */
interface Detail {
  rank?: number;
  reason?: string;
  contact?: string;
  codes?: readonly string[];
  rules?: readonly string[];
}

const version = ({ slug, number }: DecidedWith['procedure']): string => `${slug}@${number}`;
const why = (recipient: WhyRecipient): string => (typeof recipient === 'string' ? recipient : causeCode({ kind: 'ESCALATION', ...recipient }));

/** Kinds that say more than codes side by side, or were printed otherwise before. */
const details: { [Kind in EntryKind]?: (because: EntryOf<Kind>['because']) => Detail } = {
  ALERT_RECORDED: ({ alert, channel, contactKind }) => ({ codes: [alert, channel, contactKind] }),
  QUALIFIED: ({ reason }) => ({ reason }),
  ROUTED: ({ rules, gaps = [] }) => ({ rules, codes: gaps.map(({ role, reason }) => `${role}:${reason}`) }),
  TRANSFER_ORDERED: ({ rules, why: recipient, contact, channel }) => ({
    rules,
    reason: why(recipient),
    contact,
    codes: channel === null ? [] : [channel],
  }),
  HANDED_OVER: ({ message, contact }) => ({ ...(contact !== undefined && { contact }), codes: message === 'TRANSFER' ? [] : [message] }),
  DELIVERY_FAILED: ({ message, code, contact }) => ({ ...(contact !== undefined && { contact }), codes: [message, code] }),
  UNDELIVERABLE: (because) => {
    if (because.why === 'LATE') return {};
    return { reason: because.why === 'FAILED' ? because.code : because.why };
  },
  CHANNEL_CHANGED: ({ channel, contact }) => ({ contact, codes: [channel] }),
  ACKNOWLEDGED: () => ({}),
  IN_CHARGE: () => ({}),
  INFORMATION_REQUESTED: ({ round }) => ({ rank: round }),
  INFORMATION_GIVEN: ({ round }) => ({ rank: round }),
  REFUSED: ({ reason }) => ({ codes: [reason] }),
  REROUTED: ({ reason, contact }) => ({ reason, contact }),
  OUTCOME_GIVEN: ({ outcome }) => ({ codes: outcome }),
  CANCELLED: ({ reason }) => ({ reason }),
  REMINDED: ({ rank, contact, reach, channel }) => ({ rank, contact, codes: [reach, channel] }),
  REMINDER_OVERTAKEN: ({ rank, contact }) => ({ rank, contact }),
  LIMIT_MISSED: ({ reach }) => ({ codes: [reach] }),
  ESCALATED: ({ rank, told, reach, to, how }) => ({
    rank,
    ...(told === null ? { reason: 'DESK' } : { contact: told.contact }),
    codes: [reach, to, how],
  }),
  OBLIGATION_LAPSED: ({ roles }) => ({ codes: roles }),
  LATE_ANSWER: ({ status, answer, outcome }) => ({ reason: status, codes: [answer, ...outcome] }),
  GAP: ({ reason }) => ({ reason }),
  TASK_RAISED: ({ kind, cause }) => ({ reason: causeCode(cause), codes: [kind] }),
  TASK_TAKEN: () => ({}),
  TASK_DONE: () => ({}),
  TASK_CANCELLED: ({ reason }) => ({ reason }),
  TASK_LATE: ({ kind, moved }) => ({ ...(moved !== null && { rank: moved.level, reason: moved.to }), codes: [kind] }),
  CONFLICT: () => ({}),
  RESULT_RECORDED: ({ result }) => ({ codes: Object.values(result) }),
  CLOSED: () => ({}),
  NOT_RETAINED: ({ reason }) => ({ reason }),
  REOPENED: () => ({}),
  LOOK_AGAIN: ({ rank }) => ({ rank }),
  NOTE: ({ reason }) => ({ ...(reason !== undefined && { reason }) }),
  AUTHOR_TOLD: ({ alert, news, reach }) => ({ reason: news, codes: [alert, reach] }),
  AUTHOR_WRITTEN: ({ alert }) => ({ codes: [alert] }),
  AFTERWARDS_SAID: ({ alert, answeredBy, safer, heard }) => ({ codes: [alert, answeredBy, safer, heard] }),
  DECLARATION_COMPLETED: ({ part }) => ({ codes: [part] }),
  SITUATION_NOTED: ({ situation: { repetition, reprisals } }) => ({ codes: [...(repetition === null ? [] : [repetition]), ...reprisals] }),
  CASE_LINKED: ({ other, relation }) => ({ reason: relation, codes: [other] }),
  CASE_UNLINKED: ({ other }) => ({ codes: [other] }),
  CASE_MERGED: ({ into }) => ({ codes: [into] }),
  CASE_UNMERGED: ({ from }) => ({ codes: from === null ? [] : [from] }),
  DOCUMENT_MADE: ({ version: made, fingerprint }) => ({ rank: made, codes: [fingerprint] }),
  FILE_RELEASED: ({ file }) => ({ codes: [file] }),
  VERSION_CHANGED: ({ from, procedure }) => ({ codes: [version(from), version(procedure)] }),
  ANSWER_CHALLENGED: ({ outcome, round }) => ({ rank: round, codes: outcome }),
};

const plain = (because: object): Detail => ({ codes: Object.values(because).filter((code) => typeof code === 'string') });

/** Codes only, in a fixed order: what a machine compares and a person can still read. */
export function detailOf(entry: Entry): string {
  const { rank, reason, contact, codes = [], rules = [] } = ((details[entry.kind] ?? plain) as (because: Entry['because']) => Detail)(entry.because);
  const deadline = passedDeadline(entry) ?? undefined;
  const parts = [
    entry.task,
    deadline,
    rank === undefined ? undefined : `n°${rank}`,
    reason,
    contact,
    ...codes,
    ...rules.map((rule) => `règle ${rule}`),
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

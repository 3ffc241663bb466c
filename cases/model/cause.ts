import type { Instant } from '../../calendar/span.ts';
import type { Gap } from '../../directory/sayings.ts';
import { canonical } from '../../vocabulary/canonical.ts';
import type { PersonalChannel } from '../../vocabulary/outgoing-channels.ts';
import type { InformedParty, Reach, RefusalReason } from '../../vocabulary/vocabulary.ts';
import { type AuthorNews, type MessageParts, messageIdentity } from './message.ts';

/** Why somebody has something to do. The same cause about the same transfer raises a task once while it is open. */
export type TaskCause =
  /** A rule or a step of the protocol asks for it. */
  | { kind: 'RULE'; rule: string }
  /** `alert` where the step follows an alert after the first, which owes its own. */
  | { kind: 'STEP'; step: string; alert?: string }
  | { kind: 'AGENT'; dueAt: Instant }
  | { kind: 'ALERT'; alert: string }
  | { kind: 'DANGER' }
  /** An author who is told by a person: `news`, the `told`-th to that author. */
  | { kind: 'NEWS'; alert: string; news: AuthorNews; told: number }
  | { kind: 'MESSAGE_LOST'; message: MessageParts }
  /** The channel that carries a transfer now is a person. */
  | { kind: 'CHANNEL'; channel: PersonalChannel }
  | { kind: 'NO_CHANNEL_LEFT' }
  | { kind: 'REMINDER'; transfer: string; reach: Reach; rank: number }
  | { kind: 'LIMIT'; transfer: string; reach: Reach }
  | { kind: 'ESCALATION'; transfer: string; reach: Reach; rank: number }
  | { kind: 'OBLIGATION'; obligation: string }
  | { kind: 'REFUSED'; reason: RefusalReason }
  /** A recipient came back on its refusal while another was asked in its place, at a danger that calls duty. */
  | { kind: 'TAKEN_BACK'; transfer: string }
  | { kind: 'INFORMATION'; round: number }
  /** A recipient asks for time until then. */
  | { kind: 'EXTENSION'; until: Instant; round: number }
  /** What is known changed in the episode `round`, and the recipient cannot be written to. */
  | { kind: 'CHANGED'; transfer: string; round: number }
  /** There is a new version of what the recipient reads, and it cannot be written to. */
  | { kind: 'NEW_VERSION'; transfer: string }
  /** The desk answered what the recipient asked, or objects to its answer, and it cannot be written to. */
  | { kind: 'REPLY'; transfer: string; round: number }
  /** The recipient, who cannot be written to, is no longer asked for anything. */
  | { kind: 'LET_GO'; transfer: string }
  /** The links of the recipient, who cannot be written to, open nothing any more. */
  | { kind: 'LINK'; transfer: string }
  /** Nothing runs in an open case: no deadline, no task. */
  | { kind: 'UNWATCHED' }
  | { kind: 'LATE_ANSWER'; transfer: string }
  | { kind: 'CONFLICT'; organisation: string }
  | { kind: 'GAP'; role: Gap['role']; reason: Gap['reason'] }
  /** What an author bound by secrecy may tell, and whom, is doubtful. */
  | { kind: 'LEGAL_BASIS' }
  | { kind: 'PERSON_TO_INFORM' }
  /** Informing `whom` was put off until then. */
  | { kind: 'INFORMING'; whom: InformedParty; dueAt: Instant }
  /** A door without a person gave something that is no code. */
  | { kind: 'UNREAD'; alert: string }
  /** The commune given is not that of the establishment given. */
  | { kind: 'PLACES_DIFFER'; inseeCode: string; finess: string }
  /** The facts are in a commune of another department. */
  | { kind: 'ELSEWHERE'; inseeCode: string }
  /** A calendar that deadlines run on opens no more. */
  | { kind: 'CALENDAR'; calendar: string }
  | { kind: 'AUTHOR_WROTE' }
  /** Once the case is closed, the author says that the person is not safer. */
  | { kind: 'NOT_SAFER'; alert: string }
  | { kind: 'PARTNER_WROTE' }
  /** What recipients would be told names somebody it must not. */
  | { kind: 'TEXT_HELD' }
  /** The `rank`-th look after closing; `deadline` is the identity of that look. */
  | { kind: 'LOOK_AGAIN'; deadline: string; rank: number }
  | { kind: 'REOPENED'; at: Instant }
  | { kind: 'UNMERGED'; at: Instant }
  | { kind: 'MERGED'; other: string; at: Instant };

export const sameCause = (one: TaskCause, other: TaskCause): boolean => canonical(one) === canonical(other);

/** The alert whose author a task is about; null for a task about none. */
export function alertOfCause(cause: TaskCause): string | null {
  if (cause.kind === 'ALERT' || cause.kind === 'NEWS') return cause.alert;
  return cause.kind === 'MESSAGE_LOST' && cause.message.kind === 'AUTHOR' ? cause.message.alert : null;
}

/** A cause in one code, for machines that compare (the command line, versions of before). */
export function causeCode(cause: TaskCause): string {
  switch (cause.kind) {
    case 'RULE':
      return cause.rule;
    case 'STEP':
      return cause.alert === undefined ? `STEP:${cause.step}` : `STEP:${cause.step}:${cause.alert}`;
    case 'AGENT':
      return `AGENT:${cause.dueAt}`;
    case 'INFORMING':
      return `INFORMING:${cause.whom}:${cause.dueAt}`;
    case 'ALERT':
      return cause.alert;
    case 'NEWS':
      return `${cause.alert}:${cause.news}:${cause.told}`;
    case 'MESSAGE_LOST':
      return messageIdentity(cause.message);
    case 'CHANNEL':
      return cause.channel;
    case 'REMINDER':
      return `REMIND:${cause.transfer}:${cause.reach}:${cause.rank}`;
    case 'LIMIT':
      return `LIMIT:${cause.transfer}:${cause.reach}`;
    case 'ESCALATION':
      return `ESCALATE:${cause.transfer}:${cause.reach}:${cause.rank}`;
    case 'OBLIGATION':
      return `OBLIGATION:${cause.obligation}`;
    case 'REFUSED':
      return cause.reason;
    case 'TAKEN_BACK':
      return `TAKEN_BACK:${cause.transfer}`;
    case 'INFORMATION':
      return `INFORMATION:${cause.round}`;
    case 'EXTENSION':
      return `EXTENSION:${cause.round}`;
    case 'CHANGED':
      return `CHANGED:${cause.transfer}:${cause.round}`;
    case 'REPLY':
      return `REPLY:${cause.transfer}:${cause.round}`;
    case 'NEW_VERSION':
    case 'LET_GO':
    case 'LINK':
      return `${cause.kind}:${cause.transfer}`;
    case 'LATE_ANSWER':
      return `LATE:${cause.transfer}`;
    case 'CONFLICT':
      return `CONFLICT:${cause.organisation}`;
    case 'GAP':
      return `GAP:${cause.role}:${cause.reason}`;
    case 'LOOK_AGAIN':
      return cause.deadline;
    case 'REOPENED':
    case 'UNMERGED':
      return `${cause.kind}:${cause.at}`;
    case 'MERGED':
      return `MERGED:${cause.other}:${cause.at}`;
    case 'UNREAD':
      return `UNREAD:${cause.alert}`;
    case 'PLACES_DIFFER':
      return `PLACES_DIFFER:${cause.inseeCode}:${cause.finess}`;
    case 'ELSEWHERE':
      return `ELSEWHERE:${cause.inseeCode}`;
    case 'CALENDAR':
      return `CALENDAR:${cause.calendar}`;
    case 'NOT_SAFER':
      return `NOT_SAFER:${cause.alert}`;
    case 'AUTHOR_WROTE':
      return 'AUTHOR';
    case 'PARTNER_WROTE':
      return 'PARTNER';
    case 'DANGER':
    case 'TEXT_HELD':
    case 'LEGAL_BASIS':
    case 'PERSON_TO_INFORM':
    case 'UNWATCHED':
    case 'NO_CHANNEL_LEFT':
      return cause.kind;
  }
}

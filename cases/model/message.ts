import type { Instant } from '../../calendar/span.ts';
import type { ChannelKind } from '../../vocabulary/outgoing-channels.ts';
import type { Reach } from '../../vocabulary/vocabulary.ts';

/** What an author is told: the follow page says it in full, a mail only that there is something to read. */
export type AuthorNews = 'RECEIVED' | 'TRANSFERRED' | 'LAPSED' | 'NOT_RETAINED' | 'CLOSED' | 'MESSAGE';

/** What the desk that handed an alert over is told of it: somebody has it here, nobody keeps it, it is ended. */
export type OriginNews = 'RECEIVED' | 'NOT_RETAINED' | 'CLOSED';

/** By what a message leaves without a person. A machine is called when a transfer is handed over; what is said of it later goes by mail, or by a person. */
export type MessageChannel = Extract<ChannelKind, 'EMAIL' | 'API'>;

/** What is said to a recipient about a transfer. */
export type SaidToRecipient =
  | { kind: 'TRANSFER' }
  | { kind: 'REMINDER' | 'ESCALATION'; reach: Reach; rank: number }
  /** A person of the desk reminds; `round` counts every reminder of the transfer. */
  | { kind: 'REMINDER_NOW'; round: number }
  /** The desk's answer to a request for more or for time, or what it objects to an answer. */
  | { kind: 'INFORMATION'; says: DeskSays; round: number }
  /** What is known has changed: the recipient reads it now, and may have to answer sooner. `round` is the episode. */
  | { kind: 'CHANGED'; round: number }
  /** Recipients may read another version of the récit à transmettre. */
  | { kind: 'TEXT'; version: number }
  /** Something was added to what they read: a declaration is completed, a file joins. */
  | { kind: 'ADDED'; round: number }
  /** Another link takes the place of the one the contact had. */
  | { kind: 'LINK'; round: number }
  | { kind: 'REVOKED'; end: RevokedBy };

/** What the desk answers a recipient, or objects to it. */
export type DeskSays = 'INFORMATION' | 'CHALLENGE' | 'EXTENSION_GRANTED' | 'EXTENSION_REFUSED' | 'MEETING' | 'MEETING_OFF';

/** How a transfer was taken back from its recipient. */
type RevokedBy = 'REROUTED' | 'CANCELLED' | 'NO_LONGER_ASKED';

/** What makes a message the one it is (design §6, promise 2). `attempt` is the transfer's own, on that channel. */
export type MessageParts =
  | (SaidToRecipient & { transfer: string; channel: MessageChannel; attempt: number })
  /** `by` where it is rung after a text that brought nobody; else by mail, and by a text where there is an operator. */
  | { kind: 'DUTY_CALL'; task: string; level: number; by?: 'VOICE' }
  | { kind: 'AUTHOR'; alert: string; news: AuthorNews; told: number }
  /** To the desk of another department of this installation, which handed the alert over. */
  | { kind: 'ORIGIN'; alert: string; says: OriginNews; times: number };

/** Why a mail did not leave, where its address is good: the body has no agreement that stands, and no mail goes to it. */
export const NO_AGREEMENT = 'NO_AGREEMENT';

export type MessageKind = MessageParts['kind'];

/** By what somebody on duty is called. */
export type DutyWay = 'EMAIL' | 'PHONE_TEXT' | 'VOICE';

/** What became of each way by which a call was tried. */
export type DutyWays = { [Way in DutyWay]?: 'ACCEPTED' | 'FAILED' };

/** Of a message about no transfer: to an author, or to who is on duty. */
export type BesideTransfers = Exclude<MessageParts, { transfer: string }>;

type Addressed<Parts> = Parts extends { transfer: string } ? Parts & { organisation: string; contact: string } : Parts;

/** Something to hand over. */
export type Message = Addressed<MessageParts> & {
  /** `messageIdentity` its parts: the same message is never queued twice. */
  id: string;
  /** Earliest moment of the next try. */
  notBefore: Instant;
  tries: number;
};

export const isToRecipient = <Parts extends MessageParts>(parts: Parts): parts is Extract<Parts, { transfer: string }> => 'transfer' in parts;

/** The transfer a message is about; null for one to an author, to who is on duty, or to the desk an alert came from. */
export const aboutTransfer = (parts: MessageParts): string | null => (isToRecipient(parts) ? parts.transfer : null);

/**
 * The identity of a message, from its parts. Message-IDs are made of it, and rows and workflow histories hold it: what it is for given
 * parts never changes.
 */
export function messageIdentity(parts: MessageParts): string {
  if (parts.kind === 'DUTY_CALL') return [parts.task, 'DUTY_CALL', parts.level, ...(parts.by === undefined ? [] : [parts.by])].join('.');
  if (parts.kind === 'AUTHOR') return `${parts.alert}.AUTHOR.${parts.news}.${parts.told}`;
  if (parts.kind === 'ORIGIN') return `${parts.alert}.ORIGIN.${parts.says}.${parts.times}`;
  const [stage, rank] = stageAndRank(parts);
  return [parts.transfer, parts.kind, stage, rank, parts.channel, parts.attempt].join('.');
}

function stageAndRank(said: SaidToRecipient): [stage: string, rank: number] {
  switch (said.kind) {
    case 'TRANSFER':
      return ['HANDOVER', 1];
    case 'REMINDER':
    case 'ESCALATION':
      return [said.reach, said.rank];
    case 'REMINDER_NOW':
      return ['DESK', said.round];
    case 'INFORMATION':
      return [said.says, said.round];
    case 'CHANGED':
      return ['EPISODE', said.round];
    case 'TEXT':
      return ['VERSION', said.version];
    case 'ADDED':
      return ['DOSSIER', said.round];
    case 'LINK':
      return ['LINK', said.round];
    case 'REVOKED':
      return [said.end, 1];
  }
}

/** The parts of an identity that was stored. Throws for a text that no parts make. */
export function messageParts(identity: string): MessageParts {
  const parts = read(identity.split('.'));
  if (messageIdentity(parts) !== identity) throw new Error(`This is the identity of no message: ${identity}`);
  return parts;
}

/** Whether it is one is for `messageParts` to say, which writes it again. */
function read([subject = '', kind = '', stage = '', rank = '', channel = '', attempt = '']: string[]): MessageParts {
  if (kind === 'DUTY_CALL') return { kind, task: subject, level: Number(stage), ...(rank === 'VOICE' && { by: rank }) };
  if (kind === 'AUTHOR') return { kind, alert: subject, news: stage as AuthorNews, told: Number(rank) };
  if (kind === 'ORIGIN') return { kind, alert: subject, says: stage as OriginNews, times: Number(rank) };
  const about = { transfer: subject, channel: channel as MessageChannel, attempt: Number(attempt) };
  switch (kind) {
    case 'REMINDER':
    case 'ESCALATION':
      return { kind, reach: stage as Reach, rank: Number(rank), ...about };
    case 'INFORMATION':
      return { kind, says: stage as DeskSays, round: Number(rank), ...about };
    case 'REMINDER_NOW':
    case 'CHANGED':
    case 'ADDED':
    case 'LINK':
      return { kind, round: Number(rank), ...about };
    case 'TEXT':
      return { kind, version: Number(rank), ...about };
    case 'REVOKED':
      return { kind, end: stage as RevokedBy, ...about };
    default:
      return { kind: 'TRANSFER', ...about };
  }
}

/** How many times the like was said before, from 1: which reminder, which escalation, which news. */
export function rankOfMessage(parts: MessageParts): number | null {
  if (parts.kind === 'DUTY_CALL') return null;
  if (parts.kind === 'ORIGIN') return parts.times;
  return parts.kind === 'AUTHOR' ? parts.told : stageAndRank(parts)[1];
}

import type { Gap } from '../../directory/sayings.ts';
import type { Reach, RefusalReason, TaskKind } from '../../vocabulary/vocabulary.ts';
import type { TaskCause } from '../model/cause.ts';
import { type AuthorNews, messageParts } from '../model/message.ts';

/**
 * Until November 2026 a task said its cause in one code, as `causeCode` writes it. Ids of rules are in lower case, and what is
 * not a rule's has a capital, a dot or a colon; an alert's own, `a1`, is told from a rule's by the kind of task it raises.
 */
export function causeOfBefore(code: string, task: TaskKind): TaskCause {
  if (/^[at]\d+\.[A-Z]/.test(code)) return { kind: 'MESSAGE_LOST', message: messageParts(code) };
  if (/^a\d+$/.test(code) && (task === 'QUALIFY' || task === 'CALL_BACK')) return { kind: 'ALERT', alert: code };
  if (/^[a-z][a-z0-9-]*$/.test(code)) return { kind: 'RULE', rule: code };
  const [head = '', one = '', two = '', three = ''] = code.split(':');
  if (/^a\d+$/.test(head)) return { kind: 'NEWS', alert: head, news: one as AuthorNews, told: Number(two) };
  switch (head) {
    case 'STEP':
      return { kind: 'STEP', step: one };
    case 'AGENT':
      return { kind: 'AGENT', dueAt: Number(one) };
    case 'PHONE_TASK':
    case 'LETTER_TASK':
      return { kind: 'CHANNEL', channel: head };
    case 'DANGER':
    case 'NO_CHANNEL_LEFT':
      return { kind: head };
    case 'REMIND':
      return { kind: 'REMINDER', transfer: one, reach: two as Reach, rank: Number(three) };
    case 'LIMIT':
      return { kind: 'LIMIT', transfer: one, reach: two as Reach };
    case 'ESCALATE':
      return { kind: 'ESCALATION', transfer: one, reach: two as Reach, rank: Number(three) };
    case 'OBLIGATION':
      return { kind: 'OBLIGATION', obligation: one };
    case 'INFORMATION':
      return { kind: 'INFORMATION', round: Number(one) };
    case 'LATE':
      return { kind: 'LATE_ANSWER', transfer: one };
    case 'CONFLICT':
      return { kind: 'CONFLICT', organisation: one };
    case 'GAP':
      return { kind: 'GAP', role: one as Gap['role'], reason: two as Gap['reason'] };
    case 'LOOK_AGAIN':
      return { kind: 'LOOK_AGAIN', deadline: code, rank: Number(three) };
    case 'REOPENED':
    case 'UNMERGED':
      return { kind: head, at: Number(one) };
    case 'MERGED':
      return { kind: 'MERGED', other: one, at: Number(two) };
    case 'AUTHOR':
      return { kind: 'AUTHOR_WROTE' };
    case 'PARTNER':
      return { kind: 'PARTNER_WROTE' };
    default:
      return { kind: 'REFUSED', reason: code as RefusalReason };
  }
}

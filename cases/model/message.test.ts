import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aboutTransfer, type MessageParts, messageIdentity, messageParts, rankOfMessage } from './message.ts';

const count = fc.integer({ min: 1, max: 40 });
const reach = fc.constantFrom('ACKNOWLEDGED', 'IN_CHARGE', 'OUTCOME_GIVEN');
const about = { transfer: count.map((n) => `t${n}`), channel: fc.constantFrom('EMAIL', 'API'), attempt: count };
const anyParts = fc.oneof(
  fc.record({ kind: fc.constant('TRANSFER'), ...about }),
  fc.record({ kind: fc.constantFrom('REMINDER', 'ESCALATION'), reach, rank: count, ...about }),
  fc.record({ kind: fc.constantFrom('REMINDER_NOW', 'LINK'), round: count, ...about }),
  fc.record({
    kind: fc.constant('INFORMATION'),
    says: fc.constantFrom('INFORMATION', 'CHALLENGE', 'EXTENSION_GRANTED', 'EXTENSION_REFUSED', 'MEETING', 'MEETING_OFF'),
    round: count,
    ...about,
  }),
  fc.record({ kind: fc.constant('REVOKED'), end: fc.constantFrom('REROUTED', 'CANCELLED', 'NO_LONGER_ASKED'), ...about }),
  fc.record({ kind: fc.constant('DUTY_CALL'), task: count.map((n) => `k${n}`), level: fc.nat(3) }),
  fc.record({
    kind: fc.constant('AUTHOR'),
    alert: count.map((n) => `a${n}`),
    news: fc.constantFrom('RECEIVED', 'TRANSFERRED', 'LAPSED', 'NOT_RETAINED', 'CLOSED', 'MESSAGE'),
    told: count,
  }),
) as fc.Arbitrary<MessageParts>;

it('an identity says its parts and no other', () => {
  fc.assert(
    fc.property(anyParts, (parts) => {
      expect(messageParts(messageIdentity(parts))).toEqual(parts);
    }),
  );
});

it('parts that differ make another identity', () => {
  fc.assert(
    fc.property(anyParts, anyParts, (one, other) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(other));
      expect(messageIdentity(one)).not.toBe(messageIdentity(other));
    }),
  );
});

/** Message-IDs, rows and workflow histories hold these for ever. */
it.each([
  ['t1.TRANSFER.HANDOVER.1.EMAIL.2', { kind: 'TRANSFER', transfer: 't1', channel: 'EMAIL', attempt: 2 }, 1],
  ['t1.REMINDER.ACKNOWLEDGED.2.EMAIL.1', { kind: 'REMINDER', reach: 'ACKNOWLEDGED', rank: 2, transfer: 't1', channel: 'EMAIL', attempt: 1 }, 2],
  ['t1.REMINDER_NOW.DESK.3.EMAIL.1', { kind: 'REMINDER_NOW', round: 3, transfer: 't1', channel: 'EMAIL', attempt: 1 }, 3],
  ['t3.ESCALATION.IN_CHARGE.1.EMAIL.1', { kind: 'ESCALATION', reach: 'IN_CHARGE', rank: 1, transfer: 't3', channel: 'EMAIL', attempt: 1 }, 1],
  ['t1.INFORMATION.CHALLENGE.3.EMAIL.1', { kind: 'INFORMATION', says: 'CHALLENGE', round: 3, transfer: 't1', channel: 'EMAIL', attempt: 1 }, 3],
  ['t1.REVOKED.REROUTED.1.EMAIL.1', { kind: 'REVOKED', end: 'REROUTED', transfer: 't1', channel: 'EMAIL', attempt: 1 }, 1],
  ['k2.DUTY_CALL.0', { kind: 'DUTY_CALL', task: 'k2', level: 0 }, null],
  ['a1.AUTHOR.RECEIVED.4', { kind: 'AUTHOR', alert: 'a1', news: 'RECEIVED', told: 4 }, 4],
] satisfies [string, MessageParts, number | null][])('%s is written as it has always been', (identity, parts, rank) => {
  expect(messageIdentity(parts)).toBe(identity);
  expect(rankOfMessage(messageParts(identity))).toBe(rank);
  expect(aboutTransfer(parts)).toBe(identity.startsWith('t') ? identity.slice(0, 2) : null);
});

it.each(['', 'm', 't1.TRANSFER', 't1.TRANSFER.HANDOVER.2.EMAIL.1', 'k1.DUTY_CALL.x', 'a1.AUTHOR.RECEIVED.1.more', 't1.OTHER.HANDOVER.1.EMAIL.1'])(
  'no parts are read from "%s"',
  (text) => expect(() => messageParts(text)).toThrow(),
);

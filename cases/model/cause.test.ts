import { expect, it } from 'vitest';
import { alertOfCause, causeCode, sameCause, type TaskCause } from './cause.ts';

const causes: TaskCause[] = [
  { kind: 'ALERT', alert: 'a1' },
  { kind: 'NEWS', alert: 'a1', news: 'CLOSED', told: 2 },
  { kind: 'MESSAGE_LOST', message: { kind: 'AUTHOR', alert: 'a1', news: 'CLOSED', told: 2 } },
  { kind: 'MESSAGE_LOST', message: { kind: 'REVOKED', end: 'CANCELLED', transfer: 't1', channel: 'EMAIL', attempt: 1 } },
  { kind: 'RULE', rule: 'a1' },
  { kind: 'STEP', step: 'a1' },
];

it('causes are the same when every part is, whatever the order they are written in', () => {
  for (const [index, one] of causes.entries()) {
    expect(sameCause(one, Object.fromEntries(Object.entries(one).toReversed()) as unknown as TaskCause)).toBe(true);
    for (const other of causes.toSpliced(index, 1)) expect(sameCause(one, other)).toBe(false);
  }
});

it('a task about an author says whose', () => {
  expect(causes.map(alertOfCause)).toEqual(['a1', 'a1', 'a1', null, null, null]);
});

it('a code for machines stays as it has always been', () => {
  expect(causes.map(causeCode)).toEqual(['a1', 'a1:CLOSED:2', 'a1.AUTHOR.CLOSED.2', 't1.REVOKED.CANCELLED.1.EMAIL.1', 'a1', 'STEP:a1']);
});

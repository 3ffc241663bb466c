import { expect, test } from 'vitest';
import type { World } from '../../cases/running/turn.ts';
import { demonstrationDirectory } from '../../demonstration/directories.ts';
import { indexDirectory } from '../../directory/resolve.ts';
import { implicated, situation } from '../../procedures/facts.testing.ts';
import { nationalProcedure } from '../../procedures/library/index.ts';
import { behaviourSchema } from './behaviour.ts';
import { play, startOf, telling } from './play.ts';

const world: World = { procedure: nationalProcedure(), directory: indexDirectory(demonstrationDirectory('54')) };
const at = Date.parse('2026-11-10T15:40:00Z');
const facts = situation({ implicated: [implicated('MEMBRE_FAMILLE/ENFANT')] });

function told(behaviour: object, change: Partial<typeof facts> = {}) {
  const played = play({ facts: { ...facts, ...change }, behaviour: behaviourSchema.parse(behaviour) }, at, world);
  if ('refused' in played) throw new Error(played.refused.code);
  return { lines: telling(played.entries), entries: played.entries };
}

test('a scenario begins on the desk’s clock, unless it names an offset', () => {
  expect(startOf({ at: '2026-11-10T16:40' }, world, 0)).toBe(at);
  expect(startOf({ at: '2026-11-10T15:40:00Z' }, world, 0)).toBe(at);
  expect(startOf({}, world, 42)).toBe(42);
});

test('what another line says at the same instant is told once; nobody who is told is left out', () => {
  const { lines, entries } = told({});
  const kinds = lines.map(({ entry }) => entry.kind);
  expect(kinds).not.toContain('ROUTED');
  expect(kinds).not.toContain('TASK_DONE');
  const ordered = lines.filter(({ entry }) => entry.kind === 'TRANSFER_ORDERED');
  expect(ordered.map(({ handedOver }) => handedOver)).toEqual([true, true, true]);
  for (const kind of ['REMINDED', 'LIMIT_MISSED', 'ESCALATED', 'OBLIGATION_LAPSED'] as const) {
    expect(kinds.filter((one) => one === kind)).toHaveLength(entries.filter((entry) => entry.kind === kind).length);
  }
  expect(lines.map(({ entry }) => entry.at)).toEqual(lines.map(({ entry }) => entry.at).toSorted((a, b) => a - b));
});

test('a mail server that is down is told once for each message, then the next channel', () => {
  const { lines, entries } = told({ recipients: { CD: { delivery: 'DOWN' } } });
  const failures = (list: readonly { kind: string }[]) => list.filter(({ kind }) => kind === 'DELIVERY_FAILED').length;
  const messages = new Set(
    entries.flatMap(({ kind, changes }) => (kind === 'DELIVERY_FAILED' ? changes.flatMap((one) => ('message' in one ? [one.message.id] : [])) : [])),
  );
  expect(failures(entries)).toBeGreaterThan(10);
  expect(failures(lines.map(({ entry }) => entry))).toBe(messages.size);
  expect(lines.map(({ entry }) => entry.kind)).toContain('CHANNEL_CHANGED');
});

test('tasks that fall late together are one line', () => {
  const { lines } = told({}, { danger: 4 });
  expect(Math.max(...lines.map(({ also }) => also.length))).toBeGreaterThan(1);
});

test('an author bound by secrecy is supposed to have said why, so that the protocol is what is tried', () => {
  expect(told({}, { flags: ['REPORTER_BOUND_BY_SECRECY'] }).lines.length).toBeGreaterThan(5);
});

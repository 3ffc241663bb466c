import { expect, it } from 'vitest';
import { measured, senders } from './measure.ts';
import { timedOver } from './timed.ts';

it('has the shapes of at least a hundred and fifty senders, each unlike the others', () => {
  expect(senders.length).toBeGreaterThanOrEqual(150);
  expect(new Set(senders.map(({ kind, name }) => `${kind} ${name}`)).size).toBe(senders.length);
});

it.each(measured())('$kind at the $at address', ({ kind, at, of, missed }) => {
  const share = (of - missed.length) / of;
  if (kind === 'FAILED') expect(share, JSON.stringify(missed)).toBeGreaterThanOrEqual(at === 'return' ? 0.98 : 0.9);
  // None of these is a failure, and nobody's words are set aside.
  else if (kind === 'PERSON') expect(missed).toEqual([]);
  else expect(missed.filter(({ as }) => as === 'FAILED')).toEqual([]);
  expect(share, JSON.stringify(missed)).toBeGreaterThanOrEqual(0.9);
});

it('are read in a bounded time however they are made otherwise', async () => {
  const { p99, worst } = await timedOver(400, 57);
  expect(p99).toBeLessThan(200);
  // The limit by the clock, on a machine that does other things; the processor's is 1.5 s.
  expect(worst).toBeLessThan(10_500);
});

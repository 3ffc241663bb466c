import { expect, it } from 'vitest';
import { measured, senders } from './measure.ts';

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

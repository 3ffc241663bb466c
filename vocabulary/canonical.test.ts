import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonical } from './canonical.ts';

/** As it was first written, plainly: hashes of journals that landed are made of it. */
function plainly(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => plainly(item ?? null)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  const sorted = fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, field]) => `${JSON.stringify(name)}:${plainly(field)}`).join(',')}}`;
}

it('writes any value as the first journals were written', () => {
  fc.assert(
    fc.property(
      fc.anything({ values: [fc.string({ unit: 'binary' }), fc.double(), fc.constant(undefined), fc.boolean()], maxDepth: 4 }),
      (value) => canonical(value) === plainly(value),
    ),
  );
});

it('sorts names by their code units, whatever looks like a number, and leaves absent fields out', () => {
  expect(canonical({ b: 1, 10: 'x', 9: [undefined, null], é: undefined, a: { Z: '"', a: '' } })).toBe(
    '{"10":"x","9":[null,null],"a":{"Z":"\\"","a":""},"b":1}',
  );
});

it('sorts few names and many alike', () => {
  for (const many of [2, 19, 20, 21, 40]) {
    const names = Array.from({ length: many }, (_, index) => `n${(index * 7) % many}`);
    const value = Object.fromEntries(names.map((name, index) => [name, index]));
    expect(canonical(value)).toBe(plainly(value));
  }
});

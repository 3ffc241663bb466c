import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crockford, inGroups, newReference, readCrockford } from './codes.ts';

describe('codes', () => {
  it('carries all the bits of its bytes, five a letter', () => {
    expect(crockford(Buffer.from('ffffffffffffffffffff', 'hex'))).toBe('ZZZZZZZZZZZZZZZZ');
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 10, maxLength: 10 }), fc.uint8Array({ minLength: 10, maxLength: 10 }), (a, b) => {
        expect(crockford(a) === crockford(b)).toBe(Buffer.from(a).equals(Buffer.from(b)));
      }),
    );
  });

  it('reads a code however a person types it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 10, maxLength: 10 }), (bytes) => {
        const code = crockford(bytes);
        expect(readCrockford(` ${inGroups(code).toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')} `)).toBe(code);
      }),
    );
  });

  it('draws references that nobody can count with', () => {
    const drawn = Array.from({ length: 200 }, () => newReference('54', 2026));
    expect(new Set(drawn).size).toBe(200);
    for (const reference of drawn) expect(reference).toMatch(/^54-26-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{2}$/);
  });
});

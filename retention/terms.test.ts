import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTerms, retentionClasses, retentionClassNames, type Terms, usualTerms } from './classes.ts';
import { caseTerm, type EndedCase, termAfter, termBefore } from './terms.ts';

const zone = 'Europe/Paris';
const instant = fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2030, 0, 1) });
const terms: fc.Arbitrary<Terms> = fc
  .tuple(...retentionClassNames.map((name) => fc.integer({ min: retentionClasses[name].least, max: retentionClasses[name].most })))
  .map((drawn) => Object.fromEntries(retentionClassNames.map((name, index) => [name, drawn[index]])) as Terms);
const ended: fc.Arbitrary<EndedCase> = fc.record({
  closedAt: fc.option(instant),
  lastAt: instant,
  heldUntil: fc.option(instant),
  declared: fc.boolean(),
  owes: fc.boolean(),
});

test('a case that runs or owes anything has no term; another has one, after all that it is counted from', () => {
  fc.assert(
    fc.property(ended, terms, (of, chosen) => {
      const term = caseTerm(of, chosen, zone);
      expect(term === null).toBe(of.closedAt === null || of.owes);
      if (term === null || of.closedAt === null) return;
      for (const from of [of.closedAt, of.lastAt, of.heldUntil ?? 0]) {
        expect(term).toBeGreaterThanOrEqual(termAfter('CASE', chosen, from, zone));
        if (of.declared) expect(term).toBeGreaterThanOrEqual(termAfter('DECLARATION', chosen, from, zone));
      }
    }),
  );
});

test('nothing makes a term come sooner than a later closing, act or hold, or a longer term, would', () => {
  fc.assert(
    fc.property(ended, terms, fc.nat(10 ** 11), fc.constantFrom('closedAt', 'lastAt', 'heldUntil'), (of, chosen, more, what) => {
      const sooner = caseTerm(of, chosen, zone) ?? 0;
      const later = caseTerm({ ...of, [what]: (of[what] ?? 0) + more }, chosen, zone);
      if (of.closedAt !== null && !of.owes) expect(later).toBeGreaterThanOrEqual(sooner);
      expect(caseTerm(of, { ...chosen, CASE: chosen.CASE + 1 }, zone) ?? 0).toBeGreaterThanOrEqual(sooner);
    }),
  );
});

test('what is searched as possibly at its term leaves nothing out by more than the days that months differ by', () => {
  fc.assert(
    fc.property(instant, terms, fc.constantFrom(...retentionClassNames), (from, chosen, name) => {
      const due = termAfter(name, chosen, from, zone);
      expect(termBefore(name, chosen, due + 4 * 24 * 3_600_000, zone)).toBeGreaterThan(from);
      expect(termBefore(name, chosen, due - 4 * 24 * 3_600_000, zone)).toBeLessThan(from);
    }),
  );
});

test('terms are whole numbers within their bounds, and no account goes before what it read; a class that nobody decided has its usual one', () => {
  expect(readTerms({})).toEqual(usualTerms);
  expect(readTerms({ CASE: 60 })).toEqual({ ...usualTerms, CASE: 60 });
  for (const wrong of [{ CASE: 11 }, { CASE: 361 }, { CASE: 60.5 }, { CASE: '60' }, { LOG: 0 }, { LOG: 24, ACCOUNT: 12 }])
    expect(readTerms(wrong)).toBeNull();
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUnfinished, proposedAnswer, saysNothing, type ToldOfCase } from './answer.ts';
import { askerNames, type CameBy, cameBy, dataRightNames } from './codes.ts';
import { mayBeTold } from './may-be-told.ts';

const secret = 'Quatrebarbes';
const asked = fc.record({
  right: fc.constantFrom(...dataRightNames),
  came: fc.constantFrom(...(Object.keys(cameBy) as CameBy[])),
  receivedOn: fc.constantFrom('2026-12-01', '2027-02-28'),
});
const cases = (told: fc.Arbitrary<ToldOfCase['told']>) =>
  fc.array(fc.record({ told, openedOn: fc.constant('2026-11-03'), recipients: fc.constant([secret]), result: fc.constantFrom(secret, null) }), {
    maxLength: 4,
  });
const byRule = fc
  .record({
    asker: fc.constantFrom(...askerNames),
    checked: fc.boolean(),
    of: fc.record({ personInformed: fc.boolean(), implicatedInformed: fc.boolean(), implicatedKnown: fc.boolean() }),
  })
  .map(({ asker, checked, of }) => mayBeTold(asker, checked, of).told);

test('where nothing may be told, the answer is to the letter that of no case at all', () => {
  fc.assert(
    fc.property(asked, cases(fc.constant([])), (request, all) => {
      expect(proposedAnswer(request, all)).toBe(proposedAnswer(request, []));
      expect(isUnfinished(proposedAnswer(request, all))).toBe(false);
    }),
  );
});

test('a case of which nothing may be told leaves no word in an answer about others', () => {
  fc.assert(
    fc.property(asked, cases(byRule), (request, all) => {
      expect(proposedAnswer(request, all)).toBe(
        proposedAnswer(
          request,
          all.filter(({ told }) => told.length > 0),
        ),
      );
    }),
  );
});

test('recipients and result are named where they may be told, and not otherwise', () => {
  fc.assert(
    fc.property(asked, cases(byRule), (request, all) => {
      const may = all.some(({ told, result }) => told.includes('RECIPIENTS') || (told.includes('RESULT') && result !== null));
      expect(proposedAnswer(request, all).includes(secret)).toBe(may);
      if (saysNothing(all)) expect(proposedAnswer(request, all)).not.toContain('alerte qui vous concerne');
    }),
  );
});

import { describe, expect, it } from 'vitest';
import { libraryProcedure } from '../../../procedures/library/index.ts';
import { same } from '../../../publication/edits.ts';
import { orderTyped, readOrder, readTypedSpan } from './editor-order.ts';
import { factFolds, readWhen, whenTyped } from './editor-when.ts';

const rules = (['national', 'minimal'] as const).flatMap((name) => libraryProcedure(name).chapters.flatMap((chapter) => chapter.rules));

describe('the form of a rule', () => {
  it('holds everything that the rules of the library say', () => {
    for (const { id, when, then } of rules) {
      expect([id, same(readWhen(whenTyped(when)), when)]).toEqual([id, true]);
      expect([id, same(readOrder(orderTyped(then, ''), '', true).order, then)]).toEqual([id, true]);
    }
  });

  it('says what each condition says now, and nothing of the facts that do not matter', () => {
    const folds = factFolds({ danger: { atLeast: 3 }, finessCategory: { known: false } });
    expect(folds.filter(({ said }) => said !== '').map(({ fact }) => fact)).toEqual(['danger', 'finessCategory']);
  });

  it('reads only codes that exist, and codes typed by hand', () => {
    expect(readWhen({ 'how-place': 'ANY', 'of-place': ['DOMICILE', 'LUNE'], 'of-inseeCode': '54395 ; 54547', 'how-danger': 'AT_LEAST:9' })).toEqual({
      place: { anyOf: ['DOMICILE'] },
      inseeCode: { anyOf: ['54395', '54547'] },
    });
  });
});

it.each([
  ['2', 'workingDays', { workingDays: 2 }],
  ['0,25', 'hours', { hours: 0.25 }],
  ['1,5', 'days', null],
  ['-1', 'hours', null],
  ['', 'hours', null],
  ['2', 'weeks', null],
  ['1e9', 'hours', null],
])('%s %s is read as %o', (amount, unit, span) => {
  expect(readTypedSpan(amount, unit)).toEqual(span);
});

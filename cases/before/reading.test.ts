import { expect, it } from 'vitest';
import { readingReasons } from '../model/reading.ts';
import { readingReasonOf } from './reading.ts';

it('reads what is noted today as it is', () => {
  expect(readingReasons.map(readingReasonOf)).toEqual([...readingReasons]);
});

it.each([
  ['a1.AUTHOR.RECEIVED.1', 'AUTHOR_MAIL'],
  ['a12.AUTHOR.MESSAGE.3', 'AUTHOR_MAIL'],
  ['Protocole essayé sur le passé', 'REHEARSAL'],
  ['TEST', null],
])('reads %s, noted by a version of before', (why, reason) => {
  expect(readingReasonOf(why)).toBe(reason);
});

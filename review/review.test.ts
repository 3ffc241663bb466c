import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { agreementOf, answerPairs, scoreOf } from './agreement.ts';
import { type CriteriaAnswers, checklistOf, currentChecklist } from './checklist.ts';
import { drawOrder, frameDigest, seedOf } from './draw.ts';

const table = (cells: [string, string, number][]) =>
  cells.flatMap(([one, other, n]) => Array.from({ length: n }, (): [string, string] => [one, other]));
const yesNo = (a: number, b: number, c: number, d: number) =>
  agreementOf(
    table([
      ['yes', 'yes', a],
      ['yes', 'no', b],
      ['no', 'yes', c],
      ['no', 'no', d],
    ]),
  );

test('agreement is Cohen’s kappa: values that others worked out', () => {
  // The worked examples of the encyclopaedias: 20, 5, 10, 15 of 50; and two of 100 with the same share of agreement.
  expect(yesNo(20, 5, 10, 15)).toMatchObject({ both: 50, same: 35, kappa: expect.closeTo(0.4, 10) });
  expect(yesNo(45, 15, 25, 15).kappa).toBeCloseTo(0.1304, 4);
  expect(yesNo(25, 35, 5, 35).kappa).toBeCloseTo(0.2593, 4);
  // Cohen 1960, table 2: three categories, 200 things, 0.492.
  const cohen = table([
    ['a', 'a', 88],
    ['a', 'b', 14],
    ['a', 'c', 18],
    ['b', 'a', 10],
    ['b', 'b', 40],
    ['b', 'c', 10],
    ['c', 'a', 2],
    ['c', 'b', 6],
    ['c', 'c', 12],
  ]);
  expect(agreementOf(cohen).kappa).toBeCloseTo(0.492, 3);
  expect(yesNo(0, 3, 3, 0).kappa).toBe(-1);
  expect(agreementOf([]).kappa).toBeNull();
  expect(yesNo(7, 0, 0, 0).kappa).toBeNull();
});

test('a criterion is scored over readings that say yes or no, and compared where both spoke', () => {
  const [one, other]: [CriteriaAnswers, CriteriaAnswers] = [
    { faits: 'MET', delai: 'NOT_MET', base: 'NOT_APPLICABLE' },
    { faits: 'MET', delai: 'MET', base: 'CANNOT_TELL' },
  ];
  expect(scoreOf([one, other], 'delai')).toEqual({ met: 1, of: 2 });
  expect(scoreOf([one, other], 'base')).toEqual({ met: 0, of: 0 });
  expect(answerPairs([[one, other]], 'delai')).toEqual([['NOT_MET', 'MET']]);
  expect(answerPairs([[one, other]]).length).toBe(3);
});

test('a draw can be taken again by anybody: by a hash of seed and case, whatever the order, and fair over many seeds', () => {
  const cases = Array.from({ length: 20 }, (_, index) => `case-${index}`);
  const seed = seedOf('54', '2026-11-01', Buffer.alloc(32, 1));
  expect(seed).not.toBe(seedOf('54', '2026-11-01', Buffer.alloc(32, 2)));
  const order = drawOrder(seed, cases);
  expect(order).toEqual(drawOrder(seed, cases.toReversed()));
  for (const { caseId, ticket } of order) expect(ticket).toBe(createHash('sha256').update(`${seed},${caseId}`).digest('hex'));
  // One case fewer changes nothing of the others.
  expect(drawOrder(seed, cases.slice(1)).map(({ caseId }) => caseId)).toEqual(order.map(({ caseId }) => caseId).filter((id) => id !== 'case-0'));
  expect(frameDigest(cases)).toEqual(frameDigest(cases.toReversed()));
  expect(frameDigest(cases)).not.toEqual(frameDigest(cases.slice(1)));
  const times = new Map(cases.map((id) => [id, 0]));
  for (let day = 0; day < 2_000; day += 1) {
    const root = createHash('sha256').update(String(day)).digest();
    for (const { caseId } of drawOrder(seedOf('54', '2026-11-01', root), cases).slice(0, 5)) times.set(caseId, (times.get(caseId) ?? 0) + 1);
  }
  // 500 expected of each, standard deviation 19: five of them.
  for (const [id, n] of times) expect(Math.abs(n - 500), id).toBeLessThan(97);
});

test('every criterion of a checklist asks one thing, under an id of its own', () => {
  const ids = checklistOf(currentChecklist).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { asks } of checklistOf(currentChecklist)) expect(asks).toMatch(/\?$/);
});

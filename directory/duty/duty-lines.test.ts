import { expect, it } from 'vitest';
import { rosterLines } from './duty-lines.ts';

const on = (starts: number, ends: number, account: string, phone = '06', able = true) => ({ starts, ends, able, account, phone });

it('each line of the time is one, of people who may act', () => {
  const shifts = [on(0, 10, 'a'), on(20, 30, 'a'), on(20, 30, 'a', '07'), on(5, 25, 'b'), on(90, 99, 'c'), on(0, 50, 'd', '06', false)];
  expect(rosterLines(shifts, 0, 50)).toEqual([
    { account: 'a', phone: '06' },
    { account: 'a', phone: '07' },
    { account: 'b', phone: '06' },
  ]);
  expect(rosterLines(shifts, 30, 90)).toEqual([]);
});

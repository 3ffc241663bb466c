import { expect, test } from 'vitest';
import { readIsoDay } from './day.ts';
import { isPhone } from './form.ts';

test.each(['03 83 00 00 54', '+33 3 83 00 00 54', '0383000054', '(03) 83.00.00.54', '03\u00a083\u00a000\u00a000\u00a054', '17', '112', '3133'])(
  '« %s » can be called',
  (text) => expect(isPhone(text)).toBe(true),
);

test.each(['', '06', '06 00 00', '12345', '03 83 00 00 5', 'demain matin', '03 83 00 00 54 ou 55'])('« %s » cannot', (text) =>
  expect(isPhone(text)).toBe(false),
);

test.each([
  ['27/11/2026', '2026-11-27'],
  ['2026-11-27', '2026-11-27'],
  ['27 novembre 2099', '2099-11-27'],
  ['27/11/2126', null],
  ['27/11/0026', null],
  ['30/02/2027', null],
])('« %s » is a day to plan by, or a slip', (text, day) => expect(readIsoDay(text)).toBe(day));

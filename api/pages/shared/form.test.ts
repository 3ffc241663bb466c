import { expect, test } from 'vitest';
import { isPhone } from './form.ts';

test.each(['03 83 00 00 54', '+33 3 83 00 00 54', '0383000054', '(03) 83.00.00.54', '03\u00a083\u00a000\u00a000\u00a054', '17', '112', '3133'])(
  '« %s » can be called',
  (text) => expect(isPhone(text)).toBe(true),
);

test.each(['', '06', '06 00 00', '12345', '03 83 00 00 5', 'demain matin', '03 83 00 00 54 ou 55'])('« %s » cannot', (text) =>
  expect(isPhone(text)).toBe(false),
);

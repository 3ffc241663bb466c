import { describe, expect, test } from 'vitest';
import { phoneNumber } from './phone-number.ts';

describe('a number somebody announced', () => {
  test.each([
    ['974', '06 12 34 56 78', '+33612345678', '06 12 34 56 78'],
    ['54', '0692 12 34 56', '+262692123456', '0692 12 34 56'],
    ['54', '0639 69 00 01', '+262639690001', '0639 69 00 01'],
    ['974', '0692123456', '+262692123456', '0692 12 34 56'],
    ['971', '0596 71 20 30', '+596596712030', '0596 71 20 30'],
    ['972', '+33 3 83 00 00 00', '+33383000000', '03 83 00 00 00'],
    ['54', '0033383000000', '+33383000000', '03 83 00 00 00'],
    ['54', '+32 2 555 12 12', '+3225551212', '+32 2 555 12 12'],
    ['988', '25 12 34', '+687251234', '25.12.34'],
    ['988', '06 12 34 56 78', '+33612345678', '+33 6 12 34 56 78'],
    ['54', '3977', '3977', '39 77'],
  ])('in %s, %s', (department, text, dialled, written) => {
    const number = phoneNumber(text, department);
    expect({ ...number, written: number?.written.replaceAll('\u00a0', ' ') }).toEqual({ dialled, written });
  });

  test.each(['', 'Anonyme', '12', '00 00 00 00 00', '99 99 99 99 99'])('nobody could be called on %j', (text) => {
    expect(phoneNumber(text, '54')).toBeNull();
  });
});

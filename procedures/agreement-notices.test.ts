import { expect, it } from 'vitest';
import { agreementNotice } from './agreement-notices.ts';

it('an agreement is announced three times before its evaluation, by delays of the protocol, and stays said once it is past', () => {
  const agreement = { signedOn: '2026-01-15', evaluateOn: '2027-03-01', bodies: [] };
  const on = (today: string, desk = {}) => agreementNotice({ agreement, desk }, today);
  expect(on('2026-11-30')).toBeNull();
  expect(on('2026-12-01')).toEqual({ evaluateOn: '2027-03-01', left: 90, before: 90 });
  expect([on('2026-12-30')?.before, on('2026-12-31')?.before, on('2027-01-30')?.before]).toEqual([90, 60, 30]);
  expect(on('2027-03-02')).toMatchObject({ left: -1, before: 30 });
  expect(on('2026-12-01', { delays: { agreementFirst: { days: 80 } } })).toBeNull();
  expect(agreementNotice({}, '2027-03-01')).toBeNull();
});

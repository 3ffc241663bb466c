import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayIn } from '../calendar/local.ts';
import { askerNames } from './codes.ts';
import { answerDue } from './due.ts';
import { askedCase, mayBeTold, pieceNames } from './may-be-told.ts';

const asker = fc.constantFrom(...askerNames);
const of = fc.record({ personInformed: fc.boolean(), implicatedInformed: fc.boolean(), implicatedKnown: fc.boolean() });
const informing = fc.option(fc.oneof(fc.record({ on: fc.nat() }), fc.record({ until: fc.nat(), why: fc.constant('DANGER' as const) })), {
  nil: undefined,
});

test('every piece is told or held back for a reason, never both', () => {
  fc.assert(
    fc.property(asker, fc.boolean(), of, (who, checked, one) => {
      const { told, held } = mayBeTold(who, checked, one);
      expect([...told, ...held.map(({ piece }) => piece)].toSorted()).toEqual(pieceNames.toSorted());
    }),
  );
});

test('the author and third persons are told to nobody; where the person is, to nobody but her and whoever represents her without being implicated', () => {
  fc.assert(
    fc.property(asker, fc.boolean(), of, (who, checked, one) => {
      const { told } = mayBeTold(who, checked, one);
      expect(told).not.toContain('AUTHOR');
      expect(told).not.toContain('THIRD_PERSONS');
      if (who !== 'PERSON' && who !== 'REPRESENTATIVE') expect(told).not.toContain('WHEREABOUTS');
      if (who === 'REPRESENTATIVE' && !one.implicatedKnown) expect(told, 'it may be them').not.toContain('WHEREABOUTS');
      if (who === 'IMPLICATED' || who === 'IMPLICATED_REPRESENTATIVE')
        for (const piece of ['ACCOUNT', 'RECIPIENTS', 'RESULT'] as const) expect(told).not.toContain(piece);
    }),
  );
});

test('nothing is told before identity is checked, nor of what nobody informed them of; whatever is told begins with that it exists', () => {
  fc.assert(
    fc.property(asker, fc.boolean(), of, (who, checked, one) => {
      const { told } = mayBeTold(who, checked, one);
      const informed = who === 'AUTHOR' || (who.startsWith('IMPLICATED') ? one.implicatedInformed : who !== 'CITED' && one.personInformed);
      if (!checked || !informed) expect(told).toEqual([]);
      else expect(told).toContain('EXISTENCE');
    }),
  );
});

test('that the person knows tells nothing to whoever is implicated, nor the other way', () => {
  fc.assert(
    fc.property(asker, of, fc.boolean(), (who, one, other) => {
      const of = who.startsWith('IMPLICATED') ? { ...one, personInformed: other } : { ...one, implicatedInformed: other };
      expect(mayBeTold(who, true, of)).toEqual(mayBeTold(who, true, one));
    }),
  );
});

test('informing that waits, or that nobody noted, is no informing, whatever an author said', () => {
  fc.assert(
    fc.property(
      informing,
      informing,
      fc.constantFrom('AWAITED', 'AUTOMATIC', 'CONFIRMED'),
      fc.constantFrom(true, false, null),
      (p, i, qualification, said) => {
        const of = askedCase({
          informing: { ...(p && { PERSONNE: p }), ...(i && { MIS_EN_CAUSE: i }) },
          qualification,
          basis: { victimInformed: said },
          facts: { implicated: [] },
        });
        if (p !== undefined && 'until' in p) expect(of.personInformed).toBe(false);
        if (p === undefined && qualification !== 'CONFIRMED') expect(of.personInformed).toBe(false);
        expect(of.implicatedInformed).toBe(i !== undefined && 'on' in i);
      },
    ),
  );
  expect(askedCase({ qualification: 'CONFIRMED', basis: { victimInformed: true }, facts: { implicated: [] } }).personInformed).toBe(true);
});

test('a request is answered within a month, the last day of a shorter one, or three where it is prolonged, by the end of the day there', () => {
  const zone = 'Europe/Paris';
  const due = (day: string, extended = false) => dayIn(answerDue(day, extended, zone), zone);
  expect(due('2026-12-01')).toBe('2027-01-01');
  expect(due('2027-01-31')).toBe('2027-02-28');
  expect(due('2026-12-01', true)).toBe('2027-03-01');
  fc.assert(
    fc.property(fc.date({ min: new Date('2026-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }), (date) => {
      const day = date.toISOString().slice(0, 10);
      expect(answerDue(day, false, 'Indian/Reunion')).toBeLessThan(answerDue(day, false, zone));
      expect(answerDue(day, true, zone)).toBeGreaterThan(answerDue(day, false, zone));
    }),
  );
});

import { describe, expect, it } from 'vitest';
import { deadline, parseSpan } from './deadline.ts';

const question = { calendar: '57', from: '2026-04-02T16:00:00+02:00', span: 'workingDays:2' };

describe('deadline', () => {
  it('crosses Good Friday, a weekend and Easter Monday, and says so', () => {
    expect(deadline(question)).toEqual({
      due: '2026-04-08T17:00:00+02:00',
      skipped: [
        { date: '2026-04-03', why: 'Vendredi saint' },
        { date: '2026-04-04', why: 'fermé le samedi' },
        { date: '2026-04-05', why: 'fermé le dimanche' },
        { date: '2026-04-06', why: 'Lundi de Pâques' },
      ],
    });
  });

  it('takes other hours, and answers in the time of the calendar', () => {
    expect(deadline({ ...question, hours: 'Mon-Sun 08:00-20:00' }).due).toBe('2026-04-05T20:00:00+02:00');
    expect(deadline({ calendar: '974', from: '2026-11-23T06:00:00Z', span: 'workingHours:1' }).due).toBe('2026-11-23T11:00:00+04:00');
  });

  it.each([
    [{ calendar: '99' }, /^calendar\u00a0:.*99.*54, 2A ou 972/],
    [{ from: '2026-04-02T16:00:00' }, /^from\u00a0:.*décalage.*\+02:00/],
    [{ from: '2026-04-02' }, /^from/],
    [{ from: 'T16:00:00+02:00' }, /^from/],
    [{ from: 'demain' }, /^from.*demain/],
    [{ from: '2026-02-30T16:00:00+02:00' }, /^from/],
    [{ span: '2 jours' }, /^span.*2 jours.*workingDays:2/],
    [{ hours: 'Mon-Fri' }, /^hours.*Mon-Fri 09:00-17:00/],
  ])('refuses %o, naming the field and the remedy', (wrong, message) => {
    expect(() => deadline({ ...question, ...wrong })).toThrow(message);
  });
});

describe('parseSpan', () => {
  it('reads the four units', () => {
    expect(parseSpan('hours:48')).toEqual({ hours: 48 });
    expect(parseSpan('workingHours:1.5')).toEqual({ workingHours: 1.5 });
    expect(parseSpan('days:7')).toEqual({ days: 7 });
    expect(parseSpan(' workingDays:2 ')).toEqual({ workingDays: 2 });
  });

  it.each(['', '2', 'workingDays', 'workingDays:', 'workingDays:0', 'workingDays:-1', 'workingDays:1.5', 'weeks:2', 'days:2:3', 'hours:1e9'])(
    'refuses %j',
    (text) => {
      expect(() => parseSpan(text)).toThrow(/^span.*hours, days, workingHours ou workingDays/);
    },
  );
});

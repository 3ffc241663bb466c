import { describe, expect, it } from 'vitest';
import type { Reporter, SafeContact } from '../cases/model/content.ts';
import { agent, atHome, monday } from '../cases/world.testing.ts';
import { type CallNotes, phoneAlert, waysIn } from './phone.ts';
import { reachOf } from './safe-contact.ts';

const reporter = (safeContact?: Partial<SafeContact>, change: Partial<Reporter> = {}): Reporter => ({
  anonymousToDesk: false,
  anonymousToImplicated: true,
  ...change,
  ...(safeContact && { safeContact: { channel: 'PHONE', messageAllowed: false, ...safeContact } }),
});

describe('what the law may know of how an author is reached', () => {
  const cases: [string, Reporter | undefined, object][] = [
    ['nobody said', undefined, { reachable: false }],
    ['a number and no channel: a person judges', reporter(undefined, { phone: '03 83 00 00 01' }), { reachable: true }],
    ['anonymous, whatever was left', reporter({ channel: 'EMAIL' }, { anonymousToDesk: true, email: 'a@b.example' }), { reachable: false }],
    ['the code alone', reporter({ channel: 'NONE' }, { phone: '03 83 00 00 01' }), { reachable: false }],
    ['a channel without what it needs', reporter({ channel: 'LETTER' }, { phone: '03 83 00 00 01' }), { reachable: false }],
    [
      'by mail at noon',
      reporter({ channel: 'EMAIL', moment: 'MIDI' }, { email: 'a@b.example' }),
      { reachable: true, reach: 'EMAIL', hours: [720, 840] },
    ],
    ['by post, at any hour', reporter({ channel: 'LETTER' }, { address: '1 rue des Lilas' }), { reachable: true, reach: 'LETTER' }],
  ];
  it.each(cases)('%s', (_name, from, expected) => {
    expect(reachOf(from)).toEqual(expected);
  });
});

describe('a call', () => {
  const notes: CallNotes = {
    notes: 'Il fait froid.',
    victimName: '',
    victimContact: '',
    implicated: [],
    reporterName: 'Odile',
    reporterContact: 'odile@exemple.example',
    safeContact: 'jamais le dimanche',
    anonymousToDesk: false,
    anonymousToImplicated: true,
    measures: '',
    health: '',
    assets: '',
  };
  const alert = (change: Partial<CallNotes> = {}) => phoneAlert('54', 'draft', atHome, { ...notes, ...change }, agent, monday);

  it('writes to nobody by a channel that was only guessed', () => {
    expect(alert()).not.toHaveProperty('reach');
    expect(alert().reachable).toBe(true);
    expect(alert().content.reporter?.safeContact).toEqual({ channel: 'EMAIL', messageAllowed: false, note: 'jamais le dimanche' });
  });

  it('keeps the channel, hours and name that were asked for; the law sees the first two', () => {
    const { reach, hours, facts, content } = alert({
      reporterContact: '03 83 00 00 01',
      safe: { channel: 'PHONE', moment: 'SOIR', messageAllowed: true, announceAs: 'Martine' },
      language: 'portugais',
    });
    expect({ reach, hours }).toEqual({ reach: 'PHONE', hours: [1080, 1200] });
    expect(JSON.stringify(facts)).not.toContain('Martine');
    expect(content.reporter).toMatchObject({
      phone: '03 83 00 00 01',
      language: 'portugais',
      safeContact: { announceAs: 'Martine', messageAllowed: true },
    });
  });

  it('reads several numbers and addresses in any writing, and takes a street for no number', () => {
    expect(waysIn('03 83 11 22 33')).toEqual({ phone: '03 83 11 22 33' });
    expect(waysIn('06.12.34.56.78 (le soir) ou +33 3 83 11 22 33 poste 12, odile@exemple.example')).toEqual({
      phone: '06.12.34.56.78 (le soir) ou +33 3 83 11 22 33 poste 12',
      email: 'odile@exemple.example',
    });
    expect(waysIn('2 rue des Lilas, 54000 Nancy ; 0383112233')).toEqual({ phone: '0383112233', address: '2 rue des Lilas, 54000 Nancy' });
    expect(waysIn('chez sa fille, 54000 Nancy')).toEqual({});
  });

  it('by the code alone keeps what was noted, and lets nobody use it by itself', () => {
    const { reachable, content } = alert({ safe: { channel: 'NONE', messageAllowed: false } });
    expect(reachable).toBe(false);
    expect(content.reporter?.email).toBe('odile@exemple.example');
  });
});

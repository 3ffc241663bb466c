import { describe, expect, it } from 'vitest';
import { monday } from '../cases/world.testing.ts';
import type { Examined } from '../files/file.ts';
import { phoneNumber } from '../vocabulary/phone-number.ts';
import { type Voicemail, voicemailAlert } from './voicemail.ts';

describe('a number', () => {
  it.each([
    ['03 83 00 00 00', '54', '+33383000000', '03 83 00 00 00'],
    ['+33 (0)3.83.00.00.00', '54', '+33383000000', '03 83 00 00 00'],
    ['0033383000000', '54', '+33383000000', '03 83 00 00 00'],
    ['0692 12 34 56', '974', '+262692123456', '0692 12 34 56'],
    ['+32 2 555 12 12', '54', '+3225551212', '+32 2 555 12 12'],
    ['39 77', '54', '3977', '39 77'],
    ['3133', '54', '3133', '31 33'],
    ['17', '57', '17', '17'],
    ['112', '57', '112', '112'],
    ['114', '57', '114', '114'],
  ])('%s (%s) is dialled %s', (text, department, dialled, written) => {
    const found = phoneNumber(text, department);
    expect([found?.dialled, found?.written.replaceAll('\u00a0', ' ')]).toEqual([dialled, written]);
  });

  it.each(['', 'anonymous', 'Masqué', '0383', '9999', '12345678901234567890', 'Mme Quillevéré'])('%j is none', (text) => {
    expect(phoneNumber(text, '54')).toBeNull();
  });
});

describe('a message left on a machine', () => {
  const sound: Examined = { name: 'message.wav', type: 'audio/wav', kind: 'AUDIO', verdict: 'UNCHECKED', bytes: Buffer.from('son') };
  const message = (change: Partial<Voicemail> = {}): Voicemail => ({
    department: '54',
    source: 'test',
    externalId: 'm1',
    actor: { kind: 'API', id: 'k' },
    receivedAt: monday,
    caller: '+33383000000',
    recordings: [sound],
    ...change,
  });
  const plain = (alert: ReturnType<typeof voicemailAlert>) => alert.content.narrative.replaceAll('\u00a0', ' ');

  it('says nothing that rules could read, keeps the number, and asks nobody to believe it', () => {
    const alert = voicemailAlert(message());
    expect(alert).toMatchObject({ channel: 'VOICEMAIL', door: { authenticated: false }, reachable: false, files: [sound] });
    expect(alert.facts).toEqual({ channel: 'VOICEMAIL', place: 'INCONNU', implicated: [], maltreatment: [], victimGroup: 'INCONNU', flags: [] });
    expect(alert.content.reporter?.phone?.replaceAll('\u00a0', ' ')).toBe('03 83 00 00 00');
    expect(plain(alert)).toBe('Message laissé depuis le 03 83 00 00 00.');
  });

  it('is an alert whatever the recording is worth, and says so', () => {
    expect(plain(voicemailAlert(message({ recordings: [], remarks: ['« message.wav » est vide.'] })))).toMatch(
      /est vide.*Il n’y a pas d’enregistrement/s,
    );
    const odd = { ...sound, name: 'x.dat', type: 'application/octet-stream', kind: 'UNKNOWN' as const };
    expect(plain(voicemailAlert(message({ recordings: [odd] })))).toContain('« x.dat » n’a pas été reconnu comme un enregistrement');
    expect(plain(voicemailAlert(message({ recordings: [{ ...sound, type: 'audio/amr' }] })))).toContain('téléchargez-le pour l’écouter');
    expect(voicemailAlert(message({ recordings: [{ ...sound, kind: 'VIDEO', type: 'video/3gpp' }] })).files?.[0]?.kind).toBe('AUDIO');
  });

  it('keeps what was announced when it is no number', () => {
    const alert = voicemailAlert(message({ caller: 'poste 12' }));
    expect(plain(alert)).toContain('poste 12');
    expect(alert.content.reporter).not.toHaveProperty('phone');
    expect(plain(voicemailAlert(message({ caller: '' })))).toContain('numéro masqué ou inconnu');
  });

  it('is the same message when it comes again, and another when anything of it changes', () => {
    const hash = (change: Partial<Voicemail>) => voicemailAlert(message(change)).bodyHash.toString('hex');
    expect(hash({ receivedAt: monday + 1 })).toBe(hash({}));
    expect(
      new Set([hash({}), hash({ caller: '17' }), hash({ transcript: 'x' }), hash({ recordings: [{ ...sound, bytes: Buffer.from('autre') }] })]).size,
    ).toBe(4);
  });
});

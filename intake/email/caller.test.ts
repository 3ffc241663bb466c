import { expect, it } from 'vitest';
import { callerIn } from './caller.ts';

const ours = ['03 83 11 22 33'];

it.each([
  ['Nouveau message de 03 83 00 00 00', 'Boîte vocale 03 83 11 22 33', '03 83 00 00 00'],
  ['Message vocal', 'Vous avez un message.\nDe : 06 00 00 00 00\nVers : 03 83 11 22 33', '06 00 00 00 00'],
  ['Message sur votre ligne 03 83 11 22 33', 'Appelant : numéro masqué', undefined],
  ['Voicemail', 'Caller ID: anonymous\nMailbox: 0383112233', undefined],
  ['Message pour 03 83 44 55 66', 'Durée 12 s', undefined],
  ['Appel de +33 6 00 00 00 00', '', '+33 6 00 00 00 00'],
  ['Messagerie', 'Appels de 06 00 00 00 00 puis de rien. Numéro appelé : 0383445566', '06 00 00 00 00'],
])('%s, %s', (subject, text, caller) => {
  expect(callerIn(subject, text, '54', ours)).toBe(caller);
});

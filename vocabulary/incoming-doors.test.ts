import { expect, it } from 'vitest';
import { incomingDoors } from './incoming-doors.ts';
import { codes } from './vocabulary.ts';

it('every way in has a label, words of its own, and the source that what is stored holds', () => {
  expect(Object.keys(incomingDoors)).toEqual(codes('channel'));
  expect(new Set(Object.values(incomingDoors).map(({ arrival }) => arrival)).size).toBe(codes('channel').length);
  expect(Object.fromEntries(Object.entries(incomingDoors).map(([channel, { source }]) => [channel, source]))).toMatchObject({
    ...{ PHONE: 'phone', VOICEMAIL: 'voicemail', EMAIL: 'email', WEB: 'web' },
    ...{ DECLARATION: 'declaration', LETTER: 'letter', PLATFORM: 'platform-sheets', API: 'api' },
  });
});

it('only a door that knows who speaks lets a protocol route at once', () => {
  const open = Object.entries(incomingDoors).flatMap(([channel, { knowsWho }]) => (knowsWho ? [] : [channel]));
  expect(open).toEqual(['VOICEMAIL', 'EMAIL', 'WEB']);
});

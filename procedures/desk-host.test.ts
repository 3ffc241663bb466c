import { expect, test } from 'vitest';
import { setFrame } from '../publication/edits.ts';
import { hostName, hostOf, hostSentence } from './desk-host.ts';
import { readProtocol, writeProtocol } from './files.ts';
import { nationalProcedure } from './library/index.ts';
import { parseProcedure } from './schema.ts';

const national = nationalProcedure();
const problems = (host: unknown) => {
  const read = parseProcedure({ ...national, host });
  return 'problems' in read ? read.problems.map(({ path }) => path) : [];
};

test('a protocol that does not say means the Conseil départemental, for ever', () => {
  expect(national).not.toHaveProperty('host');
  expect(hostOf(national)).toEqual({ kind: 'CD' });
  expect(hostName(hostOf(national), 'Moselle')).toBe('Conseil départemental, Moselle');
});

test('who runs the desk is read back from a file, by the name the public reads', () => {
  const protocol = { ...national, host: { kind: 'ASSOCIATION' as const, name: 'Écoute Lorraine' } };
  for (const format of ['yaml', 'json'] as const) expect(readProtocol(writeProtocol(protocol, format))).toEqual({ procedure: protocol });
  expect(hostSentence(protocol)).toBe('Le guichet est tenu par\u00a0: association (Écoute Lorraine).');
  expect(hostName(protocol.host, 'Moselle')).toBe('Écoute Lorraine');
});

test('an association and a group are named, nobody else need be', () => {
  expect(problems({ kind: 'ASSOCIATION' })).toEqual(['host.name']);
  expect(problems({ kind: 'GIP' })).toEqual(['host.name']);
  expect(problems({ kind: 'MAIRIE' })).toEqual(['host.kind']);
  expect([problems({ kind: 'CD' }), problems({ kind: 'CRIP' }), problems({ kind: 'GIP', name: 'GIP 54' })]).toEqual([[], [], []]);
});

test('a draft that says the Conseil départemental again says nothing', () => {
  const { title, intake, otherwise, inConflict, closing } = national;
  const frame = { title, intake, otherwise, inConflict, closing };
  expect(setFrame({ ...national, host: { kind: 'CRIP' } }, frame)).toEqual(national);
});

import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { expect, it } from 'vitest';
import { payloadCodec } from './codec.ts';

const codec = payloadCodec(randomBytes(32));
const payloadOf = (value: unknown): Payload => defaultPayloadConverter.toPayload(value) ?? {};
const stored = ({ metadata, data }: Payload | undefined = {}) =>
  Buffer.concat([...Object.values(metadata ?? {}), data ?? Buffer.alloc(0)].map((bytes) => Buffer.from(bytes))).toString('latin1');

it('gives back what it encrypted', async () => {
  const value = { caseId: 'x', department: '54', codes: ['é'] };
  const [decoded] = await codec.decode(await codec.encode([payloadOf(value)]));
  expect(decoded && defaultPayloadConverter.fromPayload(decoded)).toEqual(value);
});

it.each(['Quillevéré', 'QUILLEVERE', { name: 'QUILLEVERE' }, 'QUILLEVERE, Zéphirine 2'])('shows nothing of %j', async (value) => {
  const [encoded] = await codec.encode([payloadOf(value)]);
  expect(stored(encoded)).not.toMatch(/quillev/i);
});

it.each(['REMIND 2, ACKNOWLEDGED, t1, ARS', 'TRANSFER 1, t12, CELLULE_ARS', 'LOOK_AGAIN 1', 'DUTY_CALL, k3'])(
  'leaves the summary %j readable',
  async (text) => {
    const [encoded] = await codec.encode([payloadOf(text)]);
    expect(stored(encoded)).toContain(text);
  },
);

it('reads what was never encrypted', async () => {
  expect(await codec.decode([payloadOf({ a: 1 })])).toEqual([payloadOf({ a: 1 })]);
});

it('refuses what was changed, or encrypted under another key', async () => {
  const [encoded] = await codec.encode([payloadOf({ a: 1 })]);
  const changed = Buffer.from(encoded?.data ?? []);
  changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);
  await expect(codec.decode([{ ...encoded, data: changed }])).rejects.toThrow();
  await expect(payloadCodec(randomBytes(32)).decode([encoded ?? {}])).rejects.toThrow();
});

import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { defaultPayloadConverter, type Payload, type SerializationContext } from '@temporalio/common';
import proto from '@temporalio/proto';
import { expect, it } from 'vitest';
import { payloadCodec } from './codec.ts';

const master = randomBytes(32);
const codec = payloadCodec(master);
const of = (workflowId: string, namespace = 'default'): SerializationContext => ({ type: 'workflow', namespace, workflowId });
const here = of('case/1');
const payloadOf = (value: unknown): Payload => defaultPayloadConverter.toPayload(value) ?? {};
const readValue = (payload: Payload | undefined) => payload && defaultPayloadConverter.fromPayload(payload);
const stored = ({ metadata, data }: Payload | undefined = {}) =>
  Buffer.concat([...Object.values(metadata ?? {}), data ?? Buffer.alloc(0)].map((bytes) => Buffer.from(bytes))).toString('latin1');

/** As it was written before payloads were bound and keys had generations. */
function encryptedBefore(value: unknown): Payload {
  const key = Buffer.from(hkdfSync('sha256', master, '', 'guichet temporal payloads', 32));
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const plain = proto.temporal.api.common.v1.Payload.encode(payloadOf(value)).finish();
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { metadata: { encoding: Buffer.from('binary/encrypted') }, data: Buffer.concat([Buffer.of(1), nonce, cipher.getAuthTag(), body]) };
}

it('gives back what it encrypted, to its own workflow', async () => {
  const value = { caseId: 'x', department: '54', codes: ['é'] };
  const encoded = await codec.encode([payloadOf(value)], here);
  expect(readValue((await codec.decode(encoded, here))[0])).toEqual(value);
  const activity: SerializationContext = { type: 'activity', namespace: 'default', workflowId: 'case/1', activityId: '1', isLocal: false };
  expect(readValue((await codec.decode(encoded, activity))[0])).toEqual(value);
});

it('gives nothing to another workflow, another namespace, or none', async () => {
  const encoded = await codec.encode([payloadOf({ a: 1 })], here);
  for (const elsewhere of [of('case/2'), of('case/1', 'other'), undefined]) await expect(codec.decode(encoded, elsewhere)).rejects.toThrow();
  await expect(codec.encode([payloadOf({ a: 1 })])).rejects.toThrow('no workflow');
});

it.each(['Quillevéré', 'QUILLEVERE', { name: 'QUILLEVERE' }, 'QUILLEVERE, Zéphirine 2'])('shows nothing of %j', async (value) => {
  const [encoded] = await codec.encode([payloadOf(value)], here);
  expect(stored(encoded)).not.toMatch(/quillev/i);
});

it.each(['REMIND 2, ACKNOWLEDGED, t1, ARS', 'TRANSFER 1, t12, CELLULE_ARS', 'LOOK_AGAIN 1', 'DUTY_CALL, k3'])(
  'leaves the summary %j readable',
  async (text) => {
    const [encoded] = await codec.encode([payloadOf(text)], here);
    expect(stored(encoded)).toContain(text);
    expect(await codec.decode([encoded ?? {}], here)).toEqual([payloadOf(text)]);
  },
);

it.each([{ a: 1 }, 'mot', null, ['DUTY_CALL, k3']])('refuses %j in clear', async (value) => {
  await expect(codec.decode([payloadOf(value)], here)).rejects.toThrow('in clear');
});

it('reads what a workflow begun before still holds', async () => {
  expect(readValue((await codec.decode([encryptedBefore({ caseId: 'x' })], here))[0])).toEqual({ caseId: 'x' });
});

it('reads every generation it is given, writes with the newest, and tells which', async () => {
  const [second, third] = [randomBytes(32), randomBytes(32)];
  const both = payloadCodec(
    new Map([
      [3, third],
      [2, second],
      [1, master],
    ]),
  );
  const [before] = await payloadCodec(new Map([[2, second]])).encode([payloadOf({ a: 1 })], here);
  const [now] = await both.encode([payloadOf({ a: 2 })], here);
  expect([before, now].map((payload) => [...(payload?.data?.subarray(0, 2) ?? [])])).toEqual([
    [2, 2],
    [2, 3],
  ]);
  const all = [before ?? {}, now ?? {}, encryptedBefore({ a: 0 })];
  expect((await both.decode(all, here)).map(readValue)).toEqual([{ a: 1 }, { a: 2 }, { a: 0 }]);
  await expect(payloadCodec(new Map([[2, second]])).decode([now ?? {}], here)).rejects.toThrow('generation 3');
});

it('refuses what was changed, or encrypted under another key', async () => {
  const [encoded] = await codec.encode([payloadOf({ a: 1 })], here);
  for (const at of [0, 1, (encoded?.data?.length ?? 1) - 1]) {
    const changed = Buffer.from(encoded?.data ?? []);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    await expect(codec.decode([{ ...encoded, data: changed }], here)).rejects.toThrow();
  }
  await expect(payloadCodec(randomBytes(32)).decode([encoded ?? {}], here)).rejects.toThrow();
});

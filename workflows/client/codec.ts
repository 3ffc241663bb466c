import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import proto from '@temporalio/proto';
import { type KeyMaterial, KeyRing } from '../../database/key-ring.ts';

const PayloadMessage = proto.temporal.api.common.v1.Payload;
const encoding = Buffer.from('binary/encrypted');
/*
 * An encrypted payload begins with its version. 1: bound to nothing, under generation 1 of the master key, as workflows begun before still
 * hold; read, no longer written. 2: the generation (1 byte), bound to its namespace and workflow. Then nonce (12), tag (16), ciphertext.
 */
const unbound = 1;
const bound = 2;
const nonceLength = 12;
const tagLength = 16;

/** A summary as `activities/consult.ts` writes it: codes, ranks and ids local to a case. Nothing else travels as a bare string. */
const summary = /^"(?=.*\d)[A-Z_]+( \d+)?(, ([A-Z_]+|[aotk]\d+))*"$/;

/**
 * Encrypts what the engine stores (AES-256-GCM), with keys of its own derived from the master key, each payload for its workflow alone.
 * Summaries stay readable, so that the engine's own console tells what a case waits for. Anything else that comes in clear, or
 * from another workflow, is refused: whoever writes into the engine cannot make a worker read it.
 */
export function payloadCodec(master: KeyMaterial | KeyRing): PayloadCodec {
  const ring = master instanceof KeyRing ? master : new KeyRing('master', master);
  return {
    encode: async (payloads, context) => payloads.map((payload) => encrypt(ring, payload, context)),
    decode: async (payloads, context) => payloads.map((payload) => decrypt(ring, payload, context)),
  };
}

function keyOf(ring: KeyRing, generation: number): KeyObject {
  if (generation > 1) return ring.key('engine payloads', generation);
  return createSecretKey(Buffer.from(hkdfSync('sha256', ring.secret('', 1), '', 'guichet temporal payloads', 32)));
}

function encrypt(ring: KeyRing, payload: Payload, context: SerializationContext | undefined): Payload {
  if (isSummary(payload)) return payload;
  const head = Buffer.of(bound, ring.active);
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', keyOf(ring, ring.active), nonce).setAAD(authenticated(head, context));
  const body = Buffer.concat([cipher.update(PayloadMessage.encode(payload).finish()), cipher.final()]);
  return { metadata: { encoding }, data: Buffer.concat([head, nonce, cipher.getAuthTag(), body]) };
}

function decrypt(ring: KeyRing, payload: Payload, context: SerializationContext | undefined): Payload {
  const { metadata, data } = payload;
  if (!data || !encoding.equals(metadata?.encoding ?? Buffer.alloc(0))) {
    if (isSummary(payload)) return payload;
    throw new Error('A payload came in clear.');
  }
  const isBound = data[0] === bound;
  if (!isBound && data[0] !== unbound) throw new Error('A payload is encrypted in an unknown way.');
  const head = Buffer.from(data.subarray(0, isBound ? 2 : 1));
  const nonceEnd = head.length + nonceLength;
  const tagEnd = nonceEnd + tagLength;
  const key = keyOf(ring, isBound ? (head[1] ?? 0) : 1);
  const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(head.length, nonceEnd), { authTagLength: tagLength });
  if (isBound) decipher.setAAD(authenticated(head, context));
  decipher.setAuthTag(data.subarray(nonceEnd, tagEnd));
  return PayloadMessage.decode(Buffer.concat([decipher.update(data.subarray(tagEnd)), decipher.final()]));
}

function isSummary({ data }: Payload): boolean {
  return summary.test(Buffer.from(data ?? []).toString('latin1'));
}

function authenticated(head: Buffer, context: SerializationContext | undefined): Buffer {
  if (context?.workflowId === undefined) throw new Error('A payload of no workflow is neither written nor read.');
  return Buffer.concat([head, Buffer.from(`${context.namespace}\0${context.workflowId}`, 'utf8')]);
}

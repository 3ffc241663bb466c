import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';

const PayloadMessage = proto.temporal.api.common.v1.Payload;
const encoding = Buffer.from('binary/encrypted');
// Layout of an encrypted payload: version (1 byte), nonce (12), tag (16), ciphertext.
const version = Buffer.of(1);
const nonceEnd = 13;
const tagEnd = 29;

/** A summary as `activities/consult.ts` writes it: codes, ranks and ids local to a case. Nothing else travels as a bare string. */
const summary = /^"(?=.*\d)[A-Z_]+( \d+)?(, ([A-Z_]+|[aotk]\d+))*"$/;

/**
 * Encrypts what the engine stores (AES-256-GCM), with a key of its own derived from the master key. Summaries stay
 * readable, so that the engine's own console tells what a case waits for. What was never encrypted is read as it is.
 */
export function payloadCodec(masterKey: Buffer): PayloadCodec {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'guichet temporal payloads', 32));
  return {
    encode: async (payloads) => payloads.map((payload) => encrypt(key, payload)),
    decode: async (payloads) => payloads.map((payload) => decrypt(key, payload)),
  };
}

function encrypt(key: Buffer, payload: Payload): Payload {
  if (summary.test(Buffer.from(payload.data ?? []).toString('latin1'))) return payload;
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const body = Buffer.concat([cipher.update(PayloadMessage.encode(payload).finish()), cipher.final()]);
  return { metadata: { encoding }, data: Buffer.concat([version, nonce, cipher.getAuthTag(), body]) };
}

function decrypt(key: Buffer, payload: Payload): Payload {
  const { metadata, data } = payload;
  if (!data || !encoding.equals(metadata?.encoding ?? Buffer.alloc(0))) return payload;
  const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(1, nonceEnd), { authTagLength: 16 });
  decipher.setAuthTag(data.subarray(nonceEnd, tagEnd));
  return PayloadMessage.decode(Buffer.concat([decipher.update(data.subarray(tagEnd)), decipher.final()]));
}

import type { Payload, PayloadCodec } from '@temporalio/common';

/** Payloads of one workflow's history as a reader of tests sees them: decrypted for it, and as they are where the engine itself wrote them in clear. */
export async function decodedOf(
  codec: PayloadCodec,
  payloads: readonly Payload[],
  at: { namespace: string; workflowId: string },
): Promise<Payload[]> {
  const isEncrypted = ({ metadata }: Payload) => Buffer.from(metadata?.encoding ?? []).toString() === 'binary/encrypted';
  const decoded = await Promise.all(
    payloads.map(async (payload) => (isEncrypted(payload) ? codec.decode([payload], { type: 'workflow', ...at }) : [payload])),
  );
  return decoded.flat();
}

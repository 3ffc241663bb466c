import { Constructed, fromBER, ObjectIdentifier, OctetString } from 'asn1js';

const signedData = '1.2.840.113549.1.7.2';

/**
 * What an opaque S/MIME mail signs (RFC 5652 §5.2): the mail inside, whose signature nobody checks here. Null when it is encrypted or no
 * such thing.
 */
export function signedContent(bytes: Buffer): Buffer | null {
  try {
    const { result, offset } = fromBER(bytes);
    if (offset === -1) return null;
    const [kind, wrapped] = within(result);
    if (!(kind instanceof ObjectIdentifier) || kind.getValue() !== signedData) return null;
    const signed = within(within(wrapped)[0]);
    const [, content] = within(signed[2]);
    const octets = within(content)[0];
    return octets instanceof OctetString ? Buffer.from(octets.getValue()) : null;
  } catch {
    return null;
  }
}

const within = (block: unknown): unknown[] => (block instanceof Constructed ? block.valueBlock.value : []);

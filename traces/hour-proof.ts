import { type KeyObject, sign, verify } from 'node:crypto';

/** What was left in one hour of a department, as it is signed: how much of each, and its digest. */
export interface HourProof {
  department: string;
  /** From 1, without a hole. */
  number: number;
  /** When it began. */
  hour: Date;
  traces: number;
  traceDigest: Buffer;
  readings: number;
  readingDigest: Buffer;
  entries: number;
  entryDigest: Buffer;
  signedAt: Date;
}

function textOf({ department, number, hour, signedAt, ...left }: HourProof): Buffer {
  const lines = [
    `${left.traces} ${left.traceDigest.toString('hex')}`,
    `${left.readings} ${left.readingDigest.toString('hex')}`,
    `${left.entries} ${left.entryDigest.toString('hex')}`,
  ];
  return Buffer.from(['guichet hour 1', department, number, hour.toISOString(), signedAt.toISOString(), ...lines, ''].join('\n'));
}

/** ed25519 over everything the proof says. */
export const signHour = (proof: HourProof, privateKey: KeyObject): Buffer => sign(null, textOf(proof), privateKey);

export const hourHolds = (proof: HourProof, signature: Buffer, publicKey: KeyObject): boolean => verify(null, textOf(proof), publicKey, signature);

import type { KeyObject } from 'node:crypto';
import { createHash, createHmac, hash, sign, timingSafeEqual, verify } from 'node:crypto';
import type { Instant } from '../../calendar/span.ts';
import type { KeyRing } from '../../database/key-ring.ts';
import { canonical } from '../../vocabulary/canonical.ts';
import type { Entry } from '../model/entries.ts';
import { type StoredCodes, storedCodes } from './stored.ts';

/** A journal entry, and what is stored of it: its clear codes, its sealed part (ciphertext), and the link that chains it to the one before. */
export type Recorded = Entry & {
  stored: StoredCodes;
  /** From 1, without a hole. */
  seq: number;
  recordedAt: Instant;
  sealed: Buffer | null;
  /** What made the event unique, for the first entry of an event that had one. */
  eventId: string | null;
  hash: Buffer;
  /** Of the journal key that chained it. */
  keyGeneration: number;
};

/** What of an entry its link covers. */
type Linked = Pick<Recorded, 'seq' | 'kind' | 'at' | 'recordedAt' | 'by' | 'stored' | 'eventId' | 'sealed'>;

export interface Head {
  count: number;
  hash: Buffer;
}

/** The head of a journal without entries: it belongs to its case, so that two journals cannot be exchanged. */
export function emptyHead(caseId: string): Head {
  return { count: 0, hash: createHash('sha256').update(`guichet journal 1\n${caseId}`).digest() };
}

/** What the journal key is used for. */
const chaining = 'chain';

/** Numbers and chains new entries after `head`. The chain covers the sealed part as stored, so it outlives its key. */
export function chain(
  journalKey: KeyRing,
  head: Head,
  entries: readonly Entry[],
  recordedAt: Instant,
  sealed: (seq: number) => Pick<Recorded, 'sealed' | 'eventId'>,
): Recorded[] {
  let { hash, count } = head;
  return entries.map((entry) => {
    count += 1;
    const unlinked = { ...entry, stored: storedCodes(entry), seq: count, recordedAt, keyGeneration: journalKey.active, ...sealed(count) };
    hash = linkHash(journalKey.key(chaining), hash, unlinked);
    return { ...unlinked, hash };
  });
}

function linkHash(key: KeyObject, previous: Buffer, entry: Linked): Buffer {
  const { seq, kind, at, recordedAt, by, stored, eventId } = entry;
  const sealed = entry.sealed === null ? null : hash('sha256', entry.sealed, 'hex');
  const clear = canonical({ ...stored, seq, kind, at, recordedAt, by, eventId, sealed });
  return createHmac('sha256', key).update(previous).update(clear, 'utf8').digest();
}

/**
 * Follows a journal from its first entry, in the order it is stored, against the count and head kept in the case's row.
 * Answers null when it holds, else a French sentence that names the entry.
 */
export function verifyChain(journalKey: KeyRing, caseId: string, entries: readonly Recorded[], head: Head): string | null {
  let { hash } = emptyHead(caseId);
  for (const [index, entry] of entries.entries()) {
    const expected = index + 1;
    if (entry.seq > expected) return `L’entrée ${expected} manque : le journal passe de ${index} à ${entry.seq}.`;
    if (entry.seq < expected) return `L’entrée ${entry.seq} n’est pas à sa place : elle vient après ${index} autres.`;
    if (!journalKey.generations.includes(entry.keyGeneration))
      return `L’entrée ${expected} est chaînée avec la génération ${entry.keyGeneration} de la clé du journal, qui n’est pas donnée ici.`;
    hash = linkHash(journalKey.key(chaining, entry.keyGeneration), hash, entry);
    if (!timingSafeEqual(hash, entry.hash)) return `L’entrée ${expected} a été modifiée, ou une entrée avant elle a été remplacée.`;
  }
  if (entries.length < head.count) {
    return `Le journal s’arrête à l’entrée ${entries.length} alors que le dossier en compte ${head.count} : sa fin manque.`;
  }
  if (entries.length > head.count) return `L’entrée ${head.count + 1} est en trop : le dossier n’en compte que ${head.count}.`;
  return timingSafeEqual(hash, head.hash) ? null : `L’entrée ${head.count} n’est pas celle que le dossier a retenue comme dernière.`;
}

/** The head of a case's journal at the end of a day. */
export interface DayHead extends Head {
  caseId: string;
}

/** What is signed once a day for a department: every head, whatever the order they are given in. */
export function dayRoot(heads: readonly DayHead[]): Buffer {
  const lines = heads.map(({ caseId, count, hash }) => `${caseId} ${count} ${hash.toString('hex')}\n`).sort();
  return createHash('sha256').update(lines.join('')).digest();
}

export interface DayProof {
  department: string;
  /** ISO date. */
  day: string;
  heads: number;
  root: Buffer;
}

function signedText({ department, day, heads, root }: DayProof): Buffer {
  return Buffer.from(`guichet journal root 1\n${department}\n${day}\n${heads}\n${root.toString('hex')}\n`);
}

/** ed25519 over the department, the day, the number of journals and their root. */
export function signDayProof(proof: DayProof, privateKey: KeyObject): Buffer {
  return sign(null, signedText(proof), privateKey);
}

export function dayProofHolds(proof: DayProof, signature: Buffer, publicKey: KeyObject): boolean {
  return verify(null, signedText(proof), publicKey, signature);
}

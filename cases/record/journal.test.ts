import { generateKeyPairSync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyRing } from '../../database/key-ring.ts';
import { canonical } from '../../vocabulary/canonical.ts';
import { Played } from '../world.testing.ts';
import { chain, dayProofHolds, dayRoot, emptyHead, type Recorded, signDayProof, verifyChain } from './journal.ts';

const key = new KeyRing('journal', randomBytes(32));
const caseId = '0193-a';
const { entries } = Played.qualified();

function journal(of = entries): Recorded[] {
  return chain(key, emptyHead(caseId), of, 1_800_000_000_000, (seq) => ({ sealed: seq === 1 ? Buffer.from('sealed') : null, eventId: null }));
}
const headOf = (recorded: Recorded[]) => ({ count: recorded.length, hash: recorded.at(-1)?.hash ?? emptyHead(caseId).hash });
const verify = (found: Recorded[], told = journal()) => verifyChain(key, caseId, found, headOf(told));

describe('verifyChain', () => {
  it('holds for what was chained, in one go or step by step, and after a stay in jsonb', () => {
    const all = journal();
    expect(all.length).toBeGreaterThan(4);
    expect(verify(all)).toBeNull();
    const begun = journal(entries.slice(0, 2));
    const more = chain(key, headOf(begun), entries.slice(2), 1_800_000_000_000, () => ({ sealed: null, eventId: null }));
    expect(verify([...begun, ...more])).toBeNull();
    const reread = all.map(({ hash, sealed, ...clear }) => ({ ...JSON.parse(JSON.stringify(clear)), hash, sealed }));
    expect(verify(reread)).toBeNull();
    expect(verifyChain(key, caseId, [], emptyHead(caseId))).toBeNull();
  });

  const forgeries: [string, (entry: Recorded) => Recorded][] = [
    ['kind', (entry) => ({ ...entry, kind: 'NOTE' }) as Recorded],
    ['time', (entry) => ({ ...entry, at: entry.at + 1 })],
    ['recorded time', (entry) => ({ ...entry, recordedAt: entry.recordedAt - 1 })],
    ['actor', (entry) => ({ ...entry, by: { kind: 'AGENT', id: 'another' } })],
    ['reason', (entry) => ({ ...entry, stored: { ...entry.stored, because: { ...entry.because, reason: 'OTHER' } } })],
    ['changes', (entry) => ({ ...entry, stored: { ...entry.stored, changes: [] } })],
    ['transfer', (entry) => ({ ...entry, stored: { ...entry.stored, transfer: 't9' } })],
    ['code that no version wrote', (entry) => ({ ...entry, stored: { ...entry.stored, more: true } })],
    ['event id', (entry) => ({ ...entry, eventId: 'forged' })],
    ['sealed part', (entry) => ({ ...entry, sealed: Buffer.from('other') })],
    ['lost sealed part', (entry) => ({ ...entry, sealed: entry.sealed === null ? Buffer.alloc(0) : null })],
  ];
  it.each(forgeries)('names the entry whose %s was changed, wherever it is', (_what, forge) => {
    for (const index of journal().keys()) {
      const forged = journal();
      const entry = forged[index] as Recorded;
      if (canonical(forge(entry)) === canonical(entry)) continue;
      forged[index] = forge(entry);
      expect(verify(forged)).toContain(`L’entrée ${index + 1} a été modifiée`);
    }
  });

  it('finds a gap, a cut end, an added end and another order', () => {
    const all = journal();
    expect(verify(all.toSpliced(2, 1))).toBe('L’entrée 3 manque : le journal passe de 2 à 4.');
    expect(verify(all.slice(0, -1))).toContain(`s’arrête à l’entrée ${all.length - 1}`);
    expect(verify([])).toContain('s’arrête à l’entrée 0');
    const longer = [...all, ...chain(key, headOf(all), entries.slice(0, 1), 0, () => ({ sealed: null, eventId: null }))];
    expect(verify(longer)).toContain(`L’entrée ${all.length + 1} est en trop`);
    const swapped = all.with(1, all[2] as Recorded).with(2, all[1] as Recorded);
    expect(verify(swapped)).toBe('L’entrée 2 manque : le journal passe de 1 à 3.');
    const renumbered = swapped.map((entry, index) => ({ ...entry, seq: index + 1 }));
    expect(verify(renumbered)).toContain('L’entrée 2 a été modifiée');
    expect(verify([...all, all.at(-1) as Recorded])).toContain('n’est pas à sa place');
  });

  it('refuses a journal rewritten with another key, moved to another case, or with another head', () => {
    const rewritten = chain(new KeyRing('journal', randomBytes(32)), emptyHead(caseId), entries, 0, () => ({ sealed: null, eventId: null }));
    expect(verify(rewritten, rewritten)).toContain('L’entrée 1 a été modifiée');
    expect(verifyChain(key, '0193-b', journal(), headOf(journal()))).toContain('L’entrée 1');
    expect(verifyChain(key, caseId, journal(), { count: journal().length, hash: randomBytes(32) })).toContain(
      'n’est pas celle que le dossier a retenue',
    );
  });
});

describe('canonical', () => {
  it('is the same whatever the order of fields, and parses back to the value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonical(turned)).toBe(canonical(value));
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(canonical({ b: undefined, a: [1, null] })).toBe('{"a":[1,null]}');
  });
});

describe('the signed day', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const heads = ['a', 'b', 'c'].map((id, count) => ({ caseId: id, count, hash: Buffer.alloc(32, count) }));
  const proof = { department: '54', day: '2026-11-22', heads: 3, root: dayRoot(heads) };

  it('does not depend on the order of the journals, and on everything else', () => {
    expect(dayRoot(heads.toReversed())).toEqual(proof.root);
    expect(dayRoot(heads.slice(1))).not.toEqual(proof.root);
    expect(dayRoot(heads.map((head) => ({ ...head, count: head.count + 1 })))).not.toEqual(proof.root);
  });

  it('holds under the desk’s key for what was signed only', () => {
    const signature = signDayProof(proof, privateKey);
    expect(dayProofHolds(proof, signature, publicKey)).toBe(true);
    expect(dayProofHolds({ ...proof, day: '2026-11-23' }, signature, publicKey)).toBe(false);
    expect(dayProofHolds({ ...proof, department: '57' }, signature, publicKey)).toBe(false);
    expect(dayProofHolds({ ...proof, heads: 2 }, signature, publicKey)).toBe(false);
    expect(dayProofHolds(proof, signature, generateKeyPairSync('ed25519').publicKey)).toBe(false);
  });
});

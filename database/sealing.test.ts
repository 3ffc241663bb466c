import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyedHash, keyRings, newDataKey, seal, unseal, unwrapDataKey } from './sealing.ts';

const bytes = { master: randomBytes(32), journal: randomBytes(32), index: randomBytes(32) };
const keys = keyRings(bytes);

describe('sealing', () => {
  it('gives back any JSON value, and shows none of it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.uuid(), (value, row) => {
        const { key } = newDataKey(keys, row);
        const sealed = seal(key, row, { value });
        expect(unseal(key, row, sealed)).toEqual(JSON.parse(JSON.stringify({ value })));
      }),
    );
    const { key } = newDataKey(keys, 'x');
    expect(seal(key, 'row', 'Zéphirine').includes(Buffer.from('Zéphirine'))).toBe(false);
    expect(seal(key, 'row', 'same').equals(seal(key, 'row', 'same'))).toBe(false);
  });

  it('does not open when one bit is another', () => {
    const { key } = newDataKey(keys, 'x');
    const sealed = seal(key, 'row', { name: 'Zéphirine' });
    for (let index = 0; index < sealed.length; index += 1) {
      const tampered = Buffer.from(sealed);
      tampered.writeUInt8(tampered.readUInt8(index) ^ 1, index);
      expect(() => unseal(key, 'row', tampered)).toThrow();
    }
    expect(() => unseal(key, 'row', sealed.subarray(0, 20))).toThrow();
  });

  it('does not open in another row, or with another key', () => {
    const { key } = newDataKey(keys, 'x');
    const sealed = seal(key, 'case/1', 'content');
    expect(() => unseal(key, 'case/2', sealed)).toThrow();
    expect(() => unseal(newDataKey(keys, 'x').key, 'case/1', sealed)).toThrow();
  });

  it('wraps a key for its owner and under this master key only', () => {
    const owner = randomUUID();
    const { key, wrapped } = newDataKey(keys, owner);
    expect(wrapped.includes(key)).toBe(false);
    expect(unwrapDataKey(keys, owner, wrapped)).toEqual(key);
    expect(() => unwrapDataKey(keys, randomUUID(), wrapped)).toThrow();
    expect(() => unwrapDataKey(keyRings({ ...bytes, master: randomBytes(32) }), owner, wrapped)).toThrow();
  });
});

describe('keyedHash', () => {
  it('depends on the key, the purpose and the value', () => {
    const hash = keyedHash(keys, 'name/54', 'durand');
    expect(hash).toHaveLength(32);
    expect(keyedHash(keys, 'name/54', 'durand')).toEqual(hash);
    for (const other of [
      keyedHash(keys, 'name/57', 'durand'),
      keyedHash(keys, 'name/54', 'durant'),
      keyedHash(keyRings({ ...bytes, index: randomBytes(32) }), 'name/54', 'durand'),
    ]) {
      expect(other).not.toEqual(hash);
    }
  });
});

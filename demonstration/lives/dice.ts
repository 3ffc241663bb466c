import { createHash } from 'node:crypto';

/** Chance that can be thrown again: the same seed gives the same throws, on every machine (xoshiro128**). */
export class Dice {
  private readonly state: Uint32Array;

  constructor(seed: string) {
    const { buffer, byteOffset } = Uint8Array.from(createHash('sha256').update(seed).digest().subarray(0, 16));
    this.state = new Uint32Array(buffer, byteOffset, 4);
  }

  /** From 0 to 2³² − 1. */
  private next(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.state;
    const scrambled = Math.imul(b, 5);
    const thrown = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const [x, y] = [c ^ a, d ^ b];
    this.state.set([a ^ y, b ^ x, x ^ (b << 9), (y << 11) | (y >>> 21)]);
    return thrown;
  }

  /** In [0, 1). */
  share(): number {
    return this.next() / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.share() < probability;
  }

  /** A whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.share() * below);
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[this.below(list.length)];
    if (picked === undefined) throw new RangeError('nothing to pick from');
    return picked;
  }

  /** One of the keys, as often as its weight says. */
  weighted<Key extends string>(weights: Readonly<Partial<Record<Key, number>>>): Key {
    const all = Object.entries(weights) as [Key, number][];
    let left = this.share() * all.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of all) {
      left -= weight;
      if (left < 0) return key;
    }
    throw new RangeError('nothing to pick from');
  }

  /** Times of people are many short ones and a few very long: half are under `median`, one in forty above nine times it. */
  around(median: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.share())) * Math.cos(2 * Math.PI * this.share());
    return Math.max(1, Math.round(median * Math.exp(1.1 * normal)));
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }

  /** A UUID of version 7 for an instant: rows of one time stand together, as those that the record draws. */
  idAt(instant: number): string {
    const bytes = this.bytes(16);
    bytes.writeUIntBE(instant, 0, 6);
    bytes[6] = 0x70 | (bytes.readUInt8(6) & 0x0f);
    bytes[8] = 0x80 | (bytes.readUInt8(8) & 0x3f);
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }
}

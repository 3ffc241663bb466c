import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/** A key as it is given: one alone, which is its first generation, or several by their numbers. */
export type KeyMaterial = Buffer | ReadonlyMap<number, Buffer>;

/** What this database is known to work with, of one key. */
export interface KnownGeneration {
  active: number;
  /** Whether all that can be made again under the active generation has been. */
  settled: boolean;
}

/** A value names a generation of a key that this process was not given. */
export class UnknownGeneration extends Error {
  override readonly name = 'UnknownGeneration';
  readonly code = 'KEY_UNKNOWN';

  constructor(key: string, generation: number) {
    super(`generation ${generation} of the key ${key} is not known here`);
  }
}

/**
 * One key in all its generations. New values are made with the active one; what names an older one is opened with that one.
 * Each use has a key of its own, derived from its generation, so that none does two works. Generation 1 is the exception: it is the key
 * of installations made before uses were apart, and is used as it is.
 */
export class KeyRing {
  readonly name: string;
  #material: ReadonlyMap<number, Buffer>;
  #derived = new Map<string, KeyObject>();
  #known: KnownGeneration;

  constructor(name: string, material: KeyMaterial) {
    this.name = name;
    this.#material = generationsOf(material);
    this.#known = { active: Math.max(...this.#material.keys()), settled: true };
  }

  get active(): number {
    return this.#known.active;
  }

  get isSettled(): boolean {
    return this.#known.settled;
  }

  /** Every generation known here, the active one first, then the newest. */
  get generations(): number[] {
    const others = [...this.#material.keys()].filter((generation) => generation !== this.active);
    return [this.active, ...others.sort((a, b) => b - a)];
  }

  /** Generations under which what is compared row by row is written: two while the older rows are being made again. */
  get writing(): number[] {
    const [active = 0, ...others] = this.generations;
    const before = others.find((generation) => generation < active);
    return this.#known.settled || before === undefined ? [active] : [active, before];
  }

  /** The key of one use. Throws UnknownGeneration. */
  key(use: string, generation = this.active): KeyObject {
    const name = `${generation} ${use}`;
    const known = this.#derived.get(name);
    if (known !== undefined) return known;
    const derived = createSecretKey(this.secret(use, generation));
    this.#derived.set(name, derived);
    return derived;
  }

  /** The same, as bytes, for libraries that ask for them. */
  secret(use: string, generation = this.active): Buffer {
    const material = this.#material.get(generation);
    if (material === undefined) throw new UnknownGeneration(this.name, generation);
    return generation === 1 ? material : Buffer.from(hkdfSync('sha256', material, '', `guichet ${this.name} ${use}`, 32));
  }

  /** Says whether two processes hold the same key, and nothing of it. Null when the generation is not known here. */
  checkValue(generation: number): Buffer | null {
    const material = this.#material.get(generation);
    return material === undefined ? null : createHmac('sha256', material).update(`guichet ${this.name} check`).digest().subarray(0, 8);
  }

  /** Takes the generations that were given since; what was known and is given no more is forgotten. */
  learn(material: KeyMaterial): void {
    this.#material = generationsOf(material);
    this.#derived.clear();
  }

  activate(known: KnownGeneration): void {
    if (!this.#material.has(known.active)) throw new UnknownGeneration(this.name, known.active);
    this.#known = known;
  }
}

export function generationsOf(material: KeyMaterial): ReadonlyMap<number, Buffer> {
  return Buffer.isBuffer(material) ? new Map([[1, material]]) : material;
}

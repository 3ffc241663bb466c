import { createHash, type KeyObject } from 'node:crypto';
import { type KnownGeneration, UnknownGeneration } from './key-ring.ts';

/** What roots are proved with; the private half only where they are signed, and of the active generation only. */
export interface SigningPair {
  publicKey: KeyObject;
  privateKey?: KeyObject | undefined;
}

/** The key that signs the journals' roots, in all its generations: the newest signs, each proves what it signed. */
export class SigningRing {
  readonly name = 'signing';
  #pairs: ReadonlyMap<number, SigningPair>;
  #active: number;

  constructor(pairs: SigningPair | ReadonlyMap<number, SigningPair>) {
    this.#pairs = pairsOf(pairs);
    this.#active = Math.max(...this.#pairs.keys());
  }

  get active(): number {
    return this.#active;
  }

  /** Nothing that was signed is ever signed again. */
  get isSettled(): boolean {
    return true;
  }

  get generations(): number[] {
    return [...this.#pairs.keys()].sort((a, b) => b - a);
  }

  /** What signs now. Throws UnknownGeneration where its private half was not given. */
  signer(): { generation: number; privateKey: KeyObject } {
    const privateKey = this.#pairs.get(this.#active)?.privateKey;
    if (privateKey === undefined) throw new UnknownGeneration(this.name, this.#active);
    return { generation: this.#active, privateKey };
  }

  /** What a generation signed is proved with this; null when it is not known here. */
  publicKey(generation: number): KeyObject | null {
    return this.#pairs.get(generation)?.publicKey ?? null;
  }

  checkValue(generation: number): Buffer | null {
    const der = this.publicKey(generation)?.export({ format: 'der', type: 'spki' });
    return der === undefined ? null : createHash('sha256').update(der).digest().subarray(0, 8);
  }

  learn(pairs: SigningPair | ReadonlyMap<number, SigningPair>): void {
    this.#pairs = pairsOf(pairs);
  }

  activate({ active }: KnownGeneration): void {
    if (!this.#pairs.has(active)) throw new UnknownGeneration(this.name, active);
    this.#active = active;
  }
}

function pairsOf(pairs: SigningPair | ReadonlyMap<number, SigningPair>): ReadonlyMap<number, SigningPair> {
  return 'publicKey' in pairs ? new Map([[1, pairs]]) : pairs;
}

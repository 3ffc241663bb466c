import { readSecrets } from './key-generations.ts';
import { type GivenKeys, keyVariables, recordKeys, signingPairs } from './keys.ts';
import { Problem } from './problem.ts';

const names = [...recordKeys, 'session'] as const;

const drawn = 'tirez-la au hasard (openssl rand -base64 32)';
/** Thirty-two random bytes have thirty values on average; fewer than this happens to nobody. */
const fewestValues = 20;

/** What is wrong with the keys that were given: weak ones, those that do two works, and a signing key that is none. French; no key is repeated. */
export function keyFaults(given: GivenKeys): string[] {
  const faults: string[] = [];
  const seen = new Map<string, string>();
  for (const name of names) {
    for (const [generation, bytes] of readSecrets(given[name] ?? '') ?? []) {
      if (isWeak(bytes)) faults.push(`${keyVariables[name]} se devine : ${drawn}.`);
      const other = seen.get(bytes.toString('hex'));
      const here = other === keyVariables[name] ? `une autre génération que la ${generation}` : other;
      if (other !== undefined) faults.push(`${keyVariables[name]} a la même valeur que ${here} : donnez à chacune la sienne, ${drawn}.`);
      else seen.set(bytes.toString('hex'), keyVariables[name]);
    }
  }
  if (given.signing !== undefined) faults.push(...refusalOf(() => signingPairs(given.signing ?? '')));
  return faults;
}

function refusalOf(read: () => unknown): string[] {
  try {
    read();
    return [];
  } catch (failure) {
    if (failure instanceof Problem) return [failure.message];
    throw failure;
  }
}

/** One of the keys that nobody drew at random: a byte repeated, a pattern, a sequence, words. */
function isWeak(bytes: Buffer): boolean {
  if (new Set(bytes).size < fewestValues) return true;
  if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) return true;
  const steps = bytes.subarray(1).map((byte, index) => byte - (bytes[index] ?? 0));
  return new Set(steps).size < fewestValues / 2;
}

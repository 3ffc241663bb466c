/** How a process keeps up with the generations of the keys it holds: at its start, and while it runs. */
import { adoptGenerations, type FollowedKey, followGenerations, WrongKey } from '../database/generations.ts';
import type { KeyRing } from '../database/key-ring.ts';
import type { Database } from '../database/pool.ts';
import { SigningRing } from '../database/signing-ring.ts';
import { type KeyName, type Keys, keyVariables } from '../settings/keys.ts';
import { Problem } from '../settings/problem.ts';

/** What a process holds beside the keys of the record. */
export type OwnRing = KeyRing | SigningRing;

/** Takes up the generations this database works with. Throws a Problem when the keys given are not its own; rejects when it is away. */
export async function adoptKeys({ pool, keys }: Pick<Database, 'pool' | 'keys'>, own: readonly OwnRing[] = []): Promise<void> {
  await adoptGenerations(pool, [...Object.values(keys), ...own]).catch((failure: unknown) => {
    throw failure instanceof WrongKey ? problemOf(failure) : failure;
  });
}

function problemOf({ key, generation, why }: WrongKey): Problem {
  const variable = keyVariables[key as KeyName];
  return new Problem(
    why === 'ANOTHER'
      ? `${variable} n’est pas la clé de cette base (génération ${generation}) : remettez celle d’avant, depuis sa sauvegarde.`
      : `${variable} n’a pas la génération ${generation}, que cette base emploie : ajoutez-la (docs/operations.md, « Keys »).`,
  );
}

interface KeyFollowing {
  process: 'api' | 'worker' | 'start';
  own?: readonly OwnRing[];
  /** Reads again what this process was given. */
  keysAgain(): Partial<Keys>;
  log: { error(about: object, sentence: string): void; info(about: object, sentence: string): void };
  everyMs?: number;
}

/** Keeps up until stopped. What is wrong is said once and changes nothing: the process goes on with what it knows. */
export function followKeys(
  { pool, keys }: Pick<Database, 'pool' | 'keys'>,
  { process, own = [], keysAgain, log, everyMs }: KeyFollowing,
): ReturnType<typeof followGenerations> {
  const all: readonly (OwnRing & FollowedKey)[] = [...Object.values(keys), ...own];
  return followGenerations({
    pool,
    keys: all,
    process,
    learnAgain: () => {
      const again = keysAgain();
      for (const ring of all) learn(ring, again);
    },
    tell: (wrong) => {
      if (wrong === null) log.info({ code: 'KEYS_RIGHT' }, 'the keys are those of the database again');
      else if (wrong instanceof WrongKey)
        log.error({ code: `KEY_${wrong.why}`, key: wrong.key, generation: wrong.generation }, problemOf(wrong).message);
    },
    ...(everyMs !== undefined && { everyMs }),
  });
}

function learn(ring: OwnRing, again: Partial<Keys>): void {
  if (ring instanceof SigningRing) {
    if (again.signing !== undefined) ring.learn(again.signing);
    return;
  }
  const material = again[ring.name as Exclude<KeyName, 'signing'>];
  if (material !== undefined) ring.learn(material);
}

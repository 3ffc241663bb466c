import { knownGenerations } from '../../database/generations.ts';
import { KeyRing } from '../../database/key-ring.ts';
import { connect } from '../../database/pool.ts';
import { SigningRing } from '../../database/signing-ring.ts';
import { leftToMake } from '../../rotation/left.ts';
import { rotateKey } from '../../rotation/rotation.ts';
import { databaseOf } from '../../runtime/running.ts';
import { readSettings, type Settings } from '../../settings/config.ts';
import { writePublic } from '../../settings/key-generations.ts';
import { addGeneration, allKeys, type KeyName, keyVariables, loadKeys, recordKeys, verifyingPairs } from '../../settings/keys.ts';
import { Problem } from '../../settings/problem.ts';
import { WrongUse } from '../../settings/wrong-use.ts';
import { withDatabase } from './database.ts';

/** `guichet keys rotate NAME`: changes a key while the desk runs; broken off, the same command goes on. */
export async function rotate(text: string): Promise<void> {
  const name = allKeys.find((one) => one === text);
  if (name === undefined) throw new WrongUse(`« ${text} » n’est pas une clé : choisissez ${allKeys.join(', ')}.`);
  const settings = readSettings(process.env, 'command');
  const { databaseOwnerUrl: url } = databaseOf(settings);
  if (url === undefined)
    throw new Problem(
      'DATABASE_OWNER_URL manque : changer une clé demande le rôle propriétaire de la base (le rôle de l’application ne le peut pas).',
    );
  const db = connect({ url, keys: loadKeys(settings, recordKeys), connections: 2, acting: { as: 'COMMAND' } });
  const key = name === 'session' || name === 'signing' ? ringOf(settings, name) : db.keys[name];
  try {
    await rotateKey({ name, db, key, make: maker(settings, name, key), say: (sentence) => console.log(sentence) });
  } finally {
    await db.end();
  }
}

function ringOf(settings: Settings, name: 'session' | 'signing'): KeyRing | SigningRing {
  return name === 'signing' ? new SigningRing(loadKeys(settings, [name]).signing) : new KeyRing(name, loadKeys(settings, [name]).session);
}

/** A key that is a file of this machine is given its next generation here; one that is given, by whoever gives it. */
function maker(settings: Settings, name: KeyName, key: KeyRing | SigningRing): (() => void) | undefined {
  if (settings.mode === 'production' || settings.givenKeys[name] !== undefined) return undefined;
  return () => {
    addGeneration(settings.dataFolder, name);
    if (key instanceof SigningRing) key.learn(loadKeys(settings, ['signing']).signing);
    else key.learn(loadKeys(settings, [name])[name] as ReadonlyMap<number, Buffer>);
  };
}

/** `guichet keys generations`: which generations each key has, since when, what older ones are still needed for, and the public keys. */
export async function printGenerations({ json = false }: { json?: boolean }): Promise<void> {
  const settings = readSettings(process.env, 'command');
  const publicKeys = writePublic(verifyingPairs(settings));
  await withDatabase(async (db) => {
    const known = await knownGenerations(db.pool);
    const left = await leftToMake(db);
    if (json) return console.log(JSON.stringify({ generations: known, left, publicKeys: publicKeys.split('\n') }, null, 2));
    for (const name of allKeys) {
      const [newest, ...older] = known.filter((one) => one.name === name);
      if (newest === undefined) console.log(`${keyVariables[name]} : jamais employée sur cette base.`);
      else
        console.log(
          `${keyVariables[name]} : génération ${newest.generation} depuis le ${newest.since.toISOString().slice(0, 10)}${newest.settledAt === null ? ', changement en cours (relancez « keys rotate »)' : ''}${older.length === 0 ? '' : ` ; avant : ${older.map(({ generation }) => generation).join(', ')}`}.`,
        );
    }
    for (const { key, what, n } of left) console.log(`${n} ${what} d’une génération d’avant (relancez « keys rotate ${key} »).`);
    console.log(`\nGUICHET_SIGNING_PUBLIC_KEY, pour vérifier ailleurs :\n${publicKeys}`);
  });
}

/**
 * Changing a key while the desk runs. Its next generation is known to every process before it is made active; what can be made again under
 * it is, some at a time; nothing that names the older one stops being read. Broken off, it goes on where it was.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { reindexLikeness } from '../cases/record/likeness.ts';
import {
  activateGeneration,
  adoptGenerations,
  type FollowedKey,
  holdersOf,
  type KeyHolder,
  knownGenerations,
  settleGeneration,
  unsettledGeneration,
} from '../database/generations.ts';
import { type Database, departments } from '../database/pool.ts';
import { rewrapSome } from '../database/rewrap.ts';
import { reindexFiles } from '../files/reindex.ts';
import { reindexMails } from '../intake/email/reindex.ts';
import { type KeyName, keyVariables } from '../settings/keys.ts';
import { Problem } from '../settings/problem.ts';
import { leftToMake } from './left.ts';

const keysAtOnce = 500;
const casesAtOnce = 50;
const filesAtOnce = 10;
const mailsAtOnce = 20;
const usualPatienceMs = 60_000;

export interface Rotation {
  name: KeyName;
  /** The owner's role: the application's may change no key. */
  db: Database;
  /** The key that changes, as this process was given it. */
  key: FollowedKey;
  /** Makes a generation where the keys are files of this machine, and teaches it to `key`; undefined where they are given. */
  make: (() => void) | undefined;
  /** Told in French how it goes. */
  say(sentence: string): void;
  /** How long the other processes are waited for. */
  patienceMs?: number;
}

/** Rotates a key. Throws a Problem that says what to do when a process lacks the new generation; called again, it goes on. */
export async function rotateKey(rotation: Rotation): Promise<void> {
  const { name, db, key, say } = rotation;
  const { pool } = db;
  await adoptGenerations(pool, [key]);
  const makeAgain = { master: rewrapAll, index: reindexAll, journal: null, session: null, signing: null }[name];
  if (makeAgain === null || !(await isUnfinished(rotation))) {
    const next = (await unsettledGeneration(pool, name)) ?? (await activateNext(rotation));
    await untilHeldBy(rotation, ({ active }) => active === next, `n’emploient pas encore la génération ${next}`);
    await adoptGenerations(pool, [key]);
    await makeAgain?.(db, say);
    await settleGeneration(pool, name, next);
    await adoptGenerations(pool, [key]);
  } else say(`Le changement de ${keyVariables[name]} n’était pas terminé : il reprend, sans autre génération.`);
  if (makeAgain !== null) {
    // Until each process knows that it is settled, some still write under both, and what was on its way came under the older one alone.
    await untilHeldBy(rotation, ({ settled }) => settled, 'n’ont pas encore terminé');
    await makeAgain(db, () => undefined);
  }
  say(`La génération ${key.active} de ${keyVariables[name]} est active.`);
}

/** Whether the last change of a key was settled and broken off before what came meanwhile was made again. */
async function isUnfinished({ name, db }: Rotation): Promise<boolean> {
  const [newest, ...older] = (await knownGenerations(db.pool)).filter((one) => one.name === name);
  if (newest === undefined || newest.settledAt === null || older.length === 0) return false;
  if ((await holdersOf(db.pool, name)).some(({ active, settled }) => active === newest.generation && !settled)) return true;
  return (await leftToMake(db)).some(({ key }) => key === name);
}

async function activateNext(rotation: Rotation): Promise<number> {
  const { name, db, key, make, say } = rotation;
  if (Math.max(...key.generations) === key.active) {
    if (make === undefined)
      throw new Problem(
        `${keyVariables[name]} n’a pas de génération après la ${key.active} : donnez à chaque processus « ${key.active + 1}:<nouvelle clé> » avant ce qui s’y trouve, relancez-les un par un, puis recommencez.`,
      );
    make();
    say(`Une nouvelle génération de ${keyVariables[name]} est faite.`);
  }
  const next = Math.max(...key.generations);
  await untilHeldBy(rotation, ({ generations }) => generations.includes(next), `n’ont pas la génération ${next}`);
  await activateGeneration(db.pool, key, next, name !== 'master' && name !== 'index');
  return next;
}

/** Waits until it is so for every process that holds the key and lives. Throws a Problem that names those for which it is not. */
async function untilHeldBy({ db, name, patienceMs = usualPatienceMs }: Rotation, isSo: (holder: KeyHolder) => boolean, what: string): Promise<void> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const others = (await holdersOf(db.pool, name)).filter((holder) => !isSo(holder)).map(({ process }) => process);
    if (others.length === 0) return;
    if (Date.now() > until)
      throw new Problem(`Des processus ${what} de ${keyVariables[name]} (${others.join(', ')}) : donnez-la-leur et relancez-les, puis recommencez.`);
    await delay(500);
  }
}

async function rewrapAll(db: Database, say: Rotation['say']): Promise<void> {
  await everywhere(
    db,
    (department) => rewrapSome(db, department, keysAtOnce),
    (n) => say(`${n} clés de dossiers enveloppées à nouveau.`),
  );
}

async function reindexAll(db: Database, say: Rotation['say']): Promise<void> {
  await everywhere(
    db,
    (department) => reindexLikeness(db, department, casesAtOnce),
    (n) => say(`${n} dossiers indexés à nouveau.`),
  );
  await everywhere(
    db,
    (department) => reindexFiles(db, department, filesAtOnce),
    (n) => say(`${n} fichiers indexés à nouveau.`),
  );
  await everywhere(
    db,
    (department) => reindexMails(db, department, mailsAtOnce),
    (n) => say(`${n} courriels indexés à nouveau.`),
  );
}

/** Does some at a time in each department until nothing is left. */
async function everywhere(db: Database, some: (department: string) => Promise<number>, done: (n: number) => void): Promise<void> {
  let all = 0;
  for (const department of await departments(db)) {
    for (let n = await some(department); n > 0; n = await some(department)) all += n;
  }
  done(all);
}

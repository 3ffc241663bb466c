import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { backUp } from '../../backup/back-up.ts';
import { makeIdentity, readIdentity } from '../../backup/identity.ts';
import { beginningOf, restore } from '../../backup/restore.ts';
import { migrate, migrations } from '../../database/migrate.ts';
import { Launcher } from '../../runtime/launcher.ts';
import { holderOf } from '../../runtime/lock.ts';
import { postgresUrls, wholeUrl } from '../../runtime/postgres.ts';
import { readRecord } from '../../runtime/processes.ts';
import { readSettings, type Settings } from '../../settings/config.ts';
import { keysFolder } from '../../settings/keys.ts';
import { Problem } from '../../settings/problem.ts';
import { verifyJournal } from './journal.ts';

const dated = new Intl.DateTimeFormat('fr', { dateStyle: 'full', timeStyle: 'medium', timeZone: 'UTC' });
const counted = new Intl.NumberFormat('fr');

/** `guichet backup-key FILE`: makes what opens backups. The file is kept far from them and from this machine; what is shown is given to `backup`. */
export async function makeBackupKey(file: string): Promise<void> {
  const recipient = await makeIdentity(file);
  console.log(`${file} ouvre les sauvegardes : gardez-le loin d’elles et de cette machine. Pour sauvegarder, donnez :\n  --recipient ${recipient}`);
}

/** `guichet backup FOLDER --recipient age1…`: keeps the database of the data folder, whether the desk runs or not. */
export async function makeBackup(folder: string, { recipient }: { recipient: string }): Promise<void> {
  const settings = embedded();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await withServer(settings, async (port) => {
    const { content, keys, rows } = await backUp(wholeUrl(settings.dataFolder, port), folder, recipient, Date.now());
    console.log(`${counted.format(rows)} lignes gardées dans :\n  ${content}\n  ${keys}`);
    console.log(`Gardez les deux à part l’un de l’autre, et les clés du guichet (${keysFolder(settings.dataFolder)}) ailleurs encore.`);
  });
}

/** `guichet restore CONTENT KEYS --identity FILE`: puts a backup into an empty data folder, and verifies every journal of it. */
export async function restoreBackup(content: string, keys: string, { identity }: { identity: string }): Promise<void> {
  const settings = embedded();
  const { dataFolder } = settings;
  if (holderOf(dataFolder) !== undefined)
    throw new Problem(`Le guichet de ${dataFolder} tourne : une sauvegarde se remet dans un dossier vide (GUICHET_DATA).`);
  if (!existsSync(join(keysFolder(dataFolder), 'master.key')))
    throw new Problem(`Remettez d’abord les clés du guichet dans ${keysFolder(dataFolder)} : sans elles, rien de ce qui est scellé ne s’ouvre.`);
  const backup = { content, keys, identity: readIdentity(identity) };
  const { migrations: shape } = await beginningOf(backup);
  const known = new Set(migrations.map(([name]) => name));
  if (shape.some((name) => !known.has(name))) throw new Problem('Cette sauvegarde vient d’une version plus récente : installez-la d’abord.');
  await withServer(settings, async (port) => {
    const { ownerUrl } = postgresUrls(dataFolder, port);
    await migrate(ownerUrl, shape.at(-1));
    const { takenAt, rows } = await restore(wholeUrl(dataFolder, port), backup);
    await migrate(ownerUrl);
    console.log(`${counted.format(rows)} lignes remises, telles qu’elles étaient ${dated.format(takenAt)} (UTC).`);
    console.log('Ce qui est venu après n’y est pas : reprenez-le des boîtes aux lettres. Un message parti après cet instant repart.');
    await verifyJournal({});
  });
}

/** A server that is not ours has tools of its own, which do more. */
function embedded(): Settings {
  const settings = readSettings(process.env, 'command');
  if (settings.databaseUrl !== undefined)
    throw new Problem('Cette base est donnée par DATABASE_URL : gardez-la avec les outils de son serveur (docs/operations.md).');
  return settings;
}

/** The server of the data folder: the one that runs, or one that is started for this and stopped after. */
async function withServer(settings: Settings, work: (port: number) => Promise<void>): Promise<void> {
  const launcher = holderOf(settings.dataFolder) === undefined ? new Launcher(settings, (said) => console.log(said)) : null;
  try {
    await launcher?.prepare();
    await launcher?.startDatabase();
    const port = readRecord(settings.dataFolder, 'postgres')?.port;
    if (port === undefined) throw new Problem(`La base de ${settings.dataFolder} ne tourne pas encore : réessayez dans un instant.`);
    await work(port);
  } finally {
    await launcher?.stop('orderly');
  }
}

/** What can be wrong on a machine, each with what to do about it. */
import { accessSync, constants, readdirSync, statfsSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { connect as connectTo } from '../database/pool.ts';
import type { Settings } from '../settings/config.ts';
import { keysFolder } from '../settings/keys.ts';
import { Problem, sentenceOf } from '../settings/problem.ts';
import { productionRules } from '../settings/production.ts';
import { databaseRules } from './database-rules.ts';
import { holderOf } from './lock.ts';
import { isPortFree } from './ports.ts';
import { databaseOf, ownerUrlOf, recordConfig, temporalAddressOf } from './running.ts';

export interface Check {
  title: string;
  /** Undefined when all is well; else a French sentence that says what to do. Never throws. */
  remedyFor(settings: Settings): Promise<string | undefined>;
}

const leastFreeBytes = 1024 ** 3;

export const checks: Check[] = [
  check('Node 24', () => {
    if (!process.versions.node.startsWith('24.')) {
      return `Node ${process.versions.node} tourne ici : lancez par « npm start » ou « npx guichet », qui prennent le Node 24 du projet.`;
    }
  }),
  check('Dossier de données', ({ dataFolder }) => {
    try {
      accessSync(nearestFolder(dataFolder), constants.W_OK | constants.X_OK);
    } catch {
      return `${dataFolder} ne peut pas être écrit : corrigez ses droits, ou choisissez-en un autre par GUICHET_DATA.`;
    }
  }),
  check('Place sur le disque', ({ dataFolder }) => {
    const { bavail, bsize } = statfsSync(nearestFolder(dataFolder));
    if (bavail * bsize < leastFreeBytes) return `moins de 1 Go est libre sous ${dataFolder} : faites de la place.`;
  }),
  check('Clés', ({ dataFolder, mode }) => {
    const folder = keysFolder(dataFolder);
    if (statSync(folder, { throwIfNoEntry: false }) === undefined) {
      return mode === 'production' || holderOf(dataFolder) === undefined ? undefined : `${folder} a disparu : remettez-le depuis sa sauvegarde.`;
    }
    const open = [folder, ...readdirSync(folder).map((name) => join(folder, name))].filter(
      (path) => ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0,
    );
    if (open.length > 0) return `${open.join(', ')} peut être lu par d’autres comptes : chmod -R go= ${folder}.`;
  }),
  check('Port des pages', async ({ dataFolder, port, listen = '127.0.0.1' }) => {
    if (holderOf(dataFolder) !== undefined)
      return reach(
        { host: listen === '0.0.0.0' || listen === '::' ? '127.0.0.1' : listen, port },
        'les pages ne répondent pas : lisez logs/api.log sous le dossier de données',
      );
    if (!(await isPortFree(port, undefined)))
      return `le port ${port} est pris par un autre programme : fermez-le, ou choisissez-en un autre par GUICHET_PORT.`;
  }),
  check('Base de données', async (settings) => {
    const { missingMigrations } = await import('../database/migrate.ts');
    const missing = await missingMigrations(ownerUrlOf(settings) ?? databaseOf(settings).databaseUrl).catch((failure: unknown) => {
      throw new Problem(`elle ne répond pas (${sentenceOf(failure)}) : vérifiez DATABASE_URL, ou relancez « npm start ».`);
    });
    if (missing.length > 0) return `il lui manque ${missing.join(', ')} : lancez « npx guichet migrate ».`;
  }),
  check('Temporal', (settings) => {
    const temporalAddress = temporalAddressOf(settings);
    const [host = '', port = ''] = temporalAddress.split(':');
    return reach({ host, port: Number(port) }, `Temporal ne répond pas à ${temporalAddress} : vérifiez TEMPORAL_ADDRESS, ou relancez « npm start »`);
  }),
  check('Courrier sortant', ({ smtpUrl }) => {
    const { hostname, port, protocol } = new URL(smtpUrl);
    const usual = protocol === 'smtps:' ? 465 : 587;
    return reach(
      { host: hostname, port: Number(port) || usual },
      'le serveur de courrier ne répond pas : vérifiez SMTP_URL, ou relancez « npm start »',
    );
  }),
  check('Boîtes aux lettres', async ({ mailboxes }) => {
    const { tryMailbox } = await import('../intake/email/imap.ts');
    for (const mailbox of mailboxes) {
      const name = `GUICHET_IMAP_${mailbox.department}`;
      const failure = await tryMailbox(mailbox).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      if (failure === null) continue;
      return typeof failure === 'object' && 'authenticationFailed' in failure
        ? `la boîte du ${mailbox.department} refuse ce compte : vérifiez le nom et le mot de passe de ${name}.`
        : `la boîte du ${mailbox.department} ne s’ouvre pas : vérifiez le serveur et le dossier de ${name}.`;
    }
  }),
  check('Courriels reçus', async (settings) => {
    const { mailsWaiting } = await import('../intake/email/quarantine.ts');
    const { databaseUrl: url, keys } = recordConfig(settings);
    const db = connectTo({ url, keys, connections: 1, acting: { as: 'COMMAND' } });
    try {
      const waiting = await mailsWaiting(db);
      if (waiting.length > 0)
        return `${waiting.map(({ department, mails }) => `${mails} attend${mails > 1 ? 'ent' : ''} d’être trié${mails > 1 ? 's' : ''} dans le ${department}`).join(', ')} depuis plus d’une minute : lisez logs/worker.log sous le dossier de données, ou prenez-les depuis la page « Courriels ».`;
    } finally {
      await db.end();
    }
  }),
  check('Antivirus', ({ clamd }) => {
    if (clamd !== undefined)
      return reach(clamd, 'clamd ne répond pas, les fichiers sont donc gardés avec la mention « non vérifié » : vérifiez GUICHET_CLAMD');
  }),
];

/** What a production start would refuse, rule by rule; those of the settings need nothing to run. */
export const productionChecks: Check[] = [
  ...productionRules.map(({ title, faults }) => check(title, (settings) => sentences(faults(settings)))),
  ...databaseRules.map(({ title, faults }) => check(title, async (settings) => sentences(await faults(databaseOf(settings))))),
];

const sentences = (faults: string[]): string | undefined => (faults.length === 0 ? undefined : faults.join(' '));

type Look = (settings: Settings) => string | undefined | Promise<string | undefined>;

function check(title: string, look: Look): Check {
  return {
    title,
    remedyFor: async (settings) => {
      try {
        return await look(settings);
      } catch (failure) {
        return sentenceOf(failure);
      }
    },
  };
}

/** The data folder, or while it does not exist yet the parent it would be made in. */
function nearestFolder(folder: string): string {
  return statSync(folder, { throwIfNoEntry: false }) === undefined ? nearestFolder(dirname(folder)) : folder;
}

function reach(at: { host: string; port: number } | { path: string }, otherwise: string): Promise<string | undefined> {
  return new Promise((answer) => {
    const socket = connect({ ...at, timeout: 5_000 });
    const settle = (remedy: string | undefined) => {
      socket.destroy();
      answer(remedy);
    };
    socket.once('connect', () => settle(undefined));
    socket.once('timeout', () => settle(`${otherwise}.`));
    socket.once('error', () => settle(`${otherwise}.`));
  });
}

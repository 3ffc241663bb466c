#!/usr/bin/env node
/** The one command line. Each command is a file of its own, read only when it is called. */
import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { Command } from 'commander';
import { CalendarError } from '../calendar/refusal.ts';
import { projectRoot } from '../settings/config.ts';
import { Problem } from '../settings/problem.ts';
import { WrongUse } from '../settings/wrong-use.ts';

// Half of a start is reading the code: what was compiled is kept for the next one, and for the processes started from here. It stays beside
// the code, where only whoever installs it may write; where nobody may, nothing is kept.
process.env.NODE_COMPILE_CACHE ??= join(projectRoot, 'node_modules', '.cache', 'compiled');
enableCompileCache(process.env.NODE_COMPILE_CACHE);

const settingsFile = join(projectRoot, '.env');
if (existsSync(settingsFile)) process.loadEnvFile(settingsFile);

const program = new Command('guichet').description('Guichet départemental des alertes pour maltraitance d’adultes vulnérables');

program
  .command('start')
  .description('lance tout : base, moteur, boîte locale, API et worker')
  .action(async () => (await import('./commands/start.ts')).start());
program
  .command('api')
  .description('lance l’API et les pages')
  .action(async () => (await import('./commands/api.ts')).api());
program
  .command('worker')
  .description('lance le worker, qui porte les échéances et les envois')
  .action(async () => (await import('./commands/worker.ts')).worker());
program
  .command('mailbox')
  .description('lance la boîte locale, qui reçoit tous les courriels')
  .action(async () => (await import('./commands/mailbox.ts')).mailbox());
program
  .command('migrate')
  .description('met la base à la forme de cette version')
  .action(async () => (await import('./commands/migrate.ts')).migrateDatabase());
program
  .command('find-index')
  .description('rend les dossiers d’une version d’avant trouvables par nom, téléphone et rue')
  .action(async () => (await import('./commands/find-index.ts')).findIndex());
program
  .command('doctor')
  .description('vérifie chaque partie et dit comment la réparer')
  .option('--production', 'dit aussi ce que le mode production refuserait')
  .action(async (options) => (await import('./commands/doctor.ts')).doctor(options));

program
  .command('simulate')
  .description('joue une situation : qui serait prévenu, relancé, et quand')
  .option('--department <code>', 'département, par exemple 54')
  .option('--facts <fichier>', 'faits codés, JSON ou YAML')
  .option('--at <instant>', 'date et heure, par exemple 2026-11-20T10:00:00+01:00')
  .option('--scenario <fichier>', 'essai à blanc téléchargé : à lui seul, il dit tout le reste')
  .option('--procedure <nom>', 'protocole de la bibliothèque (national, national@1) ou fichier')
  .option('--behaviour <fichier>', 'ce que fait chaque destinataire')
  .option('--directory <dossier>', 'dossier des annuaires (par défaut, la démonstration)')
  .option('--json', 'sortie pour une machine')
  .action(async (options) => (await import('./commands/simulate.ts')).printSimulation(options));
program
  .command('verify')
  .description('prouve le protocole d’un département, ou montre par un exemple ce qui manque')
  .requiredOption('--department <code>', 'département, par exemple 54')
  .option('--procedure <nom>', 'protocole de la bibliothèque (national, national@1) ou fichier')
  .option('--directory <dossier>', 'dossier des annuaires (par défaut, la démonstration)')
  .option('--json', 'sortie pour une machine')
  .action(async (options) => (await import('./commands/verify.ts')).printProof(options));
program
  .command('situations')
  .description('joue les situations types sur un protocole, et dit celles qui ne donnent pas ce qui est attendu')
  .requiredOption('--department <code>', 'département, par exemple 54')
  .option('--procedure <nom>', 'protocole de la bibliothèque (national, national@1) ou fichier')
  .option('--directory <dossier>', 'dossier des annuaires (par défaut, la démonstration)')
  .action(async (options) => (await import('./commands/situations.ts')).printSituations(options));
program
  .command('deadline')
  .description('dit quand un délai se termine, et les jours sautés')
  .requiredOption('--calendar <département>', 'calendrier du département, par exemple 57')
  .requiredOption('--from <instant>', 'début, par exemple 2026-04-02T16:00:00+02:00')
  .requiredOption('--span <délai>', 'hours:48, days:7, workingHours:8 ou workingDays:2')
  .option('--hours <heures>', 'heures d’ouverture, par exemple "Mon-Fri 09:00-12:00,13:00-17:00"')
  .action(async (options) => (await import('./commands/deadline.ts')).printDeadline(options));

const procedures = program.command('procedures').description('protocoles');
procedures
  .command('publish <fichier>')
  .description('publie une version du protocole')
  .requiredOption('--department <code>', 'département, par exemple 54')
  .action(async (file, options) => (await import('./commands/publish.ts')).publishProcedureFile(file, options));
const directory = program.command('directory').description('annuaire');
directory
  .command('import [fichier]')
  .description('publie une révision de l’annuaire ; avec --from, reprend les établissements du fichier national (FiNESS)')
  .option('--department <code>', 'département ; attendu dans le fichier')
  .option('--from <fichier>', 'fichier de FiNESS : structures ou activités (JSON, .gz), ou extraction des établissements (CSV)')
  .option('--dry-run', 'dit ce qui serait ajouté, changé, absent, refusé, sans rien changer')
  .option('--undo <numéro>', 'annule la dernière reprise d’établissements')
  .action(async (file, options) =>
    options.from === undefined && options.undo === undefined
      ? (await import('./commands/publish.ts')).importDirectoryFile(file, options)
      : (await import('./commands/establishments.ts')).importEstablishments(options),
  );
directory
  .command('coverage')
  .description('dit qui répond pour chaque rôle dans chaque commune, et ce qui manque')
  .requiredOption('--department <code>', 'département, par exemple 54')
  .option('--json', 'sortie pour une machine')
  .action(async (options) => (await import('./commands/directory.ts')).printCoverage(options));
directory
  .command('resolve')
  .description('dit qui serait saisi de faits, pourquoi, et pourquoi pas les autres')
  .requiredOption('--department <code>', 'département, par exemple 54')
  .requiredOption('--facts <fichier>', 'faits codés, JSON ou YAML')
  .requiredOption('--at <instant>', 'date et heure, par exemple 2026-11-20T10:00:00+01:00')
  .option('--json', 'sortie pour une machine')
  .action(async (options) => (await import('./commands/directory.ts')).printResolution(options));

program
  .command('setup')
  .description('crée un vrai département et ses deux premiers comptes')
  .option('--department <code>', 'code du département')
  .option('--name <nom>', 'nom du département')
  .option('--coordinator <nom>', 'nom de la coordination')
  .option('--email <adresse>', 'adresse de la coordination')
  .option('--second <nom>', 'nom d’une seconde personne de la coordination')
  .option('--second-email <adresse>', 'son adresse')
  .option('--directory <fichier>', 'annuaire à importer')
  .action(async (options) => (await import('./commands/setup.ts')).setup(options));
program
  .command('demonstration')
  .description('joue dans un département de démonstration une année de dossiers inventés, jusqu’à maintenant')
  .option('--year', 'une année')
  .option('--department <code>', 'département de démonstration', '54')
  .option('--seed <graine>', 'la même graine donne les mêmes dossiers', '1')
  .action(async (options) => (await import('./commands/demonstration.ts')).demonstration(options));
program
  .command('statistics')
  .description('compte les indicateurs d’un département entre deux jours compris')
  .requiredOption('--department <code>', 'département, par exemple 54')
  .requiredOption('--from <jour>', 'premier jour, par exemple 2026-01-01')
  .requiredOption('--to <jour>', 'dernier jour, par exemple 2026-12-31')
  .option('--indicator <id>', 'un seul indicateur')
  .option('--territory <code>', 'un arrondissement ou une intercommunalité')
  .option('--place <code>', 'un lieu des faits')
  .option('--channel <code>', 'une porte d’entrée')
  .option('--json', 'sortie pour une machine')
  .action(async (options) => (await import('./commands/statistics.ts')).printStatistics(options));
program
  .command('activity')
  .description('écrit le tableau d’activité d’une année, dans la forme de celui du réseau')
  .requiredOption('--department <code>', 'département, par exemple 54')
  .requiredOption('--year <année>', 'par exemple 2026')
  .option('--json', 'sortie pour une machine')
  .action(async (options) => (await import('./commands/statistics.ts')).printActivity(options));
program
  .command('tallies')
  .description('relit dans les journaux ce que les indicateurs comptent')
  .requiredOption('--department <code>', 'département, par exemple 54')
  .action(async (options) => (await import('./commands/statistics.ts')).printTallies(options));

program
  .command('backup-key <fichier>')
  .description('fait la clé qui ouvre les sauvegardes')
  .action(async (file) => (await import('./commands/backup.ts')).makeBackupKey(file));
program
  .command('backup <dossier>')
  .description('garde la base dans deux fichiers chiffrés, que le guichet tourne ou non')
  .requiredOption('--recipient <age1…>', 'ce que « backup-key » a montré')
  .action(async (folder, options) => (await import('./commands/backup.ts')).makeBackup(folder, options));
program
  .command('restore <contenu> <clés>')
  .description('remet une sauvegarde dans un dossier de données vide, et vérifie les journaux')
  .requiredOption('--identity <fichier>', 'le fichier que « backup-key » a écrit')
  .action(async (content, keysFile, options) => (await import('./commands/backup.ts')).restoreBackup(content, keysFile, options));

const keys = program.command('keys').description('clés des machines, et clés du guichet');
keys
  .command('create')
  .description('crée une clé d’API pour un an, avec tout ce que son genre permet (voir « api-keys create »)')
  .requiredOption('--department <code>', 'département, par exemple 54')
  .requiredOption('--kind <genre>', 'desk, platform, institution ou partner')
  .option('--organisation <id>', 'organisme de l’annuaire, pour une clé institution ou partner')
  .option('--establishment <id...>', 'autres établissements pour lesquels une clé institution déclare')
  .action(async (options) => (await import('./commands/api-keys.ts')).createKey(options));
keys
  .command('rotate <clé>')
  .description('change une clé pendant que le guichet tourne : master, index, journal, session ou signing')
  .action(async (name) => (await import('./commands/rotate.ts')).rotate(name));
keys
  .command('generations')
  .description('dit les générations de chaque clé, ce qui tient encore aux anciennes, et les clés publiques')
  .option('--json', 'sortie pour une machine')
  .action(async (options) => (await import('./commands/rotate.ts')).printGenerations(options));

const accounts = program.command('accounts').description('comptes');
accounts
  .command('rescue')
  .description('retire la vérification en deux étapes d’une personne qui l’a perdue et n’a pas de collègue ; tous sont avertis')
  .requiredOption('--email <adresse>', 'adresse du compte')
  .action(async (options) => (await import('./commands/rescue.ts')).rescue(options));

const apiKeys = program.command('api-keys').description('clés d’API, par lesquelles d’autres logiciels parlent au guichet');
apiKeys
  .command('create')
  .description('crée une clé, montrée une seule fois')
  .requiredOption('--department <code>', 'département, par exemple 54')
  .requiredOption('--kind <genre>', 'desk, platform, institution ou partner')
  .requiredOption('--label <nom>', 'quel logiciel l’aura, sans nom de personne')
  .requiredOption('--scope <portée...>', 'ce qu’elle permet : voicemail, read, write')
  .requiredOption('--expires <jour>', 'dernier jour, par exemple 2027-11-30')
  .option('--organisation <id>', 'organisme de l’annuaire, pour une clé institution ou partner')
  .option('--establishment <id...>', 'autres établissements pour lesquels une clé institution déclare')
  .option('--json', 'sortie pour une machine')
  .action(async (options) => (await import('./commands/api-keys.ts')).createKey(options));
apiKeys
  .command('list')
  .description('montre les clés d’un département, sans leur texte')
  .requiredOption('--department <code>', 'département, par exemple 54')
  .option('--json', 'sortie pour une machine')
  .action(async (options) => (await import('./commands/api-keys.ts')).printKeys(options));
apiKeys
  .command('revoke <id>')
  .description('révoque une clé pour toujours')
  .requiredOption('--department <code>', 'département, par exemple 54')
  .option('--json', 'sortie pour une machine')
  .action(async (id, options) => (await import('./commands/api-keys.ts')).revokeKey(id, options));
program
  .command('retention')
  .description('durées de conservation, et ce qui est à son terme ; ne détruit rien')
  .requiredOption('--department <code>', 'département, par exemple 54')
  .option('--json', 'sortie pour une machine')
  .action(async (options) => (await import('./commands/retention.ts')).previewRetention(options));

const journal = program.command('journal').description('journal des dossiers');
journal
  .command('verify')
  .description('vérifie la chaîne de chaque dossier et les racines signées')
  .option('--department <code>', 'un seul département')
  .action(async (options) => (await import('./commands/journal.ts')).verifyJournal(options));
journal
  .command('export')
  .description('écrit les racines signées de chaque journée, à garder ailleurs')
  .requiredOption('--department <code>', 'département, par exemple 54')
  .action(async (options) => (await import('./commands/journal.ts')).exportSignedDays(options));

try {
  await program.parseAsync();
} catch (failure) {
  console.error(failure instanceof Problem || failure instanceof CalendarError ? failure.message : failure);
  process.exit(failure instanceof WrongUse ? 2 : 1);
}

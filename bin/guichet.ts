#!/usr/bin/env node
/** The one command line. Each command is a file of its own, read only when it is called. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { projectRoot } from '../runtime/config.ts';
import { Problem } from '../runtime/problem.ts';

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
  .command('doctor')
  .description('vérifie chaque partie et dit comment la réparer')
  .action(async () => (await import('./commands/doctor.ts')).doctor());

try {
  await program.parseAsync();
} catch (failure) {
  console.error(failure instanceof Problem ? failure.message : failure);
  process.exit(1);
}

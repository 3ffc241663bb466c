import { Listr } from 'listr2';
import { readSettings } from '../../runtime/config.ts';
import { Launcher } from '../../runtime/launcher.ts';
import { sentenceOf } from '../../runtime/problem.ts';

/** A terminal's Ctrl-C reaches this process twice, from the terminal and from npm: one press. */
const samePressMs = 500;

/** Brings everything up, says where to go, and stays until Ctrl-C. */
export async function start(): Promise<void> {
  process.umask(0o077);
  const settings = readSettings(process.env);
  const launcher = new Launcher(settings, (sentence) => console.log(`  ${sentence}`));
  stopOnSignals(launcher);
  try {
    await steps(launcher).run();
  } catch (failure) {
    console.error(`\n${sentenceOf(failure)}\n`);
    await launcher.stop('orderly');
    process.exit(1);
  }
  console.log(await welcome(settings.publicUrl, settings.mode, settings.dataFolder));
}

function steps(launcher: Launcher): Listr {
  return new Listr(
    [
      { title: 'Dossier de données', task: () => launcher.prepare() },
      {
        title: 'Parties',
        task: (_context, task) =>
          task.newListr(
            [
              {
                title: 'PostgreSQL 18',
                task: async () => {
                  await launcher.startDatabase();
                  await launcher.migrate();
                },
              },
              { title: 'Temporal (téléchargé la première fois)', task: () => launcher.startEngine() },
              { title: 'Boîte locale', task: () => launcher.startMailbox() },
            ],
            { concurrent: true },
          ),
      },
      { title: 'Départements de démonstration', task: () => launcher.seed() },
      {
        title: 'API et worker',
        task: () => Promise.all([launcher.startChild('api'), launcher.startChild('worker')]),
      },
    ],
    {
      registerSignalListeners: false,
      rendererOptions: { showErrorMessage: false, collapseSubtasks: false },
      fallbackRenderer: 'simple',
    },
  );
}

function stopOnSignals(launcher: Launcher): void {
  let firstAt: number | undefined;
  const stop = (how: 'orderly' | 'hurried') => {
    launcher.stop(how).then(
      () => process.exit(0),
      (failure: unknown) => {
        console.error(sentenceOf(failure));
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (firstAt === undefined) {
        firstAt = performance.now();
        console.log('\nArrêt en cours… (Ctrl-C encore une fois pour presser)');
        stop('orderly');
      } else if (performance.now() - firstAt > samePressMs) {
        stop('hurried');
      }
    });
  }
}

async function welcome(publicUrl: string, mode: string, dataFolder: string): Promise<string> {
  const lines = ['', `Guichet est prêt : ${publicUrl}`, `Courriels envoyés (boîte locale) : ${publicUrl}/boite-locale`];
  if (mode === 'demonstration') lines.push('', 'Comptes de démonstration :', ...(await accountLines()));
  lines.push('', `Données : ${dataFolder}`, 'Ctrl-C arrête tout.', '');
  return lines.join('\n');
}

async function accountLines(): Promise<string[]> {
  const { demonstrationAccounts } = await import('../../database/demonstration.ts');
  const rows = demonstrationAccounts.map(({ department, label, email, password }) => [department, label, email, password]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`);
}

import type { ListrTask } from 'listr2';
import { Listr } from 'listr2';
import { Launcher } from '../../runtime/launcher.ts';
import type { Settings } from '../../settings/config.ts';
import { readSettings } from '../../settings/config.ts';
import { sentenceOf } from '../../settings/problem.ts';

/** A terminal's Ctrl-C reaches this process twice, from the terminal and from npm: one press. */
const samePressMs = 500;

/** Under this width the moving list of steps is unreadable: plain lines instead. */
const narrowestColumns = 40;
const plain = !process.stdout.isTTY || process.stdout.columns < narrowestColumns;

/** Brings everything up, says where to go, and stays until Ctrl-C. */
export async function start(): Promise<void> {
  process.umask(0o077);
  const settings = readSettings(process.env);
  const launcher = new Launcher(settings, (sentence) => console.log(`  ${sentence}`));
  const done = { seeded: false };
  stopOnSignals(launcher);
  try {
    await steps(launcher, settings.mode, done).run();
  } catch (failure) {
    // Parts that fail because they are being stopped are no news.
    if (launcher.isStopping) return;
    console.error(`\n${sentenceOf(failure)}\n`);
    await launcher.stop('orderly');
    process.exit(1);
  }
  console.log(await welcome(settings, done.seeded));
}

function steps(launcher: Launcher, mode: Settings['mode'], done: { seeded: boolean }): Listr {
  const database = async () => {
    await launcher.startDatabase();
    await launcher.migrate();
  };
  const parts = [
    step('PostgreSQL 18', database),
    step('Temporal (téléchargé la première fois)', () => launcher.startEngine()),
    step('Boîte locale', () => launcher.startMailbox()),
  ];
  const seed = async () => {
    done.seeded = await launcher.seed();
  };
  const services = () => Promise.all([launcher.startChild('api'), launcher.startChild('worker')]);
  return new Listr(
    [
      step('Dossier de données', () => launcher.prepare()),
      { title: 'Base, moteur et courrier', task: (_context, task) => task.newListr(parts, { concurrent: true }) },
      ...(mode === 'demonstration' ? [step('Départements de démonstration', seed)] : []),
      step('API et worker', services),
    ],
    {
      registerSignalListeners: false,
      renderer: plain ? 'silent' : 'default',
      rendererOptions: { showErrorMessage: false, collapseSubtasks: false },
    },
  );
}

/** Without a terminal to redraw, each step says when it begins and when it is done. */
function step(title: string, run: () => Promise<unknown>): ListrTask {
  return {
    title,
    task: async () => {
      const startedAt = performance.now();
      if (plain) console.log(`… ${title}`);
      await run();
      if (plain) console.log(`✔ ${title} (${((performance.now() - startedAt) / 1000).toFixed(1).replace('.', ',')} s)`);
    },
  };
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
  process.on('uncaughtException', (failure) => {
    console.error(failure);
    stop('orderly');
  });
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

async function welcome({ publicUrl, mode, dataFolder, isMailboxLocal }: Settings, seeded: boolean): Promise<string> {
  const lines = ['', `Guichet est prêt : ${publicUrl}`];
  if (isMailboxLocal) lines.push(`Courriels envoyés (boîte locale) : ${publicUrl}/boite-locale`);
  if (seeded) lines.push('', 'Comptes de démonstration :', ...(await accountLines()));
  else if (mode === 'demonstration')
    lines.push(
      '',
      'Un vrai département est là : les comptes de démonstration sont fermés.',
      'Pour la production : GUICHET_MODE=production, docs/operations.md.',
    );
  lines.push('', `Données : ${dataFolder}`, 'Ctrl-C arrête tout.', '');
  return lines.join('\n');
}

async function accountLines(): Promise<string[]> {
  const { demonstrationAccounts } = await import('../../demonstration/seed.ts');
  const rows = demonstrationAccounts().map(({ department, label, email, password }) => [department, label, email, password]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`);
}

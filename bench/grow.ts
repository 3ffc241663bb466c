/**
 * `npm run grow -- --cases 1000000 --seed 7 [--department 54]`: fills a demonstration department with invented cases, in the database of
 * the data folder (started for it when nothing runs there), or that of DATABASE_URL. The same again goes on where it was cut.
 */
import { parseArgs } from 'node:util';
import { Launcher } from '../runtime/launcher.ts';
import { holderOf } from '../runtime/lock.ts';
import { recordConfig } from '../runtime/running.ts';
import { readSettings } from '../settings/config.ts';
import { Problem, sentenceOf } from '../settings/problem.ts';
import { grow } from './grow/grow.ts';

const sayEvery = 5_000;
/**
 * For a server that does nothing else meanwhile: indexes stay in memory as they grow, pages go to the log whole less often, and tables that
 * only grow are not vacuumed again and again (they are analysed still).
 */
const forBulk = ['shared_buffers=2GB', 'max_wal_size=8GB', 'checkpoint_timeout=1h', 'autovacuum_vacuum_insert_threshold=-1'];
const { format } = new Intl.NumberFormat('fr-FR');

function asked(): { cases: number; seed: string; department: string } {
  const { values } = parseArgs({
    options: { cases: { type: 'string' }, seed: { type: 'string' }, department: { type: 'string', default: '54' } },
  });
  const cases = Number(values.cases);
  if (!Number.isInteger(cases) || cases < 1 || !/^[\w.-]{1,40}$/.test(values.seed ?? ''))
    throw new Problem('Dites combien de dossiers et quelle graine : npm run grow -- --cases 1000000 --seed 7');
  return { cases, seed: values.seed ?? '', department: values.department };
}

/** Says how far it is, at most every five seconds. */
function progress(): (written: number, cases: number) => void {
  const from = performance.now();
  let first: number | undefined;
  let saidAt = from;
  return (written, cases) => {
    first ??= written;
    const now = performance.now();
    if (now - saidAt < sayEvery && written < cases) return;
    saidAt = now;
    const rate = (written - first) / ((now - from) / 1000);
    const left = rate > 0 && written < cases ? ` ; encore ${Math.ceil((cases - written) / rate / 60)} min` : '';
    console.log(`  ${format(written)} dossiers sur ${format(cases)}, ${Math.round(rate)} par seconde${left}`);
  };
}

async function main(): Promise<void> {
  const run = asked();
  const settings = readSettings(process.env);
  const launcher =
    settings.databaseUrl === undefined && holderOf(settings.dataFolder) === undefined ? new Launcher(settings, (said) => console.log(said)) : null;
  // What was begun is written, and the next run goes on from there. Asked twice, it ends at once.
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  try {
    if (launcher !== null) {
      await launcher.prepare();
      await launcher.startDatabase(forBulk);
      await launcher.migrate();
      await launcher.seed();
    }
    const { databaseUrl: url, keys } = recordConfig(settings);
    const from = performance.now();
    const folder = settings.databaseUrl === undefined ? settings.dataFolder : undefined;
    const added = await grow({ ...run, url, keys, onProgress: progress(), signal: stopping.signal, folder });
    const minutes = (performance.now() - from) / 60_000;
    const said =
      added === 0 && !stopping.signal.aborted
        ? 'Tout y était déjà.'
        : `${format(added)} dossiers ajoutés en ${minutes.toFixed(1).replace('.', ',')} min.`;
    console.log(`Département ${run.department}, graine ${run.seed} : ${said}`);
    if (stopping.signal.aborted) throw new Problem('Arrêté avant la fin : la même commande continue où elle en est.');
  } finally {
    await launcher?.stop('orderly');
  }
}

try {
  await main();
} catch (failure) {
  console.error(sentenceOf(failure));
  process.exitCode = 1;
}

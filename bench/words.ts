/**
 * `npm run bench:words -- --folder DATA [--cases 5000] [--baseline 1000] [--times 20]`: how long a search of words takes in that many invented
 * cases with their lives behind them, beside the baseline; for a word that no case holds (all are opened), and one that nearly all do. On a new
 * data folder, which is filled for it.
 */
import { parseArgs } from 'node:util';
import { findSaid } from '../cases/lists/said-cases.ts';
import { readWords } from '../cases/lists/said-words.ts';
import { connect } from '../database/pool.ts';
import { Launcher } from '../runtime/launcher.ts';
import { recordConfig } from '../runtime/running.ts';
import { readSettings } from '../settings/config.ts';
import { type Quantiles, quantiles } from './figures.ts';
import { grow } from './grow/grow.ts';

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    cases: { type: 'string', default: '5000' },
    baseline: { type: 'string', default: '1000' },
    times: { type: 'string', default: '20' },
  },
});
const [cases = 0, baseline = 0, times = 0] = [values.cases, values.baseline, values.times].map(Number);
if (values.folder === undefined || !(baseline >= 1 && cases <= 5_000 && cases > baseline && times >= 1)) {
  console.error('npm run bench:words -- --folder DATA [--cases 5000] [--baseline 1000] [--times 20]: at most 5000 cases, more than the baseline.');
  process.exit(2);
}
const words = { 'held by none': 'xylophone', 'held by many': 'elle' };
const by = { kind: 'API', id: 'bench' } as const;

const settings = readSettings({ ...process.env, GUICHET_DATA: values.folder });
const launcher = new Launcher(settings, () => undefined);
try {
  await launcher.prepare();
  await launcher.startDatabase([]);
  await launcher.migrate();
  await launcher.seed();
  const { databaseUrl: url, keys } = recordConfig(settings);
  const db = connect({ url, keys, connections: 4, acting: { as: 'COMMAND' } });
  const measured: Record<string, Record<string, Quantiles & { opened: number }>> = {};
  for (const [size, added] of [
    [baseline, baseline],
    [cases, cases - baseline],
  ] as const) {
    await grow({ cases: added, seed: `words-${size}`, department: '54', url, keys });
    const figures: Record<string, Quantiles & { opened: number }> = {};
    for (const [name, typed] of Object.entries(words)) {
      const taken: number[] = [];
      let opened = 0;
      for (let time = 0; time < times; time += 1) {
        const from = performance.now();
        const found = await findSaid(db, '54', by, readWords(typed) ?? [], { from: 0 }, new AbortController().signal);
        if (typeof found === 'string') throw new Error(found);
        if (found.asked > size) throw new Error(`${found.asked} cases are there: take a new folder.`);
        taken.push(performance.now() - from);
        opened = found.reached;
      }
      figures[name] = { ...quantiles(taken), opened };
    }
    measured[`${size} cases`] = figures;
  }
  await db.end();
  console.log(JSON.stringify(measured, null, 2));
} finally {
  await launcher.stop('orderly');
}

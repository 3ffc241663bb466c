/**
 * `npm run bench`: the figures of the product on this machine, as JSON on standard output (progress on standard error).
 * Real parts, fsync on, everything on the same processors. `npm run bench -- latency cases` runs some of it only.
 * `npm run bench -- --against COMMIT [--turns 5] [--seconds 10]`: today's build beside another commit's, by turns.
 */
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { byTurns } from './against/by-turns.ts';
import { measureAlone, scenarios } from './alone.ts';

const say = (sentence: string): void => console.error(sentence);
const machine = { processors: cpus().length, model: cpus()[0]?.model, memoryGiB: Math.round(totalmem() / 2 ** 30), node: process.version };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { against: { type: 'string' }, turns: { type: 'string', default: '5' }, seconds: { type: 'string', default: '10' } },
});
const [turns, seconds] = [Number(values.turns), Number(values.seconds)];
const unknown = positionals.filter((name) => !(scenarios as readonly string[]).includes(name));
if (unknown.length > 0 || !(turns >= 1) || !(seconds >= 1)) {
  say(`npm run bench -- [${scenarios.join(' | ')}…] | --against COMMIT [--turns 5] [--seconds 10]`);
  process.exit(2);
}
const at = new Date().toISOString();
const figures = values.against === undefined ? await measureAlone(positionals, say) : await byTurns(values.against, { turns, seconds }, say);
console.log(JSON.stringify({ at, machine, ...figures }, null, 2));

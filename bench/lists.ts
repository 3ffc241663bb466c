/**
 * `npm run bench:lists -- --folder DATA [--seconds 5]`: how long lists and a case page take at 20 connections, on the product started on
 * a data folder that `npm run grow` filled. Run it on one of 1,000 cases and on one of 100,000.
 */
import { parseArgs } from 'node:util';
import { startStack } from '../test/stack.ts';
import { lists } from './outside/lists.ts';

const { values } = parseArgs({ options: { folder: { type: 'string' }, seconds: { type: 'string', default: '5' } } });
const seconds = Number(values.seconds);
if (values.folder === undefined || !(seconds >= 1)) {
  console.error('npm run bench:lists -- --folder DATA [--seconds 5]');
  process.exit(2);
}
const stack = await startStack({ LOG_LEVEL: 'warn' }, { path: values.folder, remove: () => undefined });
try {
  console.log(JSON.stringify(await lists({ ...stack, key: await stack.apiKey('desk') }, seconds), null, 2));
} finally {
  await stack.stop();
}

/** Says of one file at a time what its content is, for `type-apart`, which ends it where it takes too long or too much. */
import { parentPort } from 'node:worker_threads';
import { contentType, type TypeOrder } from './content-type.ts';

parentPort?.on('message', async ({ raw, name }: TypeOrder) => {
  const found = await contentType(Buffer.from(raw.buffer), name).catch(() => null);
  parentPort?.postMessage(found === null ? { failed: true } : { done: found });
});
parentPort?.postMessage({ ready: true });

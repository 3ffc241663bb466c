/** A thread of `npm run equivalence`: the histories of the numbers it is given. */
import { parentPort, workerData } from 'node:worker_threads';
import { connect } from '../../database/pool.ts';
import type { Holders } from './acts.ts';
import { agreeOn } from './disagreement.ts';
import { placesIn } from './places.ts';

export interface Task {
  url: string;
  keys: { master: Uint8Array; journal: Uint8Array; index: Uint8Array };
  holders: Holders[];
  seed: number;
  lanes: number;
}

const { url, keys, holders, seed, lanes } = workerData as Task;
// A buffer comes to a thread as plain bytes.
const [master, journal, index] = [Buffer.from(keys.master), Buffer.from(keys.journal), Buffer.from(keys.index)];
const db = connect({ url, keys: { master, journal, index }, connections: lanes, acting: { as: 'COMMAND' } });

const port = parentPort;
if (port !== null) {
  const places = await placesIn(db, holders);
  port.on('message', (range: [number, number] | null) => {
    if (range === null) void db.end().then(() => port.close());
    // A failure ends the thread: whoever started it is told.
    else void agreeOn(seed, range, places, lanes).then((share) => port.postMessage(share));
  });
  port.postMessage(null);
}

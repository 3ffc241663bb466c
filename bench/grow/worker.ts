/** A thread of `grow`: invents the cases of the numbers it is given, and writes them in one transaction. */
import { parentPort, workerData } from 'node:worker_threads';
import type { KeyMaterial } from '../../database/key-ring.ts';
import { connect } from '../../database/pool.ts';
import type { SealingKeys } from '../../database/sealing.ts';
import type { Run } from '../../demonstration/lives/invent.ts';
import { settingOf } from '../../demonstration/lives/setting.ts';
import { writeInvented } from '../../demonstration/lives/write-invented.ts';

export interface Task {
  url: string;
  keys: SealingKeys<KeyMaterial>;
  run: Run;
  agents: readonly string[];
}

/** The numbers [from, to) of the run. */
export interface Share {
  from: number;
  to: number;
}

const { url, keys, run, agents } = workerData as Task;
const db = connect({
  url: sessionOf(url),
  keys: { master: arrived(keys.master), journal: arrived(keys.journal), index: arrived(keys.index) },
  connections: 1,
  acting: { as: 'COMMAND' },
});

/** A commit is not waited for: a share lost with the machine is written by the next run, whole. */
function sessionOf(address: string): string {
  const session = new URL(address);
  const given = session.searchParams.get('options') ?? '';
  session.searchParams.set('options', `${given} -c synchronous_commit=off`);
  return session.href;
}

/** A buffer comes to a thread as plain bytes. */
function arrived(material: KeyMaterial | Uint8Array): KeyMaterial {
  if (material instanceof Uint8Array) return Buffer.from(material);
  return new Map([...material].map(([generation, bytes]) => [generation, Buffer.from(bytes)]));
}

const port = parentPort;
if (port !== null) {
  const setting = await settingOf(db, run, agents);
  port.on('message', (share: Share | null) => {
    if (share === null) void db.end().then(() => port.close());
    // A failure ends the thread: whoever started it is told.
    else void writeInvented(setting, share.from, share.to).then(() => port.postMessage(share));
  });
  port.postMessage(null);
}

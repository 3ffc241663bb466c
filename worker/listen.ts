import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

const againAfter = 1_000;

/**
 * Calls `heard` at each notification that a case was woken, and each time the connection is (back) there, when some may
 * have been missed. Listens again after every loss, until closed; meanwhile whoever listens has to sweep.
 */
export function listenForWakes(url: string, heard: () => void): { close(): Promise<void> } {
  const closing = new AbortController();

  async function once(): Promise<void> {
    const client = new Client({ connectionString: url, keepAlive: true, application_name: 'guichet relay listener' });
    const ended = new Promise<void>((resolve) => client.once('end', resolve));
    client.on('error', () => undefined);
    client.on('notification', heard);
    const end = () => client.end().catch(() => undefined);
    closing.signal.addEventListener('abort', end);
    try {
      // A connection ended before it was made never settles by itself.
      await Promise.race([client.connect(), ended]);
      await client.query('LISTEN guichet_wake');
      heard();
      await ended;
    } catch {
      await end();
    } finally {
      closing.signal.removeEventListener('abort', end);
    }
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      await once();
      await delay(againAfter, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    close: async () => {
      closing.abort();
      await running;
    },
  };
}

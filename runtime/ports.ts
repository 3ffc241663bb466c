import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Whether a TCP port can be listened on now, at one address of this machine or (undefined) at all of them. */
export function isPortFree(port: number, host: string | undefined): Promise<boolean> {
  return new Promise((answer) => {
    const server = createServer();
    server.once('error', () => answer(false));
    server.listen(port, host, () => server.close(() => answer(true)));
  });
}

/** Below the ports that systems lend to outgoing connections: one found free there is still free a moment later. */
const lowest = 20_000;
const highest = 32_000;

/** The preferred port when it is free, so that an address outlives a restart; else any free one. */
export async function choosePort(preferred: number | undefined): Promise<number> {
  for (let port = preferred; ; port = randomInt(lowest, highest)) {
    if (port !== undefined && (await isPortFree(port, '127.0.0.1')) && (await isPortFree(port, undefined))) return port;
  }
}

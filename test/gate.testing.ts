import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { choosePort } from '../runtime/ports.ts';

/** A port in front of a part, at first shut as if the part were away. */
export interface Gate {
  port: number;
  open(): Promise<void>;
  shut(): Promise<void>;
}

export async function gateBefore(target: { host: string; port: number }): Promise<Gate> {
  const port = await choosePort(undefined);
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((near) => {
    const far = connect(target);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  return {
    port,
    async open() {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    async shut() {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}

import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi, Visitor } from '../../test/api.testing.ts';

let api: TestApi;
const sockets: Socket[] = [];
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await api?.end();
});

/** Begins to send a form with a file, and never ends. */
async function begin(address: string): Promise<Socket> {
  const { hostname, port } = new URL(api.url);
  const socket = connect({ host: hostname, port: Number(port) });
  sockets.push(socket);
  socket.on('error', () => undefined);
  const head = `POST /54/alerter/photos HTTP/1.1\r\nHost: ${hostname}:${port}\r\nX-Forwarded-For: ${address}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000000\r\n\r\n`;
  const part = '--x\r\nContent-Disposition: form-data; name="pieces"; filename="a.jpg"\r\n\r\nabc';
  await new Promise<void>((written) => socket.write(head + part, () => written()));
  return socket;
}

const file = [{ field: 'pieces', name: 'x.jpg', bytes: Buffer.from('x') }];
/** Sends a form with a file; 403 (no token) when it was read. */
async function send(address: string): Promise<number> {
  const visitor = new Visitor(api.url);
  await visitor.open('/54/alerter', { headers: { 'x-forwarded-for': address } });
  const body = new FormData();
  for (const { field, name, bytes } of file) body.append(field, new File([new Uint8Array(bytes)], name));
  return (await visitor.open('/54/alerter/photos', { method: 'POST', body, headers: { 'x-forwarded-for': address } })).status;
}

/** Begins forms that never end, until another one is told to wait. */
async function crowd(from: string, begun: (turn: number) => string): Promise<void> {
  let turn = 0;
  const another = async () => {
    const status = await send(from);
    turn += 1;
    if (status !== 429) for (let each = 0; each < 4; each += 1) await begin(begun(4 * turn + each));
    return status;
  };
  await expect.poll(another, { timeout: 15_000 }).toBe(429);
}

test('forms that never end take the place of no other: files wait a moment, the questions do not', async () => {
  await crowd('192.0.2.1', () => '192.0.2.1');
  expect(await send('192.0.2.2'), 'from elsewhere').toBeLessThan(429);
  for (let each = 0; each < 40; each += 1) await begin(`192.0.2.${10 + (each % 20)}`);
  await crowd('192.0.2.3', (turn) => `192.0.2.${30 + turn}`);
  const visitor = new Visitor(api.url);
  await visitor.open('/54/alerter');
  await visitor.submit('/alerter');
  await visitor.submit('/qui', { reporterLink: 'PROCHE', filler: 'MOI' });
  expect(visitor.page.status).toBe(200);
  expect(visitor.page.url).toBe('/54/alerter/danger');
  for (const socket of sockets) socket.destroy();
  await expect.poll(() => send('192.0.2.3'), { timeout: 15_000 }).toBeLessThan(429);
});

test('a form that is not one is told so', async () => {
  const { status } = await new Visitor(api.url).open('/54/alerter/photos', {
    method: 'POST',
    body: 'rien',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  });
  expect(status).toBe(400);
  const large = await new Visitor(api.url).open('/54/alerter/photos', {
    method: 'POST',
    body: new FormData(),
    headers: { 'content-type': 'multipart/form-data' },
  });
  expect(large.status).toBe(400);
});

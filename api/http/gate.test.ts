import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { publicGate } from './gate.ts';

let server: Server;
let url: string;
/** Requests that are under way, by the address they come from, and how to end them. */
let underWay: { from: string; end: () => void }[];

beforeEach(async () => {
  underWay = [];
  const app = express();
  app.set('trust proxy', 'loopback');
  app.use(publicGate());
  app.use((request, response) => {
    underWay.push({ from: request.ip ?? '', end: () => response.end('ok') });
  });
  app.use(((failure: { status?: number }, _request, response, _next) => {
    response.sendStatus(failure.status ?? 500);
  }) as express.ErrorRequestHandler);
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const ask = (from: string, init: RequestInit = {}) => fetch(url, { ...init, headers: { 'x-forwarded-for': from } });
const until = async (true_: () => boolean) => {
  while (!true_()) await new Promise((turn) => setImmediate(turn));
};

it('answers each line in turn: whoever asks for very much waits behind themselves', async () => {
  const greedy = Array.from({ length: 20 }, () => ask('203.0.113.1'));
  await until(() => underWay.length === 1);
  const other = ask('198.51.100.7');
  await until(() => underWay.length === 2);
  expect(underWay.map(({ from }) => from)).toEqual(['203.0.113.1', '198.51.100.7']);
  underWay.pop()?.end();
  expect((await other).status).toBe(200);
  for (let answered = 0; answered < 20; answered += 1) {
    await until(() => underWay.length > answered);
    underWay[answered]?.end();
  }
  expect((await Promise.all(greedy)).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
});

it('refuses what would wait too long, and forgets who left', async () => {
  const leaving = new AbortController();
  const waiting = Array.from({ length: 41 }, () => ask('203.0.113.1', { signal: leaving.signal }).catch(() => null));
  await until(() => underWay.length === 1);
  expect((await ask('203.0.113.1')).status).toBe(429);
  leaving.abort();
  await Promise.all(waiting);
  const again = ask('203.0.113.1');
  await until(() => underWay.length >= 2);
  underWay.at(-1)?.end();
  expect((await again).status).toBe(200);
});

it('takes few files at once, from one line and from all', async () => {
  const send = (from: string) => {
    const body = new FormData();
    body.append('pieces', new File(['x'], 'x.txt'));
    return ask(from, { method: 'POST', body });
  };
  const sent = ['1', '1', '2', '2', '3', '3'].map((line) => send(`203.0.113.${line}`));
  await until(() => underWay.length === 6);
  expect((await send('203.0.113.4')).status).toBe(429);
  for (const { end } of underWay) end();
  expect((await Promise.all(sent)).every(({ status }) => status === 200)).toBe(true);
  const one = [send('203.0.113.5'), send('203.0.113.5')];
  await until(() => underWay.length === 8);
  expect((await send('203.0.113.5')).status).toBe(429);
  for (const { end } of underWay) end();
  await Promise.all(one);
});

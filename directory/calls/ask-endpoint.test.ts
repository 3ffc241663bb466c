import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askEndpoint, type EndpointFailure } from './ask-endpoint.ts';

let answer: RequestListener;
let calls = 0;
const server = createServer((request, response) => {
  calls += 1;
  answer(request, response);
});
let url: string;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/calls`;
});
afterAll(() => server.close());

const sent = { headers: { 'webhook-id': 'm1' }, body: '{}' };
const ask = (to: string, anywhere: boolean, cancelled = new AbortController().signal) => askEndpoint(to, sent, { anywhere, cancelled });
const failure = (to: string, anywhere: boolean, cancelled?: AbortSignal) =>
  ask(to, anywhere, cancelled).then(
    ({ status }) => `answered ${status}`,
    ({ code, forGood }: EndpointFailure) => `${code}${forGood ? ', for good' : ''}`,
  );

describe('a machine', () => {
  test.each([
    'https://127.0.0.1/',
    'https://localhost/',
    'https://10.1.2.3/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.64.0.1/',
    'https://0.0.0.0/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[fe80::1]/',
    'https://[fd00::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'http://guichet.example/',
  ])('is not called at %s, which is not public or not encrypted', async (to) => {
    expect(await failure(to, false)).toBe('ENDPOINT_NOT_PUBLIC, for good');
  });

  test('on this one is not called either where its name leads here, whatever it would have answered', async () => {
    answer = (_request, response) => response.end();
    const before = calls;
    expect(await failure(url.replace('http:', 'https:').replace('127.0.0.1', 'localhost'), false)).toBe('ENDPOINT_NOT_PUBLIC, for good');
    expect(calls).toBe(before);
  });

  test('that would speak another protocol is left at once, and nothing waits for it', async () => {
    const upgrading = createServer((request) => {
      request.socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n');
    }).listen(0, '127.0.0.1');
    await once(upgrading, 'listening');
    expect(await failure(`http://127.0.0.1:${(upgrading.address() as AddressInfo).port}/`, true)).toBe('ENDPOINT_101');
    upgrading.closeAllConnections();
    upgrading.close();
  });

  test('of a demonstration may be anywhere, and is asked once, with what is given', async () => {
    const heard: unknown[] = [];
    answer = async (request, response) => {
      heard.push([request.method, request.headers['webhook-id'], request.headers['content-type'], await text(request)]);
      response.end('{"answer":"ACCEPTED"}');
    };
    expect(await ask(url, true)).toEqual({ status: 200, body: '{"answer":"ACCEPTED"}' });
    expect(heard).toEqual([['POST', 'm1', 'application/json', '{}']]);
  });

  test.each([
    [302, 'ENDPOINT_302, for good'],
    [401, 'ENDPOINT_401, for good'],
    [410, 'ENDPOINT_410, for good'],
    [429, 'ENDPOINT_429'],
    [503, 'ENDPOINT_503'],
    [204, 'answered 204'],
  ])('that answers %i: %s', async (status, what) => {
    answer = (_request, response) => response.writeHead(status, { location: url }).end();
    const before = calls;
    expect(await failure(url, true)).toBe(what);
    expect(calls).toBe(before + 1);
  });

  test('that says too much is heard no further; one that hangs up, or is not there, is away', async () => {
    answer = (_request, response) => response.end('x'.repeat(1_000_000));
    expect(await ask(url, true)).toEqual({ status: 200, body: null });
    answer = (request) => request.socket.destroy();
    expect(await failure(url, true)).toBe('ENDPOINT_AWAY');
    expect(await failure('http://127.0.0.1:1/', true)).toBe('ENDPOINT_AWAY');
    answer = () => undefined;
    expect(await failure(url, true, AbortSignal.timeout(50))).toBe('ENDPOINT_AWAY');
  });
});

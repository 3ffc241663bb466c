import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Request, RequestHandler } from 'express';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { ApiConfig } from '../../settings/config.ts';
import { isThisMachine } from '../../settings/networks.ts';
import { NotFound } from './errors.ts';

export interface Metrics {
  registry: Registry;
  /** Times every request by the room it enters: no path, no id, no door of a call. */
  observe: RequestHandler;
  /** The page Prometheus reads, never for the public: with the token that was set; without one, in a demonstration, from this machine. */
  page: RequestHandler;
  /** Alerts answered, by door. */
  alerts: Counter<'door'>;
}

/** Listening is never timed: counted, the savings of a call's notes would show when it began and ended. */
const calls = /^\/guichet\/appels(\/|$)/;

/** First word of a path, where it is one of ours; anything typed is "other". */
const rooms = new Set(['api', 'guichet', 'connexion', 'partenaire', 't', 'health', 'metrics', 'assets', 'boite-locale']);

function roomOf(request: Request): string {
  const first = request.path.split('/', 2)[1] ?? '';
  if (rooms.has(first)) return first;
  return first === '' || /^\d[\dAB]\d?$/.test(first) ? 'public' : 'other';
}

/** In production a proxy may stand on this machine and say nothing of whom it speaks for: there only the token opens. */
export type MetricsDoor = Pick<ApiConfig, 'mode' | 'metricsToken'>;

function isLetIn(door: MetricsDoor, request: IncomingMessage): boolean {
  if (door.metricsToken !== undefined) return isToken(door.metricsToken, request.headers.authorization);
  return door.mode === 'demonstration' && isDirectFromThisMachine(request);
}

function isToken(token: string, authorization = ''): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(`Bearer ${token}`), digest(authorization));
}

/** Loopback peers that carry no forwarding header: a proxy on this machine also connects from loopback. */
function isDirectFromThisMachine({ socket, headers }: IncomingMessage): boolean {
  const peer = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  return isThisMachine(peer) && !forwarding.some((name) => name in headers);
}

const forwarding = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-forwarded-host', 'x-forwarded-proto', 'via'];

export function createMetrics(door: MetricsDoor): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'guichet_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['room', 'method', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
  const alerts = new Counter({ name: 'guichet_alerts_total', help: 'Alerts answered', labelNames: ['door'] as const, registers: [registry] });
  return {
    registry,
    alerts,
    observe: (request, response, next) => {
      if (calls.test(request.path)) return next();
      const room = roomOf(request);
      const end = seconds.startTimer();
      response.on('finish', () => end({ room, method: request.method, status: `${Math.floor(response.statusCode / 100)}xx` }));
      next();
    },
    page: async (request, response) => {
      if (!isLetIn(door, request)) throw new NotFound();
      response.type(registry.contentType).send(await registry.metrics());
    },
  };
}

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DestinationStream, type LevelWithSilent, type Logger, pino } from 'pino';
import { type HttpLogger, pinoHttp } from 'pino-http';

/**
 * What follows these in a path opens a door by itself (a recipient's link, a way into an account) and is never written down.
 * Everything else in a path is a public reference, an opaque id or a word.
 */
const secrets = /^\/(t|agenda|connexion\/acces|[0-9AB]+\/[ac])\/[^/]+/;

/** Listening is never timed: neither the opening of a call's or a message's page, nor its saving, nor its end is in the access log. */
const unlogged = /^\/(guichet\/(appels|courriers|dossiers\/[^/]+\/pieces)|partenaire\/[^/]+\/pieces|t\/[^/]+\/pieces|health|metrics|assets)(\/|$)/;

/** What the product's own addresses are made of: words, opaque ids, references, a department. */
const ownSegment =
  /^([a-z][a-z-]*|v1|openapi\.json|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.t\d+)?|(\d{2,3}|2[AB])(-\d{2}-[0-9A-Z]{4}-[0-9A-Z]{2})?|[akt]\d+|\[secret\]|)$/;

/** A path as it may be written: without its query string, its secrets, or anything a person may have typed into it. */
export function loggedPath(url: string): string {
  const path = (url.split('?', 1)[0] ?? '').replace(secrets, '/$1/[secret]');
  return path
    .split('/')
    .map((segment) => (ownSegment.test(segment) ? segment : '[autre]'))
    .join('/');
}

/** What may be said of a failure: its class, its code, where it happened. Messages may carry what somebody typed. */
function failure(thrown: Error & { code?: unknown }): Record<string, unknown> {
  return {
    type: thrown.name,
    code: thrown.code,
    at: thrown.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 8)
      .map((line) => line.trim()),
  };
}

/** The process's logger: one JSON object a line, codes only. */
export function createLogger(level: LevelWithSilent, stream?: DestinationStream): Logger {
  const options = { level, base: { process: 'api' }, serializers: { err: failure } };
  return stream === undefined ? pino(options) : pino(options, stream);
}

/** One line per answered request: method, path without secrets, status, time taken. No query, body, header or address. */
export function accessLog(logger: Logger): HttpLogger<IncomingMessage, ServerResponse> {
  return pinoHttp({
    logger,
    genReqId: () => randomUUID(),
    quietReqLogger: true,
    wrapSerializers: false,
    serializers: {
      req: (request: IncomingMessage & { originalUrl?: string }) => ({
        method: request.method,
        path: loggedPath(request.originalUrl ?? request.url ?? ''),
      }),
      res: (response: ServerResponse) => ({ status: response.statusCode }),
      err: failure,
    },
    customLogLevel: (_request, response) => {
      if (response.statusCode >= 500) return 'error';
      return 'info';
    },
    autoLogging: { ignore: (request) => unlogged.test(request.url ?? '') },
  });
}

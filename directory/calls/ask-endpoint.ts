import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { RequestFilteringHttpsAgent } from 'request-filtering-agent';

/** Finding the address, connecting, asking and reading the answer, together. */
const budgetMs = 10_000;
/** An answer is a few codes and some words. */
const mostBytes = 64_000;

/** Why a call did not get through, in a code that says nothing of what was sent or answered. `forGood`: another try would end alike. */
export class EndpointFailure extends Error {
  readonly code: string;
  readonly forGood: boolean;
  constructor(code: string, forGood: boolean) {
    super(code);
    this.code = code;
    this.forGood = forGood;
  }
}

/** What a machine answered, taken as it came; `body` is null where it was too long to be read. */
export interface EndpointAnswer {
  status: number;
  body: string | null;
}

/** Whether a machine may be anywhere, this one and private networks included, and spoken to without encryption: in a demonstration only. */
export interface WhereFrom {
  anywhere: boolean;
}

/**
 * Posts a JSON text to a machine, once. The addresses its name resolves to are looked at, and one of them is the one connected to: none that is private,
 * of this machine or of a link. No redirection is followed. Resolves for a status of 2xx; else throws an `EndpointFailure`.
 */
export async function askEndpoint(
  url: string,
  { headers, body }: { headers: Record<string, string>; body: string },
  { anywhere, cancelled }: WhereFrom & { cancelled: AbortSignal },
): Promise<EndpointAnswer> {
  const address = URL.parse(url);
  if (address === null || (address.protocol !== 'https:' && !anywhere)) throw new EndpointFailure('ENDPOINT_NOT_PUBLIC', true);
  const options = {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'user-agent': 'Guichet' },
    agent: anywhere ? false : new RequestFilteringHttpsAgent({ keepAlive: false }),
    signal: AbortSignal.any([cancelled, AbortSignal.timeout(budgetMs)]),
  } as const;
  const { promise, resolve, reject } = Promise.withResolvers<EndpointAnswer>();
  const asked = (address.protocol === 'https:' ? overHttps : overHttp)(address, options, (answer) => {
    const status = answer.statusCode ?? 0;
    const isTooLong = () => {
      resolve({ status, body: null });
      asked.destroy();
    };
    let read = 0;
    answer.on('data', (chunk: Buffer) => {
      read += chunk.length;
      if (read > mostBytes) isTooLong();
    });
    text(answer).then((body) => resolve({ status, body }), reject);
  });
  // Another protocol is no answer, and nothing more would be said of the request.
  asked.on('upgrade', ({ statusCode = 0 }, socket) => {
    socket.destroy();
    resolve({ status: statusCode, body: null });
  });
  asked.on('error', reject);
  options.signal.addEventListener('abort', reject, { once: true });
  asked.end(body);
  const answer = await promise.catch((failure: unknown) => {
    throw isFiltered(failure) ? new EndpointFailure('ENDPOINT_NOT_PUBLIC', true) : new EndpointFailure('ENDPOINT_AWAY', false);
  });
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new EndpointFailure(`ENDPOINT_${answer.status}`, isForGood(answer.status));
}

/** What the filter refuses carries no code, which everything that the network or its names say does. */
const isFiltered = (failure: unknown): boolean =>
  failure instanceof Error && !('code' in failure) && failure.name !== 'AbortError' && / is not allowed\. /.test(failure.message);

/** A redirection, and what says that this call is refused as it is. Too early, too many, too slow: later perhaps. */
const isForGood = (status: number): boolean => status >= 300 && status < 500 && ![408, 409, 425, 429].includes(status);

import { Webhook } from 'standardwebhooks';
import type { Instant } from '../../calendar/span.ts';
import type { Database } from '../../database/pool.ts';
import { endpointSecrets, type MachineOf, noteCall } from '../record/endpoints.ts';
import { askEndpoint, type EndpointAnswer, EndpointFailure, type WhereFrom } from './ask-endpoint.ts';

/** One call: the same `id` at every try, so that a machine that had it already answers without doing it twice. Codes and addresses only. */
export interface EndpointCall {
  id: string;
  type: 'ping' | 'transfer.handed-over';
  data: Record<string, unknown>;
}

/**
 * Calls the machine of a contact at `url`, signed as the "Standard Webhooks" specification says by each secret that is valid, and notes how it went. Throws
 * an `EndpointFailure`. `at` is when it is called.
 */
export async function callEndpoint(
  db: Database,
  of: MachineOf,
  url: string,
  call: EndpointCall,
  { at, ...from }: WhereFrom & { at: Instant; cancelled: AbortSignal },
): Promise<EndpointAnswer> {
  try {
    const secrets = await endpointSecrets(db, of);
    if (secrets.length === 0) throw new EndpointFailure('ENDPOINT_WITHOUT_SECRET', true);
    const answer = await askEndpoint(url, signed(secrets, call, at), from);
    await noteCall(db, of, { url, at, failure: null });
    return answer;
  } catch (failure) {
    if (failure instanceof EndpointFailure) await noteCall(db, of, { url, at, failure: failure.code });
    throw failure;
  }
}

function signed(secrets: readonly string[], { id, type, data }: EndpointCall, at: Instant) {
  const when = new Date(at);
  const body = JSON.stringify({ type, timestamp: when.toISOString(), data });
  return {
    body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at / 1000)),
      'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, when, body)).join(' '),
    },
  };
}

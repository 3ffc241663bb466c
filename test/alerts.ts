import { randomUUID } from 'node:crypto';
import type { Stack } from './stack.ts';

/** What `POST /api/v1/alerts` answered. */
export interface Answered {
  reference: string;
  case: string;
  transfers: { id: string; role: string; organisation: string; purpose: string }[];
}

/** A situation at home in Nancy, a relative implicated: the Conseil départemental acts, the cell is informed. */
export function alertBody(change: { facts?: object; content?: object; externalId?: string } = {}) {
  return {
    externalId: change.externalId ?? randomUUID(),
    facts: {
      inseeCode: '54395',
      place: 'DOMICILE',
      implicated: [{ kind: 'MEMBRE_FAMILLE', precision: 'ENFANT' }],
      maltreatment: ['NEGLIGENCES_PASSIVES'],
      danger: 1,
      victimGroup: 'PERSONNE_AGEE',
      flags: [],
      ...change.facts,
    },
    content: { narrative: 'Essai automatique, sans personne réelle.', ...change.content },
  };
}

export async function post(
  stack: Pick<Stack, 'url'>,
  key: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${stack.url}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  });
}

/** Sends an alert and insists as a careful client does, with the same number, until it is answered. */
export async function alertUntilAnswered(stack: Pick<Stack, 'url'>, key: string, body = alertBody()): Promise<Answered> {
  const until = performance.now() + 60_000;
  for (;;) {
    const answer = await post(stack, key, '/alerts', body).catch(() => null);
    if (answer?.status === 201) return (await answer.json()) as Answered;
    if (answer !== null && answer.status < 500 && answer.status !== 429) throw new Error(`refused ${answer.status}: ${await answer.text()}`);
    if (performance.now() > until) throw new Error('no answer within a minute');
    await new Promise((done) => setTimeout(done, 200));
  }
}

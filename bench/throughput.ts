import { inDepartment } from '../database/pool.ts';
import { alertBody } from '../test/alerts.ts';
import { eventually, type Stack } from '../test/stack.ts';
import { processorMeter, type Quantiles, quantiles } from './figures.ts';

export interface Throughput {
  connections: number;
  seconds: number;
  answered: number;
  answeredPerSecond: number;
  answerMs: Quantiles;
  refused: number;
  stored: number;
  routed: number;
  mailsExpected: number;
  mailsReceived: number;
  /** From the end of the load until every mail had been accepted. */
  caughtUpSeconds: number;
  /** Where the time went while the load lasted: processors used by each process, of the two there are. */
  processors: Record<string, number>;
}

/**
 * Alerts by API, as many as the connections can, for some seconds, the worker running; then waits until the engine has
 * caught up. Answered, stored, routed and mailed are counted apart, each in its own place.
 */
export async function throughput(stack: Stack, key: string, connections: number, seconds: number): Promise<Throughput> {
  const before = await counts(stack);
  const mailsBefore = stack.mails.length;
  const used = processorMeter(stack);
  const times: number[] = [];
  let refused = 0;
  let expected = 0;
  const from = performance.now();
  const until = from + seconds * 1000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < until) {
        const sent = performance.now();
        const answer = await fetch(`${stack.url}/api/v1/alerts`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
          body: JSON.stringify(alertBody()),
        });
        const body = (await answer.json()) as { transfers?: unknown[] };
        times.push(performance.now() - sent);
        if (answer.status === 201) expected += body.transfers?.length ?? 0;
        else refused += 1;
      }
    }),
  );
  const elapsed = (performance.now() - from) / 1000;
  const processors = used();
  const done = performance.now();
  await eventually(() => stack.mails.length - mailsBefore >= expected, 900_000, 'the last mail');
  const caughtUpSeconds = Math.round((performance.now() - done) / 1000);
  const after = await counts(stack);
  const answered = times.length - refused;
  return {
    connections,
    seconds,
    answered,
    answeredPerSecond: Math.round(answered / elapsed),
    answerMs: quantiles(times),
    refused,
    stored: after.stored - before.stored,
    routed: after.routed - before.routed,
    mailsExpected: expected,
    mailsReceived: stack.mails.length - mailsBefore,
    caughtUpSeconds,
    processors,
  };
}

async function counts(stack: Stack): Promise<{ stored: number; routed: number }> {
  return inDepartment(stack.db, '54', async (tx) => {
    const { rows } = await tx.query<{ stored: string; routed: string }>({
      text: `SELECT (SELECT count(*) FROM alert) AS stored, (SELECT count(DISTINCT case_id) FROM transfer WHERE purpose = 'ACTION') AS routed`,
    });
    return { stored: Number(rows[0]?.stored), routed: Number(rows[0]?.routed) };
  });
}

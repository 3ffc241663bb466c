import { inDepartment } from '../database/pool.ts';
import { eventually, type Stack } from '../test/stack.ts';
import { processorMeter } from './figures.ts';
import { type Intake, intake } from './outside/intake.ts';

export interface Throughput extends Intake {
  connections: number;
  seconds: number;
  stored: number;
  routed: number;
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
  const taken = await intake({ url: stack.url, key }, connections, seconds);
  const processors = used();
  const done = performance.now();
  await eventually(() => stack.mails.length - mailsBefore >= taken.mailsExpected, 900_000, 'the last mail');
  const caughtUpSeconds = Math.round((performance.now() - done) / 1000);
  const after = await counts(stack);
  return {
    connections,
    seconds,
    ...taken,
    stored: after.stored - before.stored,
    routed: after.routed - before.routed,
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

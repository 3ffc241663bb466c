import { setTimeout as delay } from 'node:timers/promises';
import { type Answered, alertBody, post } from '../../test/alerts.ts';
import { eventually } from '../../test/stack.ts';
import { type Quantiles, quantiles } from '../figures.ts';
import { type Build, onMail } from './build.ts';

const graveEveryMs = 250;

export interface Burst {
  alerts: number;
  acceptedSeconds: number;
  firstMailMs: Quantiles;
  lastMailSeconds: number;
  /** Alerts of danger 4 that arrive while the others wait. */
  grave: { alerts: number; answeredMs: Quantiles; firstMailMs: Quantiles };
}

/** So many alerts as fast as they are accepted, and grave ones in the middle, until the last of all mails has been accepted by SMTP. */
export async function burst(build: Build, count: number, connections: number): Promise<Burst> {
  const arrivals = new Map<string, number>();
  let mails = 0;
  const stop = onMail(build, (reference, at) => {
    mails += 1;
    if (!arrivals.has(reference)) arrivals.set(reference, at);
  });
  let expected = 0;
  const send = async (danger: 1 | 4) => {
    const from = performance.now();
    const answer = await post(build, build.key, '/alerts', alertBody({ facts: { danger } }));
    if (answer.status !== 201) throw new Error(`alert refused: ${answer.status}`);
    const { reference, transfers } = (await answer.json()) as Answered;
    expected += transfers.length;
    return { reference, from, answeredMs: performance.now() - from };
  };
  type Sent = Awaited<ReturnType<typeof send>>;
  const ordinary: Sent[] = [];
  const grave: Sent[] = [];
  const from = performance.now();
  let left = count;
  let accepted = false;
  const graveOnes = (async () => {
    while (!accepted || mails < expected / 2) {
      await delay(graveEveryMs);
      grave.push(await send(4));
    }
  })();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (; left > 0; ) {
        left -= 1;
        ordinary.push(await send(1));
      }
    }),
  );
  const acceptedSeconds = (performance.now() - from) / 1000;
  accepted = true;
  await graveOnes;
  // Authors and duty are written to besides: each alert has had its first, and there are as many as recipients.
  const isOver = () => mails >= expected && [...ordinary, ...grave].every(({ reference }) => arrivals.has(reference));
  await eventually(isOver, 900_000, 'the last mail');
  const lastMailSeconds = (performance.now() - from) / 1000;
  stop();
  const waited = (sent: Sent[]) => quantiles(sent.map(({ reference, from: at }) => (arrivals.get(reference) ?? Number.NaN) - at));
  const round = (seconds: number) => Math.round(seconds * 10) / 10;
  return {
    alerts: count,
    acceptedSeconds: round(acceptedSeconds),
    firstMailMs: waited(ordinary),
    lastMailSeconds: round(lastMailSeconds),
    grave: { alerts: grave.length, answeredMs: quantiles(grave.map(({ answeredMs }) => answeredMs)), firstMailMs: waited(grave) },
  };
}

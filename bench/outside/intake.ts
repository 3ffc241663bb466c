import { alertBody } from '../../test/alerts.ts';
import { type Quantiles, quantiles } from '../figures.ts';
import { type Build, perSecond } from './build.ts';

export interface Intake {
  answered: number;
  answeredPerSecond: number;
  answerMs: Quantiles;
  refused: number;
  /** Transfers that the answers told of, each of which is a mail. */
  mailsExpected: number;
}

/** Alerts by API, as many as the connections can, for some seconds. */
export async function intake(build: Pick<Build, 'url' | 'key'>, connections: number, seconds: number): Promise<Intake> {
  const times: number[] = [];
  let refused = 0;
  let mailsExpected = 0;
  const sentPerSecond = await perSecond(seconds, connections, async () => {
    const sent = performance.now();
    const answer = await fetch(`${build.url}/api/v1/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${build.key}` },
      body: JSON.stringify(alertBody()),
    });
    const body = (await answer.json()) as { transfers?: unknown[] };
    times.push(performance.now() - sent);
    if (answer.status === 201) mailsExpected += body.transfers?.length ?? 0;
    else refused += 1;
  });
  const answered = times.length - refused;
  return {
    answered,
    answeredPerSecond: Math.round((sentPerSecond * answered) / Math.max(1, times.length)),
    answerMs: quantiles(times),
    refused,
    mailsExpected,
  };
}

import { setTimeout as delay } from 'node:timers/promises';
import { type Answered, alertBody, post } from '../../test/alerts.ts';
import { eventually } from '../../test/stack.ts';
import { type Quantiles, quantiles } from '../figures.ts';
import { type Build, onMail } from './build.ts';

const everyMs = 500;

/** From sending an alert (authenticated, routed in its own transaction) to its first e-mail accepted by SMTP, one each half second. */
export async function firstMail(build: Build, count: number): Promise<{ alerts: number; answeredMs: Quantiles; firstMailMs: Quantiles }> {
  const answered: number[] = [];
  const mailed: number[] = [];
  const arrivals = new Map<string, number>();
  const stop = onMail(build, (reference, at) => arrivals.has(reference) || arrivals.set(reference, at));
  for (let index = -5; index < count; index += 1) {
    const from = performance.now();
    const answer = await post(build, build.key, '/alerts', alertBody());
    const answeredAt = performance.now();
    if (answer.status !== 201) throw new Error(`alert refused: ${answer.status}`);
    const { reference } = (await answer.json()) as Answered;
    const at = await eventually(() => arrivals.get(reference), 30_000, 'the first mail');
    // The first five warm the processes up and are not counted.
    if (index >= 0) {
      answered.push(answeredAt - from);
      mailed.push(at - from);
    }
    await delay(Math.max(0, everyMs - (performance.now() - from)));
  }
  stop();
  return { alerts: count, answeredMs: quantiles(answered), firstMailMs: quantiles(mailed) };
}

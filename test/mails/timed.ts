import { readApart } from '../../mails/apart.ts';
import { corpus } from './corpus.ts';
import { about, senders, sortedAs } from './measure.ts';
import { drawn, mutated } from './mutate.ts';

export interface Timed {
  mails: number;
  /** Milliseconds, as whoever asks for a mail waits for it. */
  p50: number;
  p99: number;
  worst: number;
  /** Mails that took their whole share and were read plainly. */
  stopped: number;
  /** Megabytes of the whole process at its largest. */
  memory: number;
}

/** Reads so many mutations of every mail there is, one after the other; sorts some of them. Throws where one is not read. */
export async function timedOver(mails: number, seed: number): Promise<Timed> {
  const whole = [...senders.map(({ raw }) => raw(about.return)), ...Object.values(corpus).map(({ raw }) => raw)];
  const small = whole.filter((raw) => raw.length < 100_000);
  const draw = drawn(seed);
  const took: number[] = [];
  let [stopped, memory] = [0, 0];
  await readApart(Buffer.from('Subject: warm\r\n\r\n'));
  for (let n = 0; n < mails; n += 1) {
    const from = draw(200) === 0 ? whole : small;
    let raw = from[draw(from.length)] ?? Buffer.alloc(0);
    for (let times = 1 + draw(3); times > 0; times -= 1) raw = mutated(raw, draw);
    const began = performance.now();
    const { defects } = await readApart(raw);
    took.push(performance.now() - began);
    if (defects.includes('STOPPED')) stopped += 1;
    else if (n % 50 === 0 && raw.length < 20_000) sortedAs(raw);
    if (n % 500 === 0) memory = Math.max(memory, process.memoryUsage.rss() / 2 ** 20);
  }
  const sorted = took.toSorted((a, b) => a - b);
  const part = (share: number) => Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
  return { mails, p50: part(0.5), p99: part(0.99), worst: part(1), stopped, memory: Math.round(memory) };
}

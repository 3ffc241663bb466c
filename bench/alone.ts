import { startDovecot } from '../test/dovecot.ts';
import { startStack } from '../test/stack.ts';
import { underAbuse } from './abuse.ts';
import { parts, processorMeter, residentMiB } from './figures.ts';
import { mailsAfterAnOutage } from './mails.ts';
import { bareEngine } from './outside/bare-engine.ts';
import type { Build } from './outside/build.ts';
import { burst } from './outside/burst.ts';
import { firstMail } from './outside/first-mail.ts';
import { wholeCases } from './outside/whole-cases.ts';
import { dryRun, past } from './rehearse.ts';
import { throughput } from './throughput.ts';
import { benchVerify } from './verify.ts';

/** What can be asked for alone. */
export const scenarios = ['verify', 'mails', 'latency', 'cases', 'abuse', 'burst', 'throughput', 'past', 'dry-run'] as const;

/** The figures of this build, all of them or those that are asked for. */
export async function measureAlone(asked: readonly string[], say: (sentence: string) => void): Promise<Record<string, unknown>> {
  const wants = (name: (typeof scenarios)[number]): boolean => asked.length === 0 || asked.includes(name);
  const figures: Record<string, unknown> = {};
  if (wants('verify')) {
    say('the built-in protocol proved, at 1, 4 and 16 times an ordinary department…');
    figures.verify = benchVerify();
  }

  // What our own mail server says of a sender is believed: nothing is asked of a DNS that this machine may not have.
  const dovecot = wants('mails') ? await startDovecot() : undefined;
  const watched = dovecot && { GUICHET_IMAP_54: dovecot.url, GUICHET_AUTHSERV_ID: 'mx.guichet.example' };
  const stack = await startStack({ LOG_LEVEL: 'warn', ...watched });
  try {
    const key = await stack.apiKey('desk');
    const build: Build = { ...stack, key };
    const memory = (): Record<string, number> => Object.fromEntries(parts.map((part) => [part, residentMiB(stack.pidOf(part))]));
    figures.memoryMiBIdle = memory();
    if (dovecot !== undefined) {
      say('10,000 mails that waited while the mail server was away…');
      figures.mails = await mailsAfterAnOutage(stack, dovecot, 10_000);
    }
    if (wants('latency')) {
      say('alert to first mail, one each half second…');
      figures.latency = await firstMail(build, 60);
    }
    if (wants('cases')) {
      say('whole cases, and the bare engine…');
      const used = processorMeter(stack);
      const { casesPerSecond } = await wholeCases(build, 20, 20);
      const processors = used();
      const { workflowsPerSecond } = await bareEngine(build, 20, 20);
      figures.wholeCases = { casesPerSecond, workflowsPerSecond, ratio: Math.round((casesPerSecond / workflowsPerSecond) * 100) / 100, processors };
    }
    if (wants('abuse')) {
      say('the public form while 50 connections abuse the public doors, 20 s…');
      figures.underAbuse = await underAbuse(stack.url, { seconds: 20 });
    }
    if (wants('burst')) {
      say('1,000 alerts as fast as they are accepted, grave ones in the middle…');
      figures.burst = await burst(build, 1_000, 50);
    }
    if (wants('throughput')) {
      const levels = [];
      for (const connections of [1, 10, 50]) {
        say(`alerts by API, ${connections} connections, 20 s…`);
        levels.push(await throughput(stack, key, connections, 20));
      }
      figures.throughput = levels;
    }
    if (wants('past')) {
      figures.past = [];
      for (const count of [2_500, 10_000, 40_000]) {
        say(`a draft over ${count} cases of the past…`);
        (figures.past as unknown[]).push(await past(stack, count));
      }
    }
    figures.memoryMiBAfter = memory();
    // Last of all: it publishes directories so large that the worker proves them for minutes.
    if (wants('dry-run')) {
      figures.dryRun = [];
      for (const times of [1, 4, 16]) {
        say(`dated dry runs, ${times} times an ordinary directory…`);
        (figures.dryRun as unknown[]).push(await dryRun(stack, times));
      }
    }
  } finally {
    await stack.stop();
    await dovecot?.end();
  }
  return figures;
}

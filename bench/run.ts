/**
 * `npm run bench`: the figures of the product on this machine, as JSON on standard output (progress on standard error).
 * Real parts, fsync on, everything on the same processors. `npm run bench -- latency cases` runs some of it only.
 */
import { cpus, totalmem } from 'node:os';
import { startDovecot } from '../test/dovecot.ts';
import { startStack } from '../test/stack.ts';
import { underAbuse } from './abuse.ts';
import { benchBareEngine } from './bare-engine.ts';
import { wholeCases } from './cases.ts';
import { parts, residentMiB } from './figures.ts';
import { latency } from './latency.ts';
import { mailsAfterAnOutage } from './mails.ts';
import { dryRun, past } from './rehearse.ts';
import { throughput } from './throughput.ts';
import { benchVerify } from './verify.ts';

const asked = new Set(process.argv.slice(2));
const wants = (name: string): boolean => asked.size === 0 || asked.has(name);
const say = (sentence: string): void => console.error(sentence);

const figures: Record<string, unknown> = {
  at: new Date().toISOString(),
  machine: { processors: cpus().length, model: cpus()[0]?.model, memoryGiB: Math.round(totalmem() / 2 ** 30), node: process.version },
};

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
  const memory = (): Record<string, number> => Object.fromEntries(parts.map((part) => [part, residentMiB(stack.pidOf(part))]));
  figures.memoryMiBIdle = memory();
  if (dovecot !== undefined) {
    say('10,000 mails that waited while the mail server was away…');
    figures.mails = await mailsAfterAnOutage(stack, dovecot, 10_000);
  }
  if (wants('latency')) {
    say('alert to first mail, one each half second…');
    figures.latency = await latency(stack, key, 60);
  }
  if (wants('cases')) {
    say('whole cases, and the bare engine…');
    const guichet = await wholeCases(stack, 200, 20);
    const bare = await benchBareEngine({ address: `127.0.0.1:${stack.temporalPort()}`, count: 200, concurrency: 20 });
    figures.wholeCases = {
      ...guichet,
      bareWorkflowsPerSecond: bare.workflowsPerSecond,
      ratio: Math.round((guichet.casesPerSecond / bare.workflowsPerSecond) * 100) / 100,
    };
  }
  if (wants('abuse')) {
    say('the public form while 50 connections abuse the public doors, 20 s…');
    figures.underAbuse = await underAbuse(stack.url, { seconds: 20 });
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
console.log(JSON.stringify(figures, null, 2));

import { eventually } from '../../test/stack.ts';
import { bareEngine } from '../outside/bare-engine.ts';
import { burst } from '../outside/burst.ts';
import { firstMail } from '../outside/first-mail.ts';
import { intake } from '../outside/intake.ts';
import { reads } from '../outside/reads.ts';
import { wholeCases } from '../outside/whole-cases.ts';
import { startBuild } from './start.ts';

/** What is compared: more a second is better, or fewer milliseconds. */
export const figures = {
  'alerts/s, 50 connections': 'more',
  'alert answered p95, 50 connections, ms': 'less',
  'first mail p50, ms': 'less',
  'first mail p95, ms': 'less',
  'whole cases/s': 'more',
  'bare workflows/s': 'more',
  'whole cases ÷ bare engine': 'more',
  'last mail of 1,000 alerts at once, s': 'less',
  'grave first mail p95 meanwhile, ms': 'less',
  'list of cases p50, ms': 'less',
  'case page p50, ms': 'less',
  'ten cases by API p50, ms': 'less',
} as const;

export type Figure = keyof typeof figures;
export type Turn = Record<Figure, number>;

const lanes = 20;
const warmSeconds = 3;

/** One build started, warmed up, measured from outside and stopped: `seconds` for each thing that is measured. */
export async function turn(root: string, seconds: number): Promise<Turn> {
  const build = await startBuild(root);
  try {
    const { mailsExpected } = await intake(build, 4, warmSeconds);
    await eventually(() => build.mails.length >= mailsExpected, 300_000, 'the last mail of the warming up');
    const mail = await firstMail(build, seconds * 2);
    const read = await reads(build, seconds);
    const { casesPerSecond } = await wholeCases(build, seconds, lanes);
    const { workflowsPerSecond } = await bareEngine(build, seconds, lanes);
    const crowd = await burst(build, 1_000, 50);
    // Last of all: it leaves mails to send for a while.
    const load = await intake(build, 50, seconds);
    if (load.refused > 0) throw new Error(`${load.refused} alerts were refused`);
    return {
      'alerts/s, 50 connections': load.answeredPerSecond,
      'alert answered p95, 50 connections, ms': load.answerMs.p95,
      'first mail p50, ms': mail.firstMailMs.p50,
      'first mail p95, ms': mail.firstMailMs.p95,
      'whole cases/s': casesPerSecond,
      'bare workflows/s': workflowsPerSecond,
      'whole cases ÷ bare engine': casesPerSecond / workflowsPerSecond,
      'last mail of 1,000 alerts at once, s': crowd.lastMailSeconds,
      'grave first mail p95 meanwhile, ms': crowd.grave.firstMailMs.p95,
      'list of cases p50, ms': read.listMs.p50,
      'case page p50, ms': read.caseMs.p50,
      'ten cases by API p50, ms': read.apiListMs.p50,
    };
  } finally {
    await build.stop();
  }
}

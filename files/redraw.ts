import { type ChildProcess, fork } from 'node:child_process';
import type { Redrawn, RedrawOrder } from './redraw-child.ts';

const LONGEST_MS = 20_000;
const KEPT_WARM_MS = 10_000;

let child: ChildProcess | undefined;
let cooling: NodeJS.Timeout | undefined;
let last: Promise<unknown> = Promise.resolve();

/**
 * Draws a picture anew, turned the right way up, without anything that was beside it. What decodes it runs in a process of its own, without
 * our settings, with limits of memory and time; one picture at a time, so that many sent at once wait for each other. Never rejects.
 */
export function redraw(order: RedrawOrder): Promise<Redrawn> {
  const mine = last.then(() => ask(order)).catch((): Redrawn => ({ failed: 'UNREADABLE' }));
  last = mine;
  return mine;
}

function ask(order: RedrawOrder): Promise<Redrawn> {
  clearTimeout(cooling);
  child ??= start();
  const asked = child;
  return new Promise((done) => {
    const end = (answer: Redrawn) => {
      clearTimeout(late);
      asked.off('message', end).off('exit', lost).off('error', lost);
      cooling = setTimeout(() => asked.kill('SIGKILL'), KEPT_WARM_MS).unref();
      done(answer);
    };
    const lost = () => end({ failed: 'UNREADABLE' });
    const late = setTimeout(() => asked.kill('SIGKILL'), LONGEST_MS);
    asked.on('message', end).on('exit', lost).on('error', lost);
    // One that could not start has no channel, and says so by its error.
    if (asked.connected) asked.send(order, (failure) => failure && asked.kill('SIGKILL'));
  });
}

function start(): ChildProcess {
  const started = fork(new URL('./redraw-child.ts', import.meta.url), {
    env: {},
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const gone = () => {
    if (child === started) child = undefined;
  };
  // An error that nobody hears would end this process; one that could not start has no end.
  started.on('exit', gone).on('error', gone);
  // It keeps nobody from ending.
  started.unref();
  started.channel?.unref();
  return started;
}

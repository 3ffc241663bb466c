import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { Problem } from './problem.ts';

/**
 * Runs a program and gives what it printed. Rejects when it cannot start, ends badly, or is not
 * done in time; the last two end it and everything it started.
 */
export function runBounded(program: string, flags: string[], limitMs: number): Promise<string> {
  return new Promise((done, fail) => {
    const grouped = process.platform !== 'win32';
    const child = spawn(program, flags, { detached: grouped, stdio: ['ignore', 'pipe', 'ignore'] });
    const killAll = () => {
      if (child.pid === undefined) return;
      try {
        process.kill(grouped ? -child.pid : child.pid, 'SIGKILL');
      } catch {
        // Already gone.
      }
    };
    const timer = setTimeout(() => {
      killAll();
      fail(new Error(`${program} n’a pas fini en ${limitMs / 1000} s`));
    }, limitMs);
    process.once('exit', killAll);
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const settle = (act: () => void) => {
      clearTimeout(timer);
      process.removeListener('exit', killAll);
      act();
    };
    child.once('error', (error) => settle(() => fail(error)));
    child.once('close', (code) => {
      settle(() => (code === 0 ? done(said) : fail(new Error(`${program} a échoué (code ${code})`))));
    });
  });
}

/** The id of a child once it runs; a Problem naming it when it cannot. */
export function spawned(child: ChildProcess, name: string): Promise<number> {
  return new Promise((answer, fail) => {
    child.once('spawn', () => answer(child.pid ?? 0));
    child.once('error', (error) => fail(new Problem(`${name} ne se lance pas (${error.message}).`)));
  });
}

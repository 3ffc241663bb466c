import { spawn } from 'node:child_process';

export interface BoundedOptions {
  limitMs: number;
  cwd?: string;
  uid?: number;
  gid?: number;
}

/**
 * Runs a program and gives what it printed. Rejects, with its last words, when it cannot start,
 * ends badly, or is not done in time. It and everything it started end with this process.
 */
export function runBounded(program: string, flags: string[], options: BoundedOptions): Promise<string> {
  const { limitMs, ...rest } = options;
  return new Promise((done, fail) => {
    const grouped = process.platform !== 'win32';
    const child = spawn(program, flags, { ...rest, detached: grouped, stdio: ['ignore', 'pipe', 'pipe'] });
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
    const settle = (act: () => void) => {
      clearTimeout(timer);
      process.removeListener('exit', killAll);
      act();
    };
    // Before all else: one that could not start has no streams either, and an error that nobody hears would end this process.
    child.on('error', (error) => settle(() => fail(error)));
    let said = '';
    let complained = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complained += text;
    });
    child.once('close', (code) => {
      const lastWords = complained.trim().split('\n').at(-1) || `code ${code}`;
      settle(() => (code === 0 ? done(said) : fail(new Error(lastWords))));
    });
  });
}

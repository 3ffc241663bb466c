import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What keeps a process from starting another: there is no such program; no file may be opened any more. */
const ways = {
  'no program': `process.execPath = '/nowhere/node';`,
  'no file left': `try { for (;;) openSync('/dev/null'); } catch {}`,
};
export const waysNoProcessStarts = Object.keys(ways) as (keyof typeof ways)[];

/**
 * Runs a script, which prints by `say`, where no process can be started: `before` it still can. Gives what it said, each thing a line.
 * Rejects where the script's own process dies of it.
 */
export async function whereNoneStarts(way: keyof typeof ways, { before, then }: { before: string; then: string }): Promise<string[]> {
  const script = `import { openSync, writeSync } from 'node:fs';
    const say = (what) => writeSync(1, JSON.stringify(what) + '\\n');
    ${before}
    ${ways[way]}
    ${then}`;
  const flags = ['-c', 'ulimit -n 100; exec "$0" --input-type=module --eval "$1"', process.execPath, script];
  const { stdout } = await promisify(execFile)('sh', flags, { timeout: 30_000 });
  return stdout.trim().split('\n');
}

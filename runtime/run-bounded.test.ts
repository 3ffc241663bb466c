import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../test/folder.ts';
import { whereNoneStarts } from '../test/no-process.testing.ts';
import { bornOf } from './processes.ts';
import { runBounded } from './run-bounded.ts';

test('it gives what the program printed', async () => {
  expect(await runBounded('sh', ['-c', 'echo bonjour'], { limitMs: 5_000 })).toBe('bonjour\n');
});

test('a failure is told in the program’s last words', async () => {
  await expect(runBounded('sh', ['-c', 'echo début >&2; echo disque plein >&2; exit 3'], { limitMs: 5_000 })).rejects.toThrow(/^disque plein$/);
  await expect(runBounded('sh', ['-c', 'exit 3'], { limitMs: 5_000 })).rejects.toThrow(/code 3/);
  await expect(runBounded('/no/such/program', [], { limitMs: 5_000 })).rejects.toThrow(/ENOENT/);
});

test('where no process can be started, that is a failure like another', async () => {
  const said = await whereNoneStarts('no file left', {
    before: `const { runBounded } = await import('${new URL('./run-bounded.ts', import.meta.url)}');`,
    then: `say(await runBounded('sh', [], { limitMs: 5_000 }).catch(({ code }) => code));`,
  });
  expect(said).toEqual(['"EMFILE"']);
});

test('a program that hangs is ended with everything it started', async () => {
  const folder = temporaryFolder();
  const noted = join(folder.path, 'pid');
  await expect(runBounded('sh', ['-c', `sleep 300 & echo $! > ${noted}; wait`], { limitMs: 300 })).rejects.toThrow(/pas fini en 0.3 s/);
  const pid = Number(readFileSync(noted, 'utf8'));
  await expect.poll(() => bornOf(pid)).toBeUndefined();
  folder.remove();
});

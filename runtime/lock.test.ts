import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../test/folder.ts';
import { holderOf, takeLock } from './lock.ts';
import { endProcess, markOf, runFolder } from './processes.ts';

const url = 'http://localhost:3977';
let folder: ReturnType<typeof temporaryFolder>;
let dataFolder: string;

beforeEach(() => {
  folder = temporaryFolder();
  dataFolder = join(folder.path, 'data');
});
afterEach(() => folder.remove());

function leaveLock(content: string): void {
  mkdirSync(runFolder(dataFolder), { recursive: true });
  writeFileSync(join(runFolder(dataFolder), 'lock'), content);
}

test('a second one is told who has the folder, where it serves and how to stop it', () => {
  takeLock(dataFolder, url);
  expect(() => takeLock(dataFolder, url)).toThrow(`tourne déjà sur ces données (processus ${process.pid}) : ouvrez ${url}`);
  expect(() => takeLock(dataFolder, url)).toThrow(`kill ${process.pid}`);
});

test('given back, it can be taken again, and nothing else is left', () => {
  takeLock(dataFolder, url)();
  expect(holderOf(dataFolder)).toBeUndefined();
  takeLock(dataFolder, url);
  expect(readdirSync(runFolder(dataFolder))).toEqual(['lock']);
});

test('the lock of a killed process is taken over', async () => {
  const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
  const mark = markOf(child.pid ?? 0);
  leaveLock(JSON.stringify({ ...mark, publicUrl: url }));
  expect(() => takeLock(dataFolder, url)).toThrow(/tourne déjà/);
  await endProcess(mark, [{ signal: 'SIGKILL', waitMs: 5_000 }]);
  takeLock(dataFolder, url);
  expect(holderOf(dataFolder)?.pid).toBe(process.pid);
});

test('a lock whose process id now belongs to another process is taken over', () => {
  leaveLock(JSON.stringify({ pid: process.pid, born: 'another day', publicUrl: url }));
  takeLock(dataFolder, url);
  expect(holderOf(dataFolder)?.pid).toBe(process.pid);
});

test.each(['', '{"pid":', '[]'])('a lock cut while it was written (%j) is taken over', (content) => {
  leaveLock(content);
  takeLock(dataFolder, url);
  expect(holderOf(dataFolder)?.pid).toBe(process.pid);
});

test('a folder that cannot be made says so and names the variable', () => {
  writeFileSync(dataFolder, 'a file');
  expect(() => takeLock(dataFolder, url)).toThrow(/GUICHET_DATA/);
});

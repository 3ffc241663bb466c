import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../settings/config.ts';
import { Problem } from '../../settings/problem.ts';

const run = promisify(execFile);

export interface Checkout {
  /** Where the build is started from. */
  root: string;
  commit: string;
  remove(): void;
}

/**
 * Another commit's files in a folder of their own, with the packages that it runs on: those of here, linked, when they are the same;
 * else its own, installed. Throws a Problem for what is no commit.
 */
export async function checkOut(name: string): Promise<Checkout> {
  const commit = await git('rev-parse', '--verify', '--quiet', `${name}^{commit}`).catch(() => {
    throw new Problem(`« ${name} » n’est pas un commit de ce dépôt.`);
  });
  const root = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
  // Started by root, PostgreSQL runs as somebody else, who reads the packages.
  chmodSync(root, 0o755);
  const remove = () => rmSync(root, { recursive: true, force: true });
  try {
    const archive = join(root, '.archive.tar');
    await git('archive', '--format=tar', '-o', archive, commit);
    await run('tar', ['-xf', archive, '-C', root]);
    rmSync(archive);
    await addPackages(root);
    return { root, commit, remove };
  } catch (failure) {
    remove();
    throw failure;
  }
}

/** The commit of here, and whether files differ from it. */
export async function here(): Promise<{ commit: string; changed: boolean }> {
  return { commit: await git('rev-parse', 'HEAD'), changed: (await git('status', '--porcelain')) !== '' };
}

async function git(...asked: string[]): Promise<string> {
  const { stdout } = await run('git', ['-C', projectRoot, ...asked]);
  return stdout.trim();
}

async function addPackages(root: string): Promise<void> {
  if (runtimeOf(root) === runtimeOf(projectRoot)) {
    // Another disk has no links: installed then.
    const linked = await run('cp', ['-al', join(projectRoot, 'node_modules'), join(root, 'node_modules')]).catch(() => null);
    if (linked !== null) return;
    rmSync(join(root, 'node_modules'), { recursive: true, force: true });
  }
  await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, maxBuffer: 2 ** 26 });
}

interface Lockfile {
  packages: Record<string, { version?: string; dev?: boolean }>;
}

/** What a build runs on, as its lockfile has it. */
function runtimeOf(root: string): string {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lockfile;
  const needed = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true);
  return needed
    .map(([path, { version }]) => `${path} ${version}`)
    .sort()
    .join('\n');
}

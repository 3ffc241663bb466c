/** One Guichet per data folder: run/lock says which process has it. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { codeOf, Problem } from '../settings/problem.ts';
import { isAlive, markOf, processMark, runFolder } from './processes.ts';

const holderShape = processMark.extend({ publicUrl: z.string() });
export type LockHolder = z.infer<typeof holderShape>;

function lockFile(dataFolder: string): string {
  return join(runFolder(dataFolder), 'lock');
}

/** Who runs on this data folder now; undefined when nobody does, or a killed one left its lock. */
export function holderOf(dataFolder: string): LockHolder | undefined {
  return livingHolder(lockFile(dataFolder));
}

function livingHolder(file: string): LockHolder | undefined {
  try {
    const holder = holderShape.parse(JSON.parse(readFileSync(file, 'utf8')));
    return isAlive(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes the data folder for this process and answers with what gives it back. A lock left by a
 * killed process is taken over. Throws a Problem when somebody has it, or it cannot be written.
 */
export function takeLock(dataFolder: string, publicUrl: string): () => void {
  const file = lockFile(dataFolder);
  const draft = `${file}.${process.pid}`;
  makeRunFolder(dataFolder);
  writeFileSync(draft, JSON.stringify({ ...markOf(process.pid), publicUrl } satisfies LockHolder), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (link(draft, file)) return () => rmSync(file, { force: true });
      const holder = holderOf(dataFolder);
      if (holder !== undefined) throw new Problem(alreadyRuns(holder));
      removeStale(file);
    }
    throw new Problem(`Le verrou ${file} change sans cesse de mains : attendez quelques secondes, puis relancez.`);
  } finally {
    rmSync(draft, { force: true });
  }
}

function alreadyRuns(holder: LockHolder): string {
  return `Guichet tourne déjà sur ces données (processus ${holder.pid}) : ouvrez ${holder.publicUrl}, ou arrêtez-le par Ctrl-C dans sa fenêtre ou par « kill ${holder.pid} ».`;
}

function makeRunFolder(dataFolder: string): void {
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o711 });
    mkdirSync(runFolder(dataFolder), { recursive: true, mode: 0o700 });
  } catch (failure) {
    throw new Problem(
      `Le dossier de données ${dataFolder} ne peut pas être écrit (${failure instanceof Error ? failure.message : failure}) : corrigez ses droits, ou choisissez-en un autre par GUICHET_DATA.`,
    );
  }
}

/** A link appears whole or not at all, so nobody ever reads half a lock. */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (failure) {
    if (codeOf(failure) === 'EEXIST') return false;
    throw failure;
  }
}

/** Two that find the same dead lock must not remove each other's new one: it is moved, looked at, then dropped. */
function removeStale(file: string): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (livingHolder(aside) !== undefined) link(aside, file);
  rmSync(aside, { force: true });
}

import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProcessMark } from '../runtime/processes.ts';
import { endProcess, isAlive, markOf, processMark, readRecord, recordedNames } from '../runtime/processes.ts';

const prefix = 'guichet-test-';
const ownerFile = 'owner.json';

/** An empty folder for one test or one run, which PostgreSQL's own user may pass through. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(path, 0o711);
  writeFileSync(join(path, ownerFile), JSON.stringify(markOf(process.pid)));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Ends what killed test runs left behind, and their folders; touches no run that is alive. */
export async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const path = join(tmpdir(), name);
    const owner = ownerOf(path);
    if (owner === undefined || isAlive(owner)) continue;
    for (const part of recordedNames(path)) {
      const left = readRecord(path, part);
      if (left !== undefined) await endProcess(left, [{ signal: 'SIGKILL', waitMs: 5_000 }]);
    }
    rmSync(path, { recursive: true, force: true });
  }
}

function ownerOf(path: string): ProcessMark | undefined {
  const file = join(path, ownerFile);
  return existsSync(file) ? processMark.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

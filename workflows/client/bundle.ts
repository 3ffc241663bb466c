import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

const require = createRequire(import.meta.url);

/**
 * Gives the file that the sandbox runs, made once (1 to 3 s) for each content of `workflows/` and version of the SDK, and
 * kept under `folder`. It is made in a process of its own: the bundler's memory would stay with the worker.
 */
export async function workflowBundle(folder: string): Promise<{ codePath: string }> {
  const codePath = join(folder, `workflows-${contentHash()}.js`);
  if (!existsSync(codePath)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await promisify(execFile)(process.execPath, [require.resolve('./write-bundle.ts'), codePath]);
  }
  return { codePath };
}

/** Workflow code imports nothing but its own folder and the SDK (checked by `npm run check:rooms`). */
function contentHash(): string {
  const folder = join(import.meta.dirname, '..');
  const hash = createHash('sha256').update(readFileSync(require.resolve('@temporalio/workflow/package.json')));
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .sort()) {
    hash.update(name).update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

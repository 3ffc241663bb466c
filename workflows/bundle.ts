import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';

const require = createRequire(import.meta.url);

/** The module through which failures are written and read, in the sandbox and outside. */
export const failureConverterPath = require.resolve('./failures.ts');

/**
 * Gives the file that the sandbox runs, made once (1 to 3 s) for each content of this folder and version of the SDK, and
 * kept under `folder`.
 */
export async function workflowBundle(folder: string): Promise<{ codePath: string }> {
  const codePath = join(folder, `workflows-${contentHash()}.js`);
  if (!existsSync(codePath)) {
    const { code } = await bundleWorkflowCode({
      workflowsPath: require.resolve('./case.ts'),
      failureConverterPath,
      // Its progress is of no interest; what fails is thrown.
      logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} },
    });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const draft = `${codePath}.${process.pid}`;
    writeFileSync(draft, code);
    renameSync(draft, codePath);
  }
  return { codePath };
}

/** Workflow code imports nothing but this folder and the SDK (checked by `npm run check:rooms`). */
function contentHash(): string {
  const hash = createHash('sha256').update(readFileSync(require.resolve('@temporalio/workflow/package.json')));
  for (const name of readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts'))
    .sort()) {
    hash.update(name).update(readFileSync(join(import.meta.dirname, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

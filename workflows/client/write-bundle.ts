/** `node write-bundle.ts FILE` writes what the sandbox runs to FILE; a cut leaves nothing there. */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { failureConverterPath } from './client.ts';

const [, , file = ''] = process.argv;
const { code } = await bundleWorkflowCode({ workflowsPath: join(import.meta.dirname, '..', 'all.ts'), failureConverterPath });
const draft = `${file}.${process.pid}`;
writeFileSync(draft, code);
renameSync(draft, file);

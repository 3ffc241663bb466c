/** Reads one workbook at a time for `read-workbook`, which ends it where it takes too long or too much. */
import { parentPort } from 'node:worker_threads';
import { type WorkbookOrder, workbookTable } from './workbook-table.ts';

parentPort?.on('message', async ({ raw }: WorkbookOrder) => {
  const done = await workbookTable(raw).catch(() => null);
  parentPort?.postMessage(done === null ? { failed: true } : { done });
});
parentPort?.postMessage({ ready: true });

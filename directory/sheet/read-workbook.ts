import { Threads } from '../../mails/bounded/threads.ts';
import type { Table } from './read-table.ts';
import type { WorkbookOrder, WorkbookRead } from './workbook-table.ts';

/** Twenty thousand lines of twenty cells take two seconds. A cell at the far corner of a sheet would take all the memory there is: it takes the thread’s. */
const reading = new Threads<WorkbookOrder, WorkbookRead>(new URL('./workbook-thread.ts', import.meta.url), { processorMs: 5_000 });

/** Whether a file is a workbook (XLSX), by what it begins with. */
export const isWorkbook = (bytes: Buffer): boolean => bytes.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004';

/**
 * Reads the first sheet that is shown of a workbook as a table, in a thread of its own with limits of time and memory: a sheet made to grow
 * ends the thread and nothing else, and an archive made to is refused by what it lists. Nothing is computed: of a formula, what the spreadsheet last showed. Never rejects.
 */
export async function readWorkbook(bytes: Buffer): Promise<Table | { problem: string }> {
  const read = await reading.ask({ raw: Uint8Array.from(bytes) });
  if (read === null)
    return { problem: 'Ce classeur est trop lourd, ou abîmé\u00a0: enregistrez la seule feuille utile au format CSV, puis envoyez ce fichier-là.' };
  return read;
}

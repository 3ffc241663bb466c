import type { Response } from 'express';

/** Sends a table to be kept as a file; `name` carries nothing personal. */
export function sendCsv(response: Response, table: string, name: string): void {
  response
    .set({ 'Content-Disposition': `attachment; filename="${name}.csv"`, 'Cache-Control': 'no-store' })
    .type('text/csv')
    .send(table);
}

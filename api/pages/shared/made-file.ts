import type { Response } from 'express';

/** Sends a table to be kept as a file; `name` carries nothing personal. */
export function sendCsv(response: Response, table: string, name: string): void {
  response
    .set({ 'Content-Disposition': `attachment; filename="${name}.csv"`, 'Cache-Control': 'no-store' })
    .type('text/csv')
    .send(table);
}

/** Gives a PDF to whoever asked: shown in the browser, kept by no cache, its name saying nothing but a reference. */
export function sendPdf(response: Response, pdf: Buffer, name: string): void {
  response
    .type('application/pdf')
    .set({ 'Content-Disposition': `inline; filename="${name}.pdf"`, 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
    .send(pdf);
}

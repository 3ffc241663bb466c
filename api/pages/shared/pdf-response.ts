import type { Response } from 'express';

/** Gives a PDF to whoever asked: shown in the browser, kept by no cache, its name saying nothing but a reference. */
export function sendPdf(response: Response, pdf: Buffer, name: string): void {
  response
    .type('application/pdf')
    .set({ 'Content-Disposition': `inline; filename="${name}.pdf"`, 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
    .send(pdf);
}

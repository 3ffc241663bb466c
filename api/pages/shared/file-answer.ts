import type { Request, Response } from 'express';
import type { FileKind, OpenedFile } from '../../../files/file.ts';
import { Forbidden, NotFound } from '../../http/errors.ts';

/** What a browser can show without doing what the file asks; everything else is downloaded. */
const shownKinds: ReadonlySet<FileKind> = new Set<FileKind>(['PDF', 'TEXT', 'AUDIO']);
const shownImages: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif']);

export function isShown({ kind, type }: { kind: FileKind; type: string }): boolean {
  return shownKinds.has(kind) || shownImages.has(type);
}

const sandboxed =
  "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox";
/** Browsers' own PDF readers refuse to work in a sandbox, and run nothing of the file outside their own. */
const pdfReader = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * Answers with a file received from somebody: kept by no cache, its type never guessed again by the browser, nothing in it
 * run here. A player may ask for a part (Range). Throws NotFound without a file, Forbidden when the antivirus found something.
 */
export function sendFile(request: Request, response: Response, file: OpenedFile | null): void {
  if (file === null) throw new NotFound();
  if (file.bytes === null) throw new Forbidden('infected', infected);
  const shown = isShown(file);
  response.set({
    'Content-Type': shown ? file.type : 'application/octet-stream',
    'Content-Disposition': `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name).replaceAll(/['()*]/g, escaped)}`,
    'Content-Security-Policy': file.kind === 'PDF' ? pdfReader : sandboxed,
    'Cache-Control': 'no-store',
    'Accept-Ranges': 'bytes',
  });
  sendPart(request, response, file.bytes);
}

export const infected = 'L’antivirus a reconnu un programme malveillant dans ce fichier\u00a0: il est gardé scellé, et n’est remis à personne.';

const escaped = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

function sendPart(request: Request, response: Response, bytes: Buffer): void {
  const ranges = request.range(bytes.length, { combine: true });
  if (ranges === undefined || ranges === -2 || (ranges !== -1 && (ranges.type !== 'bytes' || ranges.length !== 1))) {
    response.status(200).send(bytes);
    return;
  }
  const [range] = ranges === -1 ? [] : ranges;
  if (range === undefined) {
    response.status(416).set('Content-Range', `bytes */${bytes.length}`).end();
    return;
  }
  response.status(206).set('Content-Range', `bytes ${range.start}-${range.end}/${bytes.length}`);
  response.send(bytes.subarray(range.start, range.end + 1));
}

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

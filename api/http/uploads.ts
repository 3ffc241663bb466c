import type { Request, RequestHandler, Response } from 'express';
import multer, { MulterError, type StorageEngine } from 'multer';
import { examine } from '../../files/examine.ts';
import { type Examined, mostBytes, mostBytesInAll, plainName, tooMuch, unfit } from '../../files/file.ts';
import { BadRequest, TooLarge, TooMany } from './errors.ts';
import type { Parts } from './parts.ts';

/** A file as it was posted. What is over the limits is not kept in memory (`bytes` is then empty), but its size is known. */
interface Upload {
  name: string;
  size: number;
  bytes: Buffer;
}

const MOST_FIELDS = 500;
const LONGEST_FIELD = 512 * 1024;
/** More than anybody chooses by mistake: refused without being read. */
const LARGEST_REQUEST = 5 * mostBytesInAll;

const held = new WeakMap<Request, number>();

/** In memory, up to the limits: a file too big is told to whoever sent it, beside the others and everything typed with them. */
const inMemory: StorageEngine = {
  _handleFile(request, file, done) {
    const chunks: Buffer[] = [];
    let size = 0;
    file.stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      const all = (held.get(request) ?? 0) + chunk.length;
      held.set(request, all);
      if (size > mostBytes || all > mostBytesInAll) chunks.length = 0;
      else chunks.push(chunk);
    });
    file.stream.on('error', done);
    file.stream.on('end', () => {
      const buffer = Buffer.concat(chunks);
      held.set(request, (held.get(request) ?? 0) - size + buffer.length);
      done(null, { buffer, size });
    });
  },
  _removeFile: (_request, _file, done) => done(null),
};

const parse = multer({
  storage: inMemory,
  // Browsers send the names of files in UTF-8.
  defParamCharset: 'utf8',
  limits: { fields: MOST_FIELDS, fieldSize: LONGEST_FIELD, files: 100, fieldNestingDepth: 1 },
}).any();

/**
 * Reads a form sent with files (multipart): its fields as those of any form, its files for `uploaded`. Any other request is
 * left as it is. The token of the form can only be checked after this, so whoever sends is let in, or counted, before.
 */
export async function readUpload(request: Request): Promise<void> {
  if (!request.is('multipart/form-data')) return;
  if (Number(request.get('content-length') ?? 0) > LARGEST_REQUEST) throw new TooLarge();
  await new Promise<void>((read, failed) => {
    parse(request, request.res as Response, (failure: unknown) => {
      if (!failure) return read();
      failed(
        failure instanceof MulterError ? new TooLarge() : new BadRequest('malformed-form', 'Ce formulaire est arrivé abîmé\u00a0: recommencez.'),
      );
    });
  });
}

/** How many forms with files are read at once from doors open to anybody: each may hold forty megabytes until it is answered. */
const MOST_AT_ONCE = 12;
const MOST_FROM_ONE_ADDRESS = 4;
const BUSY_SECONDS = 20;

const underWay = new Map<string, number>();

/** `readUpload` for pages open to anybody. Throws TooMany when too many are sent at once: the pages without files stay usable. */
export async function readOpenUpload(request: Request): Promise<void> {
  if (!request.is('multipart/form-data')) return;
  const who = request.ip ?? '';
  const own = underWay.get(who) ?? 0;
  const all = [...underWay.values()].reduce((sum, count) => sum + count, 0);
  if (own >= MOST_FROM_ONE_ADDRESS || all >= MOST_AT_ONCE) {
    request.resume();
    throw new TooMany(BUSY_SECONDS);
  }
  underWay.set(who, own + 1);
  request.res?.once('close', () => {
    const left = (underWay.get(who) ?? 1) - 1;
    if (left === 0) underWay.delete(who);
    else underWay.set(who, left);
  });
  await readUpload(request);
}

/** `readUpload` for a whole set of pages, behind what lets their users in and before what checks their forms. */
export const uploads: RequestHandler = async (request, _response, next) => {
  await readUpload(request);
  next();
};

const filesIn = (request: Request): Express.Multer.File[] => (Array.isArray(request.files) ? request.files : []);

/** The names under which files were posted. */
export const uploadedAs = (request: Request): Set<string> => new Set(filesIn(request).map(({ fieldname }) => fieldname));

/** The files posted under a name, in their order; what was left empty is not one. */
export function uploaded(request: Request, field: string): Upload[] {
  return filesIn(request)
    .filter(({ fieldname }) => fieldname === field)
    .map(({ originalname, size, buffer }) => ({ name: plainName(originalname), size, bytes: buffer }));
}

/**
 * Examines what was posted, beside files of `already`. `refused` says in French, one sentence each, what is not taken and
 * why; the others are. When there are too many together none is.
 */
export async function examineUploads(
  parts: Pick<Parts, 'settings'>,
  posted: readonly Upload[],
  already: readonly { size: number }[] = [],
): Promise<{ files: Examined[]; refused: string[] }> {
  const problems = posted.map(({ name, size }) => unfit(name, size));
  const fit = posted.filter((_upload, index) => problems[index] === null);
  const refused = problems.filter((problem) => problem !== null);
  const together = tooMuch([...already, ...fit]);
  if (together !== null) return { files: [], refused: [...refused, together] };
  const files: Examined[] = [];
  for (const upload of fit) {
    const examined = await examine(upload, parts.settings.clamd);
    if ('refused' in examined) refused.push(examined.refused);
    else files.push(examined);
  }
  return { files, refused };
}

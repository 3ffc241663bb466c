import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { lettersOf } from './letters-of.ts';
import { type FinessPiece, Unreadable } from './lines.ts';
import { peeked } from './peeked.ts';
import { readExtraction } from './read-extraction.ts';
import { readFlow } from './read-flow.ts';

/** The largest flow is under a gigabyte once opened; an archive that opens to more is none of FiNESS. */
const LARGEST = 4 * 1024 ** 3;

/**
 * Reads a file of the national list of establishments as a stream, in memory for some lines at a time: FiNESS+ `structures` or `activites`
 * (JSON, alone or .gz), or the extraction of before (text, with or without header). What it is, how it is written and compressed are looked
 * for, never assumed. `today`: ISO date. Throws `Unreadable`, with what to do.
 */
export async function* readFiness(bytes: AsyncIterable<Buffer>, today: string): AsyncGenerator<FinessPiece> {
  const { start, all } = await peeked<Buffer>(bytes, Buffer.alloc(0), {
    join: (before, next) => Buffer.concat([before, next]),
    isEnough: ({ length }) => length >= 4,
  });
  if (start.length === 0) throw new Unreadable('Le fichier est vide.');
  if (start.subarray(0, 2).toString('latin1') === 'PK')
    throw new Unreadable(
      'C’est une archive .zip ou un classeur\u00a0: décompressez-la, puis choisissez le fichier .csv, .json ou .gz qu’elle contient.',
    );
  const opened = start[0] === 0x1f && start[1] === 0x8b ? unzipped(all) : all;
  // A byte order mark and blank lines may come first.
  const text = await peeked(lettersOf(bounded(opened)), '', {
    join: (before, next) => before + (before === '' ? next.replace(/^\ufeff/, '') : next),
    isEnough: (read) => read.trim() !== '' || read.length >= 10_000,
  });
  yield* /^\s*[{[]/.test(text.start) ? readFlow(text.all, today) : readExtraction(text.all, today);
}

async function* unzipped(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  // What fails above is thrown where the bytes are awaited.
  pipeline(Readable.from(bytes), gunzip, () => undefined);
  try {
    yield* gunzip as AsyncIterable<Buffer>;
  } catch (failure) {
    if (!/^Z_/.test(String(Reflect.get(Object(failure), 'code')))) throw failure;
    throw new Unreadable('L’archive .gz est coupée ou abîmée\u00a0: téléchargez-la de nouveau.');
  }
}

async function* bounded(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > LARGEST) throw new Unreadable('Ce fichier est plus grand que tout FiNESS\u00a0: vérifiez le fichier choisi.');
    yield chunk;
  }
}

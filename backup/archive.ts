import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { createGunzip, createGzip } from 'node:zlib';
import { Decrypter, Encrypter } from 'age-encryption';
import { extract, pack } from 'tar-stream';
import { Problem } from '../settings/problem.ts';

/** A file being written: a tar, compressed, encrypted for whoever has the identity of the recipient. Nothing of it is on disk in clear. */
export interface SealedArchive {
  /** Waits while the disk is slower. Names come back in this order. */
  add(name: string, bytes: Buffer): Promise<void>;
  /** The file has its name once all of it is on disk. */
  end(): Promise<void>;
  /** Leaves nothing. */
  abandon(): Promise<void>;
}

const unfinished = (path: string): string => `${path}.en-cours`;

/** Throws a Problem when `recipient` is no recipient of age, or the file cannot be written; one of that name is never written over. */
export async function sealedArchive(path: string, recipient: string): Promise<SealedArchive> {
  const encrypter = new Encrypter();
  try {
    encrypter.addRecipient(recipient);
  } catch {
    throw new Problem('--recipient : donnez la ligne « age1… » que « npx guichet backup-key » a montrée.');
  }
  if (existsSync(path)) throw new Problem(`${path} est déjà là : une sauvegarde n’en remplace jamais une autre.`);
  const tar = pack();
  const stopping = new AbortController();
  const zipped = createGzip();
  const packed = pipeline(tar, zipped, { signal: stopping.signal });
  const sealed = await encrypter.encrypt(asWeb(zipped));
  const written = pipeline(
    Readable.fromWeb(sealed as ReadableStream),
    createWriteStream(unfinished(path), { flags: 'wx', mode: 0o600, flush: true }),
    {
      signal: stopping.signal,
    },
  );
  const done = Promise.all([packed, written]);
  // Whoever adds or ends is told; until then nobody waits for it.
  done.catch(() => undefined);
  return {
    add: (name, bytes) =>
      Promise.race([
        new Promise<void>((added, fail) => {
          tar
            .entry({ name, size: bytes.length }, (failure) => (failure ? fail(failure) : added()))
            .on('error', fail)
            .end(bytes);
        }),
        done.then(() => undefined),
      ]),
    async end() {
      tar.finalize();
      await done;
      await rename(unfinished(path), path);
    },
    async abandon() {
      stopping.abort();
      await done.catch(() => undefined);
      await rm(unfinished(path), { force: true });
    },
  };
}

/** What an archive holds, in its order. Throws a Problem when the identity is another's, or when the file is not whole. */
export async function* readArchive(path: string, identity: string): AsyncGenerator<{ name: string; bytes: Buffer }, void> {
  const decrypter = new Decrypter();
  try {
    decrypter.addIdentity(identity);
  } catch {
    throw new Problem('--identity : ce fichier n’est pas celui que « npx guichet backup-key » a écrit.');
  }
  const file = createReadStream(path);
  const opened = await decrypter.decrypt(asWeb(file)).catch((failure) => {
    file.destroy();
    throw new Problem(
      `${path} ne s’ouvre pas avec cette clé, ou n’est pas une sauvegarde (${failure instanceof Error ? failure.message : 'illisible'}).`,
    );
  });
  const entries = extract();
  const read = pipeline(Readable.fromWeb(opened as ReadableStream), createGunzip(), entries);
  read.catch(() => undefined);
  try {
    for await (const entry of entries) {
      const parts: Buffer[] = [];
      for await (const part of entry) parts.push(part as Buffer);
      yield { name: entry.header.name, bytes: Buffer.concat(parts) };
    }
    await read;
  } catch (failure) {
    if (failure instanceof Problem) throw failure;
    throw new Problem(`${path} n’est pas entière : rien n’en est repris. Prenez une autre sauvegarde.`);
  } finally {
    entries.destroy();
  }
}

/** Node's own types of these streams and the web's say the same in other words. */
const asWeb = (stream: Readable) => Readable.toWeb(stream) as unknown as globalThis.ReadableStream<Uint8Array>;

import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ClamdAddress } from '../settings/config.ts';
import { examine } from './examine.ts';
import { mostBytes, mostBytesInAll, mostFiles, plainName, tooMuch } from './file.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const box = (brand: string) => Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}`), Buffer.alloc(30)]);

describe('the type of a file', () => {
  it.each([
    ['%PDF-1.7', Buffer.from('%PDF-1.7\n%âã\n'), 'application/pdf', 'PDF'],
    ['JPEG', hex('ffd8ffe0 00104a46 49460001'), 'image/jpeg', 'IMAGE'],
    ['HEIC', box('heic'), 'image/heic', 'IMAGE'],
    ['AMR', Buffer.from(`#!AMR\n${'\0'.repeat(30)}`), 'audio/amr', 'AUDIO'],
    ['M4A', box('M4A '), 'audio/x-m4a', 'AUDIO'],
    ['3GP', box('3gp4'), 'video/3gpp', 'VIDEO'],
    ['zip', hex('504b0506000000000000000000000000000000000000'), 'application/zip', 'ARCHIVE'],
    ['RTF', Buffer.from('{\\rtf1 bonjour}'), 'application/rtf', 'OFFICE'],
    ['UTF-8', Buffer.from('Elle a froid, dit-elle à sa sœur.\n'), 'text/plain; charset=utf-8', 'TEXT'],
    ['Latin', Buffer.from('Elle a été seule.\n', 'latin1'), 'text/plain; charset=windows-1252', 'TEXT'],
    ['UTF-16', Buffer.from('\ufeffseule\n', 'utf16le'), 'text/plain; charset=utf-16', 'TEXT'],
    ['a page with a script', Buffer.from('<html><script>alert(1)</script></html>'), 'text/plain; charset=utf-8', 'TEXT'],
    ['a drawing with a script', Buffer.from('<?xml version="1.0"?><svg onload="x"/>'), 'text/plain; charset=utf-8', 'TEXT'],
    ['a program', Buffer.from('MZ\x90\0', 'latin1'), 'application/x-msdownload', 'UNKNOWN'],
    ['anything', hex('00010203'), 'application/octet-stream', 'UNKNOWN'],
  ])('is what its content says, whatever its name: %s', async (_what, bytes, type, kind) => {
    expect(await examine({ name: 'photo.jpg', bytes }, undefined)).toMatchObject({ name: 'photo.jpg', type, kind, verdict: 'UNCHECKED' });
  });

  it('knows a mail kept as a file, of any program', async () => {
    const mail = Buffer.from('From: a@exemple.fr\r\nTo: b@exemple.fr\r\nSubject: x\r\n\r\nBonjour');
    expect(await examine({ name: 'message.eml', bytes: mail }, undefined)).toMatchObject({ kind: 'MAIL', type: 'message/rfc822' });
    const outlook = Buffer.concat([hex('d0cf11e0a1b11ae1'), Buffer.alloc(504), Buffer.from('__substg1.0_', 'utf16le'), Buffer.alloc(64)]);
    expect(await examine({ name: 'x', bytes: outlook }, undefined)).toMatchObject({ kind: 'MAIL', type: 'application/vnd.ms-outlook' });
  });
});

describe('what is refused', () => {
  it('says why and what to do, in French', async () => {
    expect(await examine({ name: 'vide.txt', bytes: Buffer.alloc(0) }, undefined)).toEqual({ refused: expect.stringContaining('est vide') });
    const big = await examine({ name: 'film.mp4', bytes: Buffer.alloc(mostBytes + 1) }, undefined);
    expect(big).toEqual({ refused: expect.stringMatching(/^«\u00a0film\.mp4\u00a0» dépasse 20\u00a0Mo\u00a0: réduisez-le/) });
    expect(await examine({ name: 'limite.txt', bytes: Buffer.alloc(mostBytes, 'a') }, undefined)).toMatchObject({ kind: 'TEXT' });
  });

  it('counts them together too', () => {
    expect(tooMuch(Array.from({ length: mostFiles }, () => ({ size: 1 })))).toBeNull();
    expect(tooMuch(Array.from({ length: mostFiles + 1 }, () => ({ size: 1 })))).toMatch(/au plus 20 fichiers/);
    expect(tooMuch([{ size: mostBytesInAll - 1 }, { size: 1 }])).toBeNull();
    expect(tooMuch([{ size: mostBytesInAll }, { size: 1 }])).toMatch(/dépassent 40/);
  });
});

it('keeps of a name what can be seen, and no folder', () => {
  expect(plainName('../../été.pdf')).toBe('été.pdf');
  expect(plainName('C:\\Users\\Zéphirine\\lettre.doc')).toBe('lettre.doc');
  expect(plainName('photo\u202egpj.exe')).toBe('photogpj.exe');
  expect(plainName('a\u0000\nb')).toBe('ab');
  expect(plainName(' .. ')).toBe('Sans nom');
  expect(plainName(`${'é'.repeat(300)}.pdf`)).toMatch(/^é{115}….pdf$/);
});

describe('the antivirus', () => {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await Promise.all(servers.splice(0).map((server) => new Promise((closed) => server.close(closed))));
  });

  /** A peer that speaks clamd's INSTREAM over TCP: what it was sent decides what it answers. */
  async function clamd(answer: (content: Buffer) => string): Promise<ClamdAddress> {
    const server = createServer((socket) => {
      sockets.add(socket);
      const got: Buffer[] = [];
      socket.on('data', (chunk) => {
        got.push(chunk);
        // What was sent ends with a length of nothing: until then, what came is not put together again and again.
        const content = chunk.at(-1) === 0 ? streamed(Buffer.concat(got)) : null;
        if (content !== null) socket.end(answer(content));
      });
    });
    servers.push(server);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    return { host: '127.0.0.1', port: typeof address === 'object' ? (address?.port ?? 0) : 0 };
  }

  function streamed(got: Buffer): Buffer | null {
    const command = 'zINSTREAM\0';
    if (got.subarray(0, command.length).toString() !== command) return null;
    const parts: Buffer[] = [];
    for (let at = command.length; at + 4 <= got.length; ) {
      const length = got.readUInt32BE(at);
      if (length === 0) return Buffer.concat(parts);
      if (at + 4 + length > got.length) return null;
      parts.push(got.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    }
    return null;
  }

  const verdict = async (at: ClamdAddress | undefined, bytes = Buffer.from('bonjour')) => {
    const found = await examine({ name: 'a.txt', bytes }, at);
    return 'refused' in found ? found.refused : found.verdict;
  };

  it('is asked, and what it says is kept', async () => {
    const at = await clamd((content) => (content.includes('EICAR') ? 'stream: Eicar-Test-Signature FOUND\0' : 'stream: OK\0'));
    expect(await verdict(at)).toBe('CLEAN');
    expect(await verdict(at, Buffer.from('xx EICAR xx'))).toBe('INFECTED');
    expect(await verdict(at, Buffer.alloc(mostBytes, 'a'))).toBe('CLEAN');
  });

  it('is never what keeps an alert out: away, or not understood, the file is unchecked', async () => {
    expect(await verdict(undefined)).toBe('UNCHECKED');
    expect(await verdict({ host: '127.0.0.1', port: 1 })).toBe('UNCHECKED');
    expect(await verdict({ path: '/nowhere/clamd.sock' })).toBe('UNCHECKED');
    expect(await verdict(await clamd(() => 'INSTREAM size limit exceeded. ERROR\0'))).toBe('UNCHECKED');
  });
});

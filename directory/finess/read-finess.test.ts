import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FinessLine, Unreadable } from './lines.ts';
import { readFiness } from './read-finess.ts';

const sample = (name: string) => readFileSync(join(import.meta.dirname, '..', '..', 'demonstration', 'finess', name));

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function linesOf(bytes: Buffer, size = 65_536): Promise<{ lines: FinessLine[]; dated: string | undefined }> {
  const lines: FinessLine[] = [];
  let dated: string | undefined;
  for await (const piece of readFiness(cut(bytes, size), '2026-11-30')) {
    lines.push(...piece.lines);
    dated = piece.dated;
  }
  return { lines, dated };
}

const sites = (lines: readonly FinessLine[]) => lines.flatMap((line) => ('site' in line ? [line.site] : []));
const refusals = (lines: readonly FinessLine[]) => lines.flatMap((line) => ('refused' in line ? [`${line.at} : ${line.refused}`] : []));

test('structures are read as they are published: who runs a site, who authorises it, closed or not, and what is no number', async () => {
  const { lines, dated } = await linesOf(sample('structures.json'));
  expect(dated).toBe('2026-11-01');
  expect(sites(lines)[0]).toEqual({
    finess: '549990002',
    name: 'EHPAD LES MIRABELLIERS (EXEMPLE)',
    legalEntity: '549990100',
    manager: 'ASSOCIATION FICTIVE DES TROIS RIVIERES (EXEMPLE)',
    category: '500',
    commune: '54547',
    address: '1 R DES MIRABELLIERS 54500 VANDOEUVRE LES NANCY',
    phone: '03 00 00 00 00',
    authority: 'ARS_CD',
  });
  expect(sites(lines).map(({ authority, closedOn }) => [authority, closedOn])).toContainEqual([undefined, '2019-12-31']);
  expect(refusals(lines)).toEqual([expect.stringMatching(/^structure 2, site 4\s: «\s54999001\s» n’a que huit chiffres/)]);
});

test('a flow as its schema has it reads the same: other capitals, a code in an object', async () => {
  const published = sample('structures.json').toString();
  const schema = published
    .replaceAll('informationsGeneralesPMEJ', 'informationsGeneralesPmej')
    .replaceAll('autoriteRegulationid', 'autoriteRegulationId')
    .replaceAll(/"categorieentiteGeographiqueExercice": ?"(\d+)"/g, '"categorieEntiteGeographiqueExercice":{"code":"$1","system":"x"}')
    .replaceAll(/"etatObjet": ?"(\w)"/g, '"etatObjet":{"code":"$1","system":"x"}');
  expect(schema).not.toBe(published);
  expect((await linesOf(Buffer.from(schema))).lines).toEqual((await linesOf(Buffer.from(published))).lines);
});

test('capacities are the places installed of what goes on, those for social aid not counted twice', async () => {
  const { lines } = await linesOf(sample('activites.json'));
  expect(lines.flatMap((line) => ('capacity' in line ? [[line.capacity.finess, line.capacity.capacity]] : []))).toEqual([
    ['549990002', 80],
    ['549990011', 24],
    ['549990099', 5],
  ]);
});

test('an extraction reads the same in Windows-1252 or UTF-8, with header or without, by any separator, zipped, in pieces of any size', async () => {
  const bytes = sample('extraction.csv');
  const { lines, dated } = await linesOf(bytes);
  expect(dated).toBe('2026-01-09');
  expect(sites(lines).map(({ name, address, phone }) => [name, address, phone])).toContainEqual([
    'RESIDENCE "L\'ETE" (EXEMPLE)',
    '3 AV DU GÉNÉRAL 54000 NANCY',
    '03 00 00 00 01',
  ]);
  const text = new TextDecoder('windows-1252').decode(bytes);
  const [, ...rows] = text.split('\r\n');
  const header =
    'finess;nofinesset;nofinessej;rs;rslongue;complrs;compldistrib;numvoie;typvoie;voie;compvoie;lieuditbp;commune;departement;libdepartement;ligneacheminement;telephone;telecopie;categetab;libcategetab;categagretab;libcategagretab;siret';
  const headed = [header, ...rows].join('\n');
  const read = sites(lines);
  for (const other of [
    Buffer.from(text),
    Buffer.from(`\ufeff${headed}`),
    Buffer.from(headed.replaceAll(';', '\t')),
    Buffer.from(`\ufeff${text}`, 'utf16le'),
  ])
    expect(sites((await linesOf(other)).lines)).toEqual(read);
  for (const size of [1, 7, 1000]) expect(sites((await linesOf(gzipSync(bytes), size)).lines)).toEqual(read);
});

test('what cannot be taken is said with what to do, and nothing else is thrown', async () => {
  const structures = sample('structures.json');
  const zipped = gzipSync(structures);
  for (const [bytes, said] of [
    [Buffer.from(''), /vide/],
    [Buffer.from('PK\u0003\u0004'), /décompressez/],
    [structures.subarray(0, structures.length - 900), /coupé/],
    [zipped.subarray(0, zipped.length - 40), /coupée ou abîmée/],
    [Buffer.from('{"pmej":[}'), /pas du JSON lisible/],
    [Buffer.from('{"a":1}'), /aucune structure/],
    [Buffer.from('structureej;540000001;X\n'), /entités juridiques/],
    [Buffer.from('nom;ville\nX;Y\n'), /numéro FINESS/],
    [Buffer.from(`nofinesset;rs\n540000001;"${'x'.repeat(30_000)}`), /guillemets/],
  ] as const) {
    const failure = await linesOf(bytes).catch((thrown: unknown) => thrown);
    expect(failure, String(said)).toBeInstanceOf(Unreadable);
    expect((failure as Error).message).toMatch(said);
  }
});

test('whatever bytes come, they are read or refused in words', async () => {
  const samples = ['structures.json', 'activites.json', 'extraction.csv'].map(sample);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...samples),
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.uint8Array({ maxLength: 5 })), { maxLength: 6 }),
      fc.integer({ min: 1, max: 4000 }),
      async (bytes, changes, size) => {
        const broken = Buffer.from(bytes);
        for (const [at, put] of changes) broken.set(put, Math.floor(at * (broken.length - put.length)));
        const answer = await linesOf(broken, size).catch((thrown: unknown) => thrown);
        if (answer instanceof Error) expect(answer).toBeInstanceOf(Unreadable);
      },
    ),
    { numRuns: 60 },
  );
});

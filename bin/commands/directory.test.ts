import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inDepartment } from '../../database/pool.ts';
import { readFiness } from '../../directory/finess/read-finess.ts';
import { readImported, takeImport, undoImport } from '../../directory/record/establishment-imports.ts';
import { readImport } from '../../directory/record/establishment-reading.ts';
import { countEstablishments, establishmentsNumbered, searchEstablishments } from '../../directory/record/establishments.ts';
import { currentDirectory, publishDirectory } from '../../directory/record/revisions.ts';
import { projectRoot } from '../../settings/config.ts';
import { startTestApi, type TestApi } from '../../test/api.testing.ts';
import { runGuichet } from './guichet.testing.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api?.end());

const guichet = (...words: string[]) => runGuichet(api, 'directory', ...words);

test('coverage ends with 1 on a hole in a role that the protocol asks for, and resolve answers with the directory of that instant', async () => {
  expect((await guichet('coverage', '--department', '54')).status).toBe(0);
  const before = Date.now();
  const { department, organisations, contacts, links, calendars } = await currentDirectory(api.db, '54');
  const closed = organisations.map((one) => (one.roles.includes('PREFECTURE') ? { ...one, retired: '2026-11-29' } : one));
  await publishDirectory(api.db, { department, organisations: closed, contacts, links, calendars }, 'essai');
  const { status, out, err } = await guichet('coverage', '--department', '54', '--json');
  expect([status, err]).toEqual([1, '']);
  expect(JSON.parse(out).roles.find(({ role }: { role: string }) => role === 'PREFECTURE')).toMatchObject({
    isAsked: true,
    holes: [{ reason: 'NOBODY' }],
  });

  const file = join(api.config.dataFolder, 'faits.json');
  writeFileSync(
    file,
    JSON.stringify({
      channel: 'PHONE',
      place: 'DOMICILE',
      inseeCode: '54323',
      implicated: [],
      maltreatment: [],
      victimGroup: 'INCONNU',
      danger: 2,
      flags: [],
    }),
  );
  const at = (instant: number) => guichet('resolve', '--department', '54', '--facts', file, '--at', new Date(instant).toISOString());
  expect((await at(before)).out).toMatch(/Préfecture → Préfecture de Meurthe-et-Moselle/);
});

describe('establishments of the national file', () => {
  const sample = (name: string) => join(projectRoot, 'demonstration', 'finess', name);
  const by = { account: null, name: 'essai' };
  const numbered = (...numbers: string[]) => establishmentsNumbered(api.db, '54', numbers);
  const read = (name: string, change: (text: string) => string = (text) => text) =>
    readImport(
      api.db,
      '54',
      { name, pieces: readFiness(Readable.from([Buffer.from(change(readFileSync(sample(name), 'latin1')), 'latin1')]), '2026-11-30') },
      { by, at: Date.now() },
    );
  const counts = async (number: number) => (await readImported(api.db, '54', number, 10))?.read.counts;

  test('a dry run says what would change and changes nothing; an import is undone whole', async () => {
    const tried = await guichet('import', '--department', '54', '--from', sample('structures.json'), '--dry-run');
    // On a slow machine it says how far it is.
    expect([tried.status, tried.err.replaceAll(/^… .*\n/gm, '')]).toEqual([0, '']);
    expect(tried.out).toMatch(/du 2026-11-01 \(Licence Ouverte 2\.0\)\s+4 nouveaux, 0 changés[\s\S]*1 lignes refusées\s+structure 2, site 4/);
    expect((await numbered('549990002')).size).toBe(0);

    const number = await read('structures.json');
    expect(await takeImport(api.db, '54', number, by, 1)).toBe('TAKEN');
    expect((await numbered('549990012')).get('549990012')).toMatchObject({ name: 'IME DE L ANCIENNE COMMUNE (EXEMPLE)', inseeCode: '54099' });
    expect((await numbered('549990014', '579990013')).size).toBe(0);
    const held = await inDepartment(api.db, '54', async (tx) => (await tx.query({ text: 'SELECT DISTINCT held FROM establishment' })).rows);
    expect(held, 'the version before, still running, asks for it').toEqual([{ held: true }]);
    expect(await undoImport(api.db, '54', number, by, 2)).toBe(true);
    expect((await numbered('549990002')).size).toBe(0);
    expect(await takeImport(api.db, '54', number, by, 3)).toBe('GONE');
  });

  test('the same file again changes nothing; a change, a closing and a vanishing are told apart, nothing is deleted, and undoing gives back', async () => {
    const first = await read('structures.json');
    await takeImport(api.db, '54', first, by, 1);
    const again = await read('structures.json');
    expect(await counts(again)).toMatchObject({ added: 0, changed: 0, same: 4, vanished: 0 });
    const activities = await read('activites.json');
    expect(await counts(activities)).toMatchObject({ changed: 2, vanished: 0, elsewhere: 1 });
    expect(await takeImport(api.db, '54', activities, by, 2)).toBe('TAKEN');
    // What was read beside what is no longer held is read again first.
    expect(await takeImport(api.db, '54', again, by, 3)).toBe('STALE');

    const changed = await read('structures.json', (text) =>
      text
        .replaceAll('USLD DU PAYS HAUT', 'LONG SEJOUR')
        .replace('"numFinessEge": "549990012"', '"numFinessEge": "549990098"')
        .replace(/("numFinessEge": "549990011"[\s\S]*?"dateFermeture": )null/, '$1"2026-10-31"'),
    );
    expect(await counts(changed)).toMatchObject({ added: 1, changed: 2, closed: 1, same: 1, vanished: 1 });
    await takeImport(api.db, '54', changed, by, 4);
    const now = await numbered('549990002', '549990011', '549990012', '549990013');
    expect(now.get('549990002')).toMatchObject({ capacity: 80, authority: 'ARS_CD' });
    expect(now.get('549990011')).toMatchObject({ closedOn: '2026-10-31', capacity: 24 });
    expect(now.get('549990012')).toMatchObject({ absent: true });
    expect(now.get('549990013')?.name).toBe('LONG SEJOUR (EXEMPLE)');
    expect(await undoImport(api.db, '54', activities, by, 5)).toBe(false);
    expect(await undoImport(api.db, '54', changed, by, 6)).toBe(true);
    expect((await numbered('549990012', '549990013')).get('549990013')?.name).toBe('USLD DU PAYS HAUT (EXEMPLE)');
    expect((await searchEstablishments(api.db, '54', 'ehpad vandoeuvre', 5)).map(({ finess }) => finess)).toEqual(['549990002']);
  });

  test('one is found by the beginnings of its words or of its number, in its own department alone, by an index', async () => {
    const found = async (department: string, typed: string) => (await searchEstablishments(api.db, department, typed, 5)).map(({ finess }) => finess);
    expect(await found('54', 'vandœuvre EHP')).toEqual(['549990002']);
    expect(await found('54', '5499900 02')).toEqual(['549990002']);
    expect(await found('54', 'hpad')).toEqual([]);
    expect(await found('54', '54 vandoeuvre')).toEqual([]);
    expect(await found('57', 'ehpad')).toEqual([]);
    expect(await found('57', '549990002')).toEqual([]);
    const owner = new Client({ connectionString: api.fresh.ownerUrl });
    await owner.connect();
    const { rows } = await owner.query<{ prosrc: string }>("SELECT prosrc FROM pg_proc WHERE proname = 'find_establishments'");
    await owner.query(`SET ROLE guichet_resolver; SET enable_seqscan = off; SET guichet.department = '54'`);
    const asked = rows[0]?.prosrc.replace('beginnings', `ARRAY['ehpad']`).replace(/most\s*$/, '12');
    const plan = await owner.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${asked}`);
    await owner.end();
    const steps = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(steps).toContain('Bitmap Index Scan on establishment_words');
    expect(steps).not.toContain('Seq Scan');
  });

  test('a line twice is refused, a file cut short leaves nothing, and the extraction keeps what it has no place for', async () => {
    const doubled = await read('extraction.csv', (text) => `${text}${text.split('\r\n')[2]}\r\n`);
    const found = await readImported(api.db, '54', doubled, 10);
    expect(found?.read.refused.map(({ at, why }) => `${at} : ${why}`)).toEqual([
      expect.stringMatching(/^ligne 4 : aucune commune n’a le code 54999/),
      expect.stringMatching(/^ligne 7 : l’établissement 549990015 est déjà plus haut/),
    ]);
    expect(found?.changed.map(({ after }) => after)).toEqual([
      expect.objectContaining({ manager: 'ASSOCIATION FICTIVE DES TROIS RIVIERES (EXEMPLE)', capacity: 80, authority: 'ARS_CD' }),
    ]);
    const before = await countEstablishments(api.db, '54');
    await expect(read('structures.json', (text) => text.slice(0, -900))).rejects.toThrow(/coupé/);
    expect(await countEstablishments(api.db, '54')).toEqual(before);
  });
});

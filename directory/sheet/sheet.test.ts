import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Contact, Organisation } from '../directory.ts';
import { type Unnumbered, withEdits } from '../edits.ts';
import { columnsOf, leftOutOf, rememberable } from './mapping.ts';
import { readSheet } from './read-sheet.ts';
import { readTable } from './read-table.ts';
import { isWorkbook, readWorkbook } from './read-workbook.ts';
import { textRow, workbook } from './workbook.testing.ts';
import { writeSheet } from './write-sheet.ts';

const names: Record<string, string> = { '54001': 'Abaucourt', '54002': 'Abbéville-lès-Conflans' };
const communes = (text: string) => {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const codes = lines.flatMap((line) => Object.keys(names).filter((code) => line.includes(code) || line === names[code]));
  return { codes, problems: lines.length === codes.length ? [] : [`« ${text} » n’est pas une commune connue.`] };
};
const world = {
  communes,
  freeId: (wanted: string, { organisations, contacts }: Unnumbered) =>
    `${wanted.toLowerCase().replaceAll(/[^a-z]+/g, '-')}${organisations.length + contacts.length}`,
};
const named = (code: string) => `${names[code]} (${code})`;

const ccas: Organisation = {
  id: 'ccas',
  roles: ['CCAS'],
  name: 'CCAS d’Abaucourt',
  territory: { communes: ['54001'] },
  onlyFor: { place: ['DOMICILE', 'TRAJET'], authority: ['CD'] },
  neverFor: { finessCategory: ['500'] },
  until: '2027-12-31',
  priority: 10,
};
const contact: Contact = {
  id: 'ccas-1',
  organisation: 'ccas',
  position: 'TITULAR',
  name: 'Accueil',
  phone: '+33 3 83 00 00 00',
  verifiedOn: '2026-11-01',
};
const there: Unnumbered = { department: '54', organisations: [ccas], contacts: [contact], links: [], calendars: {} };

function read(text: string | Buffer, directory = there) {
  const table = readTable(typeof text === 'string' ? Buffer.from(text) : text);
  if ('problem' in table) throw new Error(table.problem);
  return readSheet(table, directory, world);
}
const statuses = (text: string | Buffer) => read(text).lines.map(({ status, problems }) => [status, ...problems]);

describe('a table is read', () => {
  it.each([
    ['; and UTF-8', Buffer.from('Nom;Compétences;Communes\nMairie d’été;Mairie ou CCAS;Abaucourt')],
    [', and a mark', Buffer.from('\ufeffNom,Compétences,Communes\r\n"Mairie d’été",CCAS,54001')],
    ['tabs and UTF-16', Buffer.from('\ufeffNom\tCompétences\tTerritoire\nMairie d’été\tCCAS\tAbaucourt', 'utf16le')],
    ['Windows-1252', Buffer.from('Nom;Compétences;Communes\nMairie d\x92\xe9t\xe9;CCAS;Abaucourt', 'latin1')],
  ])('with %s', (_what, bytes) => {
    expect(read(bytes).edits.map(({ after }) => after)).toMatchObject([
      { name: 'Mairie d’été', roles: ['CCAS'], territory: { communes: ['54001'] } },
    ]);
  });

  it('says what no table is', () => {
    expect(readTable(Buffer.from(''))).toHaveProperty('problem');
    expect(readTable(Buffer.from('a;b\n"x;y'))).toMatchObject({ problem: expect.stringContaining('guillemets') });
    expect(read('Nom;Couleur\nx;rouge').problems).toEqual([expect.stringContaining('Couleur')]);
    expect(statuses('Nom;Seulement pour\nMairie;lieux = Lune')).toEqual([['REFUSED', expect.anything(), expect.stringContaining('lieux = Lune')]]);
    expect(read('Compétences\nCCAS').problems).toEqual([expect.stringContaining('nom')]);
  });
});

/** The same workbook, which lists its first part as unpacked to so many bytes. */
function listing(bytes: Buffer, size: number): Buffer {
  const listed = Buffer.from(bytes);
  listed.writeUInt32LE(size, listed.indexOf('PK\u0001\u0002', 0, 'latin1') + 24);
  return listed;
}

describe('a workbook', () => {
  it('is read as a table: days as days, numbers as they are written, of a formula what was last shown', async () => {
    const cells = `${textRow(2, 'Nom', 'Téléphone', 'Vérifié le', 'Rang')}<row r="4"><c r="A4" t="inlineStr"><is><t> CCAS </t></is></c>
      <c r="B4"><v>383000001</v></c><c r="C4" s="1"><v>46348</v></c><c r="D4"><f>WEBSERVICE("http://nulle-part.example")</f><v>7</v></c>
      <c r="E4"><f>1+1</f></c></row>`;
    expect(isWorkbook(workbook(cells))).toBe(true);
    const moment = `${textRow(1, 'Quand')}<row r="2"><c r="A2" s="1"><v>46348.4375</v></c></row>`;
    expect(await readWorkbook(workbook(moment)), 'with its hour').toMatchObject({ rows: [{ cells: ['22/11/2026 10:30'] }] });
    expect(await readWorkbook(workbook(cells))).toEqual({
      header: ['Nom', 'Téléphone', 'Vérifié le', 'Rang'],
      rows: [{ line: 4, cells: ['CCAS', '383000001', '22/11/2026', '7'] }],
    });
  });

  it('takes the memory its parts have, whatever stands before each', async () => {
    const said = workbook(textRow(1, 'Nom', 'Tél'));
    said.writeUInt32LE(2 ** 32 - 2, 22);
    expect(await readWorkbook(said)).toEqual({ header: ['Nom', 'Tél'], rows: [] });
  });

  it.each([
    ['cut short', workbook(textRow(1, 'Nom')).subarray(0, 300), /abîmé/],
    ['without a word', workbook(''), /vide/],
    ['that would grow past its bound', listing(workbook(textRow(1, 'Nom')), 100_000_001), /100 Mo.*CSV/],
    [
      'of too many parts',
      Buffer.from(zipSync(Object.fromEntries(Array.from({ length: 5_001 }, (_none, at) => [`${at}.xml`, new Uint8Array()])))),
      /5.000 parties/,
    ],
    ['too wide', workbook(`<row r="1"><c r="ZZ1" t="b"><v>1</v></c></row>`), /60 colonnes/],
  ])('%s is refused with what to do, and the next is read', async (_what, bytes, problem) => {
    expect(await readWorkbook(bytes)).toEqual({ problem: expect.stringMatching(problem) });
    expect(await readWorkbook(workbook(textRow(1, 'Nom', 'Tél')))).toEqual({ header: ['Nom', 'Tél'], rows: [] });
  });
});

it('a heading means what the department said, else what we call it; two of one column, and no name, are said', () => {
  const header = ['Structure', 'Tél. direct', 'Remarques', 'compétence', ''];
  expect(columnsOf({ header }, {}).problems).toHaveLength(4);
  const meanings = { structure: 'nom', tel_direct: 'telephone', remarques: null } as const;
  expect(columnsOf({ header }, meanings)).toEqual({ columns: ['nom', 'telephone', null, 'competences', null], problems: [] });
  expect(columnsOf({ header: [...header, 'nom'] }, meanings).problems).toEqual([expect.stringContaining('deux fois')]);
  expect(leftOutOf({ header }, meanings)).toEqual(['Remarques']);
  // Our own name of a column is never remembered as another, nor as left out.
  expect(rememberable({ ...meanings, courriel: null, commune: 'communes' })).toEqual(meanings);
  const text = 'Structure;Tél. direct;Remarques;compétence;contact\nMairie;03 83 00 00 09;blabla;CCAS;Accueil';
  const table = readTable(Buffer.from(text));
  if ('problem' in table) throw new Error(table.problem);
  expect(readSheet(table, there, world, meanings).edits).toMatchObject([{ after: { name: 'Mairie' } }, { after: { phone: '03 83 00 00 09' } }]);
});

it('what is refused says why and leaves nothing; what the file does not name is told and stays', () => {
  const text =
    'nom;compétences;communes;contact;courriel;finess\nMairie;Boulangerie;Nulle part;;;\nMairie;CCAS;Abaucourt;Accueil;pas une adresse;1234';
  expect(statuses(text)).toEqual([
    ['REFUSED', expect.stringContaining('Boulangerie'), expect.stringContaining('Nulle part')],
    ['REFUSED', expect.stringContaining('neuf caractères')],
  ]);
  expect(read(text)).toMatchObject({ edits: [], vanished: [{ id: 'ccas' }] });
});

it('a column that is not there changes nothing, a cell left empty empties what it names', () => {
  const [kept] = read('nom;contact;téléphone\nccas d’abaucourt;Accueil;03 83 00 00 01').edits.filter(({ part }) => part === 'contact:ccas-1');
  expect(kept?.after).toEqual({ ...contact, phone: '03 83 00 00 01' });
  const emptied = read('organisme;nom;contact;verifie_le\nccas;CCAS d’Abaucourt;Accueil;').edits;
  expect(emptied.map(({ after }) => after)).toEqual([
    { id: 'ccas-1', organisation: 'ccas', position: 'TITULAR', name: 'Accueil', phone: contact.phone },
  ]);
  expect(statuses('nom;verifie_le;contact\nCCAS d’Abaucourt;31/02/2026;Accueil')[0]?.[1]).toContain('n’est pas un jour');
});

it('two lines of one new body are one body with two contacts; the same file again changes nothing', () => {
  const text = 'nom;competences;contact;place;telephone\nMDPH;CD;Accueil;;03 83 00 00 02\nMDPH;CD;Direction;Hiérarchie;03 83 00 00 03';
  const { edits } = read(text);
  expect(edits.map(({ part }) => part.split(':')[0])).toEqual(['organisation', 'contact', 'contact']);
  expect(read(text, withEdits(there, edits)).edits).toEqual([]);
});

it('what is written is read again as it was, and nothing in it is computed by a spreadsheet', () => {
  const word = fc.constantFrom('CCAS', '=SOMME(A1)', '+33', '@x', '-1', 'L’été; "à" la mer', 'a|b', '  x');
  const directory = fc.array(fc.tuple(word, word, fc.boolean()), { minLength: 1, maxLength: 5 }).map(
    (some): Unnumbered => ({
      ...there,
      organisations: some.map(([name, , whole], at) => ({
        ...ccas,
        id: `b${at}`,
        name: `${name} ${at}`.trim(),
        territory: whole ? { wholeDepartment: true, except: ['54002'] } : ccas.territory,
      })),
      contacts: some.map(([, name], at) => ({ ...contact, id: `c${at}`, organisation: `b${at}`, name: name.trim() })),
    }),
  );
  fc.assert(
    fc.property(directory, (some) => {
      const text = writeSheet(some, named);
      expect(text).not.toMatch(/(^|;)"?[=+\-@]/m);
      expect(read(text, some)).toMatchObject({ edits: [], vanished: [], problems: [] });
    }),
    { numRuns: 100 },
  );
});

it('no file, however broken, is more than refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, headed) => {
      const table = readTable(Buffer.concat([Buffer.from(headed ? 'nom;competences;communes\n' : ''), Buffer.from(bytes)]));
      if (!('problem' in table))
        for (const { status, problems } of readSheet(table, there, world).lines) expect(status === 'REFUSED').toBe(problems.length > 0);
    }),
    { numRuns: 200 },
  );
});

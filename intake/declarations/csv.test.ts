import { describe, expect, it } from 'vitest';
import { procedure } from '../../cases/world.testing.ts';
import type { Organisation } from '../../directory/directory.ts';
import { csvColumns, csvOfTable, csvTemplate, mostLines, readCsv, writeCsv } from './csv.ts';
import { declarationFromText } from './from-text.ts';

const ehpad: Organisation = {
  id: 'ehpad',
  roles: ['ETABLISSEMENT'],
  name: 'EHPAD',
  territory: { communes: ['54547'] },
  priority: 1,
  finess: '549990002',
};
const world = {
  now: Date.parse('2026-11-22T09:00:00+01:00'),
  zone: 'Europe/Paris',
  named: (text: string) => (['ehpad', '549990002'].includes(text) ? ehpad : undefined),
  own: ehpad,
  procedure,
};
const head = 'numero;etablissement;categorie;date_constatation;nature;victimes;danger;mesures_immediates;personne_informee;declarant';
const good = (number: string) => `${number};549990002;1;18/11/2026;Inondation;0;0;Évacués;IMPOSSIBLE;Morgan Collin`;
const reading = (text: string | Buffer) => readCsv(Buffer.isBuffer(text) ? text : Buffer.from(text), world);
const told = (text: string | Buffer) =>
  reading(text).lines.map(({ number, read }) => [number, 'problems' in read ? read.problems.map(({ column }) => column) : 'READY']);

describe('a file', () => {
  it('counts its lines as a spreadsheet does, whatever breaks cells hold', () => {
    const broken = (number: string) => good(number).replace('Inondation', '"Une\nfuite\r\nd’eau"');
    for (const end of ['\n', '\r\n'])
      expect(told([head, broken('A'), '', broken('B'), good('C')].join(end))).toEqual([
        [2, 'READY'],
        [4, 'READY'],
        [5, 'READY'],
      ]);
    const rows = [head, good('A'), broken('B'), good('B')].map((line, at) => ({
      line: at === 0 ? 1 : at + 2,
      cells: line.replaceAll('"', '').split(';'),
    }));
    const [first, ...others] = rows;
    expect(reading(csvOfTable({ header: first?.cells ?? [], rows: others })).lines.map(({ number }) => number)).toEqual([3, 4, 5]);
  });

  it('takes a day that has an hour, as a workbook may hold it, and a moment', () => {
    expect(declarationFromText({ observedOn: '18/11/2026 10:30', oralAt: '18/11/2026 10:30' })).toEqual({
      observedOn: '2026-11-18',
      oralAt: '2026-11-18T10:30',
    });
  });

  it('is read with either separator, with or without a mark, from UTF-8 or Windows-1252, whatever its line ends', () => {
    const text = [head, good('A'), '', good('B')].join('\r\n');
    const comma = text.replaceAll(';', ',');
    const western = Buffer.from([...text].map((letter) => letter.codePointAt(0) ?? 0));
    for (const file of [text, comma, `\ufeff${text}`, text.replaceAll('\r', ''), western]) {
      expect(reading(file).problems).toEqual([]);
      expect(told(file)).toEqual([
        [2, 'READY'],
        [4, 'READY'],
      ]);
      const [first] = reading(file).lines;
      expect(first?.read).toMatchObject({ declaration: { immediateMeasures: 'Évacués', observedOn: '2026-11-18' }, establishment: { id: 'ehpad' } });
    }
  });

  it('names what is wrong line by line and column by column, and keeps the good lines', () => {
    const file = [head, good('A'), 'B;123456789;12;demain;;x;9;;PEUT-ETRE;', good('A'), `${good('C')};de trop`].join('\n');
    expect(told(file)).toEqual([
      [2, 'READY'],
      [
        3,
        ['categorie', 'date_constatation', 'nature', 'victimes', 'danger', 'personne_informee', 'declarant', 'mesures_immediates', 'etablissement'],
      ],
      [4, ['numero']],
      [5, ['nature']],
    ]);
    expect(JSON.stringify(reading(file))).not.toMatch(/Invalid|expected/);
  });

  it('keeps a line in danger, or of a crime or a serious adverse event, whatever its fields hold, and says what could not be read', () => {
    const heads = `${head};infraction;eigs`;
    const line = (number: string, danger: string, crime: string, eigs: string) =>
      `${number};123456789;12;demain;;x;${danger};;PEUT-ETRE;;${crime};${eigs}`;
    const file = [heads, line('A', '4', '', ''), line('B', '1', 'oui', ''), line('C', 'vital', '', 'oui'), line('D', '2', 'non', '')].join('\n');
    expect(told(file).map(([, what]) => what === 'READY')).toEqual([true, true, true, false]);
    const [first, , third] = reading(file).lines.map(({ read }) => read);
    if (first === undefined || 'problems' in first) throw new Error('refused');
    expect(first).toMatchObject({ establishment: { id: 'ehpad' }, placeUnknown: true, declaration: { danger: 4 } });
    expect(first.unread?.map(({ column }) => column)).toContain('categorie');
    expect(Object.fromEntries((first.asSaid ?? []).map(({ what, said }) => [what, said]))).toMatchObject({
      Catégorie: '12',
      'Date de constatation': 'demain',
      'Nombre de victimes': 'x',
      'Établissement ou service': '123456789',
      'Information de la personne': 'PEUT-ETRE',
      'Ce qui manque': expect.stringContaining('Déclaré par'),
    });
    // The danger that nobody could read calls somebody.
    expect(third !== undefined && 'asSaid' in third && third.asSaid).toContainEqual({ what: 'Danger', said: 'vital' });
  });

  it('whose head is wrong keeps the lines that wait for no correction, with all they say, and refuses the others', () => {
    const heads = head.replace('categorie;', '').replace('declarant', 'couleur;danger;declarant');
    const line = (number: string, danger: string) => `${number};549990002;18/11/2026;Étouffement;1;1;Pompiers;OUI;rouge;${danger};Morgan Collin`;
    const { problems, lines } = reading([heads, line('A', '4'), line('B', '1')].join('\n'));
    expect(problems).toEqual([]);
    const [first, second] = lines.map(({ read }) => read);
    expect(first).toMatchObject({ declaration: { danger: 4, nature: 'Étouffement' }, establishment: { id: 'ehpad' } });
    expect(first !== undefined && 'asSaid' in first ? first.asSaid : []).toEqual([
      { what: 'Ce qui manque', said: 'Catégorie' },
      { what: 'couleur', said: 'rouge' },
      { what: 'danger', said: '4' },
    ]);
    expect(second !== undefined && 'problems' in second ? second.problems.map(({ column }) => column) : []).toEqual([
      'couleur',
      'danger',
      'categorie',
    ]);
  });

  it('that cannot be read as a whole says why, and has no line', () => {
    for (const [file, why] of [
      ['', /vide/],
      [head, /aucune ligne/],
      [`${head};couleur\n${good('A')};rouge`, /couleur.*n’existe pas/],
      [`${head.replace('danger;', '')}\n${good('A')}`, /danger.*manque/],
      [`${head}\nA;"549990002;1`, /guillemets/],
      [[head, ...Array.from({ length: mostLines + 1 }, (_, index) => good(String(index)))].join('\n'), /au plus 500/],
    ] as const) {
      const { problems, lines } = reading(file);
      expect(problems.join(' '), file.slice(0, 40)).toMatch(why);
      expect(lines).toEqual([]);
    }
  });

  it('takes a line for itself where it has no number: the same line is the same, another is another', () => {
    const ids = (text: string) => reading(text).lines.map(({ externalId }) => externalId);
    const [first] = ids([head, good('')].join('\n'));
    expect(ids([head, good(''), good('').replace('Inondation', 'Incendie')].join('\n'))[0]).toBe(first);
    expect(new Set(ids([head, good(''), good('').replace('Inondation', 'Incendie')].join('\n'))).size).toBe(2);
  });
});

it('the template has every column, and its example is not a declaration', () => {
  const { problems } = reading(csvTemplate());
  expect(problems).toEqual(['Le fichier n’a aucune ligne à déclarer.']);
  expect(csvTemplate().split('\r\n')[0]).toBe(`\ufeff${csvColumns.map(({ header }) => header).join(';')}`);
  const filled = csvTemplate().replace('EXEMPLE-1 (ligne ignorée)', 'EVT-1');
  expect(told(filled)).toEqual([[2, 'READY']]);
});

it('reads a day, and a moment, as people write them', () => {
  const days = ['18/11/2026', '18.11.26', '2026-11-18', '18 novembre 2026', 'le mercredi 18 novembre 2026', '18 nov. 2026', '18-11-2026'];
  for (const observedOn of days) expect(declarationFromText({ observedOn }).observedOn, observedOn).toBe('2026-11-18');
  expect(declarationFromText({ observedOn: '1er décembre 2026' }).observedOn).toBe('2026-12-01');
  for (const oralAt of ['18/11/2026 10h30', '2026-11-18T10:30', '18 novembre 2026 à 10 h 30', 'le 18/11/26 à 10h30'])
    expect(declarationFromText({ oralAt }).oralAt, oralAt).toBe('2026-11-18T10:30');
  expect(declarationFromText({ observedOn: 'la semaine dernière' }).observedOn, 'named as it was written').toBe('la semaine dernière');
});

it('a table that leaves runs nothing in a spreadsheet', () => {
  expect(writeCsv(['a'], [['=1+1'], ['@x'], ['é;"']])).toBe('\ufeffa\r\n\'=1+1\r\n\'@x\r\n"é;"""\r\n');
});

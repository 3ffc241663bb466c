import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { plainHeader } from '../sheet/read-table.ts';
import { type FinessLine, type FinessPiece, known, type ListedSite, plainPhone, spaced, Unreadable, whyNoNumber } from './lines.ts';
import { peeked } from './peeked.ts';

const DELIMITERS = [';', '\t', ',', '|'];
/** A line is some 400 letters: a quotation that nobody closed would take in thousands of lines. */
const LONGEST_LINE = 20_000;
const LINES_AT_ONCE = 250;

/** The columns of the extraction as it is published, without a header: a first line says what it is, and of when. */
const published = [
  'kind nofinesset nofinessej rs rslongue complrs compldistrib numvoie typvoie voie compvoie lieuditbp commune departement libdepartement',
  'ligneacheminement telephone telecopie categetab libcategetab categagretab libcategagretab siret',
]
  .join(' ')
  .split(' ');

/** What other editions call a column. */
const names: Readonly<Record<string, readonly string[]>> = {
  nofinesset: ['finess_et', 'et_finess', 'num_finess_et', 'numero_finess_et', 'n_finess_et', 'finess', 'nofiness'],
  nofinessej: ['finess_ej', 'ej_finess', 'num_finess_ej', 'numero_finess_ej'],
  rs: ['et_rs', 'rs_et', 'nom_court', 'raison_sociale', 'raison_sociale_et'],
  rslongue: ['et_rs_longue', 'rs_longue', 'nom_long', 'raison_sociale_longue'],
  manager: ['ej_rs', 'rs_ej', 'ej_nom', 'raison_sociale_ej', 'gestionnaire'],
  insee: ['code_insee', 'com_code', 'cog_commune', 'codecommune', 'code_commune', 'commune_insee'],
  departement: ['dep_code', 'code_departement', 'num_departement'],
  ligneacheminement: ['ligne_acheminement', 'adresse_code_postal_ville', 'acheminement'],
  telephone: ['tel', 'et_telephone'],
  categetab: ['categ_code', 'categorie', 'code_categorie', 'cat_etab'],
  libcategetab: ['categ_lib', 'categorie_libelle', 'libelle_categorie'],
  siret: ['et_siret', 'num_siret'],
  datefermeture: ['date_fermeture', 'date_ferm'],
};

/** Where each column stands. */
type Columns = ReadonlyMap<string, number>;

/**
 * The extraction of establishments as text: with its header or without, whatever the separator. Lines of other kinds (`geolocalisation`)
 * are left aside. `today`: ISO date. Throws `Unreadable` for a file that is another one, or where quotations do not follow.
 */
export async function* readExtraction(chunks: AsyncIterable<string>, today: string): AsyncGenerator<FinessPiece> {
  let columns: Columns | undefined;
  let dated: string | undefined;
  let lines: FinessLine[] = [];
  const piece = (): FinessPiece => ({ source: 'EXTRACTION', ...(dated !== undefined && { dated }), lines });
  for await (const { cells, at } of records(chunks)) {
    if (columns === undefined) {
      const [kind, , , date] = cells;
      if (kind === 'finess' && cells.length <= 5) {
        dated = /^\d{4}-\d\d-\d\d$/.exec(date ?? '')?.[0];
        continue;
      }
      columns = columnsOf(cells);
      if (!hasNumber(cells)) continue;
    }
    const line = siteOf(cells, columns, `ligne ${at}`, today);
    if (line !== null) lines.push(line);
    if (lines.length < LINES_AT_ONCE) continue;
    yield piece();
    lines = [];
  }
  if (columns === undefined) throw new Unreadable('Le fichier est vide.');
  yield piece();
}

/** The records of a text, each with the line it ends on. */
async function* records(chunks: AsyncIterable<string>): AsyncGenerator<{ cells: string[]; at: number }> {
  const { start, all } = await peeked(chunks, '', {
    join: (before, next) => before + next,
    isEnough: (read) => read.includes('\n') || read.length >= LONGEST_LINE,
  });
  const head = start.slice(0, start.search(/\r?\n|$/));
  const parser = parse({
    bom: true,
    delimiter: delimiterOf(head),
    info: true,
    max_record_size: LONGEST_LINE,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
  });
  // What fails above is thrown where records are awaited.
  pipeline(Readable.from(all), parser, () => undefined);
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>)
      yield { cells: record, at: info.lines };
  } catch (failure) {
    if (!(failure instanceof CsvError)) throw failure;
    const line = Reflect.get(failure, 'lines');
    throw new Unreadable(
      `Ligne ${typeof line === 'number' ? line : '?'}\u00a0: les guillemets ou les séparateurs ne se suivent pas. Reprenez le fichier d’origine, sans l’ouvrir dans un tableur.`,
    );
  }
}

/** The separator that cuts the first line most. */
function delimiterOf(head: string): string {
  const [first = ';'] = DELIMITERS.toSorted((a, b) => head.split(b).length - head.split(a).length);
  return first;
}

/** The columns by the header, where there is one; else as they are published. Throws for a file that is another one. */
function columnsOf(cells: readonly string[]): Columns {
  if (cells.some((cell) => cell === 'structureej'))
    throw new Unreadable('C’est le fichier des entités juridiques\u00a0: choisissez celui des établissements.');
  const headers = cells.map(plainHeader);
  const found = new Map<string, number>();
  for (const name of [...published.slice(1), ...Object.keys(names)]) {
    const place = [name, ...(names[name] ?? [])].map((one) => headers.indexOf(one)).find((one) => one >= 0);
    if (place !== undefined) found.set(name, place);
  }
  if (found.has('nofinesset')) {
    if (!found.has('rs') && !found.has('rslongue'))
      throw new Unreadable('Aucune colonne ne donne le nom («\u00a0rs\u00a0» ou «\u00a0rslongue\u00a0»).');
    return found;
  }
  if (cells[0] === 'structureet' || cells[0] === 'geolocalisation') return new Map(published.map((name, place) => [name, place]));
  if (whyNoNumber(cells[0] ?? '') === null && cells.length > 20) return new Map(published.slice(1).map((name, place) => [name, place]));
  throw new Unreadable('Aucune colonne ne donne le numéro FINESS («\u00a0nofinesset\u00a0»)\u00a0: ce n’est pas le fichier des établissements.');
}

/** Whether a first line is one of an establishment, and no header. */
const hasNumber = (cells: readonly string[]): boolean => cells.slice(0, 2).some((cell) => whyNoNumber(cell) === null);

/** Null for a line of another kind. */
function siteOf(cells: readonly string[], columns: Columns, at: string, today: string): FinessLine | null {
  if (cells[0] === 'geolocalisation') return null;
  const cell = (name: string): string | undefined => spaced(cells[columns.get(name) ?? -1]);
  const finess = (cell('nofinesset') ?? '').toUpperCase();
  const why = whyNoNumber(finess);
  if (why !== null) return { at, refused: why };
  const name = cell('rslongue') ?? cell('rs');
  if (name === undefined) return { at, refused: `le nom de l’établissement ${finess} manque.` };
  if (cells.some((text) => text.includes('\ufffd')))
    return { at, refused: `des lettres de l’établissement ${finess} sont illisibles\u00a0: reprenez le fichier d’origine.` };
  const closed = cell('datefermeture')?.slice(0, 10);
  return {
    at,
    site: known<ListedSite>({
      finess,
      name,
      legalEntity: cell('nofinessej')?.toUpperCase(),
      manager: cell('manager'),
      category: cell('categetab')?.padStart(3, '0'),
      categoryName: cell('libcategetab'),
      commune: communeCode(cell('insee'), cell('departement'), cell('commune')),
      address: spaced(...['numvoie', 'typvoie', 'voie', 'compvoie', 'lieuditbp', 'ligneacheminement'].map(cell)),
      phone: plainPhone(cell('telephone')),
      siret: cell('siret'),
      authority: undefined,
      closedOn: closed !== undefined && /^\d{4}-\d\d-\d\d$/.test(closed) && closed <= today ? closed : undefined,
    }),
  };
}

/** A commune by its whole code, or by that of its department and its number there; departments overseas are 9A to 9F in FINESS. */
function communeCode(insee: string | undefined, department: string | undefined, commune: string | undefined): string | undefined {
  const whole = [insee, commune].find((code) => code !== undefined && /^(?:\d{5}|2[AB]\d{3})$/.test(code));
  if (whole !== undefined) return whole;
  if (department === undefined || commune === undefined || !/^\d{1,3}$/.test(commune)) return undefined;
  const number = commune.padStart(3, '0');
  if (/^9[A-F]$/.test(department)) return `97${number}`;
  return /^(?:\d\d?|2[AB])$/.test(department) ? `${department.padStart(2, '0')}${number}` : undefined;
}

import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { AsSaid } from '../../cases/model/content.ts';
import type { Procedure } from '../../procedures/procedure.ts';
import { codes, storedLabel } from '../../vocabulary/vocabulary.ts';
import { keepableNumber } from '../sender-number.ts';
import type { Declared } from './alert.ts';
import { type DeclarationField, readDeclaration } from './declaration.ts';
import { type Declarers, declaredAnyhow, leavesAtOnce } from './declared-anyhow.ts';
import { type DeclarationText, declarationFromText } from './from-text.ts';

export interface CsvColumn {
  header: string;
  field: DeclarationField | null;
  /** What it holds, in French. */
  what: string;
  required: 'oui' | 'non' | 'selon le cas';
}

const codesOf = (list: readonly string[]) => list.join(', ');

/** The columns of the file, in the order of the template. `numero` is the sender's own number: the same twice is one declaration. */
export const csvColumns: readonly CsvColumn[] = [
  {
    header: 'numero',
    field: null,
    what: 'Votre numéro pour cet événement : envoyé deux fois, il n’est déclaré qu’une fois. Vide : la ligne entière en tient lieu.',
    required: 'non',
  },
  { header: 'etablissement', field: 'establishment', what: 'Numéro FINESS de l’établissement, ou son identifiant dans l’annuaire.', required: 'oui' },
  { header: 'categorie', field: 'category', what: 'De 1 à 11 (arrêté du 28 décembre 2016). 8 : maltraitance.', required: 'oui' },
  { header: 'eigs', field: 'eigs', what: 'oui ou non : événement indésirable grave associé aux soins.', required: 'non' },
  { header: 'date_survenue', field: 'occurredOn', what: 'Comme 2026-11-18 ou 18/11/2026. Vide : non connue.', required: 'non' },
  { header: 'date_constatation', field: 'observedOn', what: 'Comme 2026-11-18 ou 18/11/2026.', required: 'oui' },
  { header: 'nature', field: 'nature', what: 'Nature des faits et circonstances.', required: 'oui' },
  { header: 'lieu', field: 'where', what: 'ETABLISSEMENT (par défaut), DOMICILE, TRAJET ou AUTRE.', required: 'non' },
  { header: 'victimes', field: 'victims', what: 'Nombre de victimes.', required: 'selon le cas' },
  { header: 'exposes', field: 'exposed', what: 'Nombre de personnes exposées.', required: 'non' },
  {
    header: 'personnes',
    field: 'victimGroup',
    what: 'PERSONNE_AGEE, PERSONNE_HANDICAPEE, AUTRE_ADULTE_VULNERABLE, MINEUR ou INCONNU. Vide : d’après l’établissement.',
    required: 'non',
  },
  { header: 'identite', field: 'victimName', what: 'Personnes concernées, si leur nom est utile à leur protection.', required: 'non' },
  { header: 'danger', field: 'danger', what: '0 sans danger identifié, 1 préoccupant, 2 grave, 3 imminent, 4 vital immédiat.', required: 'oui' },
  {
    header: 'maltraitances',
    field: 'maltreatment',
    what: 'Codes de la nomenclature nationale, séparés par « | ». Catégorie 8.',
    required: 'selon le cas',
  },
  {
    header: 'mis_en_cause',
    field: 'implicated',
    what: `${codesOf(['MEMBRE_FAMILLE', 'PROCHE', 'PROFESSIONNEL_SANTE'])}…, avec ou sans précision (PROFESSIONNEL_SANTE/INFIRMIER), séparés par « | » ; INCONNU est une réponse. Catégorie 8.`,
    required: 'selon le cas',
  },
  { header: 'infraction', field: 'crime', what: 'oui ou non : crime ou délit possible.', required: 'non' },
  { header: 'mesures_immediates', field: 'immediateMeasures', what: 'Ce qui a été fait aussitôt.', required: 'selon le cas' },
  { header: 'personne_informee', field: 'personInformed', what: 'OUI, NON ou IMPOSSIBLE.', required: 'selon le cas' },
  { header: 'famille_informee', field: 'familyInformed', what: 'OUI (avec l’accord de la personne), NON ou SANS_ACCORD.', required: 'non' },
  { header: 'dispositions', field: 'remedies', what: 'Pour remédier, éviter, faire cesser.', required: 'non' },
  { header: 'suites', field: 'legalFollowUp', what: 'Suites administratives ou judiciaires.', required: 'non' },
  { header: 'mediatique', field: 'media', what: 'oui ou non : répercussions médiatiques.', required: 'non' },
  { header: 'mediatique_precisions', field: 'mediaText', what: 'Lesquelles.', required: 'non' },
  {
    header: 'oral',
    field: 'oral',
    what: 'NON (par défaut), A_CONFIRMER (l’écrit suivra sous 48 h) ou CONFIRMEE (cette ligne confirme par écrit).',
    required: 'non',
  },
  { header: 'oral_quand', field: 'oralAt', what: 'Comme 2026-11-18T10:30 ou 18/11/2026 10h30.', required: 'selon le cas' },
  { header: 'oral_a_qui', field: 'oralTo', what: 'À qui l’information a été donnée de vive voix.', required: 'selon le cas' },
  { header: 'oral_reference', field: 'oralReference', what: 'Référence donnée par le guichet au téléphone, s’il en a donné une.', required: 'non' },
  { header: 'declarant', field: 'contactName', what: 'Prénom et nom de la personne qui déclare.', required: 'oui' },
  { header: 'fonction', field: 'contactRole', what: 'Sa fonction.', required: 'non' },
  { header: 'telephone', field: 'contactPhone', what: 'Son téléphone.', required: 'non' },
  { header: 'courriel', field: 'contactEmail', what: 'Son adresse électronique.', required: 'non' },
];

const byHeader = new Map(csvColumns.map((column) => [column.header, column]));
const headerOf = new Map(csvColumns.flatMap(({ field, header }) => (field === null ? [] : [[field as string, header] as const])));
export const mostLines = 500;
/** Lines of the template, to be replaced. */
const exampleNumber = /^EXEMPLE/i;

export interface CsvProblem {
  column: string;
  message: string;
}

/** A line that is declared. `unread`: what is wrong with it, where it waits for no correction. */
type Said = Pick<Declared, 'declaration' | 'establishment' | 'asSaid' | 'placeUnknown'> & { unread?: CsvProblem[] };

export interface CsvLine {
  /** As a spreadsheet counts its rows, whatever breaks their cells hold: the header is 1. */
  number: number;
  /** The sender's own number, or what the line says first. */
  title: string;
  /** Names this line among the sender's: its own number, or what it holds. */
  externalId: string;
  read: Said | { problems: CsvProblem[] };
}

export interface CsvReading {
  /** What makes the whole file unreadable; then there are no lines. */
  problems: string[];
  lines: CsvLine[];
}

/** What a file is read with: its sender's establishments, the clock, and the protocol in force. */
export interface CsvWorld extends Declarers {
  procedure: Procedure | null;
}

/** Reads a file of declarations: `;` or `,`, UTF-8 with or without its mark, or Windows-1252. Nothing is recorded. */
export function readCsv(bytes: Buffer, world: CsvWorld): CsvReading {
  const text = decoded(bytes);
  const delimiter = delimiterOf(text);
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
      // The library's types do not know what `info` adds.
    }) as unknown as typeof records;
  } catch (failure) {
    if (!(failure instanceof CsvError)) throw failure;
    const line = Reflect.get(failure, 'lines');
    return unreadable(
      `Ligne ${typeof line === 'number' ? line : '?'} : les guillemets ou les séparateurs ne se suivent pas. Enregistrez le fichier en CSV depuis votre tableur, puis recommencez.`,
    );
  }
  const [head, ...rows] = records;
  if (head === undefined) return unreadable('Le fichier est vide.');
  const headers = head.record.map(plainHeader);
  const wrongHead = headerProblems(headers);
  const wrong = wrongHead.map(({ message }) => message);
  if (rows.length > mostLines)
    return { problems: [...wrong, `Le fichier a ${rows.length} lignes : envoyez-en au plus ${mostLines} à la fois.`], lines: [] };
  const seen = new Map<string, number>();
  let broken = breaksIn(head.record);
  const lines = rows.flatMap(({ record, info }): CsvLine[] => {
    broken += breaksIn(record);
    const row = rowOf(headers, record);
    if (exampleNumber.test(row.cells.numero ?? '')) return [];
    return [lineOf(row, wrongHead, info.lines - broken, seen, world)];
  });
  // A head that is wrong holds back no line that waits for no correction; where there is none, it is said once.
  if (wrong.length > 0 && lines.every(({ read }) => 'problems' in read)) return { problems: wrong, lines: [] };
  return lines.length === 0 ? unreadable('Le fichier n’a aucune ligne à déclarer.') : { problems: [], lines };
}

/** The breaks that the cells of a record hold, as the library counts lines: both halves of one of two characters. */
const breaksIn = (record: readonly string[]): number => record.reduce((count, cell) => count + (cell.match(/[\r\n]/g)?.length ?? 0), 0);

interface Row {
  cells: Record<string, string>;
  /** What came in a column that is none, or is there twice, and beyond the last. */
  besides: AsSaid[];
  beyond: string[];
}

/** Of a column that is there twice, the first that says something; of the danger, the gravest. */
function rowOf(headers: readonly string[], record: readonly string[]): Row {
  const cells: Record<string, string> = {};
  const besides: AsSaid[] = [];
  for (const [index, header] of headers.entries()) {
    const said = record[index] ?? '';
    const before = cells[header];
    const isColumn = byHeader.has(header);
    if (said !== '' && ((!isColumn && header !== '') || (before !== undefined && before !== '' && before !== said)))
      besides.push({ what: header.slice(0, 40), said });
    cells[header] = before === undefined || before === '' || (header === 'danger' && Number(said) > Number(before)) ? said : before;
  }
  return { cells, besides, beyond: record.slice(headers.length) };
}

function lineOf(
  { cells, besides, beyond }: Row,
  wrongHead: readonly CsvProblem[],
  number: number,
  seen: Map<string, number>,
  world: CsvWorld,
): CsvLine {
  const own = cells.numero ?? '';
  const externalId =
    own === ''
      ? createHash('sha256')
          .update(JSON.stringify(Object.entries(cells).toSorted()))
          .digest('base64url')
      : keepableNumber(own.slice(0, 200));
  const said: DeclarationText = Object.fromEntries(csvColumns.flatMap(({ header, field }) => (field === null ? [] : [[field, cells[header] ?? '']])));
  const problems: CsvProblem[] = [...wrongHead];
  const before = seen.get(externalId);
  if (before !== undefined) problems.push({ column: 'numero', message: `La ligne ${before} est la même : retirez l’une des deux.` });
  seen.set(externalId, before ?? number);
  if (beyond.length > 0)
    problems.push({
      column: 'nature',
      message: 'Cette ligne a plus de cases que l’en-tête : mettez entre guillemets les textes qui contiennent un séparateur.',
    });
  const read = readDeclaration(declarationFromText(said), world.now, world.zone);
  const establishment = world.named(cells.etablissement ?? '');
  if ('problems' in read)
    problems.push(
      ...read.problems
        .map(({ path, message }) => ({ column: headerOf.get(path.split('.')[0] ?? '') ?? path, message }))
        .filter(({ column }) => !wrongHead.some((head) => head.column === column)),
    );
  if ((cells.etablissement ?? '') !== '' && establishment === undefined && !problems.some(({ column }) => column === 'etablissement'))
    problems.push({ column: 'etablissement', message: 'Cet établissement n’est pas parmi les vôtres : vérifiez son numéro FINESS.' });
  const title = own || (cells.nature ?? '').slice(0, 60);
  const ready = problems.length === 0 && 'declaration' in read && establishment !== undefined;
  if (ready) return { number, title, externalId, read: { declaration: read.declaration, establishment } };
  // The same line twice is declared once.
  const kept = before === undefined && leavesAtOnce(said, world.procedure) ? declaredAnyhow(said, world) : null;
  if (kept === null) return { number, title, externalId, read: { problems } };
  const asSaid = [...kept.asSaid, ...besides, ...(beyond.length === 0 ? [] : [{ what: 'Cases en trop', said: beyond.join(' ; ') }])];
  return { number, title, externalId, read: { ...kept, asSaid, unread: problems } };
}

function headerProblems(headers: string[]): CsvProblem[] {
  const unknown = headers.filter((header) => header !== '' && !byHeader.has(header));
  const twice = headers.filter((header, index) => header !== '' && headers.indexOf(header) !== index);
  const missing = csvColumns.filter(({ header, required }) => required === 'oui' && !headers.includes(header));
  return [
    ...unknown.map((header) => ({
      column: header.slice(0, 40),
      message: `La colonne « ${header.slice(0, 40)} » n’existe pas : retirez-la, ou renommez-la comme dans le modèle.`,
    })),
    ...[...new Set(twice)].map((header) => ({ column: header, message: `La colonne « ${header} » est là deux fois : gardez-en une.` })),
    ...missing.map(({ header }) => ({ column: header, message: `La colonne « ${header} » manque.` })),
  ];
}

const unreadable = (problem: string): CsvReading => ({ problems: [problem], lines: [] });

function decoded(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString('utf8') : new TextDecoder('windows-1252').decode(bytes);
}

/** The separator of the header, where no text can hold another. */
function delimiterOf(text: string): string {
  const head = text.slice(0, text.search(/\r?\n|$/));
  return head.includes(';') || !head.includes(',') ? ';' : ',';
}

const plainHeader = (header: string): string =>
  header
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .trim()
    .toLowerCase()
    .replaceAll(/[\s’'-]+/g, '_');

const example: Record<string, string> = {
  numero: 'EXEMPLE-1 (ligne ignorée)',
  etablissement: '549990002',
  categorie: '8',
  eigs: 'non',
  date_survenue: '18/11/2026',
  date_constatation: '18/11/2026',
  nature: 'Un résident a été trouvé enfermé dans sa chambre.',
  lieu: 'ETABLISSEMENT',
  victimes: '1',
  danger: '1',
  maltraitances: 'PRIVATION_VIOLATION_DROITS_LIBERTES',
  mis_en_cause: 'PROFESSIONNEL_SANTE/AIDE_SOIGNANT',
  mesures_immediates: 'Porte ouverte, médecin prévenu.',
  personne_informee: 'OUI',
  oral: 'NON',
  declarant: 'Morgan Collin',
};

/** An empty file with its header and one example, of the sender's own establishment, which is never recorded. */
export function csvTemplate(finess?: string): string {
  const shown: Record<string, string> = { ...example, ...(finess !== undefined && { etablissement: finess }) };
  return writeCsv(
    csvColumns.map(({ header }) => header),
    [csvColumns.map(({ header }) => shown[header] ?? '')],
  );
}

/** The codes that columns of the file take, with their labels: what a cell may hold, and what it means. */
export const csvCodes: readonly { header: string; code: string; label: string }[] = [
  ...(
    [
      ['categorie', 'declarationCategory'],
      ['personnes', 'victimGroup'],
      ['maltraitances', 'maltreatment'],
      ['mis_en_cause', 'implicated'],
    ] as const
  ).flatMap(([header, family]) => codes(family).map((code) => ({ header, code: String(code), label: storedLabel(family, code) }))),
];

/** A table read elsewhere (a workbook) as a file that `readCsv` reads: its lines keep their numbers. */
export function csvOfTable({ header, rows }: { header: readonly string[]; rows: readonly { line: number; cells: readonly string[] }[] }): Buffer {
  const last = rows.at(-1)?.line ?? 1;
  const at = new Map(rows.map(({ line, cells }) => [line, cells]));
  // A line without a word in it is left out by the reader, and counted.
  const lines = Array.from({ length: last - 1 }, (_, index) => at.get(index + 2) ?? []);
  return Buffer.from(stringify([header, ...lines], { delimiter: ';' }));
}

/** A table for a spreadsheet: its mark, `;`, and nothing that a cell could run as a formula. */
export function writeCsv(headers: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  return stringify([headers, ...rows], { bom: true, delimiter: ';', record_delimiter: '\r\n', escape_formulas: true });
}

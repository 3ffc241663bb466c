/**
 * `npm run bench:establishments [-- --rows 100000]`: how long a file of that many establishments, all of one department, takes to be read and
 * taken in, and the same again when nothing changed; how much memory that adds; how long a
 * name or a number takes to be found among them, twenty at a time. As a baseline, the
 * same rows by a bare COPY on the server, into a table of the same columns with one index. The file is invented, in the shape of the extraction.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { createDepartment } from '../database/departments.ts';
import { migrate } from '../database/migrate.ts';
import { connect, type Database } from '../database/pool.ts';
import { readFiness } from '../directory/finess/read-finess.ts';
import { communesOf } from '../directory/record/communes.ts';
import { dropImport, readImported, takeImport } from '../directory/record/establishment-imports.ts';
import { readImport } from '../directory/record/establishment-reading.ts';
import { searchEstablishments } from '../directory/record/establishments.ts';
import { startPostgres } from '../runtime/postgres.ts';
import { temporaryFolder } from '../test/folder.ts';
import { type Quantiles, quantiles } from './figures.ts';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '100000' } } });
const rows = Number(values.rows);
const by = { account: null, name: 'mesure' };
const SEARCHES = 2_000;
/** Connections that search at the same time. */
const AT_ONCE = 20;

const folder = temporaryFolder();
const file = join(folder.path, 'extraction.csv');
const small = join(folder.path, 'small.csv');
const copied = join(folder.path, 'copied.csv');
await writeFiles(small, 10_000);
await writeFiles(file, rows);
const postgres = await startPostgres({ dataFolder: folder.path });
try {
  await migrate(postgres.ownerUrl);
  const db = connect({
    url: postgres.appUrl,
    keys: { master: randomBytes(32), journal: randomBytes(32), index: randomBytes(32) },
    acting: { as: 'COMMAND' },
  });
  await createDepartment(db, { code: '54', name: 'Mesure', mode: 'demonstration' });
  const bare = await bareCopy();
  // A process that runs has its communes, its compiled code and its young generation already: what is counted is what the file adds to that.
  await dropImport(db, '54', await readIn(db, small), by, Date.now());
  const first = await timed(() => takenIn(db));
  const again = await timed(() => takenIn(db));
  const found = await searches(db);
  const seconds = (milliseconds: number) => Math.round(milliseconds / 100) / 10;
  console.log(
    JSON.stringify(
      {
        rows,
        seconds: seconds(first.milliseconds),
        secondsUnchanged: seconds(again.milliseconds),
        addedMegabytes: Math.round(first.added / 1e6),
        bareCopySeconds: seconds(bare),
        timesBareCopy: Math.round((first.milliseconds / bare) * 10) / 10,
        searchMilliseconds: found,
      },
      null,
      2,
    ),
  );
  await db.end();
} finally {
  await postgres.stop();
  folder.remove();
}

async function writeFiles(path: string, lines: number): Promise<void> {
  const communes = communesOf('54');
  const [csv, plain] = [createWriteStream(path, 'latin1'), createWriteStream(copied)];
  csv.write('finess;etalab;94;2026-01-09\n');
  for (let n = 0; n < lines; n += 1) {
    const finess = String(540_000_000 + n);
    const { code = '54395', name = 'Nancy' } = communes[n % communes.length] ?? {};
    const title = `RESIDENCE ${['LES TILLEULS', 'DU LAC', 'BELLEVUE', 'SAINT JEAN'][n % 4]} ${n}`;
    const cells = [
      'structureet',
      finess,
      '540999999',
      title,
      title,
      '',
      '',
      String(n % 90),
      'R',
      'DE LA GARE',
      '',
      '',
      code.slice(2),
      '54',
      'MEURTHE',
    ];
    const line = [...cells, `54000 ${name}`, '0383000000', '', '500', 'EHPAD', '4401', 'Agrégat', '12345678900011', '8710A', '01'].join(';');
    if (!csv.write(`${line}\n`)) await once(csv, 'drain');
    const values = [
      '54',
      finess,
      title,
      '540999999',
      '500',
      'EHPAD',
      code,
      `${n % 90} R DE LA GARE 54000 ${name}`,
      '03 83 00 00 00',
      '12345678900011',
    ];
    if (!plain.write(`${values.map((value) => `"${value}"`).join(',')}\n`)) await once(plain, 'drain');
  }
  await Promise.all([csv, plain].map((stream) => new Promise((done) => stream.end(done))));
  chmodSync(copied, 0o644);
}

async function bareCopy(): Promise<number> {
  const admin = new Client({ connectionString: postgres.adminUrl });
  await admin.connect();
  const columns = ['department', 'finess', 'name', 'entity', 'category', 'category_name', 'commune', 'address', 'phone', 'siret'];
  await admin.query(`CREATE TABLE bare (${columns.map((name) => `${name} text`).join(', ')}, PRIMARY KEY (department, finess))`);
  const { milliseconds } = await timed(() => admin.query(`COPY bare FROM '${copied}' WITH (FORMAT csv)`));
  await admin.query('DROP TABLE bare');
  await admin.end();
  return milliseconds;
}

async function readIn(db: Database, path: string): Promise<number> {
  const pieces = readFiness(createReadStream(path), '2026-11-30');
  return readImport(db, '54', { name: 'extraction.csv', pieces }, { by, at: Date.now() });
}

async function takenIn(db: Database): Promise<void> {
  const number = await readIn(db, file);
  const counts = (await readImported(db, '54', number, 1))?.read.counts;
  if (counts === undefined || counts.added + counts.same !== rows) throw new Error(JSON.stringify(counts));
  await takeImport(db, '54', number, by, Date.now());
}

/** With the memory that it added at most, looked at ten times a second. */
async function timed(work: () => Promise<unknown>): Promise<{ milliseconds: number; added: number }> {
  const before = process.memoryUsage.rss();
  let most = before;
  const looking = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 100);
  const from = performance.now();
  await work();
  clearInterval(looking);
  return { milliseconds: performance.now() - from, added: most - before };
}

async function searches(db: Database): Promise<Quantiles> {
  const taken: number[] = [];
  const typed = ['tilleuls nancy', 'bellev', 'saint jean 99', 'lac longwy', 'res', 'tilleuls 4321', '540012', '540099999'];
  let next = 0;
  const one = async () => {
    while (next < SEARCHES) {
      const words = typed[next++ % typed.length] ?? '';
      const from = performance.now();
      const found = await searchEstablishments(db, '54', words, 12);
      taken.push(performance.now() - from);
      if (found.length === 0) throw new Error(`Nobody is found by "${words}".`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return quantiles(taken);
}

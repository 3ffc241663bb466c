/**
 * `npm run bench:directory [-- --bodies 2000]`: a directory of that many bodies in the communes of one department, two contacts and two and a half
 * ties to each: how long it takes to be read and indexed and what it then holds, how long who answers takes to be found, and how long publishing one
 * change takes, the proof following by itself. As a baseline, the same of the demonstration's directory, in the same run.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createAccount } from '../accounts/accounts.ts';
import { createDepartment } from '../database/departments.ts';
import { migrate } from '../database/migrate.ts';
import { connect, type Database, inDepartment } from '../database/pool.ts';
import { demonstrationDirectory } from '../demonstration/directories.ts';
import { localRoles } from '../directory/answers.ts';
import type { Directory, Link, Organisation } from '../directory/directory.ts';
import { organisationPart, type Unnumbered } from '../directory/edits.ts';
import { publishChanges, saveChanges } from '../directory/record/changes.ts';
import { communesOf } from '../directory/record/communes.ts';
import { loadDirectory, publishDirectory } from '../directory/record/revisions.ts';
import { indexDirectory, resolve } from '../directory/resolve.ts';
import { startPostgres } from '../runtime/postgres.ts';
import { temporaryFolder } from '../test/folder.ts';
import { quantiles } from './figures.ts';

const { values } = parseArgs({ options: { bodies: { type: 'string', default: '2000' } } });
const bodies = Number(values.bodies);
const ASKED = 20_000;
const TURNS = 20;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const communes = communesOf('54').map(({ code }) => code);

const folder = temporaryFolder();
const postgres = await startPostgres({ dataFolder: folder.path });
try {
  await migrate(postgres.ownerUrl);
  const keys = { master: randomBytes(32), journal: randomBytes(32), index: randomBytes(32) };
  const db = connect({ url: postgres.appUrl, keys, acting: { as: 'COMMAND' } });
  await createDepartment(db, { code: '54', name: 'Mesure', mode: 'demonstration' });
  const by = await coordinator(db);
  const demonstration = await measured(db, by, demonstrationDirectory('54'));
  const large = await measured(db, by, largeDirectory());
  console.log(JSON.stringify({ bodies, communes: communes.length, large, demonstration }, null, 2));
  await db.end();
} finally {
  await postgres.stop();
  folder.remove();
}

async function coordinator(db: Database) {
  const name = 'Mesure';
  const account = { department: '54', kind: 'COORDINATOR', organisation: null, email: 'mesure@guichet.example', name } as const;
  return { account: await createAccount(db, account, randomUUID()), name };
}

/** Some bodies of the whole department, most of a few communes, all of every role; ties of oversight and of interest among them. */
function largeDirectory(): Unnumbered {
  const { calendars, department } = demonstrationDirectory('54');
  const ids = Array.from({ length: bodies }, (_, n) => `organisme-${n}`);
  const organisations = ids.map((id, n): Organisation => {
    const first = (n * 7) % communes.length;
    return {
      id,
      roles: [localRoles[n % localRoles.length] ?? 'CD'],
      name: `Organisme ${n}`,
      territory: n < 40 ? { wholeDepartment: true } : { communes: communes.slice(first, first + 1 + (n % 20)) },
      priority: n % 900,
      ...(n % 10 === 0 && { onlyFor: { place: ['DOMICILE'] } }),
      fictional: true,
    };
  });
  const contacts = ids.flatMap((id, n) =>
    (['TITULAR', 'DEPUTY'] as const).map((position) => ({
      ...{ id: `${id}-${position.toLowerCase()}`, organisation: id, position, name: 'Accueil', verifiedOn: '2026-11-02' },
      ...{ email: `accueil-${n}@guichet.example`, phone: '03 83 00 00 00', address: `${n} rue Inventée, 54000 Nancy` },
    })),
  );
  const links = ids.flatMap((from, n): Link[] =>
    [1, 2, ...(n % 2 === 0 ? [3] : [])].map((step) => ({
      from,
      to: ids[(n + step * 37) % bodies] ?? '',
      kind: step === 1 ? 'OWNERSHIP' : 'OVERSIGHT',
    })),
  );
  return { department, organisations, contacts, links: links.filter(({ from, to }) => from !== to), calendars };
}

async function measured(db: Database, by: { account: string; name: string }, directory: Unnumbered | Directory) {
  const loads: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const revision = await publishDirectory(db, directory, 'mesure');
    const from = performance.now();
    await inDepartment(db, '54', (tx) => loadDirectory(db, tx, '54', revision));
    loads.push(performance.now() - from);
  }
  const text = JSON.stringify({ ...directory, revision: 1 });
  collect();
  const before = process.memoryUsage().heapUsed;
  const indexed = indexDirectory(JSON.parse(text) as Directory, [], '2026-11-30');
  collect();
  const held = process.memoryUsage().heapUsed - before;
  const asked: number[] = [];
  const nobody = new Set<string>();
  for (let n = 0; n < ASKED; n += 1) {
    const role = localRoles[n % localRoles.length] ?? 'CD';
    const from = performance.now();
    resolve(role, { inseeCode: communes[(n * 13) % communes.length] ?? '', place: n % 2 === 0 ? 'DOMICILE' : 'TRAJET' }, indexed, nobody);
    asked.push(performance.now() - from);
  }
  const published: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const [first] = directory.organisations;
    if (first === undefined) throw new Error('No body.');
    const after = { ...first, name: `${first.name} ${turn}` };
    await saveChanges(db, '54', { edits: [{ part: organisationPart(first.id), after }], why: 'mesure', by }, Date.now());
    const from = performance.now();
    const done = await publishChanges(db, '54', { by, seen: () => true, handOf: async () => new Set([by.account]) }, Date.now());
    published.push(performance.now() - from);
    if (!('revision' in done)) throw new Error(JSON.stringify(done));
  }
  const microseconds = quantiles(asked.map((milliseconds) => milliseconds * 1000));
  return {
    loadMilliseconds: quantiles(loads),
    heldMegabytes: Math.round(held / 1e5) / 10,
    resolutionMicroseconds: microseconds,
    publishMilliseconds: quantiles(published),
  };
}

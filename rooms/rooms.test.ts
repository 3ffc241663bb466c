import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { staleDocuments } from './documents.ts';
import { houseOf } from './house.ts';
import { type CodeModule, readModule } from './module.ts';
import { breachesOf, type RuleName, ruleNames } from './rules.ts';
import { type Room, rooms } from './table.ts';
import { readTree } from './tree.ts';

const root = join(import.meta.dirname, '..');
const tree = readTree(root);

interface Planted {
  rule: RuleName;
  /** What is planted: lines added to files of the copy, a new file where there is none. */
  files?: Record<string, string>;
  /** Changed rooms of the copy's table. */
  table?: Record<string, Partial<Room>>;
  /** Only these files are seen. */
  only?: (path: string) => boolean;
  /** What is found, and nothing else: where, and a part of what is said. */
  found: [at: string, says: string][];
}

const linesOf = (path: string): number => readFileSync(join(root, path), 'utf8').split('\n').length - 1;
/** Where the line added to a file stands. */
const after = (path: string): string => `${path}:${linesOf(path) + 1}`;

const planted: Record<string, Planted> = {
  'the law knows the database': {
    rule: 'unlisted-import',
    files: { 'cases/decide.ts': "import { inDepartment } from '../database/pool.ts';" },
    found: [[after('cases/decide.ts'), 'imports database/pool.ts: cases may not know database']],
  },
  'the law knows a door': {
    rule: 'unlisted-import',
    files: { 'cases/running/tellable.ts': "import { receive } from '../../intake/receive.ts';" },
    found: [[after('cases/running/tellable.ts'), 'cases/running may not know intake']],
  },
  'a type of an upper floor': {
    rule: 'unlisted-import',
    files: { 'directory/resolve.ts': "import type { Tx } from '../database/pool.ts';" },
    found: [[after('directory/resolve.ts'), 'directory may not know database']],
  },
  'a type named in passing': {
    rule: 'unlisted-import',
    files: { 'proof/words.ts': "export type Passing = import('../cases/record/step.ts').CaseFile;" },
    found: [[after('proof/words.ts'), 'proof may not know cases/record']],
  },
  'an import that waits': {
    rule: 'unlisted-import',
    files: { 'settings/problem.ts': "export const later = () => import('../vocabulary/precisions.ts');" },
    found: [[after('settings/problem.ts'), 'settings may not know vocabulary']],
  },
  'what is handed on': {
    rule: 'unlisted-import',
    files: { 'api/pages/words/names.ts': "export { signInPages } from '../desk/sign-in.ts';" },
    found: [[after('api/pages/words/names.ts'), 'api/pages/words may not know api/pages/desk']],
  },
  'a page that knows a workflow': {
    rule: 'unlisted-import',
    files: { 'api/pages/case/case.ts': "import type { caseWorkflow } from '../../../workflows/case.ts';" },
    found: [[after('api/pages/case/case.ts'), 'api/pages/case may not know workflows']],
  },
  'a library in the sandbox': {
    rule: 'unlisted-package',
    files: { 'workflows/case.ts': "import { DateTime } from 'luxon';" },
    found: [[after('workflows/case.ts'), 'imports luxon: workflows may not use this package']],
  },
  'the driver of the database in a page': {
    rule: 'unlisted-package',
    files: { 'api/pages/public/alert.ts': "import type { PoolClient } from 'pg';" },
    found: [[after('api/pages/public/alert.ts'), 'imports pg']],
  },
  'a circle of types in one room': {
    rule: 'circle',
    files: { 'calendar/span.ts': "import type { Calendar } from './calendar.ts';" },
    found: [['calendar/calendar.ts', 'calendar/span.ts']],
  },
  'SQL in a page': {
    rule: 'sql',
    files: { 'api/pages/desk/queues.ts': "export const everything = 'SELECT * FROM case_file';" },
    found: [[after('api/pages/desk/queues.ts'), 'SELECT * FROM case_file']],
  },
  'a piece of SQL in a pure room': {
    rule: 'sql',
    files: { 'cases/running/stages.ts': `export const isLateSql = (column: string) => \`WHERE \${column} < now()\`;` },
    found: [[after('cases/running/stages.ts'), 'WHERE x < now()']],
  },
  'SQL that writes, in the API': {
    rule: 'sql',
    files: { 'api/v1/alerts.ts': `export const close = (table: string) => \`\n  UPDATE \${table} SET closed = true\`;` },
    found: [[after('api/v1/alerts.ts'), 'UPDATE x SET']],
  },
  'SQL in a file that stores nothing': {
    rule: 'sql',
    files: { 'intake/web.ts': "export const gone = 'DELETE FROM draft WHERE id = $1';" },
    found: [[after('intake/web.ts'), 'DELETE FROM draft']],
  },
  'the clock in the law': {
    rule: 'impure',
    files: { 'cases/advance.ts': 'export const moment = () => Date.now();' },
    found: [[after('cases/advance.ts'), 'Date.now: cases is pure']],
  },
  'today in the law': {
    rule: 'impure',
    files: { 'cases/acts/closing.ts': 'export const thisDay = () => new Date();' },
    found: [[after('cases/acts/closing.ts'), 'Date()']],
  },
  'now by the library': {
    rule: 'impure',
    files: { 'rehearsal/dry-run/play.ts': 'export const localInstant = (zone: string) => DateTime.local({ zone });' },
    found: [[after('rehearsal/dry-run/play.ts'), 'DateTime.local()']],
  },
  chance: {
    rule: 'impure',
    files: { 'proof/search.ts': 'export const coin = () => Math.random() < 0.5;' },
    found: [[after('proof/search.ts'), 'Math.random']],
  },
  'an id drawn in the law': {
    rule: 'impure',
    files: { 'directory/calendars.ts': "import { randomUUID } from 'node:crypto';" },
    found: [[after('directory/calendars.ts'), 'randomUUID']],
  },
  'a timer': {
    rule: 'impure',
    files: { 'cases/running/clocks.ts': 'export const ring = (then: () => void) => setTimeout(then, 1);' },
    found: [[after('cases/running/clocks.ts'), 'setTimeout']],
  },
  'the environment': {
    rule: 'impure',
    files: { 'procedures/routing.ts': 'export const zone = () => process.env.TZ;' },
    found: [[after('procedures/routing.ts'), 'process']],
  },
  'a file at the end of a path': {
    rule: 'impure',
    files: {
      'vocabulary/notes.ts': "import { readFileSync } from 'node:fs';\nexport const notes = () => readFileSync('notes.txt', 'utf8');",
      'cases/decide.ts': "import { notes } from '../vocabulary/notes.ts';",
    },
    found: [['vocabulary/notes.ts:1', 'node:fs: vocabulary is pure']],
  },
  'a pure room that lists one that is not': {
    rule: 'impure',
    files: { 'cases/decide.ts': "import { inDepartment } from '../database/pool.ts';" },
    table: { cases: { imports: `${rooms.cases?.imports} database` } },
    found: [['cases', 'is pure and lists database, which is not']],
  },
  'a pure room that lists a library of the world': {
    rule: 'impure',
    files: { 'proof/proof.ts': "import type { Client } from 'pg';" },
    table: { proof: { packages: 'pg' } },
    found: [['proof', 'is pure and lists pg']],
  },
  'a pure room that may hold SQL': {
    rule: 'impure',
    files: { 'cases/preview.ts': "export const everyCase = 'SELECT id FROM case_file';" },
    table: { cases: { sql: 'preview' } },
    found: [['cases', 'is pure and may hold SQL']],
  },
  'code in no room': {
    rule: 'no-room',
    files: { 'misc/helper.ts': 'export const help = 1;' },
    found: [['misc/helper.ts', 'is in no room']],
  },
  'a crowded folder': {
    rule: 'crowded-folder',
    files: Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`calendar/more${index}x.ts`, ''])),
    found: [['calendar', 'files of code; 25 at most']],
  },
  'two meanings of a name': {
    rule: 'one-name',
    files: { 'mailbox/mails.ts': 'export interface Procedure {}' },
    found: [
      [after('mailbox/mails.ts'), 'exports Procedure'],
      ['procedures/procedure.ts', 'exports Procedure'],
    ],
  },
  'a store without a name': {
    rule: 'nameless-store',
    files: { 'publication/store.ts': '' },
    found: [['publication/store.ts', 'is called store']],
  },
  'near twins: one and many': {
    rule: 'near-twins',
    files: { 'accounts/account.ts': '' },
    found: [['accounts', 'accounts and account']],
  },
  'near twins: a deed and its noun': {
    rule: 'near-twins',
    files: { 'intake/declarations/declare.ts': '' },
    found: [['intake/declarations', 'declaration and declare']],
  },
  'the product leans on a test': {
    rule: 'imports-tests',
    files: { 'cases/preview.ts': "import { monday } from './world.testing.ts';" },
    found: [[after('cases/preview.ts'), 'imports cases/world.testing.ts']],
  },
  'the product leans on what crosses rooms': {
    rule: 'imports-tests',
    files: { 'runtime/doctor.ts': "import { startStack } from '../test/stack.ts';" },
    found: [[after('runtime/doctor.ts'), 'imports test/stack.ts']],
  },
  'a room that lists one above it': {
    rule: 'upward',
    files: { 'calendar/due.ts': "import { label } from '../vocabulary/vocabulary.ts';" },
    table: { calendar: { imports: 'vocabulary' } },
    found: [['calendar', 'lists vocabulary, which does not stand below it']],
  },
  'a room that lists its neighbour': {
    rule: 'upward',
    files: { 'vocabulary/facts.ts': "import type { Span } from '../calendar/span.ts';" },
    table: { vocabulary: { imports: 'calendar' } },
    found: [['vocabulary', 'lists calendar, which does not stand below it']],
  },
  'a room that lists a later one of its folder': {
    rule: 'upward',
    files: { 'cases/model/refusal.ts': "import type { ActionLine } from '../running/task-sentences.ts';" },
    table: { 'cases/model': { imports: `${rooms['cases/model']?.imports} cases/running` } },
    found: [['cases/model', 'lists cases/running, which does not stand below it']],
  },
  'a right nobody uses': {
    rule: 'unused',
    table: { mailbox: { imports: `${rooms.mailbox?.imports} database` } },
    found: [['mailbox', 'lists database and has no use for it']],
  },
  'a package nobody uses': {
    rule: 'unused',
    table: { accounts: { packages: `${rooms.accounts?.packages} pg` } },
    found: [['accounts', 'lists pg and has no use for it']],
  },
  'a room without code': {
    rule: 'unused',
    table: { cellar: { floor: 8, holds: 'Nothing.' } },
    found: [['cellar', 'is a room without a file of code']],
  },
  'a checker that sees almost nothing': {
    rule: 'too-few',
    only: (path) => path.startsWith('calendar/'),
    found: [['.', 'files of code were seen']],
  },
};

/** The tree with what is planted, in memory: files that are as they were are not read again. */
function copyWith({ files = {}, only = () => true }: Planted): CodeModule[] {
  const known = new Set(tree.map(({ path }) => path));
  const changed = tree.map((module) => {
    const lines = files[module.path];
    return lines === undefined ? module : readModule(module.path, `${readFileSync(join(root, module.path), 'utf8')}${lines}\n`);
  });
  const added = Object.entries(files).flatMap(([path, text]) => (known.has(path) ? [] : [readModule(path, text)]));
  return [...changed, ...added].filter(({ path }) => only(path));
}

const tableWith = ({ table = {} }: Planted): Record<string, Room> => ({
  ...rooms,
  ...Object.fromEntries(Object.entries(table).map(([name, change]) => [name, { ...rooms[name], ...change } as Room])),
});

test('the tree as it is breaks no rule', () => {
  expect(breachesOf(houseOf(tree))).toEqual([]);
});

describe('one breach planted in a copy of the tree is found, by the name of its rule', () => {
  it.each(Object.entries(planted))('%s', (_, breach) => {
    const found = breachesOf(houseOf(copyWith(breach), tableWith(breach)));
    const ofThis = breach.only === undefined ? found : found.filter(({ rule }) => rule === breach.rule);
    expect(ofThis.map(({ rule, at, says }) => ({ rule, at, says }))).toEqual(
      breach.found.map(([at, says]) => ({ rule: breach.rule, at: expect.stringContaining(at), says: expect.stringContaining(says) })),
    );
  });

  it('no rule is left out', () => {
    expect([...new Set(Object.values(planted).map(({ rule }) => rule))].toSorted()).toEqual(ruleNames.toSorted());
  });
});

describe('what is written from the table', () => {
  it('is as the table says', () => {
    expect(staleDocuments(root)).toEqual([]);
  });

  it('is stale as soon as a room changes', () => {
    const cellar: Room = { floor: 1, holds: 'Wine.' };
    expect(staleDocuments(root, { cellar, ...rooms })).toEqual(['docs/images/rooms.svg', 'docs/architecture.md', 'README.md']);
  });

  it('names files that are there', () => {
    const named = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8').matchAll(/`([a-z][\w/.-]*\.(?:ts|yaml))`/g);
    expect([...named].map(([, file = '']) => file).filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
});

describe('npm run check:rooms', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-rooms-'));
  const top = [...new Set([...tree.map(({ path }) => path.split('/')[0] ?? path), 'docs', 'README.md', 'package.json'])];
  for (const name of top) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const check = () =>
    new Promise<{ status: number; said: string }>((resolve) => {
      execFile(process.execPath, ['bin/check-rooms.ts'], { cwd: folder }, (failure, out, err) =>
        resolve({ status: Number(failure?.code ?? 0), said: `${err}${out}` }),
      );
    });

  it('is content with the tree as it is', async () => {
    expect(await check()).toEqual({ status: 0, said: expect.stringMatching(/^\d+ files of code in \d+ rooms, 0 breaches\n$/) });
  });

  it('fails on a breach and on a stale document, and says where', async () => {
    const page = join(folder, 'api/pages/desk/queues.ts');
    writeFileSync(page, `${readFileSync(page, 'utf8')}export const everything = 'SELECT * FROM case_file';\n`);
    writeFileSync(join(folder, 'README.md'), '# Guichet\n\n<!-- rooms -->\nnothing\n<!-- /rooms -->\n');
    const { status, said } = await check();
    expect(status).toBe(1);
    expect(said).toContain(`sql: ${after('api/pages/desk/queues.ts')} holds SQL`);
    expect(said).toContain('stale-document: README.md');
    expect(said).toContain('2 breaches');
  });
});

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { doors } from '../api/http/limits.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const words = (text: string): string => text.split(/\s+/).filter(Boolean).join(' ');

const manifest = z
  .object({
    version: z.string(),
    license: z.string(),
    engines: z.object({ node: z.string() }),
    dependencies: z.record(z.string(), z.string()),
    optionalDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(read('package.json')));
const lockfile = z
  .object({ version: z.string(), packages: z.record(z.string(), z.object({ version: z.string().optional(), dev: z.boolean().optional() })) })
  .parse(JSON.parse(read('package-lock.json')));
const catalogue = z
  .object({
    publiccodeYmlVersion: z.string(),
    softwareVersion: z.string(),
    url: z.url(),
    legal: z.object({ license: z.string() }),
    localisation: z.object({ availableLanguages: z.array(z.string()).nonempty() }),
    description: z.record(
      z.string(),
      z.object({
        shortDescription: z.string().max(150),
        longDescription: z.string().min(150).max(10_000),
        features: z.array(z.string()).nonempty(),
        screenshots: z.array(z.string()).default([]),
      }),
    ),
  })
  .parse(parse(read('publiccode.yml')));

/** What Guichet may be passed on with under the EUPL: permissive, or weak copyleft kept in files or libraries of its own. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-0-Clause',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-3.0',
  'CC-BY-4.0',
  'EUPL-1.1+',
  'ISC',
  'LGPL-3.0-or-later',
  'MIT',
  'MIT-0',
  'OFL-1.1',
  'PSF-2.0',
  'Unlicense',
]);

/** Packages that name no licence in their package.json, and the one their LICENSE file holds. */
const readByHand: Record<string, { license: string; says: string }> = {
  unionfs: { license: 'Unlicense', says: 'This is free and unencumbered software released into the public domain.' },
};

/** Whether one choice that a SPDX expression leaves is made of allowed licences only. */
function mayBePassedOn(expression: string): boolean {
  return expression
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((license) => allowed.has(license)));
}

/** The licence of an installed package, as it says itself; old packages list several to choose from. */
function licenseOf(folder: string): string {
  const { name, license, licenses } = z
    .object({ name: z.string(), license: z.string().optional(), licenses: z.array(z.object({ type: z.string() })).optional() })
    .parse(JSON.parse(read(join(folder, 'package.json'))));
  const known = readByHand[name];
  if (license === undefined && known !== undefined && read(join(folder, 'LICENSE')).includes(known.says)) return known.license;
  return license ?? licenses?.map(({ type }) => type).join(' OR ') ?? 'none';
}

/** The folders of the project's own tree: neither what is installed nor what is hidden. */
function ownFolders(): string[] {
  const entries = readdirSync(root, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .map(({ name }) => join(root, name));
}

describe('licences', () => {
  test('LICENSE is the EUPL 1.2, whole', () => {
    const text = read('LICENSE');
    expect(text).toContain('EUROPEAN UNION PUBLIC LICENCE v. 1.2');
    expect([...text.matchAll(/^(\d+)\. \S/gm)].map(([, article]) => Number(article))).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
    expect(text).toMatch(/^\s*Appendix$/m);
    // Of the words of the official English text, however they are laid out.
    expect(createHash('sha256').update(words(text)).digest('hex')).toBe('7481f0517e025d6dbba598a38d4600f50902b8b1ce3db7412ad0110651f8b205');
    expect([manifest.license, catalogue.legal.license]).toEqual(['EUPL-1.2', 'EUPL-1.2']);
  });

  test('an expression is read by its choices', () => {
    expect(['MIT', '(ISC AND CC-BY-3.0)', '(MIT OR GPL-2.0-only)'].map(mayBePassedOn)).toEqual([true, true, true]);
    expect(['GPL-2.0-only', 'MIT AND SSPL-1.0', 'UNLICENSED', 'none', ''].map(mayBePassedOn)).toEqual([false, false, false, false, false]);
  });

  test('every package that runs, and what it brings along, may be passed on with it', () => {
    const running = Object.entries(lockfile.packages)
      .filter(([folder, { dev }]) => folder !== '' && dev !== true && existsSync(join(root, folder, 'package.json')))
      .map(([folder]) => folder);
    expect(running).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies).map((name) => `node_modules/${name}`)));
    const refused = running.map((folder) => ({ folder, license: licenseOf(folder) })).filter(({ license }) => !mayBePassedOn(license));
    expect(refused).toEqual([]);
  });

  test('every font kept here is in NOTICE, and every licence text NOTICE names is here', () => {
    const notice = read('NOTICE');
    const fonts = ownFolders().flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(?:ttf|otf|woff2?)$/.test(file)),
    );
    expect(fonts).not.toEqual([]);
    expect(fonts.map((file) => basename(file)).filter((file) => !notice.includes(file))).toEqual([]);
    const named = new Set([...notice.matchAll(/LICENSES\/([\w.-]+\.txt)/g)].map(([, file]) => file));
    expect([...named].sort()).toEqual(readdirSync(join(root, 'LICENSES')).sort());
  });
});

describe('one version', () => {
  test('is said by the package, its lockfile, the catalogue and the changelog', () => {
    expect([lockfile.version, lockfile.packages['']?.version, catalogue.softwareVersion]).toEqual(Array(3).fill(manifest.version));
    const headings = [...read('CHANGELOG.md').matchAll(/^## \[([^\]]+)\]/gm)].map(([, version]) => version);
    expect(headings[0]).toBe(manifest.version);
    expect(new Set(headings).size).toBe(headings.length);
  });

  test('of Node is pinned, and papers ask for one that is maintained', () => {
    expect(Object.values(manifest.optionalDependencies)).toEqual(Array(3).fill(read('.node-version').trim()));
    expect(manifest.engines.node).toBe('>=22');
    for (const paper of ['README.md', 'CONTRIBUTING.md', 'docs/guide/exploitation.md']) expect(read(paper)).toMatch(/Node 22 (?:or later|ou plus)/);
  });
});

test('the catalogue speaks French, and shows pictures that are here', () => {
  expect(Object.keys(catalogue.description)).toContain('fr');
  const pictures = Object.values(catalogue.description).flatMap(({ screenshots }) => screenshots);
  expect(pictures.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test('the hosted check runs .ci/run and nothing else', () => {
  const step = z.union([z.strictObject({ uses: z.string().regex(/^actions\/checkout@/) }), z.strictObject({ run: z.literal('.ci/run') })]);
  const { jobs } = z.object({ jobs: z.record(z.string(), z.object({ steps: z.array(step) })) }).parse(parse(read('.github/workflows/ci.yml')));
  expect(
    Object.values(jobs)
      .flatMap(({ steps }) => steps)
      .filter((each) => 'run' in each),
  ).toEqual([{ run: '.ci/run' }]);
  expect(readdirSync(join(root, '.github/workflows'))).toEqual(['ci.yml']);
});

describe('what is said of security and of data', () => {
  const folders = ['docs/security', 'docs/data-protection'];
  const papers = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  );
  const pages = papers.filter((file) => file.endsWith('.md')).map((file) => ({ file, text: read(file) }));
  /** What stands between signs of code and is the path of a file or a folder of the project. */
  const named = (text: string): string[] =>
    [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)*\/?)`/g)]
      .map(([, path = '']) => path)
      .filter((path) => /\.(?:ts|hbs|js|ya?ml|md|csv|tsv|json)$|\/$|^(?:Dockerfile|\.dockerignore)$/.test(path));
  /** The cells of each row of the tables that begin with this. */
  const rows = (text: string, first: RegExp): string[][] =>
    text
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .filter(([before, cell = '']) => before === '' && first.test(cell))
      .map((cells) => cells.slice(1, -1));

  test('names files that are here, and links that lead somewhere', () => {
    expect(pages.length).toBeGreaterThan(3);
    const gone = pages.flatMap(({ file, text }) => {
      const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, to = '']) => join(file, '..', to));
      return [...named(text), ...links].filter((path) => !existsSync(join(root, path))).map((path) => `${file}: ${path}`);
    });
    expect(gone).toEqual([]);
    expect(named('`accounts/rights.ts`, `files/`, `Secure`, `npm run check`')).toEqual(['accounts/rights.ts', 'files/']);
  });

  test('answers each requirement of ASVS 5.0, levels 1 and 2, once: held by what, or since when not', () => {
    const [, ...asked] = read('test/asvs-5.0.0.csv').trim().split('\n');
    const page = read('docs/security/asvs.md');
    const answered = rows(page, /^V\d/);
    expect(answered.map(([id, level]) => `${id},${level}`)).toEqual(asked);
    const wrong = answered.filter(([, , , standing = '', by = '']) => {
      if (standing === 'held') return by === '';
      return standing === 'not held' ? !/^20\d\d-\d\d-\d\d[:,]/.test(by) : standing !== 'n/a' || by === '';
    });
    expect(wrong).toEqual([]);
    const count = (standing: string) => answered.filter((row) => row[3] === standing).length;
    expect(page).toContain(`**${count('held')} held, ${count('n/a')} not applicable**`);
    expect(page).toContain(`**${count('not held')} not held**`);
  });

  test('gives the limits that hold', () => {
    const said = rows(read('docs/security/rules.md'), /^`[a-z-]+`$/).map(([door, passages, time]) => [
      door?.replaceAll('`', ''),
      { points: Number(passages), seconds: 60 * Number(time?.split(' ')[0]) },
    ]);
    expect(Object.fromEntries(said)).toEqual(doors);
  });

  test('is right that two files alone of the product make requests: the operator’s, and to the machines of partners', () => {
    const asking = ownFolders()
      .filter((folder) => !['test', 'bench', 'docs', 'findings'].includes(basename(folder)))
      .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)))
      .filter((file) => file.endsWith('.ts') && !/\.(?:test|testing|drill)\.ts$/.test(file))
      .filter((file) => /(?<![\w.'’-])fetch\(|\b(?:https?)\.(?:request|get)\(|from 'node:https'/.test(readFileSync(file, 'utf8')));
    expect(asking).toEqual(['activities/operator.ts', 'directory/calls/ask-endpoint.ts'].map((file) => join(root, file)));
  });
});

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nationalProcedure } from '../../procedures/library/index.ts';
import { projectRoot } from '../../settings/config.ts';
import { temporaryFolder } from '../../test/folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

function verify(...options: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(projectRoot, 'bin', 'guichet.ts'), 'verify', ...options], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  return { status, stdout: stdout.replaceAll('\u00a0', ' '), stderr };
}

test('says as JSON what is proved, and ends well when all is held', () => {
  const { status, stdout } = verify('--department', '57', '--procedure', 'national@1', '--json');
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ procedure: 'national@1', holds: true });
});

test('prints a counterexample in French where one fails, and ends with 1', () => {
  const national = nationalProcedure();
  const chapters = national.chapters.map((chapter) => ({ ...chapter, rules: chapter.rules.filter(({ id }) => id !== 'crime-parquet') }));
  const file = join(folder.path, 'mine.json');
  writeFileSync(file, JSON.stringify({ ...national, chapters }));
  const { status, stdout } = verify('--department', '54', '--procedure', file);
  expect(status).toBe(1);
  expect(stdout.match(/^tenu /gm)).toHaveLength(7);
  expect(stdout).toMatch(/^MANQUE {2}Les obligations légales/m);
  expect(stdout).toContain('Le procureur n’est pas saisi, ou pas sans délai. Par exemple : lieu non connu');
});

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { situation } from '../../procedures/facts.testing.ts';
import { behaviourSchema } from '../../rehearsal/dry-run/behaviour.ts';
import { scenarioFile } from '../../rehearsal/dry-run/scenario.ts';
import { projectRoot } from '../../settings/config.ts';
import { temporaryFolder } from '../../test/folder.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

function guichet(...args: string[]): { code: number; said: string } {
  try {
    return { code: 0, said: execFileSync(process.execPath, [join(projectRoot, 'bin', 'guichet.ts'), ...args], { encoding: 'utf8', stdio: 'pipe' }) };
  } catch (failure) {
    const { status, stdout, stderr } = failure as { status: number; stdout: string; stderr: string };
    return { code: status, said: `${stdout}${stderr}` };
  }
}

test('the file of a dry run plays by itself, in the desk’s own time', () => {
  const behaviour = behaviourSchema.parse({ recipients: { CD: { charge: { workingHours: 2 } } } });
  const file = join(folder.path, 'essai.json');
  writeFileSync(file, JSON.stringify(scenarioFile('54', { protocol: 'national@1', at: '2026-11-10T16:40', facts: situation(), behaviour })));
  const { code, said } = guichet('simulate', '--scenario', file, '--json');
  expect(code).toBe(0);
  const told = JSON.parse(said) as { procedure: string; timeline: { at: string; kind: string }[] };
  expect(told.procedure).toBe('national@1');
  expect(told.timeline[0]?.at).toBe('2026-11-10T16:40:00+01:00');
  expect(told.timeline.map(({ kind }) => kind)).toContain('IN_CHARGE');
  const draft = join(folder.path, 'brouillon.json');
  writeFileSync(draft, JSON.stringify(scenarioFile('54', { protocol: 'draft:1', at: '2026-11-10T16:40', facts: situation(), behaviour })));
  expect(guichet('simulate', '--scenario', draft)).toMatchObject({ code: 1, said: expect.stringContaining('--procedure') });
  expect(guichet('simulate', '--department', '54')).toMatchObject({ code: 1, said: expect.stringContaining('--facts') });
});

test('the shipped situations are run from the command line', () => {
  expect(guichet('situations', '--department', '57')).toMatchObject({
    code: 0,
    said: expect.stringMatching(/(\d+) situations sur \1 donnent ce qui est attendu/),
  });
});

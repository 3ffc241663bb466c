import { expect, test } from 'vitest';
import { Problem, sentenceOf } from './problem.ts';

const system = (code: string) => Object.assign(new Error(`${code}: permission denied, open '/data/run/lock'`), { code, path: '/data/run/lock' });

test.each(['EACCES', 'EPERM', 'EROFS'])('%s is told in French, with the path and what to do', (code) => {
  expect(sentenceOf(system(code))).toBe(
    '/data/run/lock n’est pas accessible à ce compte : corrigez ses droits, ou choisissez un autre dossier par GUICHET_DATA.',
  );
});

test('a full disk is told in French', () => {
  expect(sentenceOf(system('ENOSPC'))).toContain('disque est plein');
});

test('anything else keeps its own words', () => {
  expect(sentenceOf(new Problem('Relancez.'))).toBe('Relancez.');
  expect(sentenceOf('cassé')).toBe('cassé');
});

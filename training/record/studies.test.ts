import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../../accounts/accounts.ts';
import { monday } from '../../cases/world.testing.ts';
import { type Desk, freshDesk } from '../../test/fresh.testing.ts';
import { readStudyFile, writeStudyFile } from '../files.ts';
import { shippedStudies } from '../library/index.ts';
import type { Study } from '../study.ts';
import { beginStudy, publishStudy, revisionsOf, saveStudy, studiesOf, studyAt, withdrawStudy, writtenStudies, writtenStudy } from './studies.ts';

let desk: Desk;
let by: string;
const [shipped] = shippedStudies();
const study: Study = { ...(shipped as Study), id: 'essai', version: 1 };
const published = async (department = '54') => (await studiesOf(desk.db, department)).find(({ id }) => id === 'essai');

beforeAll(async () => {
  desk = await freshDesk();
  const account = { department: '54', kind: 'COORDINATOR', organisation: null, email: 'c@guichet.example', name: 'Camille' } as const;
  by = await createAccount(desk.db, account, 'mot de passe');
});
afterAll(() => desk.end());

test('each saving is a revision more, nothing is written over, and whoever comes second writes nothing', async () => {
  expect(await beginStudy(desk.db, '54', study, by, monday)).toEqual({ begun: true });
  expect(await beginStudy(desk.db, '54', study, by, monday + 1)).toEqual({ begun: true });
  expect(await beginStudy(desk.db, '54', { ...study, title: 'Autre' }, by, monday)).toEqual({ taken: true });
  const [one, other] = await Promise.all([
    saveStudy(desk.db, '54', { ...study, title: 'Une' }, 1, by, monday + 2),
    saveStudy(desk.db, '54', { ...study, title: 'Autre' }, 1, by, monday + 2),
  ]);
  expect([one, other].toSorted()).toEqual([false, true]);
  const { content } = (await writtenStudy(desk.db, '54', 'essai')) ?? {};
  expect(content).toMatchObject({ version: 2, title: one ? 'Une' : 'Autre' });
  // Sent twice, it is once.
  expect(await saveStudy(desk.db, '54', { ...study, title: one ? 'Une' : 'Autre' }, 1, by, monday + 3)).toBe(true);
  expect(await revisionsOf(desk.db, '54', 'essai')).toEqual([
    { number: 2, at: monday + 2, by },
    { number: 1, at: monday, by },
  ]);
  expect(await studyAt(desk.db, '54', 'essai', 1)).toEqual(study);
  expect(await writtenStudies(desk.db, '57')).toEqual([]);
  expect(await writtenStudy(desk.db, '57', 'essai')).toBeNull();
});

test('anybody reads the revision that was published, whatever is written after, until it is withdrawn', async () => {
  expect(await published()).toBeUndefined();
  expect(await publishStudy(desk.db, '54', 'essai', 1)).toBe(false);
  expect(await publishStudy(desk.db, '54', 'essai', 2)).toBe(true);
  expect(await publishStudy(desk.db, '54', 'essai', 2)).toBe(true);
  expect(await saveStudy(desk.db, '54', { ...study, title: '' }, 2, by, monday)).toBe(true);
  expect(await published()).toMatchObject({ version: 2 });
  expect(await published('57')).toBeUndefined();
  // Something is missing in it: it stays a draft.
  expect(await publishStudy(desk.db, '54', 'essai', 3)).toBe(false);
  // Of another revision than the one that anybody reads, nothing is withdrawn.
  expect(await withdrawStudy(desk.db, '54', 'essai', 1, monday)).toBe(false);
  expect(await published()).toMatchObject({ version: 2 });
  expect(await withdrawStudy(desk.db, '54', 'essai', 2, monday)).toBe(true);
  expect(await withdrawStudy(desk.db, '54', 'essai', 2, monday)).toBe(false);
  expect(await published()).toBeUndefined();
  expect(await writtenStudy(desk.db, '54', 'essai')).toMatchObject({ published: null, withdrawn: true });
});

test('a study goes to another department as a file, the same; a file that is none says where', () => {
  for (const one of shippedStudies()) expect(readStudyFile(writeStudyFile(one))).toEqual({ study: one });
  const broken = writeStudyFile(study)
    .replace(/^version: 1$/m, 'version: zéro')
    .replace(/^title: .*$/m, 'title: ""');
  const read = readStudyFile(broken);
  expect('problems' in read && read.problems.map(({ where }) => where)).toEqual(['ligne 2, title', 'ligne 3, version']);
  // What the record cannot keep is said with its line, and nothing is written.
  for (const sign of ['\\0', '\\ud83d'])
    expect(readStudyFile(writeStudyFile(study).replace(/^title: .*$/m, `title: "Le ${sign} voisin"`))).toEqual({
      problems: [{ where: 'ligne 2', why: 'Ce texte contient ce qui n’est pas un caractère\u00a0: retirez-le.' }],
    });
  expect(readStudyFile(writeStudyFile(study).replace(/at: 20\d\d-\d\d-\d\dT/, 'at: 2027-02-31T'))).toMatchObject({
    problems: [{ why: 'Cette date n’existe pas.' }],
  });
});

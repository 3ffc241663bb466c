import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAccounts } from '../../../accounts/accounts.ts';
import { caseState } from '../../../cases/record/read-case.ts';
import { receive } from '../../../intake/receive.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { anAlert } from '../../../test/fresh.testing.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(async () => {
  await api?.end();
});

async function agent(): Promise<Visitor> {
  const visitor = new Visitor(api.url);
  await visitor.signIn(demonstrationAccount('54', 'AGENT'));
  return visitor;
}

async function alertAbout(name: string, more: Parameters<typeof anAlert>[0] = {}): Promise<{ caseId: string; reference: string }> {
  const received = await receive(api.db, anAlert({ ...more, content: { narrative: 'Récit.', victim: { name } } }));
  if ('conflict' in received) throw new Error('conflict');
  return received;
}

const stateOf = async ({ caseId }: { caseId: string }) => (await caseState(api.db, '54', caseId))?.state;

test('two alerts about one person are proposed to each other, merged, then separated again', async () => {
  const visitor = await agent();
  const first = await alertAbout('Hermance Colnot');
  const second = await alertAbout('COLNOT Hermance');
  await visitor.open(`/guichet/dossiers/${second.reference}/situation`);
  expect(visitor.words).toContain('Même nom de personne concernée');
  await visitor.submit(`/${first.reference}/proposition`, { act: 'MERGE_THERE' });
  expect(await stateOf(second)).toMatchObject({ status: 'MERGED', mergedInto: first.caseId });
  await visitor.open(`/guichet/dossiers/${second.reference}/situation`);
  expect(visitor.words).toContain(`fusionné dans le dossier ${first.reference}`);
  await visitor.open(`/guichet/dossiers/${first.reference}/situation`);
  expect(visitor.words).toContain('Fusionné ici');
  await visitor.submit(`/${second.reference}/separer`, {});
  expect(await stateOf(second)).toMatchObject({ status: 'OPEN', mergedInto: null });
});

test('a pair that is set apart is not proposed again', async () => {
  const visitor = await agent();
  const first = await alertAbout('Isidore Pernot');
  const second = await alertAbout('Isidore Pernot');
  await visitor.open(`/guichet/dossiers/${second.reference}/situation`);
  await visitor.submit(`/${first.reference}/proposition`, { act: 'APART' });
  await visitor.open(`/guichet/dossiers/${first.reference}/situation`);
  expect(visitor.words).toContain('Aucun autre dossier ne porte les mêmes noms');
});

test('a reference that does not exist is said beside its field, and kept', async () => {
  const visitor = await agent();
  const only = await alertAbout('Joséphine Grosjean');
  await visitor.open(`/guichet/dossiers/${only.reference}/situation`);
  await visitor.submit('/lien', { other: '54-26-ZZZZ-ZZ', act: 'RELATED' });
  expect(visitor.refusal).not.toBeNull();
  expect(visitor.words).toContain('Aucun dossier que vous pouvez voir n’a cette référence');
  expect(visitor.page.text).toContain('54-26-ZZZZ-ZZ');
});

test('repetition and reprisals are noted', async () => {
  const visitor = await agent();
  const one = await alertAbout('Kléber Antoine');
  await visitor.open(`/guichet/dossiers/${one.reference}/situation`);
  await visitor.submit('/situation', { repetition: 'MEME_TYPE', reprisals: 'VISITES' });
  expect((await stateOf(one))?.situation).toEqual({ repetition: 'MEME_TYPE', reprisals: ['VISITES'] });
});

test('an appointment is a task at its hour; one outside the safe hours asks whether the author chose it', async () => {
  const visitor = await agent();
  const one = await alertAbout('Léonie Marchal', { reachable: true, reach: 'PHONE', hours: [18 * 60, 20 * 60] });
  const path = `/guichet/dossiers/${one.reference}/etape`;
  await visitor.open(path);
  await visitor.submit('/etape', { task: 'CALL_BACK', when: '3/9/2031 9h30' });
  expect(visitor.refusal).not.toBeNull();
  expect(visitor.words).toContain('hors des heures sûres');
  expect(visitor.page.text).toContain('value="3/9/2031 9h30"');
  await visitor.submit('/etape', { task: 'CALL_BACK', when: '3/9/2031 9h30', agreed: 'OUI' });
  expect((await stateOf(one))?.tasks.at(-1)).toMatchObject({ kind: 'CALL_BACK', dueAt: Date.parse('2031-09-03T09:30:00+02:00'), status: 'OPEN' });
  await visitor.open(path);
  for (const [when, said] of [
    ['30/3/2031 2 h 30', 'Cette heure n’existe pas cette nuit-là'],
    ['3/9/2126 9h30', 'vérifiez l’année'],
    ['3/9/0026 9h30', 'Choisissez un moment à venir'],
  ] as const) {
    await visitor.submit('/etape', { task: 'MEDIATION', when });
    expect(visitor.words).toContain(said);
  }
  await visitor.submit('/etape', { task: 'MEDIATION', when: 'un de ces jours' });
  expect(visitor.words).toContain('Écrivez le moment comme ceci');
  await visitor.submit('/etape', { task: 'COME_BACK', when: 'demain 14 h' });
  expect((await stateOf(one))?.tasks.at(-1)).toMatchObject({ kind: 'COME_BACK', takenBy: expect.any(String), status: 'OPEN' });

  const colleague = (await listAccounts(api.db, '54')).find(({ kind }) => kind === 'COORDINATOR')?.id ?? '';
  await visitor.open(path);
  await visitor.submit('/etape', { task: 'ADVISER', when: '3/9/2031 10 h', takenBy: colleague });
  expect((await stateOf(one))?.tasks.at(-1)).toMatchObject({ kind: 'ADVISER', takenBy: colleague });
});

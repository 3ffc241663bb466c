import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountToSignIn } from '../../../accounts/accounts.ts';
import { demonstrationDirectory } from '../../../demonstration/directories.ts';
import type { Directory } from '../../../directory/directory.ts';
import { publishDirectory } from '../../../directory/record/revisions.ts';
import { nationalProcedure } from '../../../procedures/library/index.ts';
import { publishProcedure } from '../../../procedures/record/published.ts';
import { createDraft } from '../../../publication/drafts.ts';
import { failingProofs, NotProved, proofOf, publishProved, renewProofs } from '../../../publication/proofs.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(async () => {
  await api?.end();
});

const national = nationalProcedure();
const withoutVitalCall = {
  ...national,
  chapters: national.chapters.map(({ title, rules }) => ({ title, rules: rules.filter(({ id }) => id !== 'danger-appel-vital') })),
};

async function coordinator(department = '54'): Promise<Visitor> {
  const visitor = new Visitor(api.url);
  await visitor.signIn(demonstrationAccount(department, 'COORDINATOR'));
  return visitor;
}

/** The demonstration's directory again, changed, as a new revision. */
async function publishChanged(change: (directory: Directory) => void): Promise<number> {
  const directory = demonstrationDirectory('54');
  change(directory);
  return publishDirectory(api.db, directory, 'test');
}

test('what is proved of the protocol in force is a page, also before the worker has come by', async () => {
  const visitor = await coordinator();
  await visitor.open('/guichet/protocole');
  expect(visitor.page.text).toContain('href="/guichet/protocole/preuve"');
  await visitor.open('/guichet/protocole/preuve');
  expect(visitor.words).toContain('Tout est prouvé');
  expect(visitor.words).toContain('national@1, annuaire révision 1');
  expect(visitor.page.text.match(/tag-done/g)?.length).toBe(8 + 11);
});

test('a draft is proved on demand, and its counterexamples open in the rehearsal', async () => {
  const visitor = await coordinator();
  const account = (await accountToSignIn(api.db, demonstrationAccount('54', 'COORDINATOR').email))?.account.id ?? '';
  const draft = await createDraft(api.db, '54', { content: withoutVitalCall, origin: 'Essai', by: account }, Date.now());
  await visitor.open(`/guichet/protocole/brouillons/${draft}/preuve`);
  expect(visitor.words).toContain('Aucune règle ne donne à l’astreinte une tâche à faire dans l’heure');
  const href = /href="(\/guichet\/protocole\/essai\?[^"]+)"/.exec(visitor.page.text)?.[1]?.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&') ?? '';
  expect(href).toContain('d=4');
  expect(new URL(href, api.url).searchParams.get('p')).toBe(`draft:${draft}`);
  expect((await visitor.open(href.replace(/p=[^&]+&/, ''))).status).toBe(200);
  const unfinished = await createDraft(
    api.db,
    '54',
    { content: { ...national, otherwise: { ...national.otherwise, policy: 'absente' } }, origin: 'Essai', by: account },
    Date.now(),
  );
  await visitor.open(`/guichet/protocole/brouillons/${unfinished}/preuve`);
  expect(visitor.words).toContain('À finir d’écrire d’abord');
  const other = await coordinator('57');
  expect((await other.open(`/guichet/protocole/brouillons/${draft}/preuve`)).status).toBe(404);
});

test('a protocol that fails is not published; one that holds is, with its proof', async () => {
  const refused = publishProved(api.db, '54', { ...withoutVitalCall, number: 2 }, 'test', Date.now());
  await expect(refused).rejects.toThrow(NotProved);
  await expect(refused).rejects.toMatchObject({ proof: { holds: false } });
  expect(await proofOf(api.db, '54', 'national', 2)).toBeNull();
  await publishProved(api.db, '54', { ...national, number: 2 }, 'test', 1_000);
  await publishProved(api.db, '54', { ...national, number: 2 }, 'test', 2_000);
  expect(await proofOf(api.db, '54', 'national', 2)).toMatchObject({ at: 2_000, current: true, proof: { procedure: 'national@2', holds: true } });
  expect(await proofOf(api.db, '57', 'national', 2)).toBeNull();
});

test('when the directory changes the proof is made again, and the coordinator sees what no longer holds until it does', async () => {
  const visitor = await coordinator();
  const revision = await publishChanged((directory) => {
    directory.organisations = directory.organisations.filter(({ id }) => id !== 'crip-54');
    directory.contacts = directory.contacts.filter(({ organisation }) => organisation !== 'crip-54');
  });
  expect(await proofOf(api.db, '54', 'national', 2)).toMatchObject({ current: false });
  await visitor.open('/guichet');
  expect(visitor.page.text).not.toContain('/guichet/protocole/preuve');
  expect(await renewProofs(api.db, '54', Date.now())).toMatchObject([{ procedure: 'national@2', directory: revision, holds: false }]);
  expect(await renewProofs(api.db, '54', Date.now())).toEqual([]);
  expect(await failingProofs(api.db, '57')).toEqual([]);
  await visitor.open('/guichet');
  expect(visitor.words).toContain('Le protocole n’est plus prouvé avec l’annuaire d’aujourd’hui.');
  expect(visitor.words).toContain('Cellule de recueil des informations préoccupantes');
  const agent = new Visitor(api.url);
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
  await agent.open('/guichet');
  expect(agent.words).not.toContain('plus prouvé');
  await visitor.open('/guichet/protocole/preuve');
  expect(visitor.words).toContain('Ce protocole ne tient pas tout ce qu’il doit.');
  await publishChanged(() => undefined);
  expect(await renewProofs(api.db, '54', Date.now())).toMatchObject([{ holds: true }]);
  await visitor.open('/guichet');
  expect(visitor.words).not.toContain('plus prouvé');
});

test('a version to come is proved again too, before cases follow it', async () => {
  await publishProcedure(api.db, '57', { ...national, number: 2 }, { by: 'test', effectiveAt: Date.now() + 86_400_000 });
  expect((await renewProofs(api.db, '57', Date.now())).map(({ procedure }) => procedure)).toEqual(['national@1', 'national@2']);
  const directory = demonstrationDirectory('57');
  for (const contact of directory.contacts) if (contact.organisation === 'crip-57') delete contact.verifiedOn;
  await publishDirectory(api.db, directory, 'test');
  await renewProofs(api.db, '57', Date.now());
  expect((await failingProofs(api.db, '57')).map(({ proof }) => proof.procedure)).toEqual(['national@1', 'national@2']);
  const visitor = await coordinator('57');
  await visitor.open('/guichet/protocole/preuve?version=national@2');
  expect(visitor.words).toContain('national@2, annuaire révision 2');
  expect(visitor.words).toContain('personne n’a encore vérifié les coordonnées');
  expect((await visitor.open('/guichet/protocole/preuve?version=national@9')).status).toBe(404);
});

test('a draft waives a legal check with a reason, and takes it back', async () => {
  const visitor = await coordinator();
  const account = (await accountToSignIn(api.db, demonstrationAccount('54', 'COORDINATOR').email))?.account.id ?? '';
  const rules = national.chapters.map((chapter) => ({ ...chapter, rules: chapter.rules.filter(({ id }) => id !== 'crime-parquet') }));
  const draft = await createDraft(api.db, '54', { content: { ...national, chapters: rules }, origin: 'Essai', by: account }, Date.now());
  const href = `/guichet/protocole/brouillons/${draft}/preuve`;
  await visitor.open(href);
  expect(visitor.words).toContain('Ce protocole ne tient pas tout ce qu’il doit.');
  await visitor.submit(`${href}/lever`, { 'reason-crime-parquet': ' ' });
  expect(visitor.refusal).toContain('Écrivez le motif');
  await visitor.submit(`${href}/lever`, { 'reason-crime-parquet': 'Accord du parquet du 3 mars.' });
  expect(visitor.words).toContain('Tout est prouvé');
  expect(visitor.words).toContain('Motif de la levée : Accord du parquet du 3 mars.');
  await visitor.open(`/guichet/protocole/brouillons/${draft}/comparer`);
  expect(visitor.words).toContain('Obligations légales levées');
  await visitor.open(href);
  await visitor.submit(`${href}/tenir`, {});
  expect(visitor.words).toContain('Ce protocole ne tient pas tout ce qu’il doit.');
});

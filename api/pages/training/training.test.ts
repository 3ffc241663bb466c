import { afterAll, beforeAll, expect, test } from 'vitest';
import { inDepartment } from '../../../database/pool.ts';
import { nationalProcedure } from '../../../procedures/library/index.ts';
import type { Procedure } from '../../../procedures/procedure.ts';
import { publishProcedure } from '../../../procedures/record/published.ts';
import { createDraft } from '../../../publication/drafts.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor, words } from '../../../test/api.testing.ts';
import { shippedStudies } from '../../../training/library/index.ts';

let api: TestApi;
let coordinator: Visitor;
beforeAll(async () => {
  api = await startTestApi();
  coordinator = new Visitor(api.url);
  await coordinator.signIn(demonstrationAccount('54', 'COORDINATOR'));
});
afterAll(() => api?.end());

test('anybody finds the studies, reads what arrives, and the answer is the department’s own protocol', async () => {
  const visitor = new Visitor(api.url);
  await visitor.open('/54');
  expect(visitor.page.text).toContain('href="/54/formation"');
  await visitor.open('/54/formation');
  for (const { id } of shippedStudies()) expect(visitor.page.text).toContain(`href="/54/formation/${id}"`);
  await visitor.open('/54/formation/coups-du-conjoint');
  expect(words(visitor.page.text)).toContain('Il regarde mon téléphone le soir, alors ne rappelez pas.');
  await visitor.open('/54/formation/coups-du-conjoint/corrige');
  const alone = words(visitor.page.text);
  expect(alone).toContain('Qui est prévenu, et pourquoi');
  expect(alone).toContain('Danger imminent');
  expect(alone).not.toContain('Votre réponse');
});

test('an answer is compared field by field; what is no code counts for nothing; nothing of it is kept', async () => {
  const visitor = new Visitor(api.url);
  await visitor.open('/54/formation/coups-du-conjoint/corrige?danger=2&place=DOMICILE&place=NULLE_PART&role=CD&role=DDETS&role=PERSONNE');
  const compared = words(visitor.page.text);
  expect(compared).toMatch(/Danger Grave Danger imminent Proche/);
  expect(compared).toMatch(/Lieu Domicile Domicile Comme la référence/);
  expect(compared).toMatch(/Mis en cause Pas de réponse Membre de la famille Laissé ouvert/);
  expect(compared).toMatch(/Vous et le protocole : [^.]*Conseil départemental/);
  expect(compared).toMatch(/Vous seul : [^.]*travail/);
  expect(compared).not.toContain('NULLE_PART');
  expect(compared).not.toContain('PERSONNE');
  expect(visitor.cookies.size).toBe(0);
});

test('a study that is not there is said', async () => {
  const visitor = new Visitor(api.url);
  await visitor.open('/54/formation/inconnue');
  expect(visitor.page.status).toBe(404);
});

const studies = '/guichet/etudes';
const whole = {
  title: 'Le voisin du dessous',
  intention: 'Recevoir une alerte d’un voisin.',
  audience: 'AGENT',
  covers: 'Écouter\nQualifier',
  channel1: 'PHONE',
  at1: '2027-01-26T17:20',
  says1: '« Il crie, elle ne sort plus. »',
  danger: '2',
  place: 'DOMICILE',
  commune: 'VILLE',
  implicatedKind: 'MEMBRE_FAMILLE',
  maltreatment: 'VIOLENCES_PHYSIQUES',
  victimGroup: 'PERSONNE_AGEE',
  'because-danger': 'Les cris se répètent.',
  ask1: 'Que demander ?',
  lookFor1: 'Depuis quand\nQui l’a vue',
  minutes1: '20',
  aim1: 'Écouter',
  activity1: 'Lire à deux voix.',
};

test('a study is written from nothing beside the answer of the protocol, published, read by anybody, withdrawn', async () => {
  await coordinator.open(studies);
  const { url } = await coordinator.submit(studies, { from: 'RIEN' });
  const href = new URL(url, api.url).pathname;
  expect(words(coordinator.page.text)).toContain('Il manque encore');
  // Not yet whole: kept all the same, and what is missing is said.
  await coordinator.submit(href, { title: whole.title, danger: '2', place: 'DOMICILE', channel1: '' });
  expect(words(coordinator.page.text)).toContain('Ce qui arrive : Écrivez ce qui arrive.');
  expect(coordinator.page.text).not.toContain('/publier"');
  const saved = words((await coordinator.submit(href, whole)).text);
  expect(saved).toContain('Rien ne manque.');
  expect(saved).toMatch(/La réponse du protocole .*Conseil départemental/);
  const visitor = new Visitor(api.url);
  expect((await visitor.open(href.replace(`${studies}/ecrire`, '/54/formation'))).status).toBe(404);
  await coordinator.submit(`${href}/publier`);
  expect(words((await visitor.open('/54/formation')).text)).toContain('Le voisin du dessous');
  const read = words((await visitor.open(href.replace(`${studies}/ecrire`, '/54/formation'))).text);
  expect(read).toContain('à relire');
  expect(read).toContain('Il crie, elle ne sort plus.');
  expect((await visitor.open(href.replace(`${studies}/ecrire`, '/57/formation'))).status).toBe(404);
  const file = await visitor.open(`${href.replace(`${studies}/ecrire`, '/54/formation')}/etude.yaml`);
  expect(file.text).toContain('title: Le voisin du dessous');
  // Another department takes it, as its own draft.
  const other = new Visitor(api.url);
  await other.signIn(demonstrationAccount('57', 'COORDINATOR'));
  await other.open(studies);
  expect(words((await other.submit(`${studies}/reprendre`, { text: file.text })).text)).toContain('Rien ne manque.');
  // What somebody published since is not withdrawn from a page that shows what was published before.
  const late = new Visitor(api.url);
  await late.signIn(demonstrationAccount('54', 'COORDINATOR'));
  await late.open(href);
  await coordinator.open(href);
  await coordinator.submit(href, { title: 'Le voisin du dessus' });
  await coordinator.submit(`${href}/publier`);
  expect(words((await late.submit(`${href}/retirer`)).text)).toContain('Quelqu’un d’autre l’a fait, ou l’a changé');
  expect(words((await visitor.open('/54/formation')).text)).toContain('Le voisin du dessus');
  await coordinator.submit(`${href}/retirer`);
  expect((await visitor.open(href.replace(`${studies}/ecrire`, '/54/formation'))).status).toBe(404);
});

test('two who write at once: the second is shown both; an earlier revision is taken again as one more', async () => {
  await coordinator.open(studies);
  const { url } = await coordinator.submit(studies, { from: 'coups-du-conjoint' });
  const href = new URL(url, api.url).pathname;
  expect(words(coordinator.page.text)).toContain('Copie : Des coups');
  const agent = new Visitor(api.url);
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
  expect((await agent.open(href)).status).toBe(403);
  const again = new Visitor(api.url);
  await again.signIn(demonstrationAccount('54', 'COORDINATOR'));
  await again.open(href);
  await coordinator.submit(href, { title: 'Le premier' });
  const second = words((await again.submit(href, { title: 'Le second' })).text);
  expect(second).toContain('Quelqu’un d’autre a enregistré autre chose');
  expect(second).toContain('Enregistré entre-temps : Le premier');
  await coordinator.open(href);
  expect(words(coordinator.page.text)).toContain('Le premier');
  expect(words((await coordinator.submit(`${href}/revenir`)).text)).toContain('Cette révision est reprise');
  expect(words(coordinator.page.text)).toMatch(/Révisions \(3\)/);
  expect(words(coordinator.page.text)).toContain('Copie : Des coups');
});

test('a file that is no study is refused with its places, and is there to be corrected', async () => {
  await coordinator.open(studies);
  const refused = words((await coordinator.submit(`${studies}/reprendre`, { text: 'title: Essai\nid: Une étude' })).text);
  expect(refused).toContain('ligne 2, id : L’identifiant est fait de minuscules');
  expect(coordinator.page.text).toContain('title: Essai');
});

test('an answer that a protocol or a directory changes is said before it is published, and after, until somebody says that it was read', async () => {
  const national = nationalProcedure();
  const content: Procedure = {
    ...national,
    number: 2,
    chapters: national.chapters.map((chapter) => ({ ...chapter, rules: chapter.rules.filter(({ id }) => id !== 'domicile-alma') })),
  };
  const by = await inDepartment(api.db, '54', async (tx) => {
    const { rows } = await tx.query<{ id: string }>({ text: `SELECT id FROM account WHERE kind = 'COORDINATOR' LIMIT 1` });
    return rows[0]?.id ?? '';
  });
  const draft = await createDraft(api.db, '54', { content, origin: 'essai', by }, Date.now());
  const page = words((await coordinator.open(`/guichet/protocole/brouillons/${draft}/publier`)).text);
  expect(page).toMatch(/Études de cas \d+ études changent de réponse/);
  expect(page).toContain('N’est plus prévenu : Centre ALMA');
  expect(page).toContain('La coordination aura à relire de nouveau ce qu’elle a déjà relu.');
  // Of a page that shows answers of before, nothing is taken as read: neither all at once, nor the one beside what is published.
  await coordinator.open(studies);
  const { url } = await coordinator.submit(studies, { from: 'RIEN' });
  const href = new URL(url, api.url).pathname;
  await coordinator.submit(href, { ...whole, title: 'La voisine' });
  const late = new Visitor(api.url);
  await late.signIn(demonstrationAccount('54', 'COORDINATOR'));
  await late.open(`${studies}/relecture`);
  await publishProcedure(api.db, '54', content, 'essai');
  for (const stale of [await coordinator.submit(`${href}/publier`), await late.submit(`${studies}/relecture/toutes`)])
    expect(words(stale.text)).toContain('Quelqu’un d’autre l’a fait, ou l’a changé');
  expect((await new Visitor(api.url).open(href.replace(`${studies}/ecrire`, '/54/formation'))).status).toBe(404);
  await publishProcedure(api.db, '54', { ...national, number: 3 }, 'essai');
  // All are read as they are; then the department works with another protocol.
  await coordinator.open(`${studies}/relecture`);
  expect(words((await coordinator.submit(`${studies}/relecture/toutes`)).text)).toContain('Aucune réponse relue n’a changé depuis.');
  await publishProcedure(api.db, '54', { ...content, number: 4 }, 'essai');
  const changed = words((await coordinator.open(`${studies}/relecture`)).text);
  expect(changed).toContain('N’est plus prévenu : Centre ALMA');
  expect(words((await coordinator.open(studies)).text)).toMatch(/La réponse de \d+ études a changé depuis sa relecture/);
  await coordinator.open(`${studies}/relecture`);
  const [, read = ''] = /action="([^"]*\/relue)"/.exec(coordinator.page.text) ?? [];
  const before = coordinator.page.text.match(/\/relue"/g)?.length ?? 0;
  expect(words((await coordinator.submit(read)).text)).toContain('La nouvelle réponse de cette étude est relue.');
  expect(coordinator.page.text.match(/\/relue"/g)?.length).toBe(before - 1);
});

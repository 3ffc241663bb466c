import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi, Visitor, words } from '../../../test/api.testing.ts';
import { shippedStudies } from '../../../training/library/index.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
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

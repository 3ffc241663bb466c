import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseScenario, scenarioToQuery } from '../../../rehearsal/dry-run/scenario.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor, words } from '../../../test/api.testing.ts';

let api: TestApi;
let coordinator: Visitor;

beforeAll(async () => {
  api = await startTestApi();
  coordinator = new Visitor(api.url);
  await coordinator.signIn(demonstrationAccount('54', 'COORDINATOR'));
});
afterAll(() => api.end());

const here = '/guichet/protocole/essai';
const atHome = {
  saisie: '1',
  at: '2026-11-10T16:40',
  channel: 'PHONE',
  commune: 'Nancy',
  place: 'DOMICILE',
  implicatedKind: 'MEMBRE_FAMILLE/ENFANT',
  implicatedWho: '',
  maltreatment: 'VIOLENCES_PHYSIQUES',
  danger: '1',
  victimGroup: 'PERSONNE_AGEE',
};
const ask = (fields: Record<string, string | string[]>) => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) for (const each of [value].flat()) query.append(name, each);
  return coordinator.open(`${here}?${query}`);
};

test('a situation is played at its date, through a holiday and a week-end, with the sentences of the protocol', async () => {
  const page = await ask(atHome);
  expect(page.status).toBe(200);
  expect(page.url).toBe(`${here}?a=2026-11-10T16%3A40&c=54395&l=DOMICILE&i=MEMBRE_FAMILLE.ENFANT&m=VIOLENCES_PHYSIQUES&d=1&v=PERSONNE_AGEE`);
  const said = words(page.text);
  expect(said).toContain('Violences physiques · Domicile · Nancy, mardi 10 novembre, 16 h 40');
  expect(said).toContain('1 destinataire pour action, 2 pour information.');
  expect(said).toMatch(/Jeudi 12 novembre 6 17 h Conseil départemental .*? Sans réponse 1 jour ouvré après la remise\./);
  expect(said).toContain('Rien le 11 novembre ; jours non ouvrés : 11 novembre.');
  expect(said).toContain('L’accusé de réception était attendu sous 2 jours ouvrés.');
  expect(said).toMatch(/Quand le lieu est « Domicile » .*? alors transmettre pour action au Conseil départemental/);
  expect(page.text.match(/<svg/g)?.length).toBeGreaterThanOrEqual(3);
});

test('a recipient behaves as it is said to', async () => {
  const page = await ask({
    ...atHome,
    who: ['cd-54', 'cd-54'],
    does: ['ACKNOWLEDGE', 'REFUSE'],
    after: ['2', '5'],
    unit: ['wh', 'wh'],
    code: ['', 'HORS_COMPETENCE'],
  });
  const said = words(page.text);
  expect(new URL(page.url, 'http://x').searchParams.getAll('b')).toEqual(['cd-54*ACKNOWLEDGE*2wh', 'cd-54*REFUSE*5wh*HORS_COMPETENCE']);
  expect(said).toMatch(/service autonomie \(démonstration\) Accuse réception/);
  expect(said).toMatch(/service autonomie \(démonstration\) Refuse : hors compétence/);
});

test('what is not understood is said beside its field, and nothing typed is lost', async () => {
  const page = await ask({ ...atHome, commune: 'Zzyzx', finessCategory: '12', who: 'CD', does: 'CHARGE', after: 'bientôt', unit: 'wh', code: '' });
  expect(page.status).toBe(200);
  expect(page.text).toMatch(/<title>Erreur\s: /);
  const said = words(page.text);
  expect(said).toContain('Cette commune est introuvable');
  expect(said).toContain('Une catégorie FINESS compte trois chiffres.');
  expect(said).toContain('Un délai est un nombre positif');
  expect(page.text).toContain('value="Zzyzx"');
  expect(page.text).toContain('value="bientôt"');
});

test('a link that is not one is refused with its reason, an unknown version too', async () => {
  expect((await coordinator.open(`${here}?d=9`)).status).toBe(400);
  expect((await coordinator.open(`${here}?p=national@99&d=1`)).status).toBe(404);
});

test('a rehearsal is a file that reads back, and a link without a date begins now', async () => {
  const query = new URL((await ask(atHome)).url, 'http://x').search;
  const file = await coordinator.open(`${here}/scenario.json${query}`);
  expect(file.headers.get('content-disposition')).toContain('essai-54-2026-11-10.json');
  const read = parseScenario(JSON.parse(file.text));
  expect('scenario' in read && `?${scenarioToQuery(read.scenario)}`).toBe(query);
  const now = await coordinator.open(`${here}?c=54395&l=DOMICILE&d=4`);
  expect(now.status).toBe(200);
  expect(words(now.text)).toContain('Appeler tout de suite');
});

test('a file that was downloaded opens again; another file says why it does not', async () => {
  const link = (await ask(atHome)).url;
  const file = await coordinator.open(`${here}/scenario.json${new URL(link, 'http://x').search}`);
  await coordinator.open(here);
  expect((await send(file.text)).url).toBe(link);
  await coordinator.open(here);
  await send('{ "facts": { "danger": 9 } }');
  expect(coordinator.refusal).toContain('Ce fichier n’est pas un essai à blanc : facts.channel');
  await send('Bonjour');
  expect(coordinator.refusal).toContain('Ce fichier n’est pas un essai à blanc');
  await coordinator.submit('/ouvrir', {}, []);
  expect(coordinator.refusal).toContain('Choisissez le fichier d’un essai à blanc.');
});

/** Sends a file by the form of the page. */
function send(content: string) {
  return coordinator.submit('/ouvrir', {}, [{ field: 'file', name: 'essai.json', bytes: Buffer.from(content) }]);
}

test('an agent may read it; a partner may not', async () => {
  const agent = new Visitor(api.url);
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
  expect((await agent.open(`${here}?c=54395&d=1`)).status).toBe(200);
  const partner = new Visitor(api.url);
  await partner.signIn(demonstrationAccount('54', 'PARTNER'));
  expect((await partner.open(`${here}?c=54395&d=1`)).status).toBe(403);
});

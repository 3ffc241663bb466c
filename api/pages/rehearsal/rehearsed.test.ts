import { afterAll, beforeAll, expect, test } from 'vitest';
import { inDepartment } from '../../../database/pool.ts';
import { receive } from '../../../intake/receive.ts';
import { situation } from '../../../procedures/facts.testing.ts';
import { nationalProcedure } from '../../../procedures/library/index.ts';
import type { Procedure } from '../../../procedures/procedure.ts';
import { createDraft } from '../../../publication/drafts.ts';
import { runningRehearsals } from '../../../rehearsal/past/rehearsals.ts';
import { rehearseSome } from '../../../rehearsal/past/run.ts';
import { keptSituations } from '../../../rehearsal/situations/kept-situations.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor, words } from '../../../test/api.testing.ts';

let api: TestApi;
let coordinator: Visitor;
let agent: Visitor;
let draft: string;

const national = nationalProcedure();
/** The national protocol, where nobody tells the ALMA centre any more. */
const withoutAlma: Procedure = {
  ...national,
  number: 2,
  title: 'Protocole 2027',
  chapters: national.chapters.map((chapter) => ({ ...chapter, rules: chapter.rules.filter(({ id }) => id !== 'domicile-alma') })),
};

beforeAll(async () => {
  api = await startTestApi();
  coordinator = new Visitor(api.url);
  await coordinator.signIn(demonstrationAccount('54', 'COORDINATOR'));
  agent = new Visitor(api.url);
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
  const by = await inDepartment(api.db, '54', async (tx) => {
    const { rows } = await tx.query<{ id: string }>({ text: `SELECT id FROM account WHERE kind = 'COORDINATOR' LIMIT 1` });
    return rows[0]?.id ?? '';
  });
  draft = await createDraft(api.db, '54', { content: withoutAlma, origin: 'essai', by }, Date.now());
});
afterAll(() => api.end());

const situations = '/guichet/protocole/situations';
const past = '/guichet/protocole/passe';
const atHome = 'a=2026-11-10T16%3A40&c=54395&l=DOMICILE&i=MEMBRE_FAMILLE.ENFANT&m=VIOLENCES_PHYSIQUES&d=1&v=PERSONNE_AGEE';

test('the shipped situations all give what is expected, and a draft that forgets somebody is told which', async () => {
  expect(words((await coordinator.open(situations)).text)).toMatch(/(\d+) sur \1 situations donnent ce qui est attendu/);
  const said = words((await coordinator.open(`${situations}?p=draft:${draft}`)).text);
  expect(said).toContain('Protocole 2027 (brouillon), avec l’annuaire d’aujourd’hui.');
  expect(said).toContain('Attendu et pas prévenu : Centre ALMA, pour information.');
  expect(said).toContain('Revenir au brouillon');
  // The dry run of a failing situation plays the draft.
  const [, href = ''] = /<a href="([^"]*protocole\/essai\?[^"]*draft[^"]*)">Jouer/.exec(coordinator.page.text) ?? [];
  expect(words((await coordinator.open(href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='))).text)).toContain('Protocole 2027 (brouillon)');
});

test('a dry run is kept as an expected situation, changed, run on drafts, and dropped', async () => {
  await coordinator.open(`/guichet/protocole/essai?${atHome}`);
  const kept = await coordinator.submit(situations, { title: 'Un fils, veille du 11 novembre' });
  expect(kept.url).toMatch(/situations\/[0-9a-f-]{36}$/);
  expect(words(kept.text)).toContain('La situation est gardée.');
  const [one] = await keptSituations(api.db, '54');
  expect(one).toMatchObject({ title: 'Un fils, veille du 11 novembre', at: '2026-11-10T16:40' });
  expect(one?.expected.recipients).toContainEqual({ role: 'ALMA', purpose: 'INFORMATION' });
  expect(words((await coordinator.open(`${situations}?p=draft:${draft}`)).text)).toMatch(/Un fils, veille du 11 novembre .*? Centre ALMA/);

  await coordinator.open(kept.url);
  await coordinator.submit(kept.url, { title: '', role: ['CD', 'PERSONNE', 'ALMA'], purpose: ['ACTION', 'ACTION', 'INFORMATION'] });
  expect(coordinator.refusal).toContain('Donnez un titre');
  // Every line is still there, with what stood beside it.
  const chosen = [...coordinator.page.text.matchAll(/<option value="(\w+)" selected>/g)].map(([, value]) => value);
  expect(chosen).toEqual(['CD', 'ACTION', 'ALMA', 'INFORMATION']);
  await coordinator.open(kept.url);
  const seen = coordinator.page.text;
  await coordinator.submit(kept.url, { title: 'Un fils', role: ['CD', 'CELLULE_ARS'], purpose: ['ACTION', 'INFORMATION'] });
  expect((await keptSituations(api.db, '54'))[0]).toMatchObject({
    title: 'Un fils',
    version: 2,
    expected: { recipients: [{ role: 'CD' }, { role: 'CELLULE_ARS' }] },
  });
  coordinator.page = { ...coordinator.page, text: seen };
  await coordinator.submit(kept.url, { title: 'Autre' });
  expect(coordinator.refusal).toContain('Quelqu’un d’autre a enregistré autre chose');
  expect(coordinator.words).toContain('Enregistré entre-temps : Un fils');
  expect((await keptSituations(api.db, '54'))[0]).toMatchObject({ title: 'Un fils', version: 2 });

  await coordinator.open(kept.url);
  await coordinator.submit('/retirer');
  expect(await keptSituations(api.db, '54')).toEqual([]);
});

test('an agent reads the situations and changes nothing', async () => {
  const page = await agent.open(situations);
  expect(page.status).toBe(200);
  expect(words(page.text)).not.toContain('Sur le passé');
  expect((await agent.open(past)).status).toBe(403);
  await agent.open(`/guichet/protocole/essai?${atHome}`);
  expect(words(agent.page.text)).not.toContain('Garder comme situation attendue');
});

test('a draft over the past: begun, followed, ended, listed, downloaded', async () => {
  const receivedAt = Date.now() - 3_600_000;
  const alert = {
    department: '54',
    door: { authenticated: true, actor: { kind: 'API' as const, id: null } },
    channel: 'API' as const,
    source: 'essai',
    receivedAt,
  };
  const received = await receive(api.db, {
    ...alert,
    externalId: 'un',
    bodyHash: Buffer.alloc(32),
    reachable: false,
    content: { narrative: 'Essai.' },
    facts: situation({ channel: 'API', implicated: [{ kind: 'MEMBRE_FAMILLE' }] }),
  });
  if ('conflict' in received) throw new Error('conflict');

  await coordinator.open(`${past}?p=draft:${draft}`);
  await coordinator.submit(past, { from: '', until: '2026-01-01' });
  expect(coordinator.refusal).toContain('Dites le premier jour de la période.');
  expect(coordinator.page.text).toContain('value="2026-01-01"');
  await coordinator.open(`${past}?p=draft:${draft}`);
  const begun = await coordinator.submit(past);
  expect(begun.url).toMatch(/passe\/[0-9a-f-]{36}$/);
  expect(begun.headers.get('refresh')).toBe('3');
  expect(words(begun.text)).toContain('En cours : 0 dossiers sur 1.');
  expect((await coordinator.open(`${begun.url}?suivi=non`)).headers.get('refresh')).toBeNull();

  await coordinator.open(past);
  const second = await coordinator.submit(past);
  expect(second.url).toBe(begun.url);
  expect(words(second.text)).toContain('Un essai est déjà en cours dans ce département');

  const [running] = await runningRehearsals(api.db);
  while ((await rehearseSome(api.db, '54', running?.id ?? '', Date.now)) === 'MORE');
  const done = words((await coordinator.open(begun.url)).text);
  expect(done).toContain('Dossiers comparés 1 Où quelque chose change 1');
  expect(done).toContain(received.reference);
  expect(done).toMatch(/Jamais Centre ALMA .*?, pour information , prévenu alors/);
  expect(coordinator.page.headers.get('refresh')).toBeNull();
  expect(words((await coordinator.open(`${begun.url}?quoi=nouveaux`)).text)).toContain('Rien ne change pour ces dossiers.');
  const csv = await coordinator.open(`${begun.url}/cas.csv`);
  expect(csv.headers.get('content-type')).toContain('text/csv');
  expect(csv.text).toContain(`${received.reference};`);
  expect(csv.text).toContain('plus jamais prévenu');
});

test('one that runs is stopped by its button', async () => {
  await coordinator.open(past);
  const begun = await coordinator.submit(past);
  const stopped = await coordinator.submit('/arreter');
  expect(stopped.url).toBe(begun.url);
  expect(words(stopped.text)).toContain('Arrêté après 0 dossiers sur 1.');
  expect(await runningRehearsals(api.db)).toEqual([]);
});

test('an unfinished draft cannot be rehearsed, and says what is missing', async () => {
  const by = (await keptBy()) ?? '';
  const empty = await createDraft(api.db, '54', { content: { ...national, policies: {} }, origin: 'essai', by }, Date.now());
  const page = await coordinator.open(`/guichet/protocole/essai?p=draft:${empty}&d=1`);
  expect(page.status).toBe(400);
  expect(words(page.text)).toContain('Ce brouillon n’est pas encore complet');
});

async function keptBy(): Promise<string | undefined> {
  return inDepartment(api.db, '54', async (tx) => {
    const { rows } = await tx.query<{ id: string }>({ text: `SELECT id FROM account WHERE kind = 'COORDINATOR' LIMIT 1` });
    return rows[0]?.id;
  });
}

import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAccounts } from '../../../accounts/accounts.ts';
import { caseIdOf, readCase } from '../../../cases/record/read-case.ts';
import { atHome } from '../../../cases/world.testing.ts';
import { saveIntakeDraft } from '../../../intake/drafts.ts';
import { attach, receive } from '../../../intake/receive.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { anAlert } from '../../../test/fresh.testing.ts';

let api: TestApi;
let agent: Visitor;
beforeAll(async () => {
  api = await startTestApi();
  agent = new Visitor(api.url);
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
});
afterAll(async () => {
  await api?.end();
});

const call = {
  notes: 'Sa fille et l’aide à domicile crient.',
  contactKind: 'ALERT',
  danger: '2',
  commune: 'Nancy',
  place: 'DOMICILE',
  victimGroup: 'PERSONNE_AGEE',
  maltreatment: 'NEGLIGENCES_PASSIVES',
};
const daughter = { implicatedKind: 'MEMBRE_FAMILLE/ENFANT', implicatedName: 'Hedwige Vauquelin' };
const helper = { implicatedKind2: 'AUTRE_PROFESSIONNEL', implicatedName2: 'Armelle Le Floc’h', implicatedPlace2: 'Aide à domicile du Val' };
/** Told by the protocol of what happens at home. */
const id = 'cd-54';
const recorded = async () => {
  const reference = /dossiers\/(54-[^/]+)/.exec(agent.page.url)?.[1] ?? '';
  const caseId = (await caseIdOf(api.db, '54', reference)) ?? '';
  const record = await readCase(api.db, '54', { kind: 'API', id: null }, caseId, 'API');
  if (record === null) throw new Error(`no case ${reference}`);
  return record;
};

test('a call names several, each with where they work; whom each sets aside is said before anything leaves', async () => {
  await agent.open('/guichet/appels/nouveau');
  expect(agent.page.text).not.toContain('name="implicatedName2"');
  await agent.submit('/guichet/appels/', { ...call, ...daughter, suite: 'mis-en-cause' });
  expect(agent.page.text, 'nothing is wrong').not.toContain('<title>Erreur');
  expect(agent.words).toContain('Sa fille et l’aide à domicile crient.');
  expect(agent.page.text).toContain('value="Hedwige Vauquelin"');
  expect(agent.page.text).toMatch(/<select[^>]* id="implicatedKind2"[^>]* autofocus/);
  await agent.submit('/guichet/appels/', { ...helper, suite: 'mis-en-cause' });
  await agent.submit('/guichet/appels/', { implicatedName3: 'De trop', suite: 'mis-en-cause' });
  await agent.submit('/guichet/appels/', { suite: 'sans-mis-en-cause-3' });
  expect(agent.page.text).not.toContain('De trop');
  await agent.submit('/guichet/appels/', { implicatedKind3: 'ETABLISSEMENT', implicatedOrganisation3: id });
  const { state, alerts } = await recorded();
  expect(state.facts.implicated).toEqual([
    { kind: 'MEMBRE_FAMILLE', precision: 'ENFANT' },
    { kind: 'AUTRE_PROFESSIONNEL' },
    { kind: 'ETABLISSEMENT', organisation: id },
  ]);
  expect(alerts[0]?.content?.implicated).toMatchObject([
    { name: 'Hedwige Vauquelin', relation: 'Membre de la famille (enfant)' },
    { name: 'Armelle Le Floc’h', relation: 'Autre professionnel', establishment: 'Aide à domicile du Val' },
    { relation: 'Établissement ou service', establishment: expect.stringContaining('Conseil départemental') },
  ]);

  expect(agent.page.url).toMatch(/qualifier$/);
  expect(agent.page.text).toContain('value="Aide à domicile du Val"');
  await agent.submit('/qualifier', { implicatedName2: 'Armelle Le Floch' });
  expect(agent.words).toContain('Hedwige Vauquelin, membre de la famille (enfant). N’écarte aucun destinataire.');
  expect(agent.words).toMatch(
    /Armelle Le Floch, autre professionnel, Aide à domicile du Val\. N’écarte aucun destinataire\. Son établissement n’est pas dans l’annuaire/,
  );
  expect(agent.words).toMatch(/Établissement ou service, Conseil départemental[^.]*\. Écarte : Conseil départemental/);
  await agent.submit('/qualifier/confirmer');
  const after = await recorded();
  expect(after.state.transfers.filter(({ organisation }) => organisation === id)).toEqual([]);
  expect(agent.words).toContain('Hedwige Vauquelin, membre de la famille (enfant)');
  expect(agent.words).toContain('Armelle Le Floch, autre professionnel, Aide à domicile du Val');
});

test('one who is taken away while a case is qualified is implicated no longer, and keeps nobody out', async () => {
  await agent.open('/guichet/appels/nouveau');
  await agent.submit('/guichet/appels/', {
    ...call,
    ...daughter,
    implicatedKind2: 'ETABLISSEMENT',
    implicatedOrganisation2: id,
    implicatedRows: '2',
  });
  await agent.submit('/qualifier', { suite: 'sans-mis-en-cause-2' });
  expect(agent.page.url).toContain('/qualifier');
  await agent.submit('/qualifier');
  expect(agent.words).not.toContain('Écarte :');
  await agent.submit('/qualifier/confirmer');
  const { state } = await recorded();
  expect(state.facts.implicated).toEqual([{ kind: 'MEMBRE_FAMILLE', precision: 'ENFANT' }]);
  expect(state.transfers.map(({ organisation }) => organisation)).toContain(id);
});

test('a letter and an exercise take several too; a form that is not kept shows again what was typed', async () => {
  await agent.open('/guichet/courriers/nouveau');
  await agent.submit('/guichet/courriers/', { notes: 'Une lettre.', ...daughter, suite: 'mis-en-cause' });
  expect(agent.page.text).toContain('id="implicatedName2"');
  expect(agent.words).toContain('Une lettre.');
  const coordinator = new Visitor(api.url);
  await coordinator.signIn(demonstrationAccount('54', 'COORDINATOR'));
  await coordinator.open('/guichet/exercices');
  await coordinator.submit('/guichet/exercices', { narrative: 'Inventé.', ...daughter, suite: 'mis-en-cause' });
  expect(coordinator.page.text).toContain('id="implicatedName2"');
  expect(coordinator.page.text).toContain('value="Hedwige Vauquelin"');
  expect(coordinator.words).toContain('Inventé.');
  expect(coordinator.page.text).not.toContain('<title>Erreur');
});

test('whom a later alert names is beside whom the first did: to correct one takes nothing from the other', async () => {
  const facts = { ...atHome, implicated: [{ kind: 'ETABLISSEMENT' as const, organisation: id }] };
  const opened = await receive(api.db, anAlert({ facts }));
  if ('conflict' in opened) throw new Error('no case');
  await attach(api.db, anAlert({ content: { narrative: 'Encore.', implicated: [{ name: 'Hedwige Vauquelin' }] } }), opened.caseId);
  await agent.open(`/guichet/dossiers/${opened.reference}/qualifier`);
  expect(agent.page.text).toMatch(/id="implicatedName2"[^>]* value="Hedwige Vauquelin"/);
  await agent.submit('/qualifier', { implicatedKind2: 'MEMBRE_FAMILLE/ENFANT', implicatedName2: 'Hedwige Vauclin' });
  expect(agent.words).toMatch(/Écarté : Conseil départemental[^.]*\. L’annuaire le dit lié à : Établissement ou service/);
  await agent.submit('/qualifier/confirmer');
  const { state, alerts } = await recorded();
  expect(state.facts.implicated).toEqual([...facts.implicated, { kind: 'MEMBRE_FAMILLE', precision: 'ENFANT' }]);
  expect(alerts).toHaveLength(2);
  expect(agent.words).toMatch(/Établissement ou service.*Hedwige Vauclin, membre de la famille \(enfant\)/);
});

test('an alert that names more people than its facts do implicates them all', async () => {
  const content = { narrative: 'Deux.', implicated: [{ name: 'Hector Vauquelin' }, { name: 'La directrice' }, {}] };
  const opened = await receive(api.db, anAlert({ facts: { ...atHome, implicated: [{ kind: 'MEMBRE_FAMILLE' }] }, content }));
  if ('conflict' in opened) throw new Error('no case');
  expect(opened.state.facts.implicated).toEqual([{ kind: 'MEMBRE_FAMILLE' }, { kind: 'INCONNU' }]);
});

test('an alert begun when kinds and names stood in one field each goes on with each by itself', async () => {
  const visitor = new Visitor(api.url);
  await visitor.open('/54/alerter');
  await visitor.submit('/alerter');
  const draft = /guichet-alerte=([\w-]{36})/.exec([...visitor.cookies].map(([name, value]) => `${name}=${value}`).join(';'))?.[1] ?? '';
  const answers = { implicatedKind: ['MEMBRE_FAMILLE', 'ETABLISSEMENT'], implicatedName: 'Gontran Vasseur\nLes Mirabelliers' };
  await saveIntakeDraft(api.db, '54', { id: draft, kind: 'WEB', account: null, content: { answers } }, Date.now());
  await visitor.open('/54/alerter/mis-en-cause');
  expect(visitor.page.text).toMatch(/name="implicatedName2"[^>]* value="Les Mirabelliers"/);
  expect(visitor.page.text).toMatch(/name="implicatedKind2"[^>]* value="ETABLISSEMENT" checked/);
  expect(visitor.page.text).toContain('value="Gontran Vasseur"');
});

test('so does a call', async () => {
  await agent.open('/guichet/appels/nouveau');
  const draft = agent.page.url.split('/').at(-1) ?? '';
  const account = (await listAccounts(api.db, '54')).find(({ email }) => email === demonstrationAccount('54', 'AGENT').email)?.id ?? '';
  await saveIntakeDraft(
    api.db,
    '54',
    { id: draft, kind: 'CALL', account, content: { notes: 'Deux.', implicatedName: 'Gontran\r\nSimone' } },
    Date.now(),
  );
  await agent.open(agent.page.url);
  expect(agent.page.text).toMatch(/id="implicatedName2"[^>]* value="Simone"/);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAccounts, setSecondFactor } from '../../../accounts/accounts.ts';
import type { CaseState } from '../../../cases/model/state.ts';
import { caseIdOf, caseState } from '../../../cases/record/read-case.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { receive } from '../../../intake/receive.ts';
import { listMailbox, readMailboxMail } from '../../../mailbox/mails.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';

import { anAlert } from '../../../test/fresh.testing.ts';

let api: TestApi;
let agent: Visitor;
let coordinator: Visitor;
beforeAll(async () => {
  api = await startTestApi();
  [agent, coordinator] = [new Visitor(api.url), new Visitor(api.url)];
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
  await coordinator.signIn(demonstrationAccount('54', 'COORDINATOR'));
});
afterAll(async () => {
  await api?.end();
});

const call = {
  notes: 'Appel.',
  contactKind: 'ALERT',
  danger: '2',
  commune: 'Nancy',
  place: 'DOMICILE',
  implicatedKind: 'MEMBRE_FAMILLE',
  victimGroup: 'PERSONNE_AGEE',
  maltreatment: 'NEGLIGENCES_PASSIVES',
};

async function aCase(change: Record<string, string> = {}): Promise<string> {
  await agent.open('/guichet/appels/nouveau');
  await agent.submit('/guichet/appels/', { ...call, ...change });
  return /dossiers\/(54-[^/]+)/.exec(agent.page.url)?.[1] ?? '';
}

async function aQualifiedCase(change: Record<string, string> = {}): Promise<string> {
  const reference = await aCase(change);
  await agent.open(`/guichet/dossiers/${reference}/qualifier`);
  await agent.submit('/qualifier');
  await agent.submit('/qualifier/confirmer');
  expect(agent.page.url).toBe(`/guichet/dossiers/${reference}`);
  return reference;
}

async function stateOf(reference: string): Promise<CaseState> {
  const found = await caseState(api.db, '54', (await caseIdOf(api.db, '54', reference)) ?? '');
  if (found === null) throw new Error('no case');
  return found.state;
}

/** The link of the last mail by which somebody chooses a password. */
async function wayMailedTo(email: string): Promise<string> {
  const folder = api.config.dataFolder;
  const sent = async () => (await listMailbox(folder, { limit: 20 })).find(({ to, subject }) => to.includes(email) && !subject.includes('changé'));
  await expect.poll(sent, { timeout: 10_000 }).toBeDefined();
  const mail = await readMailboxMail(folder, (await sent())?.id ?? '');
  return /\/connexion\/acces\/\w+/.exec(mail?.text ?? '')?.[0] ?? '';
}

const href = (reference: string, page = '') => `/guichet/dossiers/${reference}${page}`;

describe('an agent', () => {
  test('finds each waiting case in the queue with the reason it is there, and by its reference', async () => {
    const reference = await aCase();
    await agent.open('/guichet');
    expect(agent.words).toContain(reference);
    await agent.open('/guichet?file=moi');
    expect(agent.words).not.toContain(reference);
    await agent.open(`/guichet/dossiers?q=${reference.toLowerCase()}`);
    expect(agent.page.url).toBe(href(reference));
  });

  test('takes a task, and does it saying whether the recipient was reached', async () => {
    const reference = await aQualifiedCase({ danger: '4' });
    const task = (await stateOf(reference)).tasks.find(({ status, carries }) => status === 'OPEN' && carries) ?? { id: '' };
    await agent.open(href(reference));
    await agent.submit(`/taches/${task.id}/prendre`);
    expect((await stateOf(reference)).tasks.find(({ id }) => id === task.id)?.takenBy).not.toBeNull();
    expect(agent.words).toContain('Pris par Camille Lambert');
    await agent.open(href(reference, `/taches/${task.id}`));
    await agent.submit(`/taches/${task.id}`);
    expect(agent.refusal).not.toBeNull();
    await agent.submit(`/taches/${task.id}`, { reached: 'OUI', text: 'Fait à midi.' });
    expect((await stateOf(reference)).tasks.find(({ id }) => id === task.id)?.status).toBe('DONE');
    expect(agent.words).toContain('Fait à midi.');
  });

  test('takes a task over from a colleague, and the chronology says from whom', async () => {
    const reference = await aQualifiedCase({ danger: '4' });
    const task = (await stateOf(reference)).tasks.find(({ status, carries }) => status === 'OPEN' && carries) ?? { id: '' };
    await agent.open(href(reference));
    await agent.submit(`/taches/${task.id}/prendre`);
    await coordinator.open(href(reference));
    await coordinator.submit(`/taches/${task.id}/prendre`);
    expect(coordinator.words).toContain('Tâche reprise à Camille Lambert : Appeler tout de suite');
    await coordinator.open(href(reference, '?voir=taches'));
    expect(coordinator.words).toContain('Tâche reprise à Camille Lambert');
  });

  test('reads who was informed and of what, also once a transfer is cancelled', async () => {
    const reference = await aQualifiedCase({ danger: '4' });
    await agent.open(href(reference, '/destinataires'));
    expect(agent.words).toContain('Rien n’a encore été remis à personne.');
    const task = (await stateOf(reference)).tasks.find(({ status, carries }) => status === 'OPEN' && carries);
    await agent.open(href(reference, `/taches/${task?.id}`));
    await agent.submit(`/taches/${task?.id}`, { reached: 'OUI' });
    await agent.open(href(reference, `/transmissions/${task?.transfer}/annuler`));
    await agent.submit('/annuler', { reason: 'Adressée par erreur.' });
    await agent.open(href(reference));
    expect(agent.words).toContain('Voir qui a été informé de quoi');
    await agent.open(href(reference, '/destinataires'));
    expect(agent.words).toMatch(/Pour action .*Récit.* Annulé /);
  });

  test('notes an answer that came by telephone, gives the information that was asked, cancels with a reason', async () => {
    const reference = await aQualifiedCase();
    const { id } = (await stateOf(reference)).transfers.find(({ purpose }) => purpose === 'ACTION') ?? { id: '' };
    await agent.open(href(reference, `/transmissions/${id}/reponse`));
    await agent.submit('/reponse', { answer: 'REFUSED' });
    expect(agent.refusal).not.toBeNull();
    await agent.submit('/reponse', { answer: 'ACKNOWLEDGED', saidAt: '2026-01-05T10:00' });
    expect(agent.refusal).toContain('Une réponse vient après la transmission');
    const minute = new Date().toLocaleString('sv', { timeZone: 'Europe/Paris' }).slice(0, 16).replace(' ', 'T');
    await agent.submit('/reponse', { answer: 'ACKNOWLEDGED', saidAt: minute, text: 'Au téléphone.' });
    await agent.submit('/relancer');
    expect(agent.words).toContain('La relance part');
    expect(agent.words).toContain('Relance du guichet à');
    expect(agent.page.text).not.toContain('/relancer');
    await agent.open(href(reference, `/transmissions/${id}/reponse`));
    await agent.submit('/reponse', { answer: 'INFORMATION', text: 'Veut le nom du médecin.' });
    await agent.open(href(reference, `/transmissions/${id}/complement`));
    expect(agent.words).toContain('Veut le nom du médecin.');
    await agent.submit('/complement', { text: '' });
    expect(agent.refusal).not.toBeNull();
    await agent.submit('/complement', { text: 'Docteur Exemple.' });
    expect((await stateOf(reference)).transfers.find((transfer) => transfer.id === id)?.paused).toBeNull();
    await agent.open(href(reference, `/transmissions/${id}/annuler`));
    await agent.submit('/annuler', { reason: '' });
    expect(agent.refusal).not.toBeNull();
    await agent.submit('/annuler', { reason: 'Doublon.' });
    expect((await stateOf(reference)).transfers.find((transfer) => transfer.id === id)?.status).toBe('CANCELLED');
    expect(agent.words).toContain('Doublon.');
  });

  test('adds a transfer that the protocol did not ask for', async () => {
    const reference = await aQualifiedCase();
    const before = (await stateOf(reference)).transfers.length;
    await agent.open(href(reference, '/transmissions/nouvelle'));
    await agent.submit('/nouvelle', { role: '' });
    expect(agent.refusal).not.toBeNull();
    const [, policy = ''] = /name="policy"[\s\S]*?<option value="([^"]+)"/.exec(agent.page.text) ?? [];
    await agent.submit('/nouvelle', { role: 'DEFENSEUR_DROITS', policy, purpose: 'INFORMATION', discloses: ['FACTS'] });
    const added = (await stateOf(reference)).transfers.at(-1);
    expect((await stateOf(reference)).transfers.length, agent.words).toBe(before + 1);
    expect(added).toMatchObject({ role: 'DEFENSEUR_DROITS', discloses: ['FACTS'], because: ['AGENT'] });
  });

  test('does not retain with a reason, and reopens with one', async () => {
    const reference = await aCase();
    await agent.open(href(reference, '/non-retenu'));
    expect(agent.words).toContain('Aucun destinataire n’est prévenu. L’auteur qui peut l’être l’apprend');
    await agent.submit('/non-retenu', { text: 'Déjà suivi.' });
    expect(agent.refusal).toContain('Dites pourquoi l’alerte n’est pas retenue.');
    expect(agent.page.text).toContain('Déjà suivi.');
    await agent.submit('/non-retenu', { reason: 'HORS_CHAMP' });
    expect(await stateOf(reference)).toMatchObject({ status: 'NOT_RETAINED', notRetained: 'HORS_CHAMP' });
    await agent.open(href(reference, '/rouvrir'));
    await agent.submit('/rouvrir', { text: 'Nouvel élément.' });
    expect((await stateOf(reference)).status).toBe('OPEN');
  });

  test('who qualifies again without touching anything changes no fact, whoever else is implicated', async () => {
    const { organisations } = await currentDirectory(api.db, '54');
    const [ccas] = organisations.filter(({ roles }) => roles.includes('CCAS'));
    const implicated = [
      { kind: 'MEMBRE_FAMILLE' as const },
      { kind: 'AUTRE_PROFESSIONNEL' as const },
      { kind: 'ETABLISSEMENT' as const, organisation: ccas?.id ?? '' },
    ];
    const received = await receive(api.db, anAlert({ receivedAt: Date.now() }, { inseeCode: '54395', danger: 2, implicated, finessCategory: '500' }));
    if ('conflict' in received) throw new Error('conflict');
    await agent.open(href(received.reference, '/qualifier'));
    await agent.submit('/qualifier');
    await agent.submit('/qualifier/confirmer');
    expect((await stateOf(received.reference)).qualification).toBe('CONFIRMED');
    expect((await stateOf(received.reference)).facts).toEqual(received.state.facts);
  });

  test('is told why a case cannot be closed, and closes nothing', async () => {
    const reference = await aQualifiedCase();
    await agent.open(href(reference, '/clore'));
    expect(agent.words).toContain('n’a pas encore pris en charge');
    expect((await stateOf(reference)).status).toBe('OPEN');
  });

  test('who is tied to a party of the case does not see it, nor act on it', async () => {
    const directory = await currentDirectory(api.db, '54');
    const organisation = directory.organisations.find(({ roles }) => roles.includes('CCAS'))?.id ?? directory.organisations[0]?.id ?? '';
    const reference = await aCase({ implicatedKind: 'AUTRE_PROFESSIONNEL', implicatedOrganisation: organisation });
    const me = (await listAccounts(api.db, '54')).find(({ email }) => email === demonstrationAccount('54', 'AGENT').email);
    await coordinator.open(`/guichet/comptes/${me?.id}`);
    const account = { name: me?.name ?? '', email: me?.email ?? '', kind: 'AGENT' };
    await coordinator.submit(`/${me?.id}`, { ...account, ties: [organisation] });
    expect((await agent.open(href(reference))).status).toBe(404);
    await agent.open('/guichet');
    expect(agent.words).not.toContain(reference);
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(agent.page.text)?.[1] ?? '';
    expect((await agent.post(href(reference, '/note'), { _csrf, text: 'forcé' })).status).toBe(404);
    expect((await coordinator.open(href(reference))).status).toBe(200);
    await coordinator.open(`/guichet/comptes/${me?.id}`);
    await coordinator.submit(`/${me?.id}`, { ...account, ties: [] });
    expect((await agent.open(href(reference))).status).toBe(200);
  });
});

describe('a coordinator', () => {
  test('opens an account, whose holder alone chooses a password, suspends it, sends another link', async () => {
    await coordinator.open('/guichet/comptes/nouveau');
    await coordinator.submit('/nouveau', { name: '', email: 'pas une adresse', kind: 'PARTNER' });
    expect(coordinator.refusal).toContain('Il y a 3 points à reprendre');
    for (const field of ['name', 'email', 'organisation']) expect(coordinator.page.text).toContain(`href="#${field}"`);
    const email = 'nouvelle@guichet.example';
    const [first, second] = ['la pie niche sous le toit', 'le merle chante avant nous'];
    await coordinator.submit('/nouveau', { name: 'Sacha Nouvelle', email, kind: 'AGENT' });
    expect(coordinator.words).toContain(`Un lien pour choisir un mot de passe est envoyé à ${email}, et à personne d’autre`);
    const arrived = new Visitor(api.url);
    await arrived.open(await wayMailedTo(email));
    expect(coordinator.page.text).not.toContain(arrived.page.url);
    await arrived.submit('/acces/', { newPassword: first });
    expect(arrived.words).toContain('Votre mot de passe est enregistré');
    await arrived.signIn({ email, password: first });
    expect(arrived.page.url).toBe('/guichet');

    const { id = '' } = (await listAccounts(api.db, '54')).find((account) => account.email === email) ?? {};
    await coordinator.open(`/guichet/comptes/${id}`);
    await coordinator.submit('/suspendre');
    expect(coordinator.words).toContain('suspendu');
    expect((await arrived.open('/guichet')).url).toMatch(/^\/connexion/);
    await coordinator.open(`/guichet/comptes/${id}`);
    await coordinator.submit('/suspendre');
    await coordinator.open(`/guichet/comptes/${id}`);
    await coordinator.submit('/mot-de-passe');
    await arrived.signIn({ email, password: first });
    expect(arrived.page.url, 'the password of before serves until another is chosen').toBe('/guichet');
    const other = new Visitor(api.url);
    await other.open(await wayMailedTo(email));
    await other.submit('/acces/', { newPassword: second });
    expect((await arrived.open('/guichet')).url).toMatch(/^\/connexion/);
    await arrived.signIn({ email, password: first });
    expect(arrived.refusal).not.toBeNull();
    await arrived.signIn({ email, password: second });
    expect(arrived.page.status).toBe(200);
    expect(api.log()).not.toMatch(/acces\/[0-9a-z]{32}/);
  });

  test('takes away a second factor, and is never shown one', async () => {
    const { id = '' } = (await listAccounts(api.db, '54')).find(({ email }) => email === 'nouvelle@guichet.example') ?? {};
    const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
    await setSecondFactor(api.db, '54', id, secret);
    await coordinator.open(`/guichet/comptes/${id}`);
    await coordinator.submit('/verification');
    expect(coordinator.words).toContain('La vérification en deux étapes est retirée');
    expect(coordinator.page.text).not.toContain(secret);
    expect((await listAccounts(api.db, '54')).find((account) => account.id === id)?.secondFactor).toBe(false);
    await coordinator.open(`/guichet/comptes/${id}`);
    expect(coordinator.page.text).not.toContain('/verification');
  });

  test('reads who read a case; an agent does not', async () => {
    const reference = await aCase();
    await agent.open(href(reference));
    expect((await agent.open(href(reference, '/acces'))).status).toBe(403);
    await coordinator.open(href(reference, '/acces'));
    expect(coordinator.words).toContain('Camille Lambert Page du dossier');
    expect(coordinator.words).toContain('Claude Thiébaut Lecture de cette page');
  });

  test('is the only one to keep accounts and the duty roster', async () => {
    for (const page of ['/guichet/comptes', '/guichet/comptes/nouveau']) expect((await agent.open(page)).status).toBe(403);
    await agent.open('/guichet/astreinte');
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(agent.page.text)?.[1] ?? '';
    expect((await agent.post('/guichet/astreinte', { _csrf })).status).toBe(403);
    await coordinator.open('/guichet/astreinte');
    expect(coordinator.words).toContain('En ce moment');
    await coordinator.submit('/guichet/astreinte', { from: '2026-12-01T18:00', until: '2026-12-01T08:00' });
    expect(coordinator.refusal).toContain('Donnez une fin, après le début.');
    const person = (await listAccounts(api.db, '54')).find(({ email }) => email.startsWith('agent.'))?.id ?? '';
    // The demonstration's own shift covers years, its stand-in with it: both go.
    await coordinator.submit('/retirer', {});
    expect(coordinator.words).toContain('Personne n’est d’astreinte en ce moment');
    await coordinator.submit('/guichet/astreinte', { from: '2026-12-01T18:00', until: '2026-12-02T08:00', person, phone: '06 00 00 00 01' });
    expect(coordinator.words).toContain('L’astreinte est ajoutée');
    const half = { from: '2026-12-02T07:00', until: '2026-12-02T12:00', person, phone: '06 00 00 00 01' };
    await coordinator.submit('/guichet/astreinte', half);
    expect(coordinator.words).toContain('est déjà d’astreinte à ce moment');
    await coordinator.submit('/guichet/astreinte', { ...half, from: '2026-12-02T08:00', phone: '06 00' });
    expect(coordinator.words).toContain('au moins dix chiffres');
    await coordinator.submit('/guichet/astreinte', { ...half, from: '2026-12-02T08:00' });
    expect(coordinator.words).toContain('L’astreinte est ajoutée');
  });
});

test('an administration account keeps accounts and sees no case', async () => {
  const reference = await aCase();
  const admin = new Visitor(api.url);
  await admin.signIn(demonstrationAccount('54', 'ADMIN'));
  expect([admin.page.url, admin.page.status]).toEqual(['/guichet/comptes', 200]);
  for (const page of ['/guichet', href(reference), '/guichet/dossiers', '/guichet/appels/nouveau']) expect((await admin.open(page)).status).toBe(403);
});

test('the directory and the protocol are read in words', async () => {
  await agent.open('/guichet/annuaire?q=nancy');
  expect(agent.page.status).toBe(200);
  await agent.open('/guichet/protocole');
  expect(agent.words).toMatch(/Quand .* alors/);
  expect(agent.words).not.toMatch(/undefined|\[object/);
});

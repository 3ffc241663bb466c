import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount } from '../../../accounts/accounts.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';

let api: TestApi;
let ann: Visitor;
let bob: Visitor;
let agent: Visitor;
const password = 'un mot de passe bien long';
beforeAll(async () => {
  api = await startTestApi();
  [ann, bob, agent] = [new Visitor(api.url), new Visitor(api.url), new Visitor(api.url)];
  await createAccount(
    api.db,
    { department: '54', kind: 'COORDINATOR', organisation: null, email: 'bob@guichet.example', name: 'Bob Second' },
    password,
  );
  await ann.signIn(demonstrationAccount('54', 'COORDINATOR'));
  await bob.signIn({ email: 'bob@guichet.example', password });
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
});
afterAll(() => api?.end());

const annuaire = '/guichet/annuaire';
const ars = `${annuaire}/organismes/ars-54`;
const current = () => currentDirectory(api.db, '54');
const contactOf = async (body: string) => (await current()).contactsOf.get(body)?.[0] ?? { id: '', email: '', phone: '' };

describe('the index', () => {
  test('finds by name, commune, contact and number, whatever the accents, and links to a page a body', async () => {
    await agent.open(`${annuaire}?q=meurthe sante`);
    expect(agent.words).toContain('Agence régionale de santé Grand Est, délégation de Meurthe-et-Moselle');
    expect(agent.words).not.toContain('Commissariat de police de Nancy');
    await agent.open(`${annuaire}?q=luneville&role=POLICE`);
    expect(agent.page.text).toContain('href="/guichet/annuaire/organismes/police-luneville"');
    expect(agent.page.text).not.toContain('organismes/police-nancy"');
    await agent.open(`${annuaire}/organismes/police-luneville`);
    expect(agent.words).toContain('Qui vient ensuite');
    expect(agent.page.text).not.toContain('/modifier');
  });
});

describe('what it answers', () => {
  test('is shown whole or with its holes, and is asked for a commune: who, why, why not the others', async () => {
    await agent.open(`${annuaire}/couverture`);
    expect(agent.words).toContain('Chaque compétence que le protocole demande a partout quelqu’un.');
    await agent.open(`${annuaire}/demander?role=CD&commune=Longwi&implique=`);
    expect(agent.words).toContain('« Longwi » peut être Longwy');
    await agent.open(`${annuaire}/demander?role=CD&commune=Longwy&implique=`);
    expect(agent.words).toMatch(/secteur de Longwy \(démonstration\) , [^:]+: il répond pour cette commune/);
    expect(agent.words).toMatch(/service autonomie \(démonstration\) : a un territoire plus large/);
  });
});

describe('a body', () => {
  test('is changed in a draft that cases do not see, shown with what it changes, published, and its history says who and why', async () => {
    await ann.open(`${annuaire}/organismes/nouveau`);
    await ann.submit('/nouveau', {
      name: 'CCAS de Longwy (essai)',
      roles: ['CCAS'],
      area: 'COMMUNES',
      communes: 'Lexi\nMexy',
      priority: '5',
      why: '',
    });
    expect(ann.refusal).toContain('Dites pourquoi');
    expect(ann.words).toContain('« Lexi » n’est pas une commune connue');
    await ann.submit('/nouveau', {
      name: 'CCAS de Longwy (essai)',
      roles: ['CCAS'],
      area: 'COMMUNES',
      communes: 'Lexy\nMexy',
      priority: '5',
      why: 'Création.',
    });
    expect(ann.page.url).toContain('/organismes/ccas-de-longwy-essai');
    expect(ann.words).toContain('attendent d’être publiés');
    await ann.open(`${annuaire}/organismes/ccas-de-longwy-essai/contacts/nouveau`);
    await ann.submit('/nouveau', { name: 'Accueil', position: 'TITULAR', phone: '03 83 00 00 09', state: 'VERIFIED', why: 'Création.' });
    expect((await current()).organisationById.has('ccas-de-longwy-essai')).toBe(false);
    await ann.open(`${annuaire}/changements`);
    expect(ann.words).toContain('CCAS de Longwy (essai)');
    expect(ann.words).toMatch(/Mairie ou CCAS Lexy, Mexy \(2\)/);
    expect(ann.words).toContain('Refaite avec ces changements');
    await ann.submit('/publier');
    expect(ann.words).toContain('C’est publié');
    expect((await current()).organisationById.get('ccas-de-longwy-essai')).toMatchObject({
      territory: { communes: ['54314', '54367'] },
      priority: 5,
    });
    await ann.open(`${annuaire}/organismes/ccas-de-longwy-essai`);
    expect(ann.words).toMatch(/Historique.*Ajouté.*Création\./);
  });

  test('leaves the communes it excepts to others, and a group of communes is added at once', async () => {
    await ann.open(`${ars}/modifier`);
    await ann.submit('/modifier', { except: 'Longwy', why: 'Essai.' });
    await ann.open(`${annuaire}/changements`);
    expect(ann.words).toMatch(/Agence régionale de santé \(autorité de contrôle\) Longwy .*délégation.*siège/);
    await ann.submit('/annuler');
    expect(ann.words).toContain('Le dernier enregistrement est annulé.');
    await ann.open(`${annuaire}/organismes/mds-longwy-54/modifier`);
    const [grouping] =
      /value="(epci-\d+)"[^>]*>CA du Grand Longwy|value="(epci-\d+)"[^>]*>[^<]*Longwy/.exec(ann.page.text)?.slice(1).filter(Boolean) ?? [];
    await ann.submit('/modifier', { grouping: grouping ?? '', why: 'Essai.' });
    expect(ann.words).toContain('Longlaville');
    await ann.open(`${annuaire}/changements`);
    await ann.submit('/annuler');
    expect(ann.words).toContain('Rien n’attend.');
  });

  test('somebody else changed meanwhile is shown, never written over', async () => {
    await bob.open(`${ars}/modifier`);
    await ann.open(`${ars}/modifier`);
    await ann.submit('/modifier', { priority: '11', why: 'Le rang d’Ann.' });
    await bob.submit('/modifier', { priority: '12', why: 'Le rang de Bob.' });
    expect(bob.refusal).toContain('Quelqu’un d’autre a enregistré autre chose');
    expect(bob.words).toContain('11');
    await ann.open(`${annuaire}/changements`);
    await ann.submit('/annuler');
  });
});

describe('a contact', () => {
  test('an address waits for another person, a telephone goes at once, to be checked', async () => {
    const contact = await contactOf('ars-54');
    const form = `${ars}/contacts/${contact.id}`;
    await ann.open(form);
    await ann.submit(`/contacts/${contact.id}`, { phone: '03 83 00 00 77', why: 'Nouveau standard.' });
    expect(ann.words).toContain('Il reste à contrôler');
    expect(await contactOf('ars-54')).toMatchObject({ phone: '03 83 00 00 77', toCheck: expect.stringMatching(/^20/), email: contact.email });
    expect(ann.words).toContain('Téléphone à contrôler');

    await ann.open(form);
    await ann.submit(`/contacts/${contact.id}`, { email: 'nouvelle@ars54.example', why: 'Mutation.' });
    await ann.open(`${annuaire}/changements`);
    expect(ann.words).toContain('Ce qui attend une autre personne');
    expect(ann.words).not.toContain('Ce que vous pouvez publier');
    await bob.open(`${annuaire}/changements`);
    expect(bob.words).toContain('nouvelle@ars54.example');
    await bob.submit('/publier');
    expect(await contactOf('ars-54')).toMatchObject({ email: 'nouvelle@ars54.example' });
    await agent.open(ars);
    expect(agent.words).toMatch(/Mutation\./);
    expect(agent.words).toContain('publié par Bob Second');
  });

  test('that is retired is chosen no more, and what runs with it is shown', async () => {
    const before = await contactOf('cd-54');
    await ann.open(`${annuaire}/organismes/cd-54/contacts/${before.id}`);
    await ann.submit(`/contacts/${before.id}`, { state: 'RETIRED', why: 'Service fermé.' });
    await ann.open(`${annuaire}/changements`);
    expect(ann.words).toContain('Retiré');
    await ann.submit('/publier');
    expect((await current()).contactsOf.get('cd-54')?.some(({ id }) => id === before.id)).not.toBe(true);
    expect((await current()).contactById.has(before.id)).toBe(true);
  });
});

test('what was shown before it is published is what is published: something saved since is read again', async () => {
  await ann.open(`${ars}/modifier`);
  await ann.submit('/modifier', { priority: '13', why: 'Un.' });
  await ann.open(`${annuaire}/changements`);
  await bob.open(`${ars}/modifier`);
  await bob.submit('/modifier', { priority: '14', why: 'Deux.' });
  const { revision } = await current();
  await ann.submit('/publier');
  expect(ann.words).toContain('pendant que cette page était ouverte');
  expect((await current()).revision).toBe(revision);
});

test('a tie of interest is added and sets aside; it is taken away as it came', async () => {
  await ann.open(`${ars}/liens`);
  await ann.submit('/liens', { own: 'ars-54', other: 'cd-54', kind: 'DIRECTION', why: 'Dit par la direction.' });
  expect(ann.words).toContain('écarte l’un quand l’autre est mis en cause');
  await ann.submit('/liens/retirer', { tie: 'link:ars-54|cd-54|DIRECTION' });
  expect(ann.words).not.toContain('écarte l’un quand l’autre est mis en cause');
});

test('the department’s table goes out, comes back changed, and waits: refused lines say why, what is not named stays', async () => {
  await bob.open(`${annuaire}/changements`);
  await bob.submit('/annuler').catch(() => undefined);
  const exported = (await bob.fetched(`${annuaire}/annuaire.csv`)).bytes.toString('utf8');
  const [header = '', ...rows] = exported.split('\r\n');
  const mine = rows.filter((row) => row.startsWith('police-toul;'));
  const send = async (lines: string[], more: Record<string, string> = {}) => {
    await bob.open(`${annuaire}/importer`);
    await bob.submit('/importer', more, [{ field: 'file', name: 'annuaire.csv', bytes: Buffer.from([header, ...lines].join('\r\n')) }]);
  };
  await send([...mine, 'police-toul;;;;;;;;;;;;;;;;']);
  expect(bob.words).toContain('Rien n’a été enregistré');
  expect(bob.words).toContain('Le nom de l’organisme manque.');
  await send(mine.map((row) => row.replace('Commissariat de police de Toul', 'Police de Toul')));
  expect(bob.words).toContain('1 changement attend d’être publié');
  expect(bob.words).toContain('Commissariat de police de Nancy');
  expect((await current()).organisationById.get('police-toul')?.name).toContain('Commissariat');
  await bob.open(`${annuaire}/changements`);
  expect(bob.words).toContain('Police de Toul');
  expect(JSON.parse((await bob.fetched(`${annuaire}/annuaire.json`)).bytes.toString('utf8')).organisations.length).toBeGreaterThan(30);
});

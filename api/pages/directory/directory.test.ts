import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount } from '../../../accounts/accounts.ts';
import { inDepartment } from '../../../database/pool.ts';
import { tidy } from '../../../database/tidy.ts';
import { campaignLink } from '../../../directory/record/campaign-link.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { textRow, workbook } from '../../../directory/sheet/workbook.testing.ts';
import { usualTerms } from '../../../retention/classes.ts';
import { projectRoot } from '../../../settings/config.ts';
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

describe('whom to call', () => {
  test('is one list, as a page and as a table, from which whoever is verified leaves', async () => {
    const { id } = await contactOf('police-luneville');
    const police = `${annuaire}/organismes/police-luneville/contacts/${id}`;
    await ann.open(police);
    await ann.submit(`/${id}`, { state: 'FAILING', why: 'Le numéro ne répond plus' });
    await ann.open(`${annuaire}/changements`);
    await ann.submit('/publier');
    await ann.open(annuaire);
    expect(ann.page.text).toContain('href="/guichet/annuaire/a-verifier"');
    await ann.open(`${annuaire}/a-verifier`);
    expect(ann.words).toMatch(/Commissariat de police de Lunéville[^.]*En échec depuis le [^:]+: Le numéro ne répond plus/);
    const table = (await ann.fetched(`${annuaire}/a-verifier.csv`)).bytes.toString();
    expect(table).toMatch(/^\ufefforganisme;nom;pourquoi;telephones;verifie_le\npolice-luneville;/);
    expect((await agent.open(`${annuaire}/a-verifier`)).status).toBe(403);
    await ann.open(police);
    await ann.submit(`/${id}`, { state: 'VERIFIED', why: 'Rappelé.' });
    await ann.open(`${annuaire}/changements`);
    await ann.submit('/publier');
    await ann.open(`${annuaire}/a-verifier`);
    expect(ann.words).not.toContain('Lunéville');
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
    expect(ann.words).toContain('est publiée');
    expect((await current()).organisationById.get('ccas-de-longwy-essai')).toMatchObject({
      territory: { communes: ['54314', '54367'] },
      priority: 5,
    });
    await ann.open(`${annuaire}/organismes/ccas-de-longwy-essai`);
    expect(ann.words).toMatch(/Historique.*Ajouté.*Création\./);
  });

  test('is given a second competence with its own contact: shown before it is published, told who is asked, and taken back', async () => {
    const mds = `${annuaire}/organismes/mds-longwy-54`;
    await ann.open(`${mds}/contacts/nouveau`);
    await ann.submit('/nouveau', { name: 'Équipe handicap', position: 'TITULAR', phone: '03 83 00 00 21', state: 'VERIFIED', why: 'Création.' });
    await ann.open(`${mds}/competences/nouvelle`);
    await ann.submit('/nouvelle', { name: 'Pôle handicap', roles: ['CD'], area: 'COMMUNES', communes: '', why: 'Arrêté.' });
    expect(ann.refusal).toContain('une liste vide ne couvre rien');
    const handicap = {
      communes: 'Longwy\nMont-Saint-Martin',
      only_victimGroup: ['PERSONNE_HANDICAPEE'],
      contacts: ['mds-longwy-54-equipe-handicap'],
    };
    await ann.submit('/nouvelle', { ...handicap, priority: '5' });
    expect(ann.words).toMatch(/Aussi compétent pour Pôle handicap .*Longwy, Mont-Saint-Martin .*Qui répond Équipe handicap/);
    await ann.open(`${annuaire}/changements`);
    expect(ann.words).toMatch(/Autres compétences.*Pôle handicap/);
    expect(ann.words).toMatch(/Conseil départemental[^.]*personne : Adulte en situation de handicap/);
    await ann.submit('/publier');
    await agent.open(`${annuaire}/demander?role=CD&commune=Longwy&personne=PERSONNE_HANDICAPEE`);
    expect(agent.words).toMatch(/Équipe handicap.*au titre de « Pôle handicap », il répond dans cette commune pour cette situation/);
    await agent.open(`${annuaire}/demander?role=CD&commune=Longwy&personne=PERSONNE_AGEE`);
    expect(agent.words).not.toContain('Équipe handicap');

    // The body's own form keeps it.
    await ann.open(`${mds}/modifier`);
    await ann.submit('/modifier', { why: 'Relu.', priority: '11' });
    expect(ann.words).toContain('Aussi compétent pour');
    await ann.submit('/retirer');
    expect(ann.words, 'whom nothing else names would be asked first, for everything').toMatch(
      /Important\. Sans cette compétence, Équipe handicap répondrait pour tout l’organisme.*Aussi compétent pour/,
    );
    await ann.open(`${mds}/contacts/mds-longwy-54-equipe-handicap`);
    await ann.submit('/mds-longwy-54-equipe-handicap', { state: 'RETIRED', why: 'Fin.' });
    await ann.open(mds);
    const seen = ann.page;
    await ann.open(`${mds}/competences/pole-handicap`);
    await ann.submit('/pole-handicap', { name: 'Pôle du handicap', why: 'Nom.' });
    ann.page = seen;
    await ann.submit('/retirer');
    expect(ann.words, 'changed since').toMatch(/Important\. Quelqu’un d’autre l’a fait, ou l’a changé.*Pôle du handicap/);
    const last = ann.page;
    await ann.submit('/retirer');
    expect(ann.words).not.toContain('Aussi compétent pour');
    ann.page = last;
    await ann.submit('/retirer');
    expect(ann.words, 'a double click').toContain('L’enregistrement attend d’être publié');
    expect(ann.words).not.toContain('Quelqu’un d’autre');
    await ann.open(`${mds}/modifier`);
    await ann.submit('/modifier', { why: 'Relu.', priority: '10' });
    await ann.open(`${annuaire}/changements`);
    await ann.submit('/publier');
    expect((await current()).organisationById.get('mds-longwy-54')).not.toHaveProperty('also');
  });

  test('is limited to some situations: what that leaves without an answer is shown first, and who is asked says why', async () => {
    await ann.open(`${annuaire}/organismes/mds-longwy-54/modifier`);
    await ann.submit('/modifier', { only_place: ['DOMICILE'], only_finessCategory: '5O0', why: 'Essai.' });
    expect(ann.refusal).toContain('Une catégorie FINESS a trois chiffres');
    await ann.submit('/modifier', { only_place: ['DOMICILE'], only_finessCategory: '', never_maltreatment: ['VIOLENCES_SEXUELLES'], why: 'Arrêté.' });
    expect(ann.words).toMatch(/Seulement pour lieu : Domicile Jamais pour faits : Violences sexuelles/);
    await ann.open(`${annuaire}/changements`);
    expect(ann.words).toMatch(/Conseil départemental [^.]*Longwy[^.]*service autonomie/);
    await ann.submit('/publier');
    await agent.open(`${annuaire}/demander?role=CD&commune=Longwy&lieu=TRAJET`);
    expect(agent.words).toContain('écarté : il ne répond que dans certaines situations (lieu : Domicile)');
    await agent.open(`${annuaire}/demander?role=CD&commune=Longwy&lieu=DOMICILE`);
    expect(agent.words).toContain('il répond dans cette commune pour cette situation (lieu : Domicile)');
    await ann.open(`${annuaire}/organismes/mds-longwy-54/modifier`);
    await ann.submit('/modifier', { only_place: [], never_maltreatment: [], why: 'Fin de l’essai.' });
    await ann.open(`${annuaire}/changements`);
    await ann.submit('/publier');
    expect((await current()).organisationById.get('mds-longwy-54')).not.toHaveProperty('onlyFor');
  });

  test('closes on a day: what that changes is shown with the day, before it is published and after', async () => {
    await ann.open(`${annuaire}/organismes/mds-longwy-54/modifier`);
    await ann.submit('/modifier', { from: '01/01/2031', until: '31/12/2030', why: 'Fermeture.' });
    expect(ann.refusal).toContain('Le dernier jour vient avant le premier');
    await ann.submit('/modifier', { from: '', until: '31/12/2030', why: 'Fermeture.' });
    expect(ann.words).toContain('Répond jusqu’au 31 décembre 2030 inclus');
    await ann.open(`${annuaire}/changements`);
    expect(ann.words).toMatch(/Conseil départemental à partir du 1er janvier 2031 .*Longwy.*service autonomie/);
    await ann.submit('/publier');
    await agent.open(`${annuaire}/demander?role=CD&commune=Longwy`);
    expect(agent.words).toMatch(/secteur de Longwy \(démonstration\) , [^:]+: il répond pour cette commune/);
    await agent.open(`${annuaire}/couverture`);
    expect(agent.words).toMatch(/À partir du 1er janvier 2031 , Conseil départemental/);
    await agent.open(`${annuaire}?q=longwy&role=CD`);
    expect(agent.words).toContain('Répond jusqu’au 31 décembre 2030 inclus');
    await ann.open(`${annuaire}/organismes/mds-longwy-54/modifier`);
    await ann.submit('/modifier', { until: '', why: 'Pas de fermeture.' });
    await ann.open(`${annuaire}/changements`);
    await ann.submit('/publier');
  });

  test('takes another name and another territory on a day ahead: shown with the day before it is published, and passed days are folded in', async () => {
    const mds = `${annuaire}/organismes/mds-longwy-54/modifier`;
    await ann.open(mds);
    await ann.submit('/modifier', { nextOn: '', nextName: 'Maison du Pays-Haut', why: 'Fusion.' });
    expect(ann.refusal).toContain('Dites quel jour cela change');
    await ann.submit('/modifier', { nextOn: '01/01/2020', why: 'Fusion.' });
    expect(ann.refusal).toContain('Ce jour est passé');
    const next = { nextOn: '01/01/2031', nextName: 'Maison du Pays-Haut', nextArea: 'COMMUNES', nextCommunes: 'Mexy' };
    await ann.submit('/modifier', { ...next, why: 'Fusion.' });
    expect(ann.words).toContain('À partir du 1er janvier 2031, nom : Maison du Pays-Haut ; territoire : Mexy');
    await ann.open(`${annuaire}/changements`);
    expect(ann.words).toMatch(/Conseil départemental à partir du 1er janvier 2031 .*Longwy.*service autonomie/);
    await ann.submit('/publier');
    const published = await current();
    expect(published.onDay('2030-12-31').organisationById.get('mds-longwy-54')?.name).toContain('Longwy');
    expect(published.onDay('2031-01-01').organisationById.get('mds-longwy-54')).toMatchObject({
      name: 'Maison du Pays-Haut',
      territory: { communes: ['54367'] },
    });
    await ann.open(mds);
    await ann.submit('/modifier', { nextOn: '', nextName: '', nextArea: 'SAME', why: 'Reporté.' });
    await ann.open(`${annuaire}/changements`);
    await ann.submit('/publier');
    expect((await current()).organisationById.get('mds-longwy-54')).not.toHaveProperty('becomes');
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

describe('an agreement', () => {
  const ccas = `${annuaire}/organismes/ccas-luneville`;
  const isWritten = async () => {
    const contacts = (await current()).on(Date.now()).contactsOf.get('ccas-luneville') ?? [];
    return contacts.some(({ email }) => email !== undefined);
  };
  const publish = async (by: Visitor) => {
    await by.open(`${annuaire}/changements`);
    await by.submit('/publier');
  };

  test('that lapsed is recorded by a person, shown before it is published, said on the page and where the directory is looked at', async () => {
    await createAccount(
      api.db,
      { department: '54', kind: 'PARTNER', organisation: 'ccas-luneville', email: 'ccas@luneville.example', name: 'Claude Essai' },
      password,
    );
    await ann.open(ccas);
    expect(ann.page.text).toContain(`href="${ccas}/convention"`);
    await ann.open(`${ccas}/convention`);
    expect(ann.words).toContain('Ce que cela ferme aujourd’hui 1 compte et 0 lien personnel n’ouvrent plus que ce que l’organisme a pris en charge');
    await ann.submit('/convention', { lapsedFrom: '01/11/2026', lapsedUntil: '31/10/2026', why: '' });
    expect(ann.refusal).toContain('Dites pourquoi');
    await ann.submit('/convention', { lapsedUntil: '31/10/2026', why: 'Échue.' });
    expect(ann.refusal).toContain('Le dernier jour vient avant le premier');
    await bob.open(`${ccas}/convention`);
    await ann.submit('/convention', { lapsedUntil: '', why: 'Échue, non reconduite.' });
    expect(ann.words).toContain('Sans convention depuis le 1er novembre 2026');
    expect(await isWritten()).toBe(true);
    // Somebody else who recorded another day meanwhile overwrites nothing.
    await bob.submit('/convention', { lapsedFrom: '01/10/2026', why: 'Dénoncée.' });
    expect(bob.page.text).toContain('01/11/2026');
    expect(bob.page.text).toContain('01/10/2026');
    await ann.open(`${annuaire}/changements`);
    expect(ann.words).toMatch(/La convention : CCAS de Lunéville.*Sans convention\. À partir du 1er novembre 2026.*1 compte/);
    await ann.submit('/publier');
    expect(await isWritten()).toBe(false);
    await ann.open(ccas);
    expect(ann.words).toMatch(/Historique.*Sans convention.*À partir du 1er novembre 2026.*Échue, non reconduite\./);
    await agent.open(ccas);
    expect(agent.words).toContain('Sans convention depuis le 1er novembre 2026. Il est saisi par téléphone ou par courrier');
    expect(agent.page.text).not.toContain('/convention"');
    expect((await agent.open(`${ccas}/convention`)).status).toBe(403);
    await agent.open(`${annuaire}/couverture`);
    expect(agent.words).toMatch(/Sans convention Ces organismes.*CCAS de Lunéville/);
  });

  test('is kept by whoever changes the rest of the body', async () => {
    await ann.open(`${ccas}/modifier`);
    await ann.submit('/modifier', { priority: '11', why: 'Rang.' });
    await publish(ann);
    expect((await current()).organisationById.get('ccas-luneville')).toMatchObject({ priority: 11, lapsed: { from: '2026-11-01' } });
  });

  test('stands again by two persons, since mails go there again', async () => {
    await ann.open(`${ccas}/convention`);
    await ann.submit('/convention/reprendre');
    await ann.open(`${annuaire}/changements`);
    expect(ann.words).toMatch(/Ce qui attend une autre personne.*CCAS de Lunéville/);
    expect(ann.page.text).not.toContain('action="/guichet/annuaire/changements/publier"');
    await bob.open(`${annuaire}/changements`);
    expect(bob.words).toMatch(/La convention : CCAS de Lunéville.*De nouveau en vigueur/);
    await bob.submit('/publier');
    expect(await isWritten()).toBe(true);
    await ann.open(ccas);
    expect(ann.words).not.toContain('Sans convention depuis');
  });

  test('of a body that the law names shuts nothing, and the page says so by its article', async () => {
    await ann.open(`${ars}/convention`);
    expect(ann.words).toContain('La loi nomme cet organisme (article L. 119-2 du code de l’action sociale et des familles)');
    expect(ann.words).not.toContain('Ce que cela ferme');
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

test('a workbook with headings of its own is asked about once: its columns are remembered, its lines wait', async () => {
  const bytes = workbook(
    `${textRow(1, 'Structure', 'Mission', 'Secteur', 'Joindre', 'Tél. direct', 'Remarques')}${textRow(2, 'CCAS de Mexy (essai)', 'Mairie ou CCAS', 'Mexy', 'Accueil', '03 83 00 00 07', 'à revoir')}`,
  );
  const send = async () => {
    await bob.open(`${annuaire}/importer`);
    await bob.submit('/importer', {}, [{ field: 'file', name: 'partenaires.xlsx', bytes }]);
  };
  await send();
  expect(bob.words).toContain('Dites ce que contient chaque colonne');
  expect(bob.words).toContain('CCAS de Mexy (essai)');
  const said = { 'colonne-0': 'nom', 'colonne-1': 'competences', 'colonne-2': 'communes', 'colonne-3': 'contact', 'colonne-4': 'telephone' };
  await bob.submit('/importer/', said);
  expect(bob.refusal).toContain('Dites ce que contient « Remarques »');
  await bob.submit('/importer/', { ...said, 'colonne-5': 'AUCUNE' });
  expect(bob.words).toContain('2 changements attendent d’être publiés');
  await bob.open(`${annuaire}/changements`);
  expect(bob.words).toContain('CCAS de Mexy (essai)');
  await bob.submit('/annuler');
  await send();
  expect(bob.words).toContain('2 changements attendent d’être publiés');
  // What is left out is named, and may be said otherwise.
  expect(bob.words).toMatch(/1 colonne n’est pas reprise\s*, comme quelqu’un l’a dit : « Remarques »/);
  const columns = /href="([^"]*\/importer\/[^"]+)"/.exec(bob.page.text)?.[1] ?? '';
  await bob.open(columns);
  await bob.submit('/importer/', { ...said, 'colonne-5': 'service' });
  expect(bob.words).not.toContain('reprise');
  await bob.open(`${annuaire}/changements`);
  await bob.submit('/annuler');

  // It is kept for a day and no longer: then it is not shown, and the daily round lets it go.
  const query = async (text: string) => (await inDepartment(api.db, '54', (tx) => tx.query({ text }))).rowCount;
  await tidy(api.db, '54', usualTerms);
  expect((await bob.open(columns)).status).toBe(200);
  await query(`UPDATE sheet_reading SET at = at - interval '25 hours'`);
  expect((await bob.open(columns)).status).toBe(404);
  await tidy(api.db, '54', usualTerms);
  expect(await query('SELECT FROM sheet_reading')).toBe(0);
});

describe('an entry, by whoever it is', () => {
  const partner = () => new Visitor(api.url);

  test('is asked about by a campaign that is shown first; the answer waits, is taken up, and a new address takes a second person', async () => {
    await ann.open(`${annuaire}/campagnes/nouvelle?competence=POLICE`);
    expect(ann.words).toMatch(/contacts seraient interrogés/);
    const police = await contactOf('police-nancy');
    await ann.submit('/lancer');
    expect(ann.words).toContain('Contacts « Police nationale »');
    expect(ann.words).toMatch(/Pas encore écrit/);
    const campaign = ann.page.url.split('/').at(-1) ?? '';
    await ann.open(`${annuaire}/campagnes/nouvelle?competence=POLICE`);
    expect(ann.words).toContain('déjà par une campagne en cours');

    const link = `/54/c/${campaignLink(api.db.keys, { department: '54', campaign, contact: police.id })}`;
    const holder = partner();
    expect((await holder.open('/54/c/aaaaaaaaaaaaaaaa')).status).toBe(404);
    await holder.open(link);
    expect(holder.words).not.toMatch(/dossier/i);
    await holder.submit('/c/', {});
    expect(holder.refusal).toContain('Dites si ces coordonnées sont justes.');
    await holder.submit('/c/', { says: 'CONFIRMED', phone: '03 83 00 00 77' });
    expect(holder.refusal).toContain('Vous avez changé quelque chose plus bas');
    await holder.submit('/c/', { says: 'CORRECTED', email: 'nouvelle@police.example', phone: '03 83 00 00 77' });
    expect(holder.words).toContain('Merci, c’est noté');
    await ann.open(`${annuaire}/propositions`);
    await bob.open(`${annuaire}/propositions`);
    await holder.submit('/c/', { says: 'CORRECTED', email: 'accueil@police.example', phone: '03 83 00 00 77' });

    // Neither takes nor sets aside what was said since, which was not read.
    await bob.submit('/ecarter');
    expect(bob.words).toContain('pendant que cette page était ouverte');
    await ann.submit('/reprendre');
    expect(ann.words).toContain('pendant que cette page était ouverte');
    expect(ann.words).toContain('Nouvelle adresse');
    expect(ann.words).toContain('accueil@police.example');
    expect(ann.words).not.toContain('nouvelle@police.example');
    await ann.submit('/reprendre');
    expect(ann.words).toContain('Aucune réponse n’attend.');
    await ann.open(`${annuaire}/changements`);
    expect(ann.words).toMatch(/Ce qui attend une autre personne.*accueil@police\.example/);
    expect((await contactOf('police-nancy')).email).toBe(police.email);
    await bob.open(`${annuaire}/changements`);
    expect(bob.words).toContain('Corrigé par');
    await bob.submit('/publier');
    expect((await current()).contactById.get(police.id)).toMatchObject({ email: 'accueil@police.example', phone: '03 83 00 00 77' });

    await ann.open(`${annuaire}/campagnes/${campaign}`);
    await ann.submit('/terminer');
    expect(ann.words).toContain('Terminée par');
    await holder.open(link);
    expect(holder.words).toContain('Cette vérification est terminée.');
  });

  test('is confirmed or corrected from its own account, which sees no other', async () => {
    const own = partner();
    await own.signIn(demonstrationAccount('54', 'PARTNER'));
    await own.open('/partenaire/coordonnees');
    expect(own.words).toContain('Confirmer ou corriger');
    const [, href = ''] = /href="(\/partenaire\/coordonnees\/[\w-]+)"/.exec(own.page.text) ?? [];
    await own.open(href);
    await own.submit('/coordonnees/', { says: 'CORRECTED', phone: '03 83 00 00 88' });
    expect(own.words).toMatch(/attend la coordination/);
    const other = await contactOf('ars-54');
    expect((await own.open(`/partenaire/coordonnees/${other.id}`)).status).toBe(404);
    await ann.open('/guichet');
    expect(ann.words).toContain('Un contact a répondu sur sa fiche de l’annuaire.');
    await ann.open(`${annuaire}/propositions`);
    await ann.submit('/ecarter');
    expect(ann.words).toContain('La fiche reste telle quelle.');
  });
});

describe('establishments of the national file', () => {
  const sites = `${annuaire}/etablissements`;
  const sample = (name: string) => readFileSync(join(projectRoot, 'demonstration', 'finess', name));

  test('a file is read, shown, and only then taken; forms then find by name, and a name of several is asked', async () => {
    await ann.open(`${sites}/reprendre`);
    await ann.submit('/reprendre', {}, [{ field: 'file', name: 'faux.csv', bytes: Buffer.from('nom;ville\nX;Y\n') }]);
    expect(ann.refusal).toContain('ce n’est pas le fichier des établissements');
    await ann.open(`${sites}/reprendre`);
    await ann.submit('/reprendre', {}, [{ field: 'file', name: 'structures.json', bytes: sample('structures.json') }]);
    expect(ann.words).toMatch(/FiNESS\+, fichier des structures, du dimanche 1er novembre \(Licence Ouverte 2\.0\)/);
    expect(ann.words).toMatch(/Nouveaux 4 [\s\S]*n’a que huit chiffres/);
    await agent.open(`${sites}?q=mirabelliers`);
    expect(agent.words).toContain('n’a pas encore été repris');
    await ann.submit('/reprendre', {});
    await agent.open(`${sites}?q=mirab vandoeuvre`);
    expect(agent.words).toContain('EHPAD LES MIRABELLIERS (EXEMPLE) FINESS 549990002');
  });

  test('an act of an authority is noted, refused where it ends before it begins, and shown on a case of that place', async () => {
    await ann.open(`${sites}/549990013/decisions`);
    const act = { kind: 'INJONCTION', authority: 'ARS', since: '02/11/2026', until: '01/11/2026', reference: 'Courrier du 2 novembre' };
    await ann.submit('/decisions', act);
    expect(ann.refusal).toContain('Le dernier jour vient avant le premier');
    await ann.submit('/decisions', { ...act, until: '' });
    expect(ann.words).toMatch(/Injonction En cours Agence régionale de santé, depuis le 2 novembre 2026/);

    await agent.open('/guichet/appels/nouveau');
    const call = { contactKind: 'ALERT', notes: 'Elle attend longtemps.', danger: '2', reached: 'NON' };
    await agent.submit('/guichet/appels/', { ...call, establishmentName: 'exemple' });
    expect(agent.refusal).toContain('Plusieurs établissements peuvent correspondre');
    expect(agent.words).toContain('USLD DU PAYS HAUT (EXEMPLE), Longwy (FINESS 549990013)');
    await agent.submit('/guichet/appels/', { ...call, establishmentName: 'exemple', establishmentFound: '549990013' });
    await agent.open(agent.page.url.replace('/qualifier', ''));
    expect(agent.words).toContain('Décisions en cours sur ce lieu Injonction');
    expect(agent.words).toMatch(/Commune Longwy/);
    expect(agent.words).toContain('USLD DU PAYS HAUT (EXEMPLE) (FINESS 549990013)');
  });
});

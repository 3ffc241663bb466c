import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { listAccounts, setTies } from '../../accounts/accounts.ts';
import { type Answered, alertBody, alertUntilAnswered } from '../alerts.ts';
import { LocalOperator } from '../operator.ts';
import { eventually } from '../stack.ts';
import { signIn, signInWith } from './desk.ts';
import { type Hands, keyboard, mouse } from './hands.ts';
import { mailsTo, mailTo } from './mails.ts';
import { type House, openHouse, plainSpaces, shown, type Visitor } from './visitor.ts';

const email = 'noa.perrin@guichet.example';

let house: House;
let coordinator: Visitor;
let page: Page;
let hands: Hands;
let agent: Visitor;
let theirs: Hands;
const password = 'la pie niche sous le toit';
/** At home in Nancy; and in the home of Vandœuvre, which is implicated. */
let home: Answered;
let establishment: Answered;

const operator = new LocalOperator();

beforeAll(async () => {
  await operator.open();
  house = await openHouse({ GUICHET_OPERATOR_URL: operator.url, GUICHET_OPERATOR_KEY: operator.key });
  const key = await house.stack.apiKey('desk');
  home = await alertUntilAnswered(house.stack, key, alertBody({ facts: { flags: ['CRIME_SUSPECTED'] } }));
  establishment = await alertUntilAnswered(
    house.stack,
    key,
    alertBody({
      facts: {
        inseeCode: '54547',
        place: 'ETABLISSEMENT_PERSONNES_AGEES',
        danger: 3,
        implicated: [{ kind: 'ETABLISSEMENT', organisation: 'ehpad-mirabelliers-54' }],
      },
    }),
  );
  coordinator = await house.visitor();
  page = coordinator.page;
  hands = mouse(page);
  agent = await house.visitor();
  theirs = mouse(agent.page);
});
afterAll(async () => {
  await house?.close();
  await operator.close();
});
afterEach(() => expect(house.findings.splice(0)).toEqual([]));

const url = (path: string) => new URL(path, house.stack.url).href;
const said = (of: Page) => shown(of.getByRole('main'));
const title = (of: Page) => shown(of.getByRole('heading', { level: 1 }));
const refusals = async (of: Page) => (await of.getByRole('alert').getByRole('listitem').allTextContents()).map(plainSpaces);

const rows = async (of: Page) => (await of.locator('tbody tr').allTextContents()).map(plainSpaces);

it('whoever is on duty is called on her telephone, and takes it by two presses', async () => {
  const { text } = await eventually(() => operator.carried[0]);
  const phone = await house.visitor({ width: 360 });
  const [link = ''] = /\/54\/a\/\w+$/.exec(text) ?? [];
  await phone.page.goto(url(link));
  expect(await title(phone.page)).toBe('Le guichet vous appelle');
  await phone.look('astreinte-appel');
  // Two things are asked at once: the text is that of whichever was carried first.
  expect(await said(phone.page)).toMatch(
    /Appeler la police ou la gendarmerie compétente, puis le magistrat de permanence|Appeler le destinataire pour lui transmettre le dossier/,
  );
  for (const told of ['Mirabelliers', 'Vandœuvre', '54547']) expect(await said(phone.page)).not.toContain(told);
  await mouse(phone.page).go(phone.page.getByRole('button', { name: 'Je m’en occupe' }));
  expect(await said(phone.page)).toContain('C’est noté : vous vous en occupez.');
  await phone.look('astreinte-appel-pris');
  await phone.page.reload();
  expect(await phone.page.getByRole('button', { name: 'Je m’en occupe' }).count()).toBe(0);
  expect(house.stack.output()).not.toContain(link);
  // The link takes it, and opens nothing more.
  await mouse(phone.page).go(phone.page.getByRole('link', { name: 'Ouvrir le dossier' }));
  expect(await title(phone.page)).toBe('Se connecter');
});

it('a coordinator opens an account; its holder alone chooses a password, by a link that serves once', async () => {
  await page.goto(url('/guichet/comptes'));
  await signIn(page, hands, 'coordination.54');
  expect(await title(page)).toBe('Comptes');
  await coordinator.look('comptes');
  await hands.go(page.getByRole('link', { name: 'Nouveau compte' }));
  await hands.write(page.getByLabel('Prénom et nom'), 'Noa Perrin');
  await hands.write(page.getByLabel('Adresse électronique'), 'noa.perrin');
  await hands.go(page.getByRole('button', { name: 'Créer le compte' }));
  expect(await refusals(page)).toEqual(['Écrivez une adresse électronique, comme prenom.nom@exemple.fr.']);
  expect(await page.getByLabel('Prénom et nom').inputValue()).toBe('Noa Perrin');
  await coordinator.look('compte-refuse');
  await hands.write(page.getByLabel('Adresse électronique'), 'agent.54@guichet.example');
  await hands.go(page.getByRole('button', { name: 'Créer le compte' }));
  expect(await refusals(page)).toEqual(['Cette adresse a déjà un compte.']);
  await hands.write(page.getByLabel('Adresse électronique'), email);
  await hands.tick(page.getByLabel('Agent du guichet'));
  await hands.go(page.getByRole('button', { name: 'Créer le compte' }));
  expect(await said(page)).toContain(`Un lien pour choisir un mot de passe est envoyé à ${email}, et à personne d’autre`);
  await coordinator.look('compte-invite');

  const { link: invitation } = await mailTo(house.stack, email, /Votre accès au guichet/);
  await agent.page.goto(invitation);
  expect(await title(agent.page)).toBe('Choisir votre mot de passe');
  await theirs.write(agent.page.getByLabel('Votre mot de passe'), 'noa.perrin');
  await theirs.go(agent.page.getByRole('button', { name: 'Enregistrer ce mot de passe' }));
  expect((await refusals(agent.page))[0]).toContain('Donnez au moins 12 caractères');
  await agent.look('mot-de-passe-refuse');
  await theirs.write(agent.page.getByLabel('Votre mot de passe'), 'un premier mot de passe');
  await theirs.go(agent.page.getByRole('button', { name: 'Enregistrer ce mot de passe' }));
  expect(await title(agent.page)).toBe('Se connecter');
  expect(await said(agent.page)).toContain('Votre mot de passe est enregistré');
  await agent.page.goto(invitation);
  expect(await title(agent.page)).toBe('Ce lien ne sert plus');
  await agent.look('lien-servi');
});

it('whoever forgot a password asks for a link; nothing says whether an address has an account', async () => {
  const ask = async (address: string) => {
    await agent.page.goto(url('/connexion'));
    await theirs.go(agent.page.getByRole('link', { name: 'Mot de passe oublié' }));
    await theirs.write(agent.page.getByLabel('Adresse électronique de votre compte'), address);
    await theirs.go(agent.page.getByRole('button', { name: 'Recevoir un lien' }));
    return said(agent.page);
  };
  const nobody = await ask('personne@guichet.example');
  await agent.look('mot-de-passe-oublie');
  expect(await ask(email)).toBe(nobody);
  const { link } = await mailTo(house.stack, email, /nouveau mot de passe/);
  await agent.page.goto(link);
  await theirs.write(agent.page.getByLabel('Votre mot de passe'), password);
  await theirs.go(agent.page.getByRole('button', { name: 'Enregistrer ce mot de passe' }));
  expect((await mailTo(house.stack, email, /Votre compte au guichet a changé/)).text).toContain('Le mot de passe de votre compte est changé');
  expect(await mailsTo(house.stack, 'personne@guichet.example')).toEqual([]);
});

it('the account signs in, and with a second factor once it has one', async () => {
  await agent.page.goto(url('/guichet'));
  await signInWith(agent.page, theirs, email, password);
  expect(await title(agent.page)).toBe('Tout ce qui attend');
  await theirs.go(agent.page.getByRole('button', { name: 'Se déconnecter' }));
  expect(await title(agent.page)).toBe('Se connecter');

  await signInWith(agent.page, theirs, email, password);
  await agent.page.goto(url('/guichet/mon-compte/verification'));
  const secret = /\b[A-Z2-7]{32}\b/.exec(await said(agent.page))?.[0] ?? '';
  await theirs.write(agent.page.getByLabel('Mot de passe actuel'), password);
  await theirs.write(agent.page.getByLabel('Code que l’application montre'), new TOTP({ secret: Secret.fromBase32(secret) }).generate());
  await theirs.go(agent.page.getByRole('button', { name: 'Ajouter' }));
  await theirs.go(agent.page.getByRole('button', { name: 'Se déconnecter' }));

  await page.goto(url('/guichet/comptes'));
  await hands.go(page.getByRole('link', { name: 'Noa Perrin' }));
  await coordinator.look('compte');
  expect(await said(page)).not.toContain(secret);
  await hands.go(page.getByRole('link', { name: 'Comptes' }).last());

  await signInWith(agent.page, theirs, email, password);
  expect(await title(agent.page)).toBe('Code de vérification');
  await agent.look('verification');
  await agent.page.goto(url('/guichet'));
  expect(await title(agent.page)).toBe('Se connecter');
  await signInWith(agent.page, theirs, email, password);
  const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate();
  await theirs.write(agent.page.getByLabel('Code de vérification'), String((Number(code()) + 1) % 1_000_000).padStart(6, '0'));
  await theirs.go(agent.page.getByRole('button', { name: 'Continuer' }));
  expect(await refusals(agent.page)).toHaveLength(1);
  await agent.look('verification-refusee');
  await theirs.write(agent.page.getByLabel('Code de vérification'), code());
  await theirs.go(agent.page.getByRole('button', { name: 'Continuer' }));
  expect(await title(agent.page)).toBe('Tout ce qui attend');
});

it('an account that is suspended is out at once, and comes back when it is let in again', async () => {
  await hands.go(page.getByRole('link', { name: 'Noa Perrin' }));
  await hands.go(page.getByRole('button', { name: 'Suspendre' }));
  expect(await said(page)).toContain('Le compte est suspendu et ses sessions sont fermées');
  await coordinator.look('compte-suspendu');
  await agent.page.reload();
  expect(await title(agent.page)).toBe('Se connecter');
  await signInWith(agent.page, theirs, email, password);
  expect(await refusals(agent.page)).toHaveLength(1);
  await page.goto(url('/guichet/comptes'));
  await hands.go(page.getByRole('link', { name: 'Noa Perrin' }));
  expect(await said(page)).toContain('Ce compte est suspendu');
  await hands.go(page.getByRole('button', { name: 'Rétablir le compte' }));
  await hands.go(page.getByRole('button', { name: 'Retirer la vérification' }));
  await signInWith(agent.page, theirs, email, password);
  expect(await title(agent.page)).toBe('Tout ce qui attend');
  await agent.page.goto(url('/guichet/comptes'));
  expect(await title(agent.page)).toBe('Accès refusé');
  await agent.look('acces-refuse');
});

it('the duty roster is kept by the coordinator, by keyboard too, and read by agents', async () => {
  const keys = keyboard(page, house.findings);
  const add = page.getByRole('button', { name: 'Ajouter', exact: true });
  await page.goto(url('/guichet/astreinte'));
  expect(await said(page)).toContain('En ce moment : Camille Lambert');
  expect(await said(page)).toContain('Aucun numéro de dernier recours.');
  await coordinator.look('astreinte');
  await hands.write(page.getByLabel('Numéro de dernier recours'), '12');
  await hands.go(page.getByRole('button', { name: 'Enregistrer le numéro' }));
  expect((await refusals(page))[0]).toContain('Écrivez un numéro entier');
  await hands.write(page.getByLabel('Numéro de dernier recours'), '03 83 00 00 99');
  await hands.go(page.getByRole('button', { name: 'Enregistrer le numéro' }));
  expect(await said(page)).toContain('le guichet appelle le 03 83 00 00 99');
  expect(await said(page)).not.toContain('Aucun numéro');
  await keys.go(add);
  expect((await refusals(page)).length).toBeGreaterThanOrEqual(3);
  await hands.write(page.getByLabel('Début'), '2026-12-24T18:00');
  await hands.write(page.getByLabel('Fin'), '2026-12-26T09:00');
  await page.getByLabel('Personne', { exact: true }).selectOption({ label: 'Noa Perrin' });
  await hands.write(page.getByLabel('Son téléphone d’astreinte').first(), '06 00 00 00 00');
  await keys.go(add);
  expect((await refusals(page))[0]).toContain('Camille Lambert est déjà d’astreinte à ce moment');
  await coordinator.look('astreinte-refusee');

  await hands.go(page.getByRole('button', { name: 'Retirer' }).first());
  expect(await said(page)).toContain('Personne n’est d’astreinte en ce moment');
  await hands.write(page.getByLabel('Début'), '2026-12-24T18:00');
  await hands.write(page.getByLabel('Fin'), '2026-12-26T09:00');
  await page.getByLabel('Personne', { exact: true }).selectOption({ label: 'Noa Perrin' });
  await hands.write(page.getByLabel('Son téléphone d’astreinte').first(), '06 00 00 00 00');
  await page.getByLabel('Suppléance').selectOption({ label: 'Camille Lambert' });
  await hands.write(page.getByLabel('Son téléphone d’astreinte').last(), '06 00 00 00 01');
  await keys.go(add);
  expect(await rows(page)).toContainEqual(expect.stringMatching(/jeudi 24 décembre, 18 h.*Noa Perrin.*Camille Lambert/));
  expect(await said(page)).toMatch(/Trou du .* au jeudi 24 décembre, 18 h/);
  await coordinator.look('astreinte-trou');
  await agent.page.goto(url('/guichet/astreinte'));
  expect(await said(agent.page)).toContain('Noa Perrin');
  expect(await agent.page.getByRole('button', { name: /Ajouter|Retirer/ }).count()).toBe(0);
});

it('directory and protocol are read in words', async () => {
  await page.goto(url('/guichet/annuaire'));
  await coordinator.look('annuaire');
  await hands.write(page.getByLabel('Nom, commune, contact ou numéro FINESS'), 'Longwy');
  await hands.choose(page.getByLabel('Compétence'), 'POLICE');
  await hands.go(page.locator('.filters').getByRole('button', { name: 'Chercher' }));
  expect(await rows(page)).toEqual([expect.stringContaining('Commissariat de police de Longwy')]);
  await page.goto(url('/guichet/protocole'));
  expect(await said(page)).toContain('gence régionale de santé autorise cette catégorie d’établissement');
  expect(await said(page)).not.toMatch(/undefined|\[object/);
  await coordinator.look('protocole');
});

it('the queues are filtered and sorted, and a reference leads to its case', async () => {
  await agent.page.goto(url('/guichet/dossiers'));
  expect(await rows(agent.page)).toHaveLength(2);
  await agent.look('dossiers');
  await theirs.choose(agent.page.getByRole('combobox', { name: 'Danger' }), '3');
  await theirs.go(agent.page.getByRole('button', { name: 'Filtrer' }));
  expect(await rows(agent.page)).toEqual([expect.stringContaining(establishment.reference)]);
  await theirs.write(agent.page.getByRole('searchbox', { name: 'Trouver' }), home.reference.toLowerCase());
  await theirs.go(agent.page.getByRole('button', { name: 'Chercher' }));
  expect(await title(agent.page)).toBe(`Dossier ${home.reference}`);

  await agent.page.goto(url('/guichet'));
  const waiting = await rows(agent.page);
  expect(waiting.length).toBeGreaterThanOrEqual(2);
  await agent.look('file');
  await theirs.go(agent.page.getByRole('columnheader', { name: 'Danger' }).getByRole('link'));
  const sorted = async () => (await agent.page.locator('td[data-label="Danger"]').allTextContents()).map((text) => text.trim());
  const ascending = await sorted();
  await theirs.go(agent.page.getByRole('columnheader', { name: 'Danger' }).getByRole('link'));
  expect(await sorted()).toEqual(ascending.toReversed());
  await theirs.go(agent.page.getByRole('link', { name: /^En retard/ }));
  expect(await said(agent.page)).toContain('Rien n’attend ici');
});

it('an agent who steps back, or who is tied to the implicated party, does not see the case any more', async () => {
  await agent.page.goto(url(`/guichet/dossiers/${home.reference}`));
  await theirs.go(agent.page.getByRole('link', { name: 'Me retirer de ce dossier' }));
  await agent.look('se-retirer');
  await theirs.write(agent.page.getByLabel('Pourquoi'), 'Je connais la famille.');
  await theirs.go(agent.page.getByRole('button', { name: 'Me retirer' }));
  expect(await said(agent.page)).toContain(`Vous ne voyez plus le dossier ${home.reference}`);
  const noa = (await listAccounts(house.stack.db, '54')).find((account) => account.email === email);
  await setTies(house.stack.db, '54', noa?.id ?? '', ['ehpad-mirabelliers-54']);
  for (const { reference } of [home, establishment]) {
    await agent.page.goto(url(`/guichet/dossiers/${reference}`));
    expect(await title(agent.page)).toBe('Page introuvable');
    await agent.page.goto(url(`/guichet/dossiers?q=${reference}`));
    expect(await said(agent.page)).toContain('Aucun dossier ne correspond');
  }
  await agent.page.goto(url('/guichet'));
  expect(await said(agent.page)).toContain('Rien n’attend ici');
  await page.goto(url(`/guichet/dossiers/${home.reference}`));
  expect(await said(page)).toContain('Je connais la famille.');
});

it('the coordinator sees who read a case', async () => {
  await hands.go(page.getByRole('link', { name: 'Qui a lu ce dossier' }));
  const readings = await rows(page);
  expect(readings.some((row) => row.includes('Noa Perrin') && row.includes('Page du dossier'))).toBe(true);
  expect(readings.some((row) => row.includes('Claude Thiébaut'))).toBe(true);
  await coordinator.look('lectures');
  await agent.page.goto(page.url());
  expect(await title(agent.page)).toBe('Accès refusé');
});

it('a case of one department does not exist for the agents of another', async () => {
  const neighbour = await house.visitor();
  await neighbour.page.goto(url(`/guichet/dossiers/${home.reference}`));
  await signIn(neighbour.page, mouse(neighbour.page), 'agent.57');
  expect(await title(neighbour.page)).toBe('Page introuvable');
  await neighbour.look('introuvable');
  await neighbour.page.goto(url(`/guichet/dossiers?q=${home.reference}`));
  expect(await said(neighbour.page)).toContain('Aucun dossier ne correspond');
  await neighbour.page.goto(url('/guichet/dossiers'));
  expect(await rows(neighbour.page)).toEqual([]);
});

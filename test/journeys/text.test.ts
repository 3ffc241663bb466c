import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Call, confirmQualification, fillCall, signIn } from './desk.ts';
import { type Hands, keyboard, mouse } from './hands.ts';
import { mailTo } from './mails.ts';
import { type House, openHouse, shown, type Visitor } from './visitor.ts';

/** A name nobody bears, of whoever calls and must not be known; and a text that says nothing of it. */
const reporter = 'Ysambertine-Oudoire';
const council = 'autonomie@cd-54.example';
const clean = 'Elle ne mange plus qu’une fois par jour, dit une personne qui la voit.';
const call: Call = {
  contactKind: 'ALERT',
  danger: '1',
  commune: 'Nancy',
  place: 'DOMICILE/PERSONNE_CONCERNEE',
  victimGroup: 'PERSONNE_AGEE',
  implicatedKind: 'MEMBRE_FAMILLE/ENFANT',
  maltreatment: ['NEGLIGENCES_PASSIVES'],
  notes: `Mme Ysambertine, sa voisine, dit : « elle ne mange plus ». La rappeler au 06 39 98 00 11.`,
  reporter,
};

let house: House;
let agent: Visitor;
let page: Page;
let hands: Hands;
let keys: Hands;
let dossier: string;
let link: string;

beforeAll(async () => {
  house = await openHouse();
  agent = await house.visitor();
  page = agent.page;
  hands = mouse(page);
  keys = keyboard(page, house.findings);
  await page.goto(new URL('/guichet', house.stack.url).href);
  await signIn(page, hands, 'agent.54');
}, 180_000);
afterAll(() => house?.close(), 60_000);
afterEach(() => expect(house.findings.splice(0)).toEqual([]));

const said = () => shown(page.getByRole('main'));
const title = () => shown(page.getByRole('heading', { level: 1 }));

it('a text that names its author holds back itself, said before confirming; the transfer leaves at its hour', async () => {
  await page.goto(new URL('/guichet/appels/nouveau', house.stack.url).href);
  expect(await said()).toContain('Ces notes restent au guichet');
  await fillCall(page, hands, call);
  await hands.go(page.getByRole('button', { name: 'Enregistrer l’appel' }));
  dossier = page.url().replace(/\/qualifier$/, '');
  expect(await page.getByLabel('Ce que les destinataires liront').inputValue()).toContain('Mme Ysambertine');
  await agent.look('qualifier-recit');
  await hands.go(page.getByRole('button', { name: 'Voir qui sera prévenu' }));
  const preview = await said();
  expect(preview).toContain('Ce récit désigne l’auteur de l’alerte');
  expect(preview).toContain('un nom : « Ysambertine »');
  expect(preview).toContain('un numéro de téléphone : « 06 39 98 00 11 »');
  expect(preview).toMatch(/les transmissions partent à leur heure, sans ce récit.*le relire sous 1 jour ouvré/);
  await agent.look('apercu-recit-retenu');
  await hands.go(page.getByRole('button', { name: 'Confirmer et transmettre' }));
  expect(await said()).toContain('sans le récit');
  expect(await said()).toContain('Récit à transmettre à relire');
  await agent.look('dossier-recit-a-relire');
  link = (await mailTo(house.stack, council, /Alerte à traiter/)).link;
}, 90_000);

it('whoever reads it again is told what still names the author, loses nothing, and agrees to what does not', async () => {
  await keys.go(page.getByRole('link', { name: 'Relire le récit' }));
  expect(await title()).toBe('Récit à transmettre');
  expect(await said()).toContain('il ne peut pas être transmis ainsi');
  await agent.look('recit-retenu');
  await keys.write(
    page.getByLabel('Ce que les destinataires liront'),
    'Sa voisine OUDOIRE le dit, zéro six, trente-neuf, quatre-vingt-dix-huit, zéro zéro, onze.',
  );
  await keys.go(page.getByRole('button', { name: 'Accepter ce récit' }));
  const refused = await shown(page.getByRole('alert'));
  expect(refused).toContain('« OUDOIRE »');
  expect(refused).toContain('« zéro six, trente-neuf, quatre-vingt-dix-huit, zéro zéro, onze »');
  expect(await page.getByLabel('Ce que les destinataires liront').inputValue()).toContain('Sa voisine OUDOIRE');
  await agent.look('recit-refuse');
  await keys.write(page.getByLabel('Ce que les destinataires liront'), clean);
  await keys.go(page.getByRole('button', { name: 'Accepter ce récit' }));
  expect(await said()).toContain('Le récit est accepté');
  expect(await said()).toMatch(new RegExp(`Version 1.*${clean}`, 's'));
  await agent.look('recit-accepte');
  await page.goto(dossier);
  expect(await shown(page.getByRole('complementary', { name: 'À faire' }))).not.toContain('Récit à transmettre');
}, 90_000);

it('whoever has the rest is told that there is a new version, by a mail that says nothing of it', async () => {
  const mail = await mailTo(house.stack, council, /Nouvelle version du dossier/);
  expect(mail.link).toBe(link);
  expect(`${mail.subject} ${mail.text}`).not.toMatch(/Ysambertine|Oudoire|mange/);
}, 60_000);

it('a text that names nobody leaves with the qualification', async () => {
  await page.goto(new URL('/guichet/appels/nouveau', house.stack.url).href);
  await fillCall(page, hands, { ...call, notes: `Ma mère ne mange plus. ${clean}` });
  await hands.go(page.getByRole('button', { name: 'Enregistrer l’appel' }));
  await confirmQualification(page, hands);
  expect(await said()).toContain('Les transmissions partent.');
  expect(await said()).toContain('Récit à transmettre accepté (version 1)');
}, 90_000);

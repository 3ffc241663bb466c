import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { alertBody, alertUntilAnswered } from '../alerts.ts';
import { machineKey } from '../machine-key.ts';
import { eventually } from '../stack.ts';
import { type Call, confirmQualification, fillCall, signIn } from './desk.ts';
import { type Hands, keyboard, mouse } from './hands.ts';
import { codeIn, mailsTo, mailTo } from './mails.ts';
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
let partner: Visitor;
let dossier: string;
let link: string;

beforeAll(async () => {
  house = await openHouse();
  agent = await house.visitor();
  page = agent.page;
  hands = mouse(page);
  keys = keyboard(page, house.findings);
  partner = await house.visitor({ javaScript: false, width: 375 });
  await page.goto(new URL('/guichet', house.stack.url).href);
  await signIn(page, hands, 'agent.54');
});
afterAll(() => house?.close(), 60_000);
afterEach(() => expect(house.findings.splice(0)).toEqual([]));

const said = () => shown(page.getByRole('main'));
/** What the recipient reads behind its link, after a code sent at that moment. */
async function read(address: string): Promise<string> {
  const theirs = mouse(partner.page);
  await partner.context.clearCookies();
  await partner.page.goto(`${address}/code`);
  const codes = (await mailsTo(house.stack, council)).length;
  await theirs.go(partner.page.getByRole('button', { name: 'M’envoyer le code' }));
  await eventually(async () => (await mailsTo(house.stack, council)).length > codes, 20_000, 'a code');
  await theirs.write(partner.page.getByLabel('Code reçu'), codeIn(await mailTo(house.stack, council, /Votre code/)));
  await theirs.go(partner.page.getByRole('button', { name: 'Ouvrir' }));
  return shown(partner.page.getByRole('main'));
}
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
  const told = await read(link);
  expect(told).toContain('Récit en cours de relecture');
  expect(told).toContain('Nancy');
  expect(await partner.page.content()).not.toMatch(/Ysambertine|06 39 98/);
  await partner.look('partenaire-recit-retenu');
});

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
});

it('whoever has the rest is told that there is a new version, by a mail that says nothing of it', async () => {
  const mail = await mailTo(house.stack, council, /Nouvelle version du dossier/);
  expect(mail.link).toBe(link);
  expect(`${mail.subject} ${mail.text}`).not.toMatch(/Ysambertine|Oudoire|mange/);
  const told = await read(link);
  expect(told).toContain(clean);
  expect(told).not.toContain('en cours de relecture');
  await partner.look('partenaire-recit-version-2');
});

it('a text that names nobody leaves with the qualification', async () => {
  await page.goto(new URL('/guichet/appels/nouveau', house.stack.url).href);
  await fillCall(page, hands, { ...call, notes: `Ma mère ne mange plus. ${clean}` });
  await hands.go(page.getByRole('button', { name: 'Enregistrer l’appel' }));
  await confirmQualification(page, hands);
  expect(await said()).toContain('Les transmissions partent.');
  expect(await said()).toContain('Récit à transmettre accepté (version 1)');
});

it('an alert that the protocol transfers by itself leaves at its hour without the text that names its author, and somebody is asked to read it', async () => {
  const { key } = await machineKey(house.stack.db, { department: '54', kind: 'desk', organisation: null });
  const alert = alertBody({
    content: {
      narrative: `Elle a froid la nuit.\n\nCordialement,\n${reporter}`,
      reporter: { anonymousToDesk: false, anonymousToImplicated: true, name: reporter },
    },
  });
  const { reference } = await alertUntilAnswered(house.stack, key, alert);
  const { link: address } = await mailTo(house.stack, council, new RegExp(`Alerte à traiter.*${reference}`));
  expect(await read(address)).toContain('Récit en cours de relecture');
  expect(await partner.page.content()).not.toMatch(/Ysambertine|Oudoire/i);
  await page.goto(new URL(`/guichet/dossiers/${reference}`, house.stack.url).href);
  await hands.go(page.getByRole('link', { name: 'Relire le récit' }));
  expect(await said()).toContain('une signature');
  await hands.write(page.getByLabel('Ce que les destinataires liront'), 'Elle a froid la nuit.');
  await hands.go(page.getByRole('button', { name: 'Accepter ce récit' }));
  expect((await mailTo(house.stack, council, new RegExp(`Nouvelle version du dossier.*${reference}`))).link).toBe(address);
  expect(await read(address)).toContain('Elle a froid la nuit.');
});

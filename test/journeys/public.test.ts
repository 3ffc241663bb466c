import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { leaksOf } from '../security/leaks.ts';
import { signIn } from './desk.ts';
import { keyboard, mouse } from './hands.ts';
import { mailTo } from './mails.ts';
import { type House, openHouse, shown } from './visitor.ts';

const person = 'Quatrebarbes-Zéphyrine';
const reporter = 'Ysambertine-Oudoire';
const story = 'Elle ne mange plus qu’une fois par jour.';

let house: House;
/** The receipt code of the second alert, and its case. */
let receipt: string;
let dossier: string;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.close(), 60_000);
afterEach(() => expect(house.findings.splice(0)).toEqual([]));

const said = (of: Page) => shown(of.getByRole('main'));
const title = (of: Page) => shown(of.getByRole('heading', { level: 1 }));
const refusals = async (of: Page) => (await of.getByRole('alert').getByRole('listitem').allTextContents()).map((text) => text.trim());
const choice = (of: Page, name: string, value: string) => of.locator(`input[name="${name}"][value="${value}"]`);
const next = (of: Page) => of.getByRole('button', { name: 'Continuer', exact: true });

it('the public pages say first whom to call, and set no cookie', async () => {
  const { page, look, cookies } = await house.visitor({ javaScript: false, width: 320 });
  const hands = mouse(page);
  await page.goto(house.stack.url);
  await look('departements');
  await hands.go(page.getByRole('link', { name: 'Meurthe-et-Moselle (54)' }));
  await look('accueil');
  const first = await page
    .getByRole('main')
    .getByRole('link')
    .evaluateAll((links: { getAttribute(name: string): string }[]) => links.map((link) => link.getAttribute('href')));
  expect(first.slice(0, 5)).toEqual(['tel:17', 'tel:15', 'tel:18', 'tel:112', 'sms:114']);
  for (const [name, address] of [
    ['donnees', '/54/donnees'],
    ['accessibilite', '/54/accessibilite'],
    ['suivre', '/54/suivre'],
    ['avant-de-commencer', '/54/alerter'],
  ] as const) {
    await page.goto(house.stack.url + address);
    expect(await shown(page.getByRole('region', { name: 'Urgences' }))).toContain('Danger immédiat ? Appelez le 17 ou le 112');
    expect(await page.getByRole('link', { name: 'Quitter rapidement' }).count()).toBe(1);
    await look(name);
  }
  expect(await cookies()).toEqual([]);
  await hands.go(page.getByRole('button', { name: 'Commencer' }));
  expect(await cookies()).toEqual(['guichet-alerte']);
});

it('without scripts, on a narrow screen: errors keep what was typed, and the alert has its code', async () => {
  const visitor = await house.visitor({ javaScript: false, width: 320 });
  const { page, look } = visitor;
  const hands = mouse(page);
  await page.goto(`${house.stack.url}/54/alerter`);
  await hands.go(page.getByRole('button', { name: 'Commencer' }));

  expect(await title(page)).toBe('Qui êtes-vous pour cette personne ?');
  await look('question-qui');
  await hands.go(next(page));
  expect(await refusals(page)).toEqual(['Dites qui vous êtes pour cette personne.']);
  await look('question-qui-refusee');
  await hands.tick(choice(page, 'reporterLink', 'PROFESSIONNEL'));
  await hands.go(next(page));
  expect(await title(page)).toBe('Quelqu’un est-il en danger maintenant ?');
  await look('question-danger');
  await hands.tick(choice(page, 'danger', '1'));
  await hands.go(next(page));
  expect(await title(page)).toBe('Que se passe-t-il ?');
  await hands.go(next(page));
  expect((await refusals(page))[0]).toContain('Racontez ce qui se passe');
  await look('question-quoi-refusee');
  await hands.tick(choice(page, 'what', 'NEGLIGENCES'));
  await hands.write(page.getByLabel('Racontez avec vos mots'), `${person} est seule. ${story}`);
  await hands.go(next(page));

  expect(await title(page)).toBe('Où cela se passe-t-il ?');
  await hands.write(page.getByLabel('Commune'), 'Introuvable-sur-Meurthe');
  await hands.write(page.getByLabel('Nom de l’établissement'), `Chez ${person}`);
  await hands.go(next(page));
  expect(await refusals(page)).toHaveLength(2);
  expect(await page.getByLabel('Commune').inputValue()).toBe('Introuvable-sur-Meurthe');
  expect(await page.getByLabel('Nom de l’établissement').inputValue()).toBe(`Chez ${person}`);
  await look('question-ou-refusee');
  await hands.write(page.getByLabel('Commune'), '54400');
  await hands.tick(choice(page, 'place', 'DOMICILE'));
  await hands.go(next(page));
  expect(await refusals(page)).toHaveLength(1);
  expect(await choice(page, 'place', 'DOMICILE').isChecked()).toBe(true);
  await look('question-ou-plusieurs-communes');
  await hands.tick(page.getByLabel('Longwy (54)'));
  await hands.go(next(page));

  expect(await title(page)).toBe('La personne concernée');
  await hands.write(page.getByLabel('Ses prénom et nom'), person);
  await hands.tick(choice(page, 'age', '>=80'));
  await hands.tick(choice(page, 'victimGroup', 'PERSONNE_AGEE'));
  await hands.write(page.getByLabel('Comment la joindre'), `1 rue ${person}`);
  await look('question-personne');
  await hands.go(next(page));
  expect(await title(page)).toBe('Ce qu’en pense la personne');
  await hands.tick(choice(page, 'victimInformed', 'NON'));
  await hands.tick(choice(page, 'victimAgrees', 'NE_PEUT_PAS'));
  await look('question-accord');
  await hands.go(next(page));
  expect(await title(page)).toBe('Qui est mis en cause ?');
  await hands.tick(choice(page, 'implicatedKind', 'MEMBRE_FAMILLE'));
  await hands.write(page.getByLabel('Son nom'), person);
  await look('question-mis-en-cause');
  await hands.go(next(page));
  expect(await title(page)).toBe('Qu’a-t-on déjà fait ?');
  await hands.tick(choice(page, 'measures', 'PLAINTE'));
  await hands.write(page.getByLabel('Précisez'), `Plainte de ${reporter}.`);
  await look('question-demarches');
  await hands.go(next(page));
  expect(await title(page)).toBe('Avez-vous des photos ou des documents ?');
  await look('question-photos');
  await hands.go(next(page));
  expect(await title(page)).toBe('Voulez-vous rester anonyme ?');
  await hands.go(next(page));
  expect(await refusals(page)).toEqual(['Dites si vous voulez rester anonyme pour nous.']);
  await hands.tick(choice(page, 'anonymousToDesk', 'NON'));
  await hands.tick(choice(page, 'anonymousToImplicated', 'NE_SAIT_PAS'));
  await look('question-anonymat');
  await hands.go(next(page));
  expect(await title(page)).toBe('Par quel moyen pouvons-nous vous joindre sans risque ?');
  await hands.write(page.getByLabel('Prénom et nom'), reporter);
  await hands.tick(page.getByLabel('Je suis tenu au secret professionnel'));
  await hands.go(next(page));
  expect(await refusals(page)).toHaveLength(1);
  await hands.tick(choice(page, 'safeChannel', 'PHONE'));
  await look('question-contact');
  await hands.go(next(page));
  expect(await title(page)).toBe('Vos coordonnées');
  await hands.write(page.getByLabel('Téléphone'), reporter);
  await hands.tick(choice(page, 'safeMoment', 'MATIN'));
  await hands.write(page.getByLabel('Sous quel nom'), reporter);
  await hands.write(page.getByLabel('Autre chose à savoir'), `Jamais quand ${reporter} est là.`);
  await hands.go(next(page));
  expect(await refusals(page)).toHaveLength(1);
  expect(await page.getByLabel('Téléphone').inputValue()).toBe(reporter);
  await look('question-coordonnees-refusees');
  await hands.write(page.getByLabel('Téléphone'), '03 83 00 00 00');
  await hands.go(next(page));
  expect(await title(page)).toBe('De quoi avez-vous besoin pour échanger avec nous ?');
  await hands.go(next(page));

  expect(await title(page)).toBe('Relisez avant d’envoyer');
  await look('relire');
  const read = await said(page);
  for (const text of [story, person, 'Longwy', reporter, 'Jamais nommé au mis en cause']) expect(read).toContain(text);
  await hands.go(page.getByRole('link', { name: 'Modifier : la personne' }));
  await hands.tick(choice(page, 'age', '60-79'));
  await hands.go(next(page));
  expect(await title(page)).toBe('Relisez avant d’envoyer');
  expect(await said(page)).toContain('60 à 79 ans');

  const twin = await visitor.another();
  await twin.goto(page.url());
  await hands.go(page.getByRole('button', { name: 'Envoyer mon alerte' }));
  expect(await title(page)).toBe('Votre alerte est reçue');
  await look('recu');
  const code = await shown(page.locator('.receipt-code'));
  expect(code).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
  await mouse(twin).go(twin.getByRole('button', { name: 'Envoyer mon alerte' }));
  expect(await shown(twin.locator('.receipt-code'))).toBe(code);
  await twin.goto(`${house.stack.url}/54/alerter/contact`);
  expect(await title(twin)).toBe('Avant de commencer');
});

it('by keyboard alone: a life in danger calls whoever is on duty, and somebody anonymous is nobody', async () => {
  const { page, look } = await house.visitor();
  const keys = keyboard(page, house.findings);
  await page.goto(`${house.stack.url}/54`);
  await keys.go(page.getByRole('link', { name: 'Alerter', exact: true }));
  await keys.go(page.getByRole('button', { name: 'Commencer' }));
  await keys.tick(choice(page, 'reporterLink', 'PROCHE'));
  await keys.go(next(page));
  await keys.tick(choice(page, 'danger', '4'));
  await keys.go(next(page));
  expect(await title(page)).toBe('Appelez maintenant');
  expect(await page.getByRole('main').getByRole('link').first().getAttribute('href')).toBe('tel:17');
  await look('urgence');
  await keys.go(page.getByRole('button', { name: 'Continuer mon alerte' }));
  await keys.tick(choice(page, 'what', 'VIOLENCES'));
  await keys.write(page.getByLabel('Racontez avec vos mots'), story);
  await keys.go(next(page));
  await keys.write(page.getByLabel('Commune'), 'Nancy');
  await keys.tick(choice(page, 'place', 'DOMICILE'));
  await keys.go(next(page));
  await keys.write(page.getByLabel('Ses prénom et nom'), person);
  await keys.go(next(page));
  await keys.go(next(page));
  await keys.tick(choice(page, 'implicatedKind', 'PROCHE'));
  await keys.go(next(page));
  await keys.go(next(page));
  await keys.go(next(page));
  await keys.tick(choice(page, 'anonymousToDesk', 'NON'));
  await keys.go(next(page));
  await keys.tick(choice(page, 'safeChannel', 'NONE'));
  await keys.write(page.getByLabel('Prénom et nom'), reporter);
  await keys.go(next(page));
  await keys.go(next(page));
  expect(await said(page)).toContain(reporter);
  await keys.go(page.getByRole('link', { name: 'Modifier : anonymat' }));
  await keys.tick(choice(page, 'anonymousToDesk', 'OUI'));
  await keys.go(next(page));
  expect(await title(page)).toBe('Relisez avant d’envoyer');
  expect(await said(page)).not.toContain(reporter);
  expect(await said(page)).toContain('La personne d’astreinte est prévenue, jour et nuit.');
  await keys.go(page.getByRole('button', { name: 'Envoyer mon alerte' }));
  expect(await said(page)).toContain('Si le danger continue, appelez le 17 ou le 112.');
  await look('recu-urgence');
  receipt = await shown(page.locator('.receipt-code'));

  const call = await mailTo(house.stack, 'agent.54@guichet.example', /Astreinte : une alerte attend/);
  const agent = await house.visitor();
  const hands = mouse(agent.page);
  await agent.page.goto(`${house.stack.url}/guichet?file=astreinte`);
  await signIn(agent.page, hands, 'agent.54');
  const reference = /54-26-[0-9A-Z-]+/.exec(call.subject)?.[0] ?? '';
  await agent.look('file-astreinte');
  await hands.go(
    agent.page
      .locator('tr', { hasText: reference })
      .getByRole('link', { name: /Appeler tout de suite|Qualifier/ })
      .first(),
  );
  dossier = agent.page.url();
  const seen = await said(agent.page);
  expect(seen).toContain('Danger vital immédiat');
  expect(seen).toContain('Auteur anonyme');
  expect(seen).toContain(story);
  expect(await agent.page.content()).not.toContain(reporter);
  await agent.look('dossier-web');
});

it('the author follows the alert by its code, adds to it, and nobody else’s code opens it', async () => {
  const { page, look, cookies } = await house.visitor({ javaScript: false, width: 375 });
  const keys = keyboard(page, house.findings);
  await page.goto(`${house.stack.url}/54/suivre`);
  await keys.write(page.getByLabel('Quel est votre code de suivi'), 'ABCD-EFGH-JKMN-PQRS');
  await keys.go(page.getByRole('button', { name: 'Voir où en est' }));
  expect((await refusals(page))[0]).toContain('Ce code n’est pas reconnu');
  expect(await page.getByLabel('Quel est votre code de suivi').inputValue()).toBe('ABCD-EFGH-JKMN-PQRS');
  await look('suivre-refuse');
  await keys.write(page.getByLabel('Quel est votre code de suivi'), receipt.toLowerCase().replaceAll('-', ' '));
  await keys.go(page.getByRole('button', { name: 'Voir où en est' }));
  expect(await title(page)).toBe('Où en est votre alerte');
  expect(await said(page)).not.toMatch(/Commissariat|Parquet|Conseil départemental/);
  await look('suivi');
  await keys.go(page.getByRole('button', { name: 'Envoyer' }));
  expect((await refusals(page))[0]).toContain('Écrivez ce que vous voulez ajouter');
  await keys.write(page.getByLabel('Votre message'), `${person} a chuté ce matin.`);
  await keys.go(page.getByRole('button', { name: 'Envoyer' }));
  expect(await said(page)).toContain('Votre message est envoyé au guichet');
  expect(await said(page)).toContain(`${person} a chuté ce matin.`);
  await look('suivi-precision');
  expect(page.url()).not.toContain(receipt);
  expect(await cookies()).toEqual([]);

  const agent = await house.visitor();
  await agent.page.goto(dossier);
  await signIn(agent.page, mouse(agent.page), 'agent.54');
  expect(await said(agent.page)).toContain(`${person} a chuté ce matin.`);
});

it('one leaves quickly, and the page left is not behind', async () => {
  const { page, context } = await house.visitor();
  await context.route('https://www.meteofrance.com/', (route) => route.fulfill({ contentType: 'text/html', body: '<title>Ailleurs</title>' }));
  await page.goto('about:blank');
  await page.goto(`${house.stack.url}/54/alerter`);
  await page.getByRole('link', { name: 'Quitter rapidement' }).click();
  await page.waitForURL('https://www.meteofrance.com/');
  await page.goBack();
  expect(page.url()).toBe('about:blank');
});

it('after all this, the names are read nowhere outside the sealed content', async () => {
  for (const name of [person, reporter]) expect(await leaksOf(house.stack, name)).toEqual([]);
});

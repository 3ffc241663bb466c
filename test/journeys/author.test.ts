import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { leaksOf } from '../security/leaks.ts';
import { signIn } from './desk.ts';
import { keyboard, mouse } from './hands.ts';
import { mailTo } from './mails.ts';
import { type House, openHouse, shown } from './visitor.ts';

const person = 'Zéphyrine-Quatrebarbes';
const author = 'Oudoire-Ysambertine';
const address = 'oudoire.ysambertine@exemple.example';
const answer = 'Voit-elle encore son médecin traitant, le docteur du village ?';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.close(), 60_000);
afterEach(() => expect(house.findings.splice(0)).toEqual([]));

const said = (of: Page) => shown(of.getByRole('main'));
const title = (of: Page) => shown(of.getByRole('heading', { level: 1 }));
const choice = (of: Page, name: string, value: string) => of.locator(`input[name="${name}"][value="${value}"]`);
const next = (of: Page) => of.getByRole('button', { name: 'Continuer', exact: true });

it('without scripts, on a narrow screen: begun, gone on with elsewhere by its code, sent, told by mail, answered, read and answered again', async () => {
  const begun = await house.visitor({ javaScript: false, width: 320 });
  const first = mouse(begun.page);
  await begun.page.goto(`${house.stack.url}/54`);
  await first.go(begun.page.getByRole('button', { name: 'Version facile à lire' }));
  await begun.look('accueil-facile');
  await begun.page.goto(`${house.stack.url}/54/alerter`);
  await first.go(begun.page.getByRole('button', { name: 'Commencer' }));
  await first.tick(choice(begun.page, 'reporterLink', 'PROCHE'));
  await begun.look('qui-facile');
  await first.go(next(begun.page));
  await first.tick(choice(begun.page, 'danger', 'NSP'));
  await begun.look('danger-facile');
  await first.go(next(begun.page));
  await first.write(begun.page.getByLabel('Racontez avec vos mots'), `${person} ne mange plus.`);
  await begun.look('quoi-facile');
  await first.go(begun.page.getByRole('button', { name: 'Continuer plus tard' }));
  expect(await said(begun.page)).toContain('Votre message n’est pas envoyé');
  await begun.look('plus-tard-facile');
  const resume = await shown(begun.page.locator('.receipt-code'));
  expect(resume).toMatch(/^([0-9A-Z]{4}-){4}[0-9A-Z]{4}$/);

  const { page, look, cookies } = await house.visitor({ javaScript: false, width: 320 });
  const hands = mouse(page);
  await page.goto(`${house.stack.url}/54`);
  await hands.go(page.getByRole('link', { name: 'Reprendre un message commencé' }));
  await hands.write(page.getByLabel('Quel est votre code de reprise'), 'ABCD-EFGH-JKMN-PQRS-TVWX');
  await hands.go(page.getByRole('button', { name: 'Reprendre mon message' }));
  await look('reprendre-refuse');
  await hands.write(page.getByLabel('Quel est votre code de reprise'), resume.toLowerCase());
  await hands.go(page.getByRole('button', { name: 'Reprendre mon message' }));
  expect(await title(page)).toBe('Où cela se passe-t-il ?');
  await hands.write(page.getByLabel('Commune'), 'Nancy');
  await hands.tick(choice(page, 'place', 'DOMICILE'));
  await hands.go(next(page));
  await hands.go(next(page));
  await look('accord');
  for (let pages = 0; pages < 6 && !(await choice(page, 'anonymousToDesk', 'NON').count()); pages += 1) await hands.go(next(page));
  await hands.tick(choice(page, 'anonymousToDesk', 'NON'));
  await hands.go(next(page));
  await hands.tick(choice(page, 'safeChannel', 'EMAIL'));
  await hands.write(page.getByLabel('Prénom et nom'), author);
  await look('moyen-sur');
  await hands.go(next(page));
  await hands.write(page.getByLabel('Adresse électronique'), address);
  await look('coordonnees-courriel');
  await hands.go(next(page));
  await hands.go(next(page));
  expect(await said(page)).toContain('Je ne sais pas');
  await look('relire');
  await hands.go(page.getByRole('button', { name: 'Envoyer mon alerte' }));
  const receipt = await shown(page.locator('.receipt-code'));
  const reference = /54-26-[0-9A-Z-]+/.exec(await said(page))?.[0] ?? '';

  const told = await mailTo(house.stack, address, /Votre demande du/);
  expect(`${told.subject} ${told.text}`).not.toMatch(/alerte|maltrait|dossier/i);
  expect(told.text).not.toContain(receipt);

  const agent = await house.visitor();
  const desk = mouse(agent.page);
  await agent.page.goto(`${house.stack.url}/guichet/dossiers/${reference}`);
  await signIn(agent.page, desk, 'agent.54');
  expect(await said(agent.page)).toContain('Danger non évalué');
  await agent.look('dossier-echange-vide');
  await desk.go(agent.page.getByRole('link', { name: /Écrire à l’auteur/ }));
  await desk.write(agent.page.getByLabel('Écrire à l’auteur'), answer);
  await agent.look('ecrire-a-l-auteur');
  await desk.go(agent.page.getByRole('button', { name: 'Envoyer' }));
  await agent.look('echange');

  const waiting = await mailTo(house.stack, address, /Votre demande du/);
  expect(waiting.text).not.toContain('médecin');
  const link = /https?:\/\/\S+\/54\/lire/.exec(waiting.text)?.[0] ?? '';
  await page.goto(link.replace(/^https?:\/\/[^/]+/, house.stack.url));
  expect(await shown(page.locator('body'))).not.toMatch(/maltrait|alerter|danger/i);
  await look('lire-discret');
  const keys = keyboard(page, house.findings);
  await keys.write(page.getByLabel('Quel est votre code'), receipt);
  await keys.go(page.getByRole('button', { name: 'Lire' }));
  expect(await said(page)).toContain(answer);
  expect(await said(page)).toContain('Nouveau');
  await look('suivi-nouveau');
  await keys.write(page.getByLabel('Votre message'), `Non, ${person} ne le voit plus.`);
  await keys.go(page.getByRole('button', { name: 'Envoyer' }));
  expect(await said(page)).toContain('Votre message est envoyé au guichet');
  await hands.go(page.getByRole('button', { name: 'Version facile à lire' }));
  expect(await said(page)).toContain('Où en est votre message ?');
  await look('suivi-facile');
  expect(page.url()).not.toContain(receipt);
  expect(await cookies()).toEqual(['guichet-alerte', 'guichet-lecture']);

  await agent.page.goto(`${house.stack.url}/guichet/dossiers/${reference}`);
  expect(await said(agent.page)).toContain(`Non, ${person} ne le voit plus.`);
  expect(await said(agent.page)).toContain('message non lu');
  await agent.look('dossier-echange');

  for (const name of [person, author, answer]) expect(await leaksOf(house.stack, name)).toEqual([]);
  // The mail itself carries the address, and nothing else does: no table, no history, no log.
  expect((await leaksOf(house.stack, address)).filter((place) => !/^(mail|file \/mailbox)/.test(place))).toEqual([]);
});

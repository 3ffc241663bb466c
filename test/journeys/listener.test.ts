import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHandOver } from '../../activities/deliver.ts';
import { inDepartment } from '../../database/pool.ts';
import { announceCall } from '../../intake/announced.ts';
import { receive } from '../../intake/receive.ts';
import { mailEngine } from '../../templates/mail.ts';
import { demonstrationAccount, startTestApi, type TestApi } from '../api.testing.ts';
import { anAlert } from '../fresh.testing.ts';
import { confirmQualification, signIn } from './desk.ts';
import { keyboard, mouse } from './hands.ts';
import { openSite, shown, type Visited } from './visitor.ts';

let api: TestApi;
let site: Visited;
beforeAll(async () => {
  api = await startTestApi({ telephony: new Map([['54', `whsec_${randomBytes(24).toString('base64')}`]]) });
  site = await openSite({ url: api.url, log: () => api.log(), stop: () => api.end() });
});
afterAll(() => site?.close());

async function about(name: string, more: Parameters<typeof anAlert>[0] = {}): Promise<string> {
  const received = await receive(api.db, anAlert({ ...more, content: { narrative: 'Récit.', victim: { name } } }));
  if ('conflict' in received) throw new Error('conflict');
  return received.reference;
}

test('with the keyboard alone, a listener takes a call that rings, sees that two cases are one, merges them and agrees on a time', {
  timeout: 90_000,
}, async () => {
  const first = await about('Hermance Colnot');
  const second = await about('COLNOT Hermance', { reachable: true, reach: 'PHONE', hours: [18 * 60, 20 * 60] });
  await announceCall(api.db, '54', { externalId: 'm1', caller: '03 83 00 00 01' }, Date.now());

  const { page, look } = await site.visitor();
  const hands = keyboard(page, site.findings);
  const { email, password } = demonstrationAccount('54', 'AGENT');
  await page.goto(`${api.url}/connexion`);
  await hands.write(page.getByLabel('Adresse électronique'), email);
  await hands.write(page.getByLabel('Mot de passe'), password);
  await hands.go(page.getByRole('button', { name: 'Se connecter' }));
  await hands.go(page.getByRole('link', { name: 'Un appel sonne' }));
  await look('appel-qui-sonne');
  await hands.go(page.getByRole('button', { name: 'Prendre cet appel' }));
  expect(await page.getByLabel('Téléphone ou adresse').inputValue()).toBe('03 83 00 00 01');

  await page.goto(`${api.url}/guichet/dossiers/${first}`);
  await hands.go(page.getByRole('link', { name: 'Autres dossiers de la situation' }));
  expect(await shown(page.locator('main'))).toContain('Même nom de personne concernée');
  await look('situation');
  await hands.go(page.getByRole('button', { name: `Fusionner l’autre dans ce dossier : ${second}` }));
  expect(await shown(page.locator('main'))).toContain('Fusionné ici');
  await look('situation-fusionnee');

  await page.goto(`${api.url}/guichet/dossiers/${first}`);
  await hands.go(page.getByRole('link', { name: 'Prévoir une étape ou un rappel' }));
  await hands.tick(page.getByLabel('Rappeler l’auteur, sur rendez-vous'));
  await hands.write(page.getByLabel('Quand'), '3/9/2031 9 h');
  await hands.go(page.getByRole('button', { name: 'Prévoir cette étape' }));
  expect(await shown(page.locator('main'))).toContain('hors des heures sûres de l’auteur');
  await look('etape-hors-des-heures');
  await hands.write(page.getByLabel('Quand'), '3/9/2031 18 h 30');
  await hands.go(page.getByRole('button', { name: 'Prévoir cette étape' }));
  expect(await shown(page.locator('main'))).toContain('Rappeler au rendez-vous convenu.');
  expect(site.findings).toEqual([]);
});

test('a paper letter is keyed with the keyboard alone; what is missing is named, and nothing typed is lost', async () => {
  const { page, look } = await site.visitor();
  const hands = keyboard(page, site.findings);
  const { email, password } = demonstrationAccount('54', 'AGENT');
  await page.goto(`${api.url}/connexion?suite=/guichet/courriers`);
  await hands.write(page.getByLabel('Adresse électronique'), email);
  await hands.write(page.getByLabel('Mot de passe'), password);
  await hands.go(page.getByRole('button', { name: 'Se connecter' }));
  await hands.go(page.getByRole('link', { name: 'Enregistrer un courrier' }));
  await hands.write(page.getByLabel('Arrivé le'), 'hier');
  await hands.write(page.getByLabel('Ce que dit le courrier'), '« Mon voisin ne sort plus. »');
  await hands.go(page.getByRole('button', { name: 'Enregistrer le courrier' }));
  await page.locator('.govuk-error-summary').waitFor();
  await look('courrier-a-reprendre');
  expect(await page.getByLabel('Ce que dit le courrier').inputValue()).toBe('« Mon voisin ne sort plus. »');
  await hands.write(page.getByLabel('Arrivé le'), '20/11/2026');
  await hands.go(page.getByRole('button', { name: 'Enregistrer le courrier' }));
  expect(page.url()).toMatch(/\/guichet\/dossiers\/54-\d\d-[\w-]+\/qualifier$/);
  expect(site.findings).toEqual([]);
});

/** What waits between the two desks is handed over, as the worker would. */
async function deliver(department: string, reference: string): Promise<void> {
  const { rows } = await inDepartment(api.db, department, (tx) =>
    tx.query<{ caseId: string; id: string }>(
      {
        text: `SELECT m.case_id AS "caseId", m.id FROM message m JOIN case_file c ON c.id = m.case_id
               WHERE c.reference = $1 AND m.status = 'pending' AND (m.kind = 'ORIGIN' OR m.organisation LIKE 'guichet\\_%') ORDER BY m.id LIMIT 20`,
      },
      [reference],
    ),
  );
  const parts = {
    db: api.db,
    mailer: null as never,
    write: mailEngine(),
    publicUrl: api.url,
    mailDomain: 'guichet.example',
    senderRefused: () => {},
  };
  for (const { caseId, id } of rows) await createHandOver(parts)({ department, caseId, message: id }, { now: Date.now() });
}

test('what happens in another department is handed over to its desk, and the author reads who has it', async () => {
  const received = await receive(
    api.db,
    anAlert({ channel: 'WEB', door: { authenticated: false, actor: { kind: 'REPORTER', id: null } } }, { channel: 'WEB', inseeCode: '57463' }),
  );
  if ('conflict' in received) throw new Error('conflict');
  const { reference, receipt } = received;
  const here = await site.visitor();
  const there = await site.visitor();
  const author = await site.visitor();
  const main = (visitor: typeof here) => shown(visitor.page.getByRole('main'));

  await here.page.goto(`${api.url}/guichet/dossiers/${reference}/qualifier`);
  await signIn(here.page, mouse(here.page), 'agent.54');
  await mouse(here.page).tick(here.page.locator('input[name="authorAgreed"][value="OUI"]'));
  await mouse(here.page).go(here.page.getByRole('button', { name: 'Voir qui sera prévenu' }));
  expect(await main(here)).toContain('En confirmant, vous saisissez : Guichet départemental, Moselle.');
  expect(await main(here)).toContain('par cette installation');
  await here.look('apercu-autre-departement');
  await here.page.goBack();
  await confirmQualification(here.page, mouse(here.page));
  await deliver('54', reference);

  const follow = async () => {
    await author.page.goto(`${api.url}/54/suivre`);
    await mouse(author.page).write(author.page.locator('[name="code"]'), receipt);
    await mouse(author.page).go(author.page.locator('main form button').last());
    return main(author);
  };
  expect(await follow()).toContain('Tant que personne là-bas ne l’a reçue, c’est ce guichet-ci qui en répond.');

  await here.page.goto(`${api.url}/guichet/dossiers/${reference}`);
  const [arrived = ''] = /57-\d\d-[\w-]+/.exec(await main(here)) ?? [];
  expect(arrived).not.toBe('');
  await here.look('dossier-transmis-autre-guichet');
  await there.page.goto(`${api.url}/guichet/dossiers/${arrived}`);
  await signIn(there.page, mouse(there.page), 'agent.57');
  expect(await main(there)).toContain(`Transmis par : Guichet départemental, Meurthe-et-Moselle, dossier ${reference}.`);
  await there.look('dossier-recu-autre-guichet');
  await mouse(there.page).go(there.page.getByRole('link', { name: 'Qualifier' }).first());
  await confirmQualification(there.page, mouse(there.page));
  await deliver('57', arrived);

  await here.page.reload();
  expect(await main(here)).toContain('Pris en charge par Guichet départemental, Moselle');
  const followed = await follow();
  expect(followed).toContain('Guichet départemental, Moselle a votre alerte et s’en occupe');
  // The author agreed: the code shows what becomes of it there too.
  expect(followed).toMatch(/Au guichet de l’autre département[\s\S]*Lue par une personne du guichet/);
  await author.look('suivi-autre-guichet');
  expect(site.findings).toEqual([]);
});

test('a call names two people implicated, one of an establishment that the directory has not, in four presses after typing', async () => {
  const { page, look } = await site.visitor();
  const hands = mouse(page);
  const field = (name: string) => page.locator(`[name="${name}"]`);
  await page.goto(`${api.url}/guichet/appels/nouveau`);
  await signIn(page, hands, 'agent.54');
  await page.goto(`${api.url}/guichet/appels/nouveau`);
  await hands.write(field('notes'), 'Sa fille crie, et l’aide à domicile aussi.');
  await hands.tick(page.locator('[name="contactKind"][value="ALERT"]'));
  await hands.tick(page.locator('[name="danger"][value="2"]'));
  await hands.write(field('commune'), 'Nancy');
  await hands.choose(field('place'), 'DOMICILE');
  await hands.choose(field('victimGroup'), 'PERSONNE_AGEE');
  await hands.tick(page.locator('[name="maltreatment"][value="VIOLENCES_PHYSIQUES"]'));
  await hands.choose(field('implicatedKind'), 'MEMBRE_FAMILLE/ENFANT');
  await hands.write(field('implicatedName'), 'Hedwige Vauquelin');

  let presses = 0;
  const press = async (name: string, then: (name: string) => Promise<void>) => {
    presses += 1;
    await then(name);
  };
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  // The page stays: nothing typed leaves it, and one writes on at once.
  await page.evaluate('window.stays = true');
  await press('Ajouter un mis en cause', (name) => hands.press(button(name)));
  await field('implicatedKind2').waitFor();
  expect(await page.evaluate('[window.stays, document.activeElement.id]')).toEqual([true, 'implicatedKind2']);
  await hands.choose(field('implicatedKind2'), 'AUTRE_PROFESSIONNEL');
  await hands.write(field('implicatedName2'), 'Armelle Le Floc’h');
  await hands.write(field('implicatedPlace2'), 'Aide à domicile du Val');
  await look('appel-plusieurs-mis-en-cause');
  await press('Enregistrer l’appel', (name) => hands.go(button(name)));
  await look('qualifier-plusieurs-mis-en-cause');
  await press('Voir qui sera prévenu', (name) => hands.go(button(name)));
  expect(await shown(page.locator('main'))).toMatch(
    /Armelle Le Floc’h[^.]*Aide à domicile du Val\. N’écarte aucun destinataire\. Son établissement n’est pas/,
  );
  await look('apercu-plusieurs-mis-en-cause');
  await press('Confirmer et transmettre', (name) => hands.go(button(name)));
  expect(await shown(page.locator('main'))).toContain('Les transmissions partent');
  expect(await shown(page.locator('.about'))).toMatch(/Hedwige Vauquelin, membre de la famille \(enfant\)\s+Armelle Le Floc’h/);
  await look('dossier-plusieurs-mis-en-cause');
  expect(presses).toBe(4);
  expect(site.findings).toEqual([]);
});

test('whoever alerts names several without any script, one after another, and takes one back; Enter goes on', async () => {
  const { page, look } = await site.visitor({ javaScript: false });
  const hands = keyboard(page, site.findings);
  await page.goto(`${api.url}/54/alerter`);
  await hands.go(page.getByRole('button', { name: 'Commencer' }));
  await page.goto(`${api.url}/54/alerter/mis-en-cause`);
  await hands.tick(page.locator('[name="implicatedKind"][value="MEMBRE_FAMILLE"]'));
  await hands.write(page.locator('[name="implicatedName"]'), 'Gontran Vasseur');
  await hands.go(page.getByRole('button', { name: 'Ajouter une autre personne ou un organisme' }));
  await hands.tick(page.locator('[name="implicatedKind2"][value="ETABLISSEMENT"]'));
  await hands.write(page.locator('[name="implicatedName2"]'), 'Les Mirabelliers');
  await look('question-plusieurs-mis-en-cause');
  await hands.go(page.getByRole('button', { name: 'Retirer la personne ou l’organisme 1' }));
  expect(await page.locator('[name="implicatedName"]').inputValue()).toBe('Les Mirabelliers');
  await hands.write(page.locator('[name="implicatedPlace"]'), 'À Laxou');
  const arrived = page.waitForEvent('load');
  await page.keyboard.press('Enter');
  await arrived;
  expect(await shown(page.getByRole('heading', { level: 1 }))).toBe('Qu’a-t-on déjà fait ?');
  expect(site.findings).toEqual([]);
});

test('words of what was said are looked for by keyboard, once it is said where; the place of each is shown', async () => {
  await receive(api.db, anAlert({ content: { narrative: 'La voisine a vu une ESCARRE au talon.', victim: { name: 'Hermance Colnot' } } }));
  const { page, look } = await site.visitor({ javaScript: false });
  const hands = keyboard(page, site.findings);
  await page.goto(`${api.url}/guichet/chercher`);
  await signIn(page, hands, 'agent.54');
  await page.goto(`${api.url}/guichet/chercher`);
  await hands.go(page.getByRole('link', { name: 'Chercher des mots de ce qui a été dit' }));
  await hands.write(page.getByLabel('Mots'), '"escarre au talon"');
  await hands.go(page.locator('main').getByRole('button', { name: 'Chercher' }));
  expect(await shown(page.getByRole('alert'))).toContain('Dites d’abord où chercher');
  await look('mots-sans-lieu');
  await hands.write(page.getByLabel('Commune'), 'Nancy');
  await hands.go(page.locator('main').getByRole('button', { name: 'Chercher' }));
  expect(await shown(page.locator('#trouve'))).toMatch(/1 dossier[\s\S]*La voisine a vu une ESCARRE au talon\./);
  await look('mots-trouves');
  expect(site.findings).toEqual([]);
});

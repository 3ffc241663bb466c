import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { inDepartment } from '../../database/pool.ts';
import { leaksOf } from '../security/leaks.ts';
import { eventually } from '../stack.ts';
import { type Call, confirmQualification, fillCall, signIn } from './desk.ts';
import { type Hands, hasFocus, keyboard, mouse } from './hands.ts';
import { codeIn, mailsTo, mailTo } from './mails.ts';
import { logsOf, momentsIn } from './moments.ts';
import { type House, openHouse, plainSpaces, shown, type Visitor } from './visitor.ts';

/** Names nobody bears: one in every field about the parties, one in every field about whoever calls. */
const person = 'Quatrebarbes-Zéphyrine';
const reporter = 'Ysambertine-Oudoire';
const council = 'autonomie@cd-54.example';
const story = 'Elle ne mange plus qu’une fois par jour.';

let house: House;
let agent: Visitor;
let page: Page;
let hands: Hands;
let partner: Visitor;
let theirs: Hands;
/** The case of the main story, and the council's link to it. */
let dossier: string;
let link: string;

beforeAll(async () => {
  house = await openHouse();
  agent = await house.visitor();
  page = agent.page;
  hands = mouse(page);
  partner = await house.visitor({ javaScript: false, width: 375 });
  theirs = keyboard(partner.page, house.findings);
});
afterAll(() => house?.close(), 60_000);
afterEach(() => expect(house.findings.splice(0)).toEqual([]));

const open = (path: string) => page.goto(new URL(path, house.stack.url).href);
const said = (of: Page) => shown(of.getByRole('main'));
const title = (of: Page) => shown(of.getByRole('heading', { level: 1 }));
const refusal = (of: Page) => shown(of.getByRole('alert'));
const entries = async (): Promise<string[]> => {
  await page.goto(dossier);
  return (await page.locator('.entry strong').allTextContents()).map(plainSpaces);
};
const alert = {
  contactKind: 'ALERT' as const,
  place: 'DOMICILE/PERSONNE_CONCERNEE',
  victimGroup: 'PERSONNE_AGEE',
  implicatedKind: 'MEMBRE_FAMILLE/ENFANT',
  maltreatment: ['NEGLIGENCES_PASSIVES'],
} satisfies Partial<Call>;

/** Ends every session of an account, as ten idle hours do. */
async function expireSessions(email: string): Promise<void> {
  const ended = await inDepartment(house.stack.db, '54', (tx) =>
    tx.query(
      {
        text: `UPDATE sessions.session SET expire = now() - interval '1 second' WHERE sess ->> 'account' = (SELECT id::text FROM account WHERE email = $1)`,
      },
      [email],
    ),
  );
  expect(ended.rowCount).toBeGreaterThan(0);
}

it('an agent signs in; a wrong password is told without saying whether the account exists', async () => {
  await open('/guichet');
  await agent.look('connexion');
  await hands.write(page.getByLabel('Adresse électronique'), 'agent.54@guichet.example');
  await hands.write(page.getByLabel('Mot de passe'), 'pas le bon');
  await hands.go(page.getByRole('button', { name: 'Se connecter' }));
  expect(await refusal(page)).toContain('ne correspond à aucun compte actif');
  await agent.look('connexion-refusee');
  await signIn(page, hands, 'agent.54');
  expect(await title(page)).toBe('Tout ce qui attend');
  expect(await said(page)).toContain('Rien n’attend ici');
  await agent.look('file-vide');
});

it('notes survive a browser that dies; nothing says when the call began or how long it was', async () => {
  await open('/guichet/appels/nouveau');
  await agent.look('appel');
  const counted = await requestsCounted();
  const began = Date.now();
  const address = page.url();
  const notes = page.getByLabel('Notes', { exact: true });
  await hands.write(notes, `${person} m’appelle. ${story}`);
  await page.getByText('Les notes sont gardées.', { exact: true }).waitFor();
  const kept = page.waitForResponse(
    (response) => response.url().endsWith('/brouillon') && decodeURIComponent(response.request().postData() ?? '').includes('mois.'),
  );
  await notes.pressSequentially(' Depuis un mois.');
  await kept;
  const drafts = await inDepartment(house.stack.db, '54', (tx) =>
    tx.query<Record<string, unknown>>({ text: `SELECT * FROM draft WHERE kind <> 'ENDED'` }),
  );
  expect(drafts.rows).toEqual([expect.objectContaining({ id: address.split('/').at(-1), kind: 'CALL' })]);
  const times = Object.values(drafts.rows[0] ?? {}).filter((value) => value instanceof Date);
  expect(times.map((time) => time.getTime() % 3_600_000)).toEqual([0]);

  const died = page.waitForEvent('crash');
  const devtools = await agent.context.newCDPSession(page);
  devtools.send('Page.crash').catch(() => undefined);
  await died;
  const lost = Date.now();
  page = await agent.another();
  hands = mouse(page);
  await open('/guichet');
  await agent.look('file-appel-a-terminer', page);
  await hands.go(page.getByRole('link', { name: 'Appel à terminer' }));
  const found = Date.now();
  expect(page.url()).toBe(address);
  expect(await page.getByLabel('Notes', { exact: true }).inputValue()).toBe(`${person} m’appelle. ${story} Depuis un mois.`);
  expect(await said(page)).toContain('Brouillon retrouvé');

  await fillCall(page, hands, { ...alert, notes: `${person} est seule. ${story}`, danger: '1', commune: 'Nancy', person, reporter });
  await agent.look('appel-rempli', page);
  const ends = Date.now();
  await hands.go(page.getByRole('button', { name: 'Enregistrer l’appel' }));
  expect(await title(page)).toMatch(/^Qualifier le dossier 54-26-/);
  dossier = page.url().replace(/\/qualifier$/, '');

  expect(await momentsIn(house.stack, began, lost)).toEqual([]);
  expect(await momentsIn(house.stack, found, ends)).toEqual([]);
  expect(await momentsIn(house.stack, ends, Date.now())).toContainEqual(expect.stringContaining('table public.alert: '));
  expect(logsOf(house.stack)).not.toContain('/guichet/appels');
  expect(await requestsCounted()).toBe(counted + 2);
  const left = await inDepartment(house.stack.db, '54', (tx) => tx.query({ text: `SELECT FROM draft WHERE kind <> 'ENDED'` }));
  expect(left.rowCount).toBe(0);
});

/** Requests of the desk that the metrics tell: read every few seconds, they would time a call that they count. */
async function requestsCounted(): Promise<number> {
  const answer = await fetch(`${house.stack.url}/metrics`);
  const lines = (await answer.text()).match(/^guichet_http_request_seconds_count\{room="guichet".*$/gm) ?? [];
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

it('before anything leaves, the agent sees who will be told, why, what they will see, and by when', async () => {
  expect(await page.getByLabel('Commune').inputValue()).toBe('Nancy');
  expect(await shown(page.getByRole('complementary', { name: 'Ce qui a été dit' }))).toContain(story);
  await agent.look('qualifier', page);
  await hands.tick(page.getByLabel('Signalement à la cellule (CASF L.119-2)'));
  await hands.go(page.getByRole('button', { name: 'Voir qui sera prévenu' }));
  expect(await title(page)).toBe('Qui sera prévenu');
  const recipient = page.locator('section.card', { hasText: 'Conseil départemental de Meurthe-et-Moselle' });
  const told = await shown(recipient);
  expect(told).toContain('Pour action');
  expect(told).toContain('le mis en cause n’est pas un professionnel');
  expect(told).toMatch(/Ce qu’il verra\s+Identité de la personne/);
  expect(told).toMatch(/Ce qu’il ne verra pas\s+.*identité de l’auteur/i);
  expect(told).toMatch(/Pour quand\s+Remise avant .*\(court dès la confirmation\)\s+Reçu : .*\(prévu, courra après la remise\)/);
  expect(await said(page)).toContain('Rien n’est encore parti');
  expect(house.stack.mails).toEqual([]);
  await agent.look('apercu', page);
  await hands.go(page.getByRole('button', { name: 'Confirmer et transmettre' }));
  expect(await said(page)).toContain('La qualification est confirmée');
  expect(page.url()).toBe(dossier);
  await agent.look('dossier-transmis', page);
});

it('the recipient has a mail without a name; opening its link, however often, answers nothing', async () => {
  const mail = await mailTo(house.stack, council, /Alerte à traiter/);
  expect(mail.text).toContain('Ouvrir ce lien ne vaut pas réponse');
  link = mail.link;
  await eventually(async () => (await entries()).filter((entry) => entry.startsWith('Transmission remise à')).length === 3, 30_000, 'three mails');
  const before = await entries();
  for (let opened = 0; opened < 3; opened += 1) await partner.page.goto(link);
  expect(await title(partner.page)).toBe('Une alerte pour maltraitance vous est transmise');
  expect(await said(partner.page)).toMatch(/Dire que vous l’avez reçue\s/);
  expect(await partner.page.content()).not.toMatch(new RegExp(`${person}|${reporter}|${story}`));
  expect(await partner.cookies()).toEqual([]);
  await partner.look('partenaire-lien');
  expect(await entries()).toEqual(before);
});

it('the recipient says it has it, twice: it is one', async () => {
  const beside = await partner.another();
  await beside.goto(link);
  await theirs.go(partner.page.getByRole('button', { name: 'Reçu' }));
  expect(await title(partner.page)).toBe('Merci, c’est noté');
  await partner.look('partenaire-recu');
  await mouse(beside).go(beside.getByRole('button', { name: 'Reçu' }));
  expect(await title(beside)).toBe('C’était déjà noté');
  await beside.close();
  expect((await entries()).filter((entry) => entry.startsWith('Reçu par'))).toHaveLength(1);
});

it('the content is read with a code sent at that moment, and holds what was disclosed and no more', async () => {
  await partner.page.goto(link);
  await theirs.go(partner.page.getByRole('link', { name: 'Lire le contenu' }));
  await partner.look('partenaire-code');
  await theirs.go(partner.page.getByRole('button', { name: 'M’envoyer le code' }));
  expect(await said(partner.page)).toContain('a…@cd-54.example');
  const code = codeIn(await mailTo(house.stack, council, /Votre code/));
  expect(code).toMatch(/^\d{6}$/);
  await theirs.write(partner.page.getByLabel('Code reçu'), String((Number(code) + 1) % 1_000_000).padStart(6, '0'));
  await theirs.go(partner.page.getByRole('button', { name: 'Ouvrir' }));
  expect(await refusal(partner.page)).toContain('Ce code n’est pas le bon');
  await partner.look('partenaire-code-faux');
  await theirs.write(partner.page.getByLabel('Code reçu'), code);
  await theirs.go(partner.page.getByRole('button', { name: 'Ouvrir' }));
  expect(await title(partner.page)).toBe('Contenu de la transmission');
  const content = await said(partner.page);
  expect(content).toContain(story);
  expect(content).toContain(person);
  expect(content).toContain('Nancy');
  expect(content).toMatch(/Ne vous est pas transmis.*identité de l.auteur/i);
  expect(await partner.page.content()).not.toContain(reporter);
  await partner.look('partenaire-contenu');
  await partner.context.clearCookies();
  await partner.page.goto(`${link}/contenu`);
  expect(await title(partner.page)).toBe('Lire le contenu');
});

it('the recipient asks for more, the agent gives it, and the recipient reads it', async () => {
  await partner.page.goto(`${link}/complement`);
  await theirs.go(partner.page.getByRole('button', { name: 'Envoyer la demande' }));
  expect(await refusal(partner.page)).toContain('Dites ce qui vous manque');
  await partner.look('partenaire-complement-vide');
  await theirs.write(partner.page.getByLabel('De quoi avez-vous besoin'), `Qui est le médecin de ${person} ?`);
  await theirs.go(partner.page.getByRole('button', { name: 'Envoyer la demande' }));
  expect(await said(partner.page)).toContain('Votre délai est arrêté');

  await page.goto(dossier);
  await agent.look('dossier-complement-demande', page);
  await hands.go(page.getByRole('link', { name: 'Donner le complément' }).first());
  expect(await said(page)).toContain(`Qui est le médecin de ${person} ?`);
  await agent.look('donner-complement', page);
  await hands.write(page.getByLabel('Votre réponse'), 'Le médecin est au 2 place de l’Exemple.');
  await hands.go(page.getByRole('button', { name: 'Envoyer le complément' }));
  expect(await said(page)).toContain('Le complément est donné');

  const mail = await mailTo(house.stack, council, /Complément donné/);
  expect(mail.link).toBe(link);
  await partner.page.goto(`${link}/code`);
  const codes = (await mailsTo(house.stack, council)).length;
  await theirs.go(partner.page.getByRole('button', { name: 'M’envoyer le code' }));
  await eventually(async () => (await mailsTo(house.stack, council)).length > codes, 10_000, 'another code');
  await theirs.write(partner.page.getByLabel('Code reçu'), codeIn(await mailTo(house.stack, council, /Votre code/)));
  await theirs.go(partner.page.getByRole('button', { name: 'Ouvrir' }));
  expect(await said(partner.page)).toContain('Le médecin est au 2 place de l’Exemple.');
});

it('closing is refused while somebody must still answer and no result is noted', async () => {
  await page.goto(`${dossier}/clore`);
  const refused = await said(page);
  expect(refused).toContain('Ce dossier ne peut pas encore être clos');
  expect(refused).toMatch(/Conseil départemental.* n’a pas encore pris en charge/);
  expect(refused).toContain('Le résultat pour la personne n’est pas noté');
  expect(await page.getByRole('button', { name: 'Clore le dossier' }).count()).toBe(0);
  await agent.look('clore-refuse', page);
});

it('the recipient takes charge and gives an outcome; the agent notes the result, closes, and opens again', async () => {
  await partner.page.goto(link);
  await theirs.go(partner.page.getByRole('button', { name: 'Nous prenons en charge' }));
  expect(await said(partner.page)).toContain('vous prenez la situation en charge');
  await partner.page.goto(`${link}/suite`);
  await theirs.go(partner.page.getByRole('button', { name: 'Envoyer la suite' }));
  expect(await refusal(partner.page)).toContain('Cochez au moins une suite');
  await theirs.tick(partner.page.locator('input[name="outcome"]').nth(2));
  await theirs.write(partner.page.getByLabel('Précisions'), `Visite faite chez ${person}.`);
  await partner.look('partenaire-suite');
  await theirs.go(partner.page.getByRole('button', { name: 'Envoyer la suite' }));
  expect(await said(partner.page)).toContain('Le guichet connaît la suite');
  await partner.page.goto(link);
  await partner.look('partenaire-lien-repondu');

  expect((await entries())[0]).toMatch(/^Suite donnée par Conseil départemental/);
  await hands.go(page.getByRole('link', { name: 'Noter le résultat' }));
  await hands.tick(page.locator('input[name="conclusion"]').first());
  await hands.write(page.getByLabel('Précisions'), `${person} va mieux.`);
  await hands.go(page.getByRole('button', { name: 'Enregistrer le résultat' }));
  expect(await page.getByRole('alert').getByRole('listitem').count()).toBe(5);
  expect(await page.getByLabel('Précisions').inputValue()).toBe(`${person} va mieux.`);
  expect(await page.locator('input[name="conclusion"]').first().isChecked()).toBe(true);
  await agent.look('resultat-incomplet', page);
  for (const axis of ['evidence', 'risk', 'wishes', 'safer', 'refusedByPerson']) await hands.tick(page.locator(`input[name="${axis}"]`).first());
  await hands.go(page.getByRole('button', { name: 'Enregistrer le résultat' }));

  await hands.go(page.getByRole('link', { name: 'Clore', exact: true }));
  await agent.look('clore', page);
  await hands.go(page.getByRole('button', { name: 'Clore le dossier' }));
  expect(await said(page)).toContain('Le dossier est clos');
  await agent.look('dossier-clos', page);
  await hands.go(page.getByRole('link', { name: 'Rouvrir' }));
  await hands.go(page.getByRole('button', { name: 'Rouvrir le dossier' }));
  expect(await refusal(page)).toContain('Dites pourquoi le dossier est rouvert');
  await agent.look('rouvrir', page);
  await hands.write(page.getByLabel('Pourquoi le rouvrir'), `${person} a rappelé.`);
  await hands.go(page.getByRole('button', { name: 'Rouvrir le dossier' }));
  expect(await said(page)).toContain('En cours');
  expect((await entries())[0]).toBe('Tâche : Nouvelle vérification');
});

it('by keyboard alone: a call is taken, qualified and transferred; a refusal goes to the next body and ends the first link', async () => {
  const keys = keyboard(page, house.findings);
  await open('/guichet');
  await keys.go(page.getByRole('link', { name: 'Nouvel appel' }).first());
  await fillCall(page, keys, { ...alert, notes: story, danger: '2', commune: 'Longwy', person, reporter });
  await keys.go(page.getByRole('button', { name: 'Enregistrer l’appel' }));
  await confirmQualification(page, keys);
  dossier = page.url();

  const first = await mailTo(house.stack, 'accueil@mds-longwy.cd-54.example', /Alerte à traiter/);
  await partner.page.goto(first.link);
  await theirs.go(partner.page.getByRole('link', { name: 'Pas pour nous' }));
  await theirs.write(partner.page.getByLabel('Si vous savez qui est compétent'), `Voir ${person}.`);
  await theirs.go(partner.page.getByRole('button', { name: 'Refuser la transmission' }));
  expect(await refusal(partner.page)).toContain('Dites pourquoi');
  expect(await partner.page.getByLabel('Si vous savez qui est compétent').inputValue()).toBe(`Voir ${person}.`);
  await partner.look('partenaire-refus');
  await theirs.tick(partner.page.getByLabel('Hors territoire'));
  await theirs.go(partner.page.getByRole('button', { name: 'Refuser la transmission' }));
  expect(await said(partner.page)).toContain('Le guichet cherche un autre destinataire');

  const mails = await eventually(async () => {
    const received = (await mailsTo(house.stack, council)).filter(({ subject }) => subject.includes('Alerte à traiter'));
    return received.length === 2 && received;
  });
  expect(mails[1]?.link).not.toBe(link);
  await partner.page.goto(first.link);
  expect(await said(partner.page)).toContain('Vous avez refusé cette transmission');
  expect(await said(partner.page)).not.toContain('Pour quand');
  await partner.look('partenaire-refus-a-reprendre');
  expect((await entries()).some((entry) => entry.startsWith('Réorienté vers Conseil départemental'))).toBe(true);
  await agent.look('dossier-reoriente', page);
});

it('who must be telephoned is a task: done, the recipient has it; not reached, the next channel is used', async () => {
  await open('/guichet/appels/nouveau');
  await fillCall(page, hands, { ...alert, notes: story, danger: '3', commune: 'Nancy', person });
  await hands.go(page.getByRole('button', { name: 'Enregistrer l’appel' }));
  await confirmQualification(page, hands);
  dossier = page.url();
  await agent.look('dossier-danger', page);
  const rail = (name: string) => page.locator('.case-rest .card', { hasText: name });
  const call = async (name: string, reached: string) => {
    await page.goto(dossier);
    await hands.go(page.locator('.task', { hasText: name }).getByRole('link', { name: /^C’est fait/ }));
    await hands.go(page.getByRole('button', { name: 'C’est fait' }));
    expect(await refusal(page)).toContain('Dites si le destinataire a maintenant l’information');
    await agent.look('tache-appel', page);
    await hands.tick(page.getByLabel(reached));
    await hands.go(page.getByRole('button', { name: 'C’est fait' }));
  };
  await call('Commissariat de police de Nancy', 'Oui, il l’a reçue');
  expect(await shown(rail('Commissariat de police de Nancy'))).toContain('Transmis');
  await call('Parquet du tribunal judiciaire de Nancy', 'Non, il n’a pas été joint');
  await mailTo(house.stack, 'permanence@parquet-nancy.example', /Alerte à traiter/);
  await open('/guichet');
  await agent.look('file-pleine', page);
  await open('/guichet?file=astreinte');
  expect(await said(page)).toContain('Appeler tout de suite');
});

it('what is wrong is named and nothing typed is lost, not even when the session ends in mid-form', async () => {
  await open('/guichet/appels/nouveau');
  await hands.write(page.getByLabel('Notes', { exact: true }), `${person} appelle pour sa voisine.`);
  await hands.write(page.getByLabel('Commune'), 'Introuvable-sur-Meurthe');
  await hands.go(page.getByRole('button', { name: 'Enregistrer l’appel' }));
  const summary = page.getByRole('alert');
  expect((await summary.getByRole('listitem').allTextContents()).map(plainSpaces)).toEqual([
    'Dites comment finit ce contact.',
    'Cette commune est introuvable : vérifiez son nom ou son code postal.',
  ]);
  await summary.getByRole('link', { name: /commune est introuvable/ }).click();
  expect(await hasFocus(page.getByLabel('Commune'))).toBe(true);
  expect(await page.getByLabel('Notes', { exact: true }).inputValue()).toBe(`${person} appelle pour sa voisine.`);
  expect(await page.getByLabel('Commune').inputValue()).toBe('Introuvable-sur-Meurthe');
  await agent.look('appel-refuse', page);

  await hands.write(page.getByLabel('Commune'), 'Toul');
  await hands.tick(page.locator('input[name="contactKind"][value="ALERT"]'));
  await page.waitForResponse((response) => response.url().endsWith('/brouillon'));
  await expireSessions('agent.54@guichet.example');
  await hands.write(page.getByLabel('Notes', { exact: true }), `${person} appelle pour sa voisine, seule.`);
  await page.getByText('Les notes ne sont pas gardées pour l’instant.').waitFor();
  expect(house.findings.splice(0).every((finding) => /^401, .*\/brouillon: |^console, .* 401 /.test(finding))).toBe(true);
  await hands.go(page.getByRole('button', { name: 'Enregistrer l’appel' }));
  expect(await said(page)).toContain('Votre session a pris fin');
  await agent.look('session-finie', page);
  await signIn(page, hands, 'agent.54');
  expect(await title(page)).toBe('Nouvel appel');
  expect(await page.getByLabel('Notes', { exact: true }).inputValue()).toBe(`${person} appelle pour sa voisine, seule.`);
  expect(await page.getByLabel('Commune').inputValue()).toBe('Toul');
  await hands.go(page.getByRole('button', { name: 'Enregistrer l’appel' }));
  expect(await title(page)).toMatch(/^Qualifier/);
  dossier = page.url().replace(/\/qualifier$/, '');
});

it('an alert is not retained for a reason only', async () => {
  await page.goto(`${dossier}/non-retenu`);
  await hands.write(page.getByLabel('Expliquez'), `${person} s’est trompée de service.`);
  await hands.go(page.getByRole('button', { name: 'Ne pas retenir' }));
  expect(await refusal(page)).toContain('Dites pourquoi l’alerte n’est pas retenue');
  expect(await page.getByLabel('Expliquez').inputValue()).toContain(person);
  await agent.look('non-retenu', page);
  await hands.tick(page.locator('input[name="reason"]').first());
  await hands.go(page.getByRole('button', { name: 'Ne pas retenir' }));
  expect(await said(page)).toContain('Non retenu');
  expect((await entries()).slice(0, 2)).toContainEqual(expect.stringMatching(/^Non retenu : /));
});

it('a call may end as advice, without a case', async () => {
  await open('/guichet/dossiers');
  const counted = await shown(page.locator('.queue-list a[aria-current] .figures'));
  await open('/guichet/appels/nouveau');
  await fillCall(page, hands, { notes: `${person} demande conseil.`, contactKind: 'ADVICE' });
  await hands.go(page.getByRole('button', { name: 'Enregistrer l’appel' }));
  expect(await title(page)).toBe('Contact enregistré');
  expect(await said(page)).toContain('Aucun dossier n’est ouvert');
  await agent.look('contact-enregistre', page);
  await open('/guichet/dossiers');
  expect(await shown(page.locator('.queue-list a[aria-current] .figures'))).toBe(counted);
});

it('a note written when the session ends is not lost', async () => {
  await page.goto(dossier);
  await hands.write(page.getByLabel('Ajouter une note'), `${person} sera revue lundi.`);
  await expireSessions('agent.54@guichet.example');
  await hands.go(page.getByRole('button', { name: 'Ajouter la note' }));
  await signIn(page, hands, 'agent.54');
  expect(await page.getByLabel('Ajouter une note').inputValue()).toBe(`${person} sera revue lundi.`);
  await hands.go(page.getByRole('button', { name: 'Ajouter la note' }));
  expect(await said(page)).toContain('sera revue lundi');
});

it('an organisation with an account finds what was transferred to it, and loses nothing when its session ends', async () => {
  const member = await house.visitor();
  const keys = keyboard(member.page, house.findings);
  await member.page.goto(new URL('/partenaire', house.stack.url).href);
  await signIn(member.page, keys, 'partenaire.54');
  expect(await title(member.page)).toBe('Vos transmissions');
  await member.look('partenaire-liste');
  // The first was given its outcome: it is over.
  await keys.go(member.page.getByRole('link', { name: 'Terminées et pour information' }));
  expect(await member.page.getByRole('link', { name: 'Pour action : Suite donnée' }).count()).toBeGreaterThanOrEqual(1);
  await keys.go(member.page.getByRole('link', { name: 'À faire', exact: true }).last());
  await keys.go(member.page.getByRole('link', { name: 'Pour action : Transmis' }).first());
  await keys.go(member.page.getByRole('link', { name: 'Lire le contenu' }));
  expect(await said(member.page)).toContain(story);
  expect(await member.page.content()).not.toContain(reporter);
  await member.look('partenaire-compte-contenu');
  await keys.go(member.page.getByRole('link', { name: 'Retour à la transmission' }));
  await keys.go(member.page.getByRole('link', { name: 'Demander un complément' }));
  await keys.write(member.page.getByLabel('De quoi avez-vous besoin'), `L’adresse de ${person} ?`);
  await expireSessions('partenaire.54@guichet.example');
  await keys.go(member.page.getByRole('button', { name: 'Envoyer la demande' }));
  await signIn(member.page, keys, 'partenaire.54');
  expect(await member.page.getByLabel('De quoi avez-vous besoin').inputValue()).toBe(`L’adresse de ${person} ?`);
  await keys.go(member.page.getByRole('button', { name: 'Envoyer la demande' }));
  expect(await said(member.page)).toContain('Votre demande est arrivée au guichet');
  await member.page.goto(dossier.replace('/partenaire', '/guichet'));
  expect(await title(member.page)).toBe('Accès refusé');
});

it('after all this, the names are read nowhere outside the sealed content', async () => {
  for (const name of [person, reporter]) expect(await leaksOf(house.stack, name)).toEqual([]);
});

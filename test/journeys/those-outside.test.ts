import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createAccount } from '../../accounts/accounts.ts';
import { apply } from '../../cases/record/apply.ts';
import { caseState } from '../../cases/record/read-case.ts';
import { transferAdded } from '../../cases/world.testing.ts';
import type { TransferMode } from '../../vocabulary/vocabulary.ts';
import { alertBody, post } from '../alerts.ts';
import { demonstrationAccount, startTestApi, type TestApi } from '../api.testing.ts';
import { machineKey } from '../machine-key.ts';
import { signInWith } from './desk.ts';
import { type Hands, keyboard, mouse } from './hands.ts';
import { openSite, shown, type Visited, type Visitor } from './visitor.ts';

/** Those outside, on a telephone and on a screen: whoever is consulted, whoever is asked to a concertation, whoever keeps the accounts of a body. */
let api: TestApi;
let site: Visited;
let agent: Visitor;
let partner: Visitor;
/** The agent has a mouse and a screen; the partner a keyboard alone, and the width of a small telephone. */
let hands: Hands;
let keys: Hands;

const password = 'la pie niche sous le toit';
const organisation = demonstrationAccount('54', 'PARTNER').organisation ?? '';
const url = (path: string) => new URL(path, api.url).href;
const said = (page: Page) => shown(page.getByRole('main'));
const title = (page: Page) => shown(page.getByRole('heading', { level: 1 }));

beforeAll(async () => {
  api = await startTestApi();
  site = await openSite({ url: api.url, log: api.log, stop: api.end });
  [agent, partner] = [await site.visitor({ width: 1000 }), await site.visitor({ javaScript: false, width: 320 })];
  [hands, keys] = [mouse(agent.page), keyboard(partner.page, site.findings)];
  const desk = demonstrationAccount('54', 'AGENT');
  await agent.page.goto(url('/connexion'));
  await signInWith(agent.page, hands, desk.email, desk.password);
  const theirs = demonstrationAccount('54', 'PARTNER');
  await partner.page.goto(url('/connexion'));
  await signInWith(partner.page, keys, theirs.email, theirs.password);
});
afterAll(() => site?.close(), 60_000);
afterEach(() => expect(site.findings.splice(0)).toEqual([]));

/** A case in which the partner is asked so. */
async function asked(mode: TransferMode) {
  const { key } = await machineKey(api.db, { department: '54', kind: 'desk', organisation: null });
  const { case: caseId, reference } = (await (await post(api, key, '/alerts', alertBody())).json()) as { case: string; reference: string };
  const by = { kind: 'AGENT', id: null } as const;
  const has = async (event: Parameters<typeof apply>[3]) => {
    const applied = await apply(api.db, '54', caseId, event);
    if ('refused' in applied) throw new Error(applied.refused.sayable);
    return applied.state;
  };
  await has({ kind: 'TransferCancelled', transfer: 't1', reason: 'AGENT', at: Date.now(), by });
  const state = await has({ ...transferAdded('CD'), organisation, mode, discloses: ['FACTS', 'NARRATIVE'], at: Date.now(), by });
  return { caseId, reference, transfer: `${caseId}.${state.transfers.at(-1)?.id}` };
}

it('whoever is consulted gives an opinion with a keyboard alone, on a telephone; the desk reads it', async () => {
  const { reference, transfer } = await asked('CONSULTATION');
  const { page } = partner;
  await page.goto(url(`/partenaire/${transfer}`));
  expect(await said(page)).toContain('Donner votre avis sur la situation.');
  await partner.look('consulted');
  await keys.go(page.getByRole('link', { name: 'Donner votre avis' }));
  await keys.go(page.getByRole('button', { name: 'Envoyer l’avis' }));
  expect(await said(page)).toContain('Dites votre avis');
  await partner.look('opinion-refused');
  await keys.tick(page.getByLabel('Avis favorable, avec réserves'));
  await keys.write(page.getByLabel('Votre avis, en quelques mots'), 'Avec l’accord de sa fille.');
  await keys.go(page.getByRole('button', { name: 'Envoyer l’avis' }));
  expect(await title(page)).toBe('Merci, c’est noté');
  await partner.look('opinion-given');
  await agent.page.goto(url(`/guichet/dossiers/${reference}`));
  expect(await said(agent.page)).toContain('Avis favorable, avec réserves');
  await agent.look('opinion-read');
});

it('whoever is asked to a concertation says when; the desk sets the day; it is read on the page', async () => {
  const { caseId, reference, transfer } = await asked('CONCERTATION');
  const { page } = partner;
  await page.goto(url(`/partenaire/${transfer}`));
  await partner.look('concertation');
  await keys.go(page.getByRole('link', { name: 'Participer, dire quand' }));
  await partner.look('participate');
  await keys.write(page.getByLabel('Vos dates'), 'dans 3 jours à 14 h\ndans 4 jours à 9 h');
  await keys.go(page.getByRole('button', { name: 'Envoyer' }));
  expect(await title(page)).toBe('Merci, c’est noté');
  const desk = agent.page;
  await desk.goto(url(`/guichet/dossiers/${reference}`));
  await agent.look('takes-part');
  await hands.go(desk.getByRole('link', { name: 'Fixer la concertation' }));
  await agent.look('meeting');
  await hands.write(desk.getByLabel('Ce que les participants doivent savoir'), 'Salle 3, entrée par la cour.');
  await hands.go(desk.getByRole('button', { name: 'Fixer, et prévenir' }));
  expect(await said(desk)).toContain('Tenir la réunion pluridisciplinaire');
  expect((await caseState(api.db, '54', caseId))?.state.meeting).toBeDefined();
  await agent.look('meeting-set');
  await page.goto(url(`/partenaire/${transfer}`));
  expect(await said(page)).toContain('Concertation fixée');
  await partner.look('meeting-read');
  await keys.go(page.getByRole('link', { name: 'Changer vos dates' }));
  await partner.look('participate-again');
});

it('whoever keeps the accounts of a body invites a colleague, and closes an account', async () => {
  const made = async (kind: 'PARTNER' | 'PARTNER_ADMIN', name: string) => {
    const email = `${randomUUID()}@guichet.example`;
    await createAccount(api.db, { department: '54', kind, organisation, email, name }, password);
    return email;
  };
  await made('PARTNER', 'Lou Girard');
  const keeper = await site.visitor({ width: 1000 });
  const { page } = keeper;
  const own = mouse(page);
  await page.goto(url('/connexion'));
  await signInWith(page, own, await made('PARTNER_ADMIN', 'Sacha Perrin'), password);
  await own.go(page.getByRole('link', { name: 'Votre équipe', exact: true }));
  await keeper.look('team');
  await own.go(page.getByRole('link', { name: 'Inviter un collègue' }));
  await keeper.look('invite');
  await own.write(page.getByLabel('Prénom et nom'), 'Noa Petit');
  await own.write(page.getByLabel('Adresse électronique'), `${randomUUID()}@guichet.example`);
  await own.go(page.getByRole('button', { name: 'Ouvrir le compte' }));
  expect(await said(page)).toContain('et à personne d’autre');
  await keeper.look('member-invited');
  await own.go(page.getByRole('main').getByRole('link', { name: 'Votre équipe' }));
  await own.go(page.getByRole('link', { name: 'Lou Girard' }));
  await keeper.look('member');
  await own.go(page.getByRole('button', { name: 'Fermer ce compte' }));
  expect(await said(page)).toContain('Lou Girard, Compte fermé');
  await keeper.look('team-after');
});

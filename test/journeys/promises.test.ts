import type { Browser, BrowserContext, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseEvent } from '../../cases/model/events.ts';
import { aboutTransfer } from '../../cases/model/message.ts';
import type { CaseState, Transfer } from '../../cases/model/state.ts';
import { apply } from '../../cases/record/apply.ts';
import { caseState } from '../../cases/record/read-case.ts';
import { agent as by, noBasis, transferAdded } from '../../cases/world.testing.ts';
import { alertBody, post } from '../alerts.ts';
import { demonstrationAccount, startTestApi, type TestApi } from '../api.testing.ts';
import { openBrowser } from '../browser.ts';
import { machineKey } from '../machine-key.ts';
import { mouse } from './hands.ts';
import { shown } from './visitor.ts';

/* What is promised to a person, told as those who live it see it: one house, nothing but pages. */

let api: TestApi;
let browser: Browser;
let key: string;
let agent: Page;
let partner: Page;
const own = demonstrationAccount('54', 'PARTNER').organisation ?? '';

beforeAll(async () => {
  [api, browser] = await Promise.all([startTestApi(), openBrowser()]);
  key = (await machineKey(api.db, { department: '54', kind: 'desk', organisation: null })).key;
  [agent, partner] = await Promise.all([signedIn('AGENT'), signedIn('PARTNER')]);
});
afterAll(async () => {
  await browser?.close();
  await api?.end();
});

async function context(): Promise<BrowserContext> {
  const opened = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1280, height: 900 } });
  opened.setDefaultTimeout(45_000);
  return opened;
}

async function signedIn(kind: 'AGENT' | 'COORDINATOR' | 'PARTNER'): Promise<Page> {
  const page = await (await context()).newPage();
  const { email, password } = demonstrationAccount('54', kind);
  await page.goto(`${api.url}/connexion`);
  await page.getByLabel('Adresse électronique').fill(email);
  await page.getByLabel('Mot de passe').fill(password);
  await mouse(page).go(page.getByRole('button', { name: 'Se connecter' }));
  return page;
}

interface Sent {
  case: string;
  reference: string;
  receipt: string;
}

/** An alert about somebody of Nancy, which the protocol sends to the body of the partner's account. */
async function alerted(change: Parameters<typeof alertBody>[0] = {}): Promise<Sent> {
  const answer = await post(api, key, '/alerts', alertBody(change));
  expect(answer.status).toBe(201);
  return (await answer.json()) as Sent;
}

type Act = CaseEvent extends infer E ? (E extends CaseEvent ? Omit<E, 'at' | 'by'> : never) : never;
async function act({ case: caseId }: Sent, event: Act): Promise<CaseState> {
  const applied = await apply(api.db, '54', caseId, { ...event, at: Date.now(), by } as CaseEvent, {});
  if ('refused' in applied) throw new Error(applied.refused.sayable);
  return applied.state;
}
async function stateOf({ case: caseId }: Sent): Promise<CaseState> {
  const found = await caseState(api.db, '54', caseId);
  if (found === null) throw new Error('no case');
  return found.state;
}
const ofOwn = ({ transfers }: CaseState): Transfer => {
  const found = transfers.findLast(({ organisation }) => organisation === own);
  if (found === undefined) throw new Error('nothing was sent');
  return found;
};
const said = (page: Page): Promise<string> => shown(page.getByRole('main'));
const dossier = ({ reference }: Sent, page = '') => `${api.url}/guichet/dossiers/${reference}${page}`;
const received = async (one: Sent) => `${api.url}/partenaire/${one.case}.${ofOwn(await stateOf(one)).id}`;

/** Somebody changes the danger on the page of the qualification, sees who will be told, and confirms. */
async function qualifies(page: Page, one: Sent, danger: number): Promise<string> {
  await page.goto(dossier(one, '/qualifier'));
  await page.locator(`input[name="danger"][value="${danger}"]`).check();
  await mouse(page).go(page.getByRole('button', { name: 'Voir qui sera prévenu' }));
  const preview = await said(page);
  await mouse(page).go(page.getByRole('button', { name: 'Confirmer et transmettre' }));
  return preview;
}
const dutyCalls = ({ tasks }: CaseState) => tasks.filter(({ kind }) => kind === 'PHONE_NOW');

test('danger that comes back calls duty again, tells the recipient at once and shows the shorter instant', async () => {
  const one = await alerted();
  await act(one, { kind: 'Acknowledged', transfer: ofOwn(await stateOf(one)).id });
  await partner.goto(await received(one));
  const calm = (await stateOf(one)).deadlines.find(({ kind, transfer }) => kind === 'LIMIT' && transfer === 't1')?.dueAt ?? 0;
  await qualifies(agent, one, 4);
  expect(await said(agent)).toContain('Appeler tout de suite');
  for (const { id } of dutyCalls(await stateOf(one))) await act(one, { kind: 'TaskDone', task: id });
  await qualifies(agent, one, 1);
  expect(dutyCalls(await stateOf(one)).filter(({ status }) => status === 'OPEN')).toEqual([]);
  await qualifies(agent, one, 4);
  const state = await stateOf(one);
  expect(dutyCalls(state).filter(({ status }) => status === 'OPEN')).not.toEqual([]);
  expect(await said(agent)).toContain('Appeler tout de suite');
  const { id } = ofOwn(state);
  expect(state.messages.filter((message) => message.kind === 'CHANGED' && aboutTransfer(message) === id)).not.toEqual([]);
  const sooner = state.deadlines.find(({ kind, transfer }) => kind === 'LIMIT' && transfer === id)?.dueAt ?? Number.POSITIVE_INFINITY;
  expect(sooner).toBeLessThan(calm);
  const before = await said(partner);
  await partner.reload();
  expect(await said(partner)).not.toBe(before);
  expect(await partner.locator(`time[datetime="${new Date(sooner).toISOString()}"]`).count()).toBeGreaterThan(0);
});

test('a body that turns out to be implicated reads nothing more, at any of its doors', async () => {
  const one = await alerted();
  const address = await received(one);
  await partner.goto(`${address}/contenu`);
  expect(await said(partner)).toContain('Contenu de la transmission');
  const { facts } = await stateOf(one);
  await act(one, { kind: 'Qualified', facts: { ...facts, implicated: [{ kind: 'AUTRE_PROFESSIONNEL', organisation: own }] }, basis: noBasis });
  for (const page of ['', '/contenu', '/contenu/document.pdf', '/suite'])
    expect((await partner.request.get(address + page)).status(), page).toBe(404);
  await partner.reload();
  expect(await said(partner)).not.toContain('Contenu de la transmission');
  await partner.goto(`${api.url}/partenaire`);
  expect(await said(partner)).not.toContain(one.reference);
});

test('a refusal pressed by mistake closes the content, and is taken back on the spot', async () => {
  const one = await alerted();
  const address = await received(one);
  const hands = mouse(partner);
  await partner.goto(`${address}/refus`);
  await partner.locator('input[name="reason"][value="HORS_COMPETENCE"]').check();
  await hands.go(partner.getByRole('button', { name: 'Refuser la transmission' }));
  expect((await partner.request.get(`${address}/contenu`)).status()).toBe(410);
  await partner.goto(address);
  expect(await said(partner)).toContain('revenir sur ce refus');
  await hands.go(partner.getByRole('button', { name: /Revenir sur/ }));
  expect(await said(partner)).toContain('vous revenez sur votre refus');
  await partner.goto(`${address}/contenu`);
  expect(await said(partner)).toContain('Contenu de la transmission');
});

test('a case in danger that is merged keeps its call: it goes on where the case goes on', async () => {
  const content = { victim: { name: 'Hermance Colnot' } };
  const first = await alerted({ content });
  // By telephone: nobody has qualified it yet, and duty was called.
  const second = await alerted({ content, facts: { danger: 4, channel: 'PHONE' } });
  await agent.goto(dossier(second, '/situation'));
  await mouse(agent).go(agent.getByRole('button', { name: new RegExp(`^Fusionner ce dossier dans l’autre.*${first.reference}`) }));
  expect((await stateOf(second)).status).toBe('MERGED');
  await agent.goto(dossier(first));
  expect(await said(agent)).toContain('Appeler tout de suite');
  expect(dutyCalls(await stateOf(first)).map(({ status, from }) => [status, from?.case])).toContainEqual(['OPEN', second.case]);
});

test('whoever qualifies from a page that is stale is shown both values, and overwrites nothing', async () => {
  const one = await alerted();
  const late = await signedIn('COORDINATOR');
  await late.goto(dossier(one, '/qualifier'));
  await qualifies(agent, one, 3);
  await late.locator('input[name="danger"][value="0"]').check();
  await mouse(late).go(late.getByRole('button', { name: 'Voir qui sera prévenu' }));
  expect(await said(late)).toContain('Rien n’est écrasé');
  expect(await shown(late.locator('.theirs').first())).toContain('Enregistré entre-temps');
  expect(await late.locator('input[name="danger"][value="0"]').isChecked()).toBe(true);
  expect((await stateOf(one)).facts.danger).toBe(3);
  await late.context().close();
});

test('a photograph that an author adds with the receipt code is read as a clean copy, once somebody released it', async () => {
  const one = await alerted();
  await act(one, { kind: 'TransferCancelled', transfer: ofOwn(await stateOf(one)).id, reason: 'AGENT' });
  await act(one, { ...transferAdded('CD'), organisation: own, policy: 'urgent', discloses: ['FACTS', 'ATTACHMENTS'] });
  const photo = await sharp({ create: { width: 40, height: 30, channels: 3, background: 'green' } })
    .withExif({ IFD0: { Make: 'Fabricant-Odette' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 41/1 0/1' } })
    .jpeg()
    .toBuffer();
  const author = await (await context()).newPage();
  await author.goto(`${api.url}/54/suivre`);
  await author.locator('input[name="code"]').fill(one.receipt);
  await mouse(author).go(author.locator('main form button').first());
  await author.locator('textarea[name="text"]').fill('Voici la chambre.');
  await author.locator('input[name="pieces"]').setInputFiles({ name: 'chambre.jpg', mimeType: 'image/jpeg', buffer: photo });
  await mouse(author).go(author.getByRole('button', { name: 'Envoyer', exact: true }));
  await author.context().close();

  const address = await received(one);
  await partner.goto(`${address}/contenu`);
  expect(await said(partner)).not.toContain('chambre.jpg');
  await agent.goto(dossier(one));
  await mouse(agent).go(agent.getByRole('button', { name: 'Joindre aux transmissions' }).first());
  await partner.goto(`${address}/contenu`);
  const file = await partner.getByRole('link', { name: /chambre\.jpg/ }).getAttribute('href');
  const copy = await (await partner.request.get(`${api.url}${file}`)).body();
  expect((await sharp(copy).metadata()).width).toBe(40);
  expect([photo.includes('Fabricant-Odette'), copy.includes('Fabricant-Odette'), (await sharp(copy).metadata()).exif]).toEqual([
    true,
    false,
    undefined,
  ]);
});

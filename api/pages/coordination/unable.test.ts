import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount, listAccounts, setTies, tiesOf } from '../../../accounts/accounts.ts';
import { caseState } from '../../../cases/record/read-case.ts';
import { demonstrationAccounts } from '../../../demonstration/seed.ts';
import { addDuty, listDuty, removeDuty } from '../../../directory/record/duty.ts';
import { beginTest, missedTests } from '../../../directory/record/duty-looks.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { openCase } from '../../../test/fresh.testing.ts';

let api: TestApi;
let coordinator: Visitor;
beforeAll(async () => {
  api = await startTestApi();
  coordinator = new Visitor(api.url);
  await coordinator.signIn(demonstrationAccount('54', 'COORDINATOR'));
});
afterAll(() => api?.end());

const password = 'un mot de passe bien long';
async function aColleague(name: string): Promise<{ id: string; visitor: Visitor }> {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@guichet.example`;
  const id = await createAccount(api.db, { department: '54', kind: 'AGENT', organisation: null, email, name }, password);
  const visitor = new Visitor(api.url);
  await visitor.signIn({ email, password });
  return { id, visitor };
}

/** A case whose first task this person took by its page. */
async function taken(visitor: Visitor, facts: Parameters<typeof openCase>[2] = {}): Promise<{ caseId: string; href: string }> {
  const { caseId, reference } = await openCase(api.db, {}, { danger: 4, ...facts });
  const href = `/guichet/dossiers/${reference}`;
  const task = (await caseState(api.db, '54', caseId))?.state.tasks.find(({ status }) => status === 'OPEN');
  await visitor.open(href);
  await visitor.submit(`/taches/${task?.id}/prendre`);
  expect(visitor.words).toContain('Pris par');
  return { caseId, href };
}

const holders = async (caseId: string) => (await caseState(api.db, '54', caseId))?.state.tasks.flatMap(({ takenBy }) => takenBy ?? []);

test('what a suspended account took is for others again, and the chronology says from whom', async () => {
  const { id, visitor } = await aColleague('Eustache Parti');
  const { caseId, href } = await taken(visitor);
  await coordinator.open(`/guichet/comptes/${id}`);
  await coordinator.submit('/suspendre');
  expect(coordinator.words).toContain('Ce qui était pris dans un dossier est de nouveau à prendre.');
  expect(coordinator.page.url).toBe(`/guichet/comptes/${id}/depart`);
  expect(coordinator.page.text).toContain(`<a href="${href}">`);
  expect(coordinator.words).toMatch(/Dossier [\w-]+ : de nouveau à prendre/);
  expect(await holders(caseId)).toEqual([]);
  await coordinator.open(href);
  expect(coordinator.words).toContain('La tâche n’est plus prise par Eustache Parti');
  expect(coordinator.words).not.toContain('Pris par Eustache Parti');
});

test('who steps back holds nothing in that case any more, and is given nothing there', async () => {
  const { id, visitor } = await aColleague('Barnabé Retrait');
  const { caseId, href } = await taken(visitor);
  await coordinator.open(`${href}/etape`);
  expect(coordinator.page.text).toContain('Barnabé Retrait');
  await visitor.open(`${href}/recul`);
  await visitor.submit('/recul', { text: 'Je connais la famille.' });
  expect(await holders(caseId)).toEqual([]);
  await coordinator.open(href);
  expect(coordinator.words).toContain('La tâche n’est plus prise par Barnabé Retrait');
  await coordinator.open(`${href}/etape`);
  expect(coordinator.page.text).not.toContain(id);
});

test('an account that is tied to a case’s parties holds nothing there any more, and keeps the rest', async () => {
  const { id, visitor } = await aColleague('Clotaire Tenu');
  const { organisations } = await currentDirectory(api.db, '54');
  const organisation = organisations.find(({ roles }) => roles.includes('ETABLISSEMENT'))?.id ?? '';
  const about = await taken(visitor, { implicated: [{ kind: 'ETABLISSEMENT', organisation }] });
  const other = await taken(visitor);
  await coordinator.open(`/guichet/comptes/${id}`);
  await coordinator.submit(`/${id}`, { name: 'Clotaire Tenu', email: 'clotaire.tenu@guichet.example', kind: 'AGENT', ties: [organisation] });
  expect(coordinator.words).toContain('Le compte est enregistré. Ce qui était pris dans un dossier est de nouveau à prendre.');
  expect([await holders(about.caseId), await holders(other.caseId)]).toEqual([[], [id]]);
});

test('nobody lifts her own tie, which hides cases from her; she may add one', async () => {
  const { email, id } = (await listAccounts(api.db, '54')).find((one) => one.email === demonstrationAccount('54', 'COORDINATOR').email) ?? {};
  const [one = '', other = ''] = (await currentDirectory(api.db, '54')).organisations
    .filter(({ roles }) => roles.includes('CCAS'))
    .map((body) => body.id);
  await setTies(api.db, '54', id ?? '', [one]);
  const self = { name: 'Claude Thiébaut', email: email ?? '', kind: 'COORDINATOR' };
  await coordinator.open(`/guichet/comptes/${id}`);
  await coordinator.submit(`/${id}`, { ...self, ties: [other] });
  expect(coordinator.refusal).toContain('ne se retire pas par vous-même');
  expect(await tiesOf(api.db, '54', id ?? '')).toEqual([one]);
  await coordinator.submit(`/${id}`, { ...self, ties: [one, other] });
  expect(coordinator.refusal).toBeNull();
  expect(await tiesOf(api.db, '54', id ?? '')).toEqual([one, other].toSorted());
  await setTies(api.db, '54', id ?? '', []);
});

test('somebody who may not act is not said to be on duty: the roster says who is next', async () => {
  const [first, second] = [await aColleague('Modeste Absent'), await aColleague('Sidonie Suivante')];
  const now = Date.now();
  const hours = { starts: now - 3_600_000, ends: now + 3_600_000 };
  for (const line of await listDuty(api.db, '54', hours.starts, hours.ends)) await removeDuty(api.db, '54', line);
  await addDuty(api.db, '54', { level: 0, ...hours, account: first.id, phone: '06 00 00 00 01' });
  await addDuty(api.db, '54', { level: 1, ...hours, account: second.id, phone: '06 00 00 00 02' });
  await coordinator.open('/guichet/astreinte');
  expect(coordinator.words).toContain('En ce moment : Modeste Absent');
  await coordinator.open(`/guichet/comptes/${first.id}`);
  await coordinator.submit('/suspendre');
  expect(coordinator.words).toMatch(/le niveau suivant est appelé à sa place : mettez-y quelqu’un . Du .* au /);
  await coordinator.open('/guichet/astreinte');
  expect(coordinator.words).not.toContain('En ce moment : Modeste Absent');
  expect(coordinator.words).toContain('La ligne d’astreinte n’a personne qui puisse agir en ce moment');
  expect(coordinator.words).toContain('Une alerte grave appellera la suppléance : Sidonie Suivante');
  await coordinator.open(`/guichet/comptes/${second.id}`);
  await coordinator.submit('/suspendre');
  await coordinator.open('/guichet/astreinte');
  expect(coordinator.words).toContain('Une alerte grave appellera la coordination.');
  expect(coordinator.words).toContain('Trou');
});

test('what somebody did with their account is read by the coordination alone, with their name and without a line’s address; so is the looking', async () => {
  const { id, visitor } = await aColleague('Philomène Trace');
  await visitor.open('/guichet/comptes/traces');
  expect(visitor.page.status).toBe(403);
  await coordinator.open(`/guichet/comptes/traces?compte=${id}`);
  expect(coordinator.words).toMatch(/Connexion Philomène Trace Soi-même Ligne 1/);
  expect(coordinator.words).toContain('Page refusée : pas dans les droits du compte');
  expect(coordinator.page.text).not.toMatch(/127\.0\.0\.1|::1/);
  await coordinator.open(`/guichet/comptes/traces?compte=${id}`);
  expect(coordinator.words).toContain('Traces regardées');
});

test('a line that did not answer its test is a task: taken by one person, done by saying what it was, and two people do not do it twice', async () => {
  const hour = 3_600_000;
  const { id: account } = await aColleague('Nora Lambert');
  const later = Date.now() + 40 * 365 * 24 * hour;
  const shift = await addDuty(api.db, '54', { level: 1, starts: later, ends: later + hour, account, phone: '06 00 00 00 07' });
  await beginTest(api.db, '54', { account, phone: '06 00 00 00 07' }, { month: '2026-11-01', at: Date.now() - 30 * hour, due: Date.now() - hour });
  const [missed] = await missedTests(api.db, '54', Date.now());
  const href = `/guichet/astreinte/essais/${missed?.id}`;
  await coordinator.open('/guichet');
  expect(coordinator.page.text).toContain(href);
  const other = new Visitor(api.url);
  const second = demonstrationAccounts().find(({ email }) => email === 'coordination2.54@guichet.example');
  await other.signIn(second ?? { email: '', password: '' });
  await coordinator.open(href);
  await other.open(href);
  await coordinator.submit('/prendre');
  expect(coordinator.words).toContain('Vous vous en occupez.');
  await other.submit('/prendre');
  expect(other.words).toContain('Quelqu’un d’autre l’a fait, ou l’a changé');
  expect((await missedTests(api.db, '54', Date.now()))[0]?.takenBy).toBe(
    (await listAccounts(api.db, '54')).find(({ name }) => name === 'Claude Thiébaut')?.id,
  );
  await coordinator.submit(href, { found: '' });
  expect(coordinator.refusal).toContain('Dites ce qui a été fait.');
  await coordinator.submit(href, { found: 'REACHED' });
  expect(coordinator.words).toContain('La tâche est faite');
  expect(coordinator.page.text).not.toContain(href);
  expect((await other.open(href)).status).toBe(404);
  // An agent reads the roster, and does not keep it.
  const { visitor } = await aColleague('Agathe Simple');
  expect((await visitor.open(href)).status).toBe(403);
  await removeDuty(api.db, '54', { id: shift, account });
});

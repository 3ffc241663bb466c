import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookAtDepartment } from '../../../activities/retention-look.ts';
import { SigningRing } from '../../../database/signing-ring.ts';
import { demonstrationAccounts } from '../../../demonstration/seed.ts';
import { recordContact } from '../../../intake/contact.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { openCase } from '../../../test/fresh.testing.ts';

const page = '/guichet/conservation';
let api: TestApi;
let [one, other]: Visitor[] = [];
let reference = '';
beforeAll(async () => {
  api = await startTestApi();
  const coordinators = demonstrationAccounts().filter(({ department, kind }) => department === '54' && kind === 'COORDINATOR');
  [one, other] = await Promise.all(
    coordinators.slice(0, 2).map(async (account) => {
      const visitor = new Visitor(api.url);
      await visitor.signIn(account);
      return visitor;
    }),
  );
  const kept = await recordContact(api.db, {
    department: '54',
    source: 'test',
    externalId: randomUUID(),
    bodyHash: Buffer.alloc(32),
    receivedAt: Date.UTC(2021, 4, 3, 9),
    channel: 'PHONE',
    kind: 'ADVICE',
    content: { narrative: 'Conseil donné à Philibertine Quatrebarbes.' },
  });
  reference = 'reference' in kept ? kept.reference : '';
});
afterAll(() => api?.end());

const both = (): [Visitor, Visitor] => {
  if (one === undefined || other === undefined) throw new Error('two coordinators are needed');
  return [one, other];
};
const dataPage = async () => (await fetch(`${api.url}/54/donnees`)).text();
const look = () => {
  const parts = { db: api.db, signing: new SigningRing(api.config.keys.signing), mailboxes: [], forgetCase: async () => undefined };
  return lookAtDepartment({ ...parts, log: { info: () => undefined, error: () => undefined } }, '54', Date.now());
};

test('other terms are asked by one person, approved by another, and the public reads those in force', async () => {
  const [asking, approving] = both();
  await asking.open(`${page}/durees`);
  await asking.submit('/durees', { CASE: '6', why: 'Essai.' });
  expect(asking.refusal).toMatch(/de 12 à 360/);
  await asking.open(`${page}/durees`);
  await asking.submit('/durees', { why: 'Essai.' });
  expect(asking.refusal).toMatch(/Ce sont déjà les durées/);
  expect(await dataPage()).toMatch(/84.mois/);
  await asking.open(`${page}/durees`);
  await asking.submit('/durees', { CASE: '60', DRAFT: '20', why: 'Avis du délégué.' });
  expect(asking.words).toContain('une autre personne de la coordination doit les approuver');
  expect(asking.page.text, 'not by whoever asked').not.toContain('/approuver');
  expect(await dataPage(), 'nothing changes meanwhile').toMatch(/84.mois/);

  await approving.open(page);
  expect(approving.words).toContain('60 mois (5 ans), au lieu de 84 mois (7 ans)');
  await approving.submit('/approuver');
  expect(approving.words).toContain('Ces durées sont celles du département');
  const read = await dataPage();
  expect(read).toMatch(/60.mois/);
  expect(read).toMatch(/20.jours/);
  await asking.open(`${page}/durees`);
  await asking.submit('/durees', { CASE: '72', why: 'Autre avis.' });
  await approving.open(page);
  await approving.submit('/abandonner');
  expect(approving.words).toContain('La demande est abandonnée');
});

test('what is at its term is shown, frozen as a list, agreed to by a second person, and gone the next night', async () => {
  const [drawing, agreeing] = both();
  await look();
  await drawing.open('/guichet');
  expect(drawing.words).toContain('1 dossier ou contact est à son terme');
  await drawing.open(`${page}/a-detruire`);
  expect(drawing.words).toContain(reference);
  await drawing.submit('/arreter');
  expect(drawing.page.url).toMatch(/\/listes\/1$/);
  expect(drawing.page.text, 'another person writes the visa down').not.toContain('/visa');
  const table = await drawing.open(`${page}/listes/1/bordereau.csv`);
  expect(table.text).toContain(reference);
  await drawing.open(`${page}/listes/1/visa`);
  await drawing.submit('/visa', { reference: 'ADMM 1', on: '20/11/2026' });
  expect(drawing.refusal).toMatch(/une autre personne/);

  await agreeing.open(`${page}/listes/1/visa`);
  await agreeing.submit('/visa', { reference: 'ADMM 1', on: '01/01/2090' });
  expect(agreeing.refusal).toMatch(/date du visa/);
  await agreeing.open(`${page}/listes/1/visa`);
  await agreeing.submit('/visa', { reference: 'ADMM 1', on: '20/11/2026' });
  expect(agreeing.words).toContain('À détruire la nuit prochaine');
  await agreeing.submit('/abandonner');
  expect(agreeing.words).toContain('rien de plus n’en sera détruit');

  await drawing.open(`${page}/a-detruire`);
  await drawing.submit('/arreter');
  await agreeing.open(`${page}/listes/2/visa`);
  await agreeing.submit('/visa', { reference: 'ADMM 2', on: '20/11/2026' });
  await look();
  await agreeing.open(`${page}/listes/2`);
  expect(agreeing.words).toContain('Détruits 1');
  expect(agreeing.words).not.toContain(reference);
  await agreeing.open('/guichet');
  expect(agreeing.words).not.toContain('à son terme');
  await agreeing.open(page);
  expect(agreeing.words).toContain('Aucun dossier, aucun contact sans dossier n’est à son terme');
  expect(agreeing.page.text).not.toContain('Voir ce qui sera détruit');
});

test('a case is held by a coordinator until a day, said in its journal, and let go again; an agent is not asked', async () => {
  const [holding] = both();
  const { reference: held } = await openCase(api.db);
  const address = `/guichet/dossiers/${held}/conservation`;
  await holding.open(address);
  await holding.submit('/conservation', { why: 'PROCEDURE', until: '01/01/2020' });
  expect(holding.refusal).toMatch(/jour à venir/);
  await holding.open(address);
  await holding.submit('/conservation', { why: 'PROCEDURE', until: '31/12/2040', text: 'Enquête.' });
  expect(holding.words).toContain('Conservation demandée jusqu’au');
  await holding.open(address);
  expect(holding.page.text).toContain('value="31/12/2040"');
  await holding.submit('/lever');
  expect(holding.words).toContain('La conservation est levée');
  const agent = new Visitor(api.url);
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
  await agent.open(`/guichet/dossiers/${held}`);
  expect(agent.page.text).not.toContain('/conservation');
  expect((await agent.open(address)).status).toBe(403);
});

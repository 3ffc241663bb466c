import { randomUUID } from 'node:crypto';
import { DateTime } from 'luxon';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount, listAccounts } from '../../../accounts/accounts.ts';
import { createDaily } from '../../../activities/daily.ts';
import { lookAtDepartment } from '../../../activities/retention-look.ts';
import { stepBack } from '../../../cases/record/release.ts';
import { asActor } from '../../../database/actor.ts';
import { inDepartment } from '../../../database/pool.ts';
import { SigningRing } from '../../../database/signing-ring.ts';
import { demonstrationAccounts } from '../../../demonstration/seed.ts';
import { recordContact } from '../../../intake/contact.ts';
import { agreeToList, dropList } from '../../../retention/record/destructions.ts';
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
    // Half past midnight on the fourth, in Nancy.
    receivedAt: Date.UTC(2021, 4, 3, 22, 30),
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
const today = DateTime.now().setZone('Europe/Paris').toFormat('dd/MM/yyyy');
const traces = async () =>
  inDepartment(api.db, '54', async (tx) => {
    const { rows } = await tx.query<{ kind: string }>({ text: `SELECT kind FROM trace WHERE kind LIKE 'TERMS_%' OR kind LIKE 'LIST_%' ORDER BY id` });
    return rows.map(({ kind }) => kind);
  });
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
  await asking.submit('/durees', { LOG: '24', ACCOUNT: '12', why: 'Essai.' });
  expect(asking.refusal).toMatch(/au moins aussi longtemps que les traces/);
  await asking.open(`${page}/durees`);
  await asking.submit('/durees', { LOG: '12', ACCOUNT: '12', why: 'Essai.' });
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
  expect(await traces()).toEqual(['TERMS_ASKED', 'TERMS_APPROVED', 'TERMS_ASKED', 'TERMS_DROPPED']);
});

test('what is at its term is shown, frozen as a list, agreed to by a second person, and gone the next night', async () => {
  const [drawing, agreeing] = both();
  await look();
  await drawing.open('/guichet');
  expect(drawing.words).toContain('1 dossier, contact ou demande est à son terme');
  await drawing.open(`${page}/a-detruire`);
  expect(drawing.words).toContain(reference);
  await drawing.submit('/arreter');
  expect(drawing.page.url).toMatch(/\/listes\/1$/);
  expect(drawing.page.text, 'another person writes the visa down').not.toContain('/visa');
  const table = await drawing.open(`${page}/listes/1/bordereau.csv`);
  expect(table.text).toContain(`${reference};Contact sans dossier;2021-05-04;2022-05-04`);
  await drawing.open(`${page}/listes/1/visa`);
  await drawing.submit('/visa', { reference: 'ADMM 1', on: today });
  expect(drawing.refusal).toMatch(/une autre personne/);

  await agreeing.open(`${page}/listes/1/visa`);
  await agreeing.submit('/visa', { reference: 'ADMM 1', on: '01/01/2090' });
  expect(agreeing.refusal).toMatch(/date du visa/);
  await agreeing.open(`${page}/listes/1/visa`);
  await agreeing.submit('/visa', { reference: 'ADMM 1', on: '20/11/2016' });
  expect(agreeing.refusal).toMatch(/plus ancien que la liste/);
  await agreeing.open(`${page}/listes/1/visa`);
  await agreeing.submit('/visa', { reference: 'ADMM 1', on: today });
  expect(agreeing.words).toContain('À détruire la nuit prochaine');
  await agreeing.submit('/abandonner');
  expect(agreeing.words).toContain('rien n’en sera détruit');
  await drawing.open(`${page}/listes/1`);
  expect(drawing.words, 'the agreement stays written, and who gave it up').toMatch(/ADMM 1.*Abandonnée.*, par /);

  await drawing.open(`${page}/a-detruire`);
  await drawing.submit('/arreter');
  await agreeing.open(`${page}/listes/2/visa`);
  await agreeing.submit('/visa', { reference: 'ADMM 2', on: today });
  await look();
  await agreeing.open(`${page}/listes/2`);
  expect(agreeing.words).toContain('Détruits 1');
  expect(agreeing.words).not.toContain(reference);
  await agreeing.open('/guichet');
  expect(agreeing.words).not.toContain('à son terme');
  await agreeing.open(page);
  expect(agreeing.words).toContain('Aucun dossier, aucun contact sans dossier, aucune demande n’est à son terme');
  expect(agreeing.page.text).not.toContain('Voir ce qui sera détruit');
  expect((await traces()).slice(4)).toEqual(['LIST_DRAWN', 'LIST_AGREED', 'LIST_DROPPED', 'LIST_DRAWN', 'LIST_AGREED']);
});

test('who may not see all of a list sends none of it, agrees to nothing and drops nothing; somebody else does, and nothing is left behind', async () => {
  const [whole, partial] = both();
  const { caseId, reference: hidden } = await openCase(api.db);
  const { reference: seen, caseId: seenId } = await openCase(api.db);
  const accounts = await listAccounts(api.db, '54');
  const [drawer, apart] = demonstrationAccounts()
    .filter(({ department, kind }) => department === '54' && kind === 'COORDINATOR')
    .map(({ email }) => accounts.find((account) => account.email === email)?.id ?? '');
  await stepBack(api.db, '54', apart ?? '', caseId);
  await inDepartment(api.db, '54', async (tx) => {
    await tx.query({ text: `UPDATE case_file SET status = 'CLOSED' WHERE id = ANY ($1::uuid[])` }, [[caseId, seenId]]);
    await tx.query(
      { text: `INSERT INTO destruction (department, number, state, drawn_by, drawn_at, cases, contacts) VALUES ('54', 9, 'DRAWN', $1, now(), 2, 0)` },
      [drawer],
    );
    await tx.query(
      {
        text: `INSERT INTO destruction_item (department, number, subject, kind, reference, opened_on, due_on)
               SELECT '54', 9, id, 'CASE', reference, opened_at, now() FROM case_file WHERE id = ANY ($1::uuid[])`,
      },
      [[caseId, seenId]],
    );
  });
  await partial.open(`${page}/listes/9`);
  expect(partial.words).toContain('un autre coordinateur doit s’en charger');
  expect(partial.words).toContain(seen);
  expect(partial.page.text).not.toMatch(new RegExp(`${hidden}|/visa|bordereau|abandonner`));
  for (const address of ['bordereau.csv', 'visa']) {
    const refused = await partial.open(`${page}/listes/9/${address}`);
    expect(refused.status).toBe(403);
    expect(refused.text).not.toContain(seen);
  }
  const dropped = await asActor({ as: 'PERSON', account: apart ?? '' }, () => dropList(api.db, '54', { number: 9, by: apart ?? '' }, Date.now()));
  expect(dropped).toBe('PARTIAL');
  const visa = { number: 9, reference: 'V', on: '2999-01-01', by: apart ?? '' };
  expect(await asActor({ as: 'PERSON', account: apart ?? '' }, () => agreeToList(api.db, '54', visa, Date.now()))).toBe('PARTIAL');
  expect(await agreeToList(api.db, '54', { ...visa, on: '2016-11-20' }, Date.now()), 'in the record too').toBe('TOO_EARLY');
  await whole.open(`${page}/listes/9`);
  await whole.submit('/abandonner');
  const left = await inDepartment(api.db, '54', (tx) => tx.query({ text: 'SELECT FROM destruction_item WHERE number = 9' }));
  expect(left.rowCount).toBe(0);
});

test('a night that failed is said on the list and in the queue, and no more once it is given up', async () => {
  const [drawing] = both();
  const [first, second] = (await listAccounts(api.db, '54')).map(({ id }) => id);
  await inDepartment(api.db, '54', async (tx) => {
    await tx.query(
      {
        text: `INSERT INTO destruction (department, number, state, drawn_by, drawn_at, cases, contacts) VALUES ('54', 20, 'DRAWN', $1, now(), 0, 0)`,
      },
      [first],
    );
    await tx.query(
      {
        text: `UPDATE destruction SET state = 'AGREED', visa = 'V', visa_on = now(), agreed_by = $1, agreed_at = now(), failure = 'JOURNALS', failed_at = now()
               WHERE number = 20`,
      },
      [second],
    );
  });
  await drawing.open('/guichet');
  expect(drawing.words).toContain('Une destruction a échoué');
  await drawing.open(`${page}/listes/20`);
  expect(drawing.words).toContain('Les journaux ne tiennent pas');
  expect(drawing.words).toContain('Destruction échouée');
  expect(drawing.words).not.toContain('À détruire la nuit prochaine');
  await drawing.submit('/abandonner');
  await drawing.open('/guichet');
  expect(drawing.words).not.toContain('Une destruction a échoué');
});

test('a list goes one way, as the database has it, and only of what has ended', async () => {
  const running = await openCase(api.db);
  const { id } = (await listAccounts(api.db, '54'))[0] ?? {};
  const write = (text: string, values: unknown[] = []) => inDepartment(api.db, '54', (tx) => tx.query({ text }, values));
  const begin = `INSERT INTO destruction (department, number, state, drawn_by, drawn_at, cases, contacts, visa, visa_on, agreed_by, agreed_at)
                 VALUES ('54', 10, $2, $1, now(), 1, 0, NULL, NULL, NULL, NULL)`;
  await expect(write(begin, [id, 'DROPPED'])).rejects.toThrow('begins drawn');
  await write(begin, [id, 'DRAWN']);
  const item = `INSERT INTO destruction_item (department, number, subject, kind, reference, opened_on, due_on) VALUES ('54', 10, $1, $2, 'x', now(), now())`;
  await expect(write(item, [running.caseId, 'CASE']), 'it runs').rejects.toThrow(/row-level security/);
  await expect(write(item, [running.alertId, 'CONTACT']), 'it opened a case').rejects.toThrow(/row-level security/);
  await expect(write(`UPDATE destruction SET drawn_at = now() WHERE number = 10`)).rejects.toThrow(/permission denied/);
  await expect(write(`UPDATE destruction SET destroyed = 1 WHERE number = 10`)).rejects.toThrow('without an agreement');
  await expect(write(`UPDATE destruction SET visa = 'V', visa_on = now() WHERE number = 10`)).rejects.toThrow('written down once');
  await write(`UPDATE destruction SET state = 'DROPPED' WHERE number = 10`);
  await expect(write(`UPDATE destruction SET state = 'DRAWN' WHERE number = 10`)).rejects.toThrow('does not go from');
});

test('suspended accounts are erased where the department has decided its terms, and nowhere else', async () => {
  const erased = (department: string, id: string) =>
    inDepartment(api.db, department, async (tx) => {
      const { rows } = await tx.query<{ erased: boolean }>({ text: 'SELECT erased_at IS NOT NULL AS erased FROM account WHERE id = $1' }, [id]);
      return rows[0]?.erased;
    });
  const gone = async (department: string) => {
    const email = `ancienne-${department}@guichet.example`;
    const id = await createAccount(api.db, { department, kind: 'AGENT', organisation: null, email, name: 'Ancienne' }, null);
    await inDepartment(api.db, department, (tx) => tx.query({ text: `UPDATE account SET disabled_at = '2020-01-01' WHERE id = $1` }, [id]));
    return id;
  };
  const [decided, undecided] = [await gone('54'), await gone('57')];
  await createDaily({ db: api.db, signing: new SigningRing(api.config.keys.signing) }).signAndTidy();
  expect([await erased('54', decided), await erased('57', undecided)]).toEqual([true, false]);
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

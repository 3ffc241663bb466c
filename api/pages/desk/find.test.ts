import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountToSignIn } from '../../../accounts/accounts.ts';
import { indexCases } from '../../../cases/record/likeness.ts';
import { stepBack } from '../../../cases/record/release.ts';
import { recordContact } from '../../../intake/contact.ts';
import { receive } from '../../../intake/receive.ts';
import { demonstrationAccount, forms, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { anAlert, rowsAsOwner } from '../../../test/fresh.testing.ts';

let api: TestApi;
let visitor: Visitor;
let reference: string;
let caseId: string;
beforeAll(async () => {
  api = await startTestApi();
  visitor = new Visitor(api.url);
  await visitor.signIn(demonstrationAccount('54', 'AGENT'));
  const alert = anAlert(
    {
      content: {
        narrative: '',
        victim: { name: 'Mme Zéphirine QUILLEVER épouse Lebœuf', phone: '03 83 98 76 54', address: '12, av. de la Libération, 54000 Nancy' },
        implicated: [{ name: 'Gauthier Thibault-Renaud' }],
        reporter: { anonymousToDesk: false, anonymousToImplicated: true, name: 'Łukasz Nowak', email: 'Lukasz@exemple.example' },
      },
    },
    { inseeCode: '54395' },
  );
  const received = await receive(api.db, alert);
  if ('conflict' in received) throw new Error('conflict');
  ({ reference, caseId } = received);
  // Others, that must not be found with it.
  await receive(api.db, anAlert({ content: { narrative: '', victim: { name: 'Zélie Dupont', phone: '03 83 11 11 11' } } }));
});
afterAll(async () => {
  await api?.end();
});

/** What the department's rows say, or an act on them that no page has. */
const asOwner = (statement: string) => rowsAsOwner(api, statement);

/** The references that a search shows, in their order. */
async function found(typed: string, by = visitor): Promise<string[]> {
  await by.open('/guichet/chercher');
  await by.submit('/guichet/chercher', { texte: typed });
  expect(by.page.status).toBe(200);
  return [...by.page.text.matchAll(/<tr id="([^"]+)"/g)].map(([, id = '']) => id);
}

/** What is proposed while somebody types in the box of the page. */
async function typing(by: Visitor): Promise<(texte: string) => Promise<string>> {
  await by.open('/guichet/chercher');
  const [token = ''] = forms(by.page.text).flatMap(({ action, fields }) => (action.endsWith('/chercher') ? [String(fields._csrf)] : []));
  return async (texte) => (await by.post('/guichet/chercher/debut', { texte, _csrf: token })).text;
}

describe('a case is found', () => {
  test.each([
    ['Quillever', 'Nom de la personne concernée'],
    ['zephirine quillever', 'Nom de la personne concernée'],
    ['QUILLEVÉR Zéphirine', 'Nom de la personne concernée'],
    ['leboeuf', 'Nom de la personne concernée'],
    ['Madame Lebeuf', 'Nom de la personne concernée, à peu près'],
    ['Kilever', 'Nom de la personne concernée, à peu près'],
    ['Quilelver', 'Nom de la personne concernée, à peu près'],
    ['Thibaut Gotier', 'Nom d’une personne mise en cause, à peu près'],
    ['thibault renaud', 'Nom d’une personne mise en cause'],
    ['lukasz nowak', 'Nom de l’auteur de l’alerte'],
    ['03 83 98 76 54', 'Téléphone'],
    ['+33 (0)3.83.98.76.54', 'Téléphone'],
    ['lukasz@EXEMPLE.example', 'Adresse électronique'],
    ['avenue de la Libération', 'Rue'],
    ['av liberation', 'Rue'],
  ])('by « %s », and why is said', async (typed, why) => {
    expect(await found(typed)).toEqual([reference]);
    expect(visitor.words).toContain(why);
    expect(visitor.words).toContain('Zéphirine QUILLEVER');
    expect(visitor.page.url).toMatch(/^\/guichet\/chercher\/[\w-]{22}$|\/guichet\/chercher\/[\w-]{22}$/);
  });

  test('by its reference in any spelling, its page at once; by its last part, in the list', async () => {
    for (const typed of [
      reference,
      reference.toLowerCase(),
      reference.replaceAll('-', ' '),
      reference.replaceAll('-', ''),
      reference.replaceAll('0', 'O').replaceAll('1', 'I'),
    ]) {
      await visitor.open('/guichet/chercher');
      await visitor.submit('/guichet/chercher', { texte: typed });
      expect(visitor.page.url, typed).toContain(`/guichet/dossiers/${reference}`);
    }
    const last = reference.slice(-7);
    if (/\d/.test(last)) expect(await found(last)).toEqual([reference]);
  });

  test('not by words of nobody, of two people, or of another department', async () => {
    for (const typed of ['Quillevra Dupontel', 'Quillever Nowak', 'Dupont Lebœuf', '03 83 98 76 55']) expect(await found(typed), typed).toEqual([]);
    const other = new Visitor(api.url);
    await other.signIn(demonstrationAccount('57', 'AGENT'));
    expect(await found('Quillever', other)).toEqual([]);
  });
});

test('communes, establishments and partners lead to their cases', async () => {
  await found('Nancy');
  expect(visitor.page.text).toContain('/guichet/dossiers?commune&#x3D;54395');
  await visitor.open('/guichet/dossiers?commune=54395');
  expect(visitor.page.text).toContain(reference);
  expect(visitor.words).toContain('Dossiers, Nancy');
  await visitor.open('/guichet/dossiers?commune=54329');
  expect(visitor.page.text).not.toContain(reference);
  await found('Agence régionale');
  expect(visitor.page.text).toContain('partenaire&#x3D;');
});

test('while one types, references, communes and partners are proposed; no person is, nothing is kept, no reading is noted', async () => {
  const rows = () => asOwner('SELECT (SELECT count(*) FROM refused_form) AS kept, (SELECT count(*) FROM access_log) AS read');
  const before = await rows();
  const begun = await typing(visitor);
  expect(await begun(reference.slice(0, -3))).toContain(`/guichet/dossiers/${reference}`);
  expect(await begun('nanc')).toContain('Nancy');
  expect(await begun('agence rég')).toContain('partenaire&#x3D;');
  for (const typed of ['Quillever', 'Zephirine Quillever', '03 83 98 76 54', 'lukasz@exemple.example', 'n'])
    expect((await begun(typed)).trim(), typed).toBe('');
  expect(await rows()).toEqual(before);
  expect((await visitor.post('/guichet/chercher/debut', { texte: 'nanc' })).text).not.toContain('Nancy');
  const other = new Visitor(api.url);
  await other.signIn(demonstrationAccount('57', 'AGENT'));
  expect(await (await typing(other))(reference.slice(0, -3))).not.toContain(reference);
});

test('a contact without a case is found by its reference', async () => {
  const contact = {
    department: '54',
    kind: 'ADVICE',
    channel: 'PHONE',
    source: 'test',
    externalId: 'found',
    bodyHash: Buffer.alloc(32),
    receivedAt: Date.now(),
  } as const;
  const kept = await recordContact(api.db, { ...contact, content: {} });
  if ('conflict' in kept) throw new Error('conflict');
  await found(kept.reference.replaceAll('-', ' ').toLowerCase());
  expect(visitor.words).toContain('Contact sans dossier');
  expect(visitor.words).toContain(kept.reference);
});

test('a search is gone back to by whoever made it, and by nobody else; what was typed is in no address, no log and no row', async () => {
  await found('Quillever');
  const { url } = visitor.page;
  expect((await visitor.open(url)).text).toContain('value="Quillever"');
  const other = new Visitor(api.url);
  await other.signIn(demonstrationAccount('54', 'COORDINATOR'));
  expect((await other.open(url)).text).not.toContain('Quillever');
  expect(other.page.url).toMatch(/\/guichet\/chercher$/);
  expect(other.words).toContain('n’est plus gardée');
  expect(api.log().toLowerCase()).not.toContain('quillever');
  expect(await asOwner(`SELECT id_hash FROM refused_form WHERE position('Quillever'::bytea IN sealed) > 0`)).toEqual([]);
  expect(await asOwner('SELECT id_hash FROM refused_form LIMIT 1')).toHaveLength(1);
});

test('who looked, for what kind, and what was shown is noted', async () => {
  await found('Quillever');
  const log = await asOwner(
    `SELECT case_id, what, why FROM access_log WHERE department = '54' AND why = 'SEARCH' AND actor_kind = 'AGENT' ORDER BY id DESC LIMIT 2`,
  );
  expect(log).toEqual([
    { case_id: null, what: 'SEARCH:VICTIM_WORD:1', why: 'SEARCH' },
    { case_id: caseId, what: 'FOUND', why: 'SEARCH' },
  ]);
});

test('cases of a version before are found once they are indexed, and twice is once', async () => {
  await asOwner(`DELETE FROM likeness WHERE kind LIKE '%_WORD' OR kind = 'STREET'`);
  expect(await found('Quillever')).toEqual([]);
  for (let turn = 0; turn < 2; turn += 1) expect(await indexCases(api.db, '54', null, 100)).toMatchObject({ last: null });
  expect(await found('Quillever')).toEqual([reference]);
});

test('somebody who stepped back from a case does not find it', async () => {
  const account = (await accountToSignIn(api.db, demonstrationAccount('54', 'AGENT').email))?.account.id ?? '';
  await stepBack(api.db, '54', account, caseId);
  for (const typed of ['Quillever', '03 83 98 76 54', reference, 'avenue de la Libération']) expect(await found(typed), typed).toEqual([]);
  expect(await (await typing(visitor))(reference.slice(0, -3))).not.toContain(reference);
});

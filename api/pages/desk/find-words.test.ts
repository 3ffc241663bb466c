import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { accountToSignIn } from '../../../accounts/accounts.ts';
import { apply } from '../../../cases/record/apply.ts';
import { stepBack } from '../../../cases/record/release.ts';
import { agent, monday } from '../../../cases/world.testing.ts';
import { receive } from '../../../intake/receive.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { anAlert, rowsAsOwner } from '../../../test/fresh.testing.ts';

let api: TestApi;
let visitor: Visitor;
const cases: { reference: string; caseId: string }[] = [];

beforeAll(async () => {
  api = await startTestApi();
  visitor = new Visitor(api.url);
  await visitor.signIn(demonstrationAccount('54', 'AGENT'));
  await said('La voisine a vu une ESCARRE au talon ; « Lâche-moi », criait-il.', '54395');
  await said('Rien de tel.', '54395');
  await said('Une escarre, à Laxou.', '54304');
  await said('Une escarre pour essai.', '54395', { exercise: true });
  const [, second] = cases;
  const note = { kind: 'NoteAdded', at: monday + 60_000, by: agent } as const;
  await apply(api.db, '54', second?.caseId ?? '', note, { content: { text: 'Son œil droit est tuméfié.' } });
});
afterAll(async () => {
  await api?.end();
});

async function said(narrative: string, inseeCode: string, more: { exercise?: true } = {}): Promise<void> {
  const received = await receive(api.db, anAlert({ ...more, content: { narrative, victim: { name: 'Zéphirine Quillevéré' } } }, { inseeCode }));
  if ('conflict' in received) throw new Error('conflict');
  cases.push(received);
}

/** What the department's rows say, or an act on them that no page has. */
const asOwner = (statement: string) => rowsAsOwner(api, statement);

/** The references that a search of words shows, in their order. */
async function found(mots: string, where: Record<string, string> = { commune: 'Nancy' }, by = visitor): Promise<string[]> {
  await by.open('/guichet/chercher/mots');
  await by.submit('/guichet/chercher/mots', { mots, ...where });
  expect(by.refusal).toBeNull();
  while (by.page.headers.get('refresh') !== null) await by.open(by.page.url);
  return [...by.page.text.matchAll(/<tr id="([^"]+)"/g)].map(([, id = '']) => id);
}
const reference = (index: number) => cases[index]?.reference ?? '';

describe('words of what was said', () => {
  test('are found in a place, a period or a body’s cases, with where they were said; nothing else is', async () => {
    expect(await found('escarre')).toEqual([reference(0)]);
    expect(visitor.page.text).toContain('<mark>ESCARRE</mark>');
    expect(visitor.words).toContain('Alerte enregistrée');
    expect(visitor.words).toContain('2 dossiers lus.');
    expect(await found('"lache moi"')).toEqual([reference(0)]);
    expect(await found('oeil tumefie')).toEqual([reference(1)]);
    expect(visitor.words).toContain('Note');
    expect((await found('escarre', { du: '2026-11-01' })).toSorted()).toEqual([reference(0), reference(2)].toSorted());
    expect(await found('escarre', { du: '2027-11-01' })).toEqual([]);
    expect(visitor.words).toContain('Aucun dossier ne répond');
    expect(await found('escarre talon voisin')).toEqual([reference(0)]);
    expect(await found('Quillevéré'), 'a name is looked for by the other box').toEqual([]);
    const other = new Visitor(api.url);
    await other.signIn(demonstrationAccount('57', 'AGENT'));
    expect(await found('escarre', { du: '2026-11-01' }, other)).toEqual([]);
  });

  test('are looked for nowhere until somebody says where, and say what is wrong', async () => {
    const refused = async (sent: Record<string, string>) => {
      await visitor.open('/guichet/chercher/mots');
      await visitor.submit('/guichet/chercher/mots', sent);
      return visitor.refusal;
    };
    expect(await refused({ mots: 'escarre' })).toContain('Dites d’abord où chercher');
    expect(visitor.page.text).toContain('value="escarre"');
    expect(await refused({ mots: '', commune: 'Nancy' })).toContain('Écrivez un mot');
    expect(await refused({ mots: 'le', commune: 'Nancy' })).toContain('trois lettres');
    expect(await refused({ mots: 'escarre', commune: 'Nulleville' })).toContain('Aucune commune d’ici');
    expect(await refused({ mots: 'escarre', du: 'hier' })).toContain('Écrivez le jour');
  });

  test('are gone back to by whoever looked, and by nobody else; they are in no address, no log and no row', async () => {
    await found('tumefie');
    const { url } = visitor.page;
    expect(url).toMatch(/\/guichet\/chercher\/mots\/[\w-]{22}$/);
    expect((await visitor.open(url)).text).toContain('value="tumefie"');
    const other = new Visitor(api.url);
    await other.signIn(demonstrationAccount('54', 'COORDINATOR'));
    expect((await other.open(url)).text).not.toContain('tumefie');
    expect(other.words).toContain('n’est plus gardée');
    expect(api.log()).not.toMatch(/tum[eé]fi/);
    expect(await asOwner(`SELECT id_hash FROM refused_form WHERE position('tumefie'::bytea IN sealed) > 0`)).toEqual([]);
  });

  test('leave who looked, the kind of search, and each case that was shown', async () => {
    await found('escarre');
    const log = await asOwner(
      `SELECT case_id, what FROM access_log WHERE department = '54' AND why = 'SEARCH' AND actor_kind = 'AGENT' ORDER BY id DESC LIMIT 2`,
    );
    expect(log).toEqual([
      { case_id: null, what: 'SEARCH:WORDS:1' },
      { case_id: cases[0]?.caseId, what: 'FOUND' },
    ]);
  });

  test('are not found in a case whose key was erased, nor by somebody who stepped back from it', async () => {
    await asOwner(`DELETE FROM keys.sealed_key WHERE owner_id = '${cases[1]?.caseId}'`);
    expect(await found('tumefie')).toEqual([]);
    const account = (await accountToSignIn(api.db, demonstrationAccount('54', 'AGENT').email))?.account.id ?? '';
    await stepBack(api.db, '54', account, cases[0]?.caseId ?? '');
    expect(await found('escarre')).toEqual([]);
  });
});

describe('a search that did not open all it was asked for', () => {
  const none = 'Aucun dossier ne dit cela';

  test('says why it has no answer, and not that nothing is there', async () => {
    const { execPath } = process;
    process.execPath = '/nowhere/node';
    try {
      expect(await found('introuvable')).toEqual([]);
    } finally {
      process.execPath = execPath;
    }
    expect(visitor.words).toContain('Les dossiers n’ont pas pu être ouverts : cherchez à nouveau dans un moment.');
    expect(visitor.words).not.toContain(none);
    expect(api.log()).toContain('"code":"FAILED"');
    expect(await found('introuvable')).toEqual([]);
    expect(visitor.words).toContain(none);
  });

  test('counts what could not be opened, and finds the rest', async () => {
    const toul = { commune: 'Toul' };
    for (let at = 0; at < 3; at += 1) await said('Un bleu au poignet.', '54528');
    const [noKey, noNames, whole] = cases.slice(-3);
    await apply(api.db, '54', noNames?.caseId ?? '', { kind: 'NoteAdded', at: monday + 60_000, by: agent }, { content: { text: 'Un bleu au dos.' } });
    await asOwner(`
      UPDATE keys.sealed_key SET wrapped = 'damaged' WHERE owner_id = '${noKey?.caseId}';
      ALTER TABLE journal_entry DISABLE TRIGGER immutable;
      UPDATE journal_entry SET sealed = 'damaged' WHERE case_id = '${noNames?.caseId}' AND kind = 'ALERT_RECORDED';
      ALTER TABLE journal_entry ENABLE TRIGGER immutable`);
    expect((await found('bleu', toul)).toSorted()).toEqual([noNames?.reference, whole?.reference].toSorted());
    expect(visitor.words).toContain('2 dossiers lus. 1 dossier n’a pu être ouvert : ces mots y sont peut-être.');
    expect(await found('introuvable', toul)).toEqual([]);
    expect(visitor.words).toContain('1 dossier lu. 2 dossiers n’ont pu être ouverts');
    expect(visitor.words).not.toContain(none);
    expect(api.log()).toContain('"count":2');
    expect(api.log()).not.toMatch(/introuvable|bleu/);
  });

  test('reads fewer cases together where they hold very much, and every one of them whole', async () => {
    for (let at = 0; at < 3; at += 1) await said('Un hématome.', '54329');
    const all = cases.slice(-3);
    // Two of them have, behind what was said, all that is read together.
    for (const id of all
      .map(({ caseId }) => caseId)
      .toSorted()
      .slice(0, 2))
      await asOwner(`
        INSERT INTO journal_entry (case_id, seq, department, kind, at, recorded_at, actor_kind, codes, sealed, step, hash)
        SELECT '${id}', -n, '54', 'NOTE', now(), now(), 'AGENT', '{}', 'damaged', -n, '' FROM generate_series(1, 25000) n`);
    expect((await found('hematome', { commune: 'Lunéville' })).toSorted()).toEqual(all.map((one) => one.reference).toSorted());
  });

  test('seeks what it read of a very long phrase, and shows it', async () => {
    await found(`"${'escarre au talon '.repeat(6_000)}"`);
    expect(visitor.words).toContain(none);
    expect(/name="mots"[^>]* value="([^"]*)"/.exec(visitor.page.text)?.[1]?.replaceAll('&quot;', '"')).toHaveLength(200);
  });

  test('is given up for a newer one, and once its reader has left', async () => {
    const urls: string[] = [];
    for (const mots of ['talon', 'voisine']) {
      await found(mots);
      urls.push(visitor.page.url);
    }
    const [older = '', newer = ''] = urls;
    const owner = new Client({ connectionString: api.fresh.ownerUrl });
    await owner.connect();
    await owner.query('BEGIN; LOCK TABLE journal_entry IN ACCESS EXCLUSIVE MODE');
    const waiting = async (count: number) => {
      const { rows } = await owner.query(`SELECT 1 FROM pg_locks WHERE relation = 'journal_entry'::regclass AND NOT granted`);
      expect(rows).toHaveLength(count);
    };
    try {
      const first = visitor.open(older);
      await vi.waitFor(() => waiting(1), 10_000);
      const leaving = new AbortController();
      const second = visitor.open(newer, { signal: leaving.signal }).catch(({ name }: Error) => name);
      const { text } = await first;
      expect(text).toContain('une autre recherche a pris sa place');
      expect(text).not.toContain(none);
      await vi.waitFor(() => waiting(2), 10_000);
      leaving.abort();
      expect(await second).toBe('AbortError');
      await vi.waitFor(() => expect(api.log().match(/"code":"GIVEN_UP"/g)).toHaveLength(2), 10_000);
    } finally {
      await owner.end();
    }
  });

  test('says how far it is while it goes on, is stopped, and is answered once it has ended', async () => {
    await found('"rien de tel"');
    const { url } = visitor.page;
    const owner = new Client({ connectionString: api.fresh.ownerUrl });
    await owner.connect();
    await owner.query('BEGIN; LOCK TABLE journal_entry IN ACCESS EXCLUSIVE MODE');
    try {
      const { headers } = await visitor.open(url);
      expect(headers.get('refresh')).toBe('3');
      expect(visitor.words).toMatch(/La recherche continue 0 dossier lu sur \d\./);
      // The page that asks itself again is left by whoever presses.
      const leaving = new AbortController();
      const again = visitor.open(url, { signal: leaving.signal }).catch(({ name }: Error) => name);
      setTimeout(() => leaving.abort(), 200);
      expect(await again).toBe('AbortError');
      await visitor.submit('/arreter');
      expect(visitor.words).toContain('La recherche est arrêtée.');
      expect((await visitor.open(url)).text, 'looked at again, it begins again').toContain('La recherche continue');
    } finally {
      await owner.end();
    }
    const { headers, text } = await visitor.open(url);
    expect(headers.get('refresh')).toBeNull();
    expect(text).not.toContain('La recherche continue');
    expect(visitor.words).toMatch(/dossiers? lus?/);
  });
});

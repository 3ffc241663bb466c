import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyJournals } from '../../../cases/record/signing.ts';
import { inDepartment } from '../../../database/pool.ts';
import { SigningRing } from '../../../database/signing-ring.ts';
import { keepMails } from '../../../intake/email/inbound-mails.ts';
import { demonstrationAccount, forms, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { openCase } from '../../../test/fresh.testing.ts';

/*
 * The id in the address of a page that keeps drafts is chosen by whoever types it. Opened with the id of a case or of a mail, and
 * abandoned, such a page once dropped the key of what it named.
 */

let api: TestApi;
let agent: Visitor;
let csrf: string;
const ids: Record<string, string> = {};

beforeAll(async () => {
  api = await startTestApi();
  agent = new Visitor(api.url);
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
  await agent.open('/guichet/appels/nouveau');
  csrf = String(forms(agent.page.text).find(({ action }) => action.startsWith('/guichet/appels/'))?.fields._csrf);
  const file = { name: 'mot.txt', type: 'text/plain; charset=utf-8', kind: 'TEXT' as const, verdict: 'CLEAN' as const, bytes: Buffer.from('mot') };
  ids.case = (await openCase(api.db, { files: [{ ...file, name: 'confidences.txt' }] })).caseId;
  await keepMails(api.db, '54', 'imap', [{ raw: Buffer.from('From: a@b.example\r\nSubject: Ma voisine\r\n\r\nBonjour') }], Date.now());
  ids.mail = (await rows('SELECT id FROM inbound_mail'))[0]?.id;
});
afterAll(() => api?.end());

const rows = (text: string, values: unknown[] = []) => inDepartment(api.db, '54', async (tx) => (await tx.query({ text }, values)).rows);
const keys = () => rows('SELECT owner_id, kind, wrapped FROM keys.sealed_key ORDER BY owner_id');

const pages = ['/guichet/appels', '/guichet/courriers'];

describe.each(pages)('%s with the id of something else in its address', (page) => {
  test.each(['case', 'mail'])('a %s: nothing is shown, kept, listed or dropped', async (what) => {
    const before = await keys();
    const here = `${page}/${ids[what]}`;
    expect((await agent.open(here)).status).toBe(404);
    expect(agent.page.text).not.toContain('confidences');
    for (const address of [`${here}/brouillon`, here, `${here}/abandonner`]) {
      const { status } = await agent.post(address, { _csrf: csrf, notes: 'Rien de tel.', contactKind: 'ADVICE' });
      expect(status, address).toBe(404);
    }
    expect(await keys()).toEqual(before);
    expect(await rows('SELECT 1 FROM draft WHERE id = $1', [ids[what]])).toEqual([]);
    expect((await verifyJournals(api.db, '54', new SigningRing(api.config.keys.signing))).flaws).toEqual([]);
  });

  test('a draft of one’s own, of another page', async () => {
    const other = pages.find((one) => one !== page) ?? '';
    await agent.open(`${other}/nouveau`);
    const id = agent.page.url.split('/').at(-1) ?? '';
    expect((await agent.post(`${other}/${id}/brouillon`, { _csrf: csrf, notes: 'Mme Quillevéré.' })).status).toBe(200);
    expect((await agent.open(`${page}/${id}`)).status).toBe(404);
    expect((await agent.post(`${page}/${id}/abandonner`, { _csrf: csrf })).status).toBe(404);
    expect((await agent.open(`${other}/${id}`)).text).toContain('Quillevéré');
  });
});

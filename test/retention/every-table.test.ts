import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createAccount } from '../../accounts/accounts.ts';
import { lookAtDepartment } from '../../activities/retention-look.ts';
import { dayIn } from '../../calendar/local.ts';
import { hours } from '../../cases/world.testing.ts';
import {
  agreeToAnswer,
  checkRequest,
  chooseCases,
  keepRequest,
  noteAnswerSent,
  prepareAnswer,
  readDataRequest,
} from '../../data-requests/record/data-requests.ts';
import { inDepartment } from '../../database/pool.ts';
import { keepMails } from '../../intake/email/inbound-mails.ts';
import { agreeToList, drawList } from '../../retention/record/destructions.ts';
import { whatIsDue } from '../../retention/record/due.ts';
import { leftOutside } from '../../retention/record/outside.ts';
import { asOwner, type Desk, fillEveryTable, freshDesk, openCase, rowsAsOwner, signing } from '../fresh.testing.ts';

// Cases are brought to their end by force here, which their journals do not say: that nothing goes then is another test's. In a process of its own.
vi.mock('../../cases/record/signing.ts', async (original) => ({
  ...(await original<object>()),
  verifyJournalsIn: () => Promise.resolve({ flaws: [] }),
}));

const now = Date.now() + hours(3);
let desk: Desk;
beforeAll(async () => {
  desk = await freshDesk();
});
afterAll(() => desk.end());

const query = <R extends object>(text: string): Promise<R[]> => rowsAsOwner(desk, text);

/** The tables that say one of these, in any column. */
async function saying(...texts: string[]): Promise<string[]> {
  const tables = await query<{ name: string }>(`
    SELECT c.oid::regclass::text AS name FROM pg_class c
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text IN ('public', 'keys', 'sessions') ORDER BY 1`);
  const found: string[] = [];
  for (const { name } of tables) {
    const said = await query(`SELECT FROM ${name} t WHERE t::text ILIKE ANY (ARRAY[${texts.map((text) => `'%${text}%'`).join()}]) LIMIT 1`);
    if (said.length > 0) found.push(name);
  }
  return found;
}

test('of a case that has something in every table, nothing is left but who read it', async () => {
  await fillEveryTable(desk.db, '54');
  await asOwner(desk, 'DELETE FROM keys.sealed_key WHERE owner_id IN (SELECT id FROM left_outside)');
  await asOwner(desk, 'DELETE FROM left_outside; DELETE FROM destruction_item; DELETE FROM destruction');
  const cases = await query<{ id: string; reference: string }>('SELECT id, reference FROM case_file ORDER BY id');
  const [first] = cases;
  if (first === undefined) throw new Error('no case');
  // A mail of it in the mailbox, another desk to which it went, and a rehearsal that stands at it.
  const mail = Buffer.from('From: a@b.example\r\nMessage-ID: <un@b.example>\r\n\r\nBonjour de Philibertine');
  await keepMails(desk.db, '54', 'imap', [{ raw: mail }], now, { uidValidity: 1n, uid: 2 });
  await asOwner(desk, 'UPDATE inbound_mail SET case_id = $1', [first.id]);
  const far = await openCase(desk.db, { department: '57' });
  await inDepartment(desk.db, '54', (tx) =>
    tx.query(
      {
        text: `INSERT INTO handed_over (from_department, from_case, from_reference, transfer, to_department, to_case, to_alert, to_reference, handed_at)
               VALUES ('54', $1, $2, 't1', '57', $3, 'a1', $4, now())`,
      },
      [first.id, first.reference, far.caseId, far.reference],
    ),
  );
  await asOwner(desk, `UPDATE rehearsal SET status = 'RUNNING', ended_at = NULL, at_opened = now(), at_case = $1`, [first.id]);
  await asOwner(
    desk,
    `UPDATE case_file SET status = 'CLOSED', last_at = '2015-02-18',
       state = state || '{"status":"CLOSED","closedAt":1424254800000,"tasks":[],"deadlines":[],"messages":[],"obligations":[]}'`,
  );
  await asOwner(desk, `UPDATE alert SET received_at = '2015-02-18' WHERE case_id IS NULL`);
  // Somebody's request about it, not answered yet, and answered long ago.
  const [drawing = '', agreeing = ''] = await Promise.all(
    ['une', 'autre'].map((name) =>
      createAccount(desk.db, { department: '54', kind: 'COORDINATOR', organisation: null, email: `${randomUUID()}@guichet.example`, name }, null),
    ),
  );
  const content = { name: 'Philibertine', reach: 'Nancy', words: 'Que savez-vous ?' };
  const form = { right: 'ACCESS', came: 'LETTER', receivedOn: '2015-01-07', content, by: drawing, formKey: randomUUID() } as const;
  const on = { number: await keepRequest(desk.db, '54', form, now), by: drawing, unchanged: () => true };
  await chooseCases(desk.db, '54', { ...on, cases: [first.id] });
  const due = async () => (await whatIsDue(desk.db, '54', now)).items.map(({ subject }) => subject);
  expect(await due(), 'somebody waits for an answer about it').not.toContain(first.id);
  await checkRequest(desk.db, '54', { ...on, asker: 'PERSON', proved: true, identity: 'Vue.', mandate: '' }, now);
  await prepareAnswer(desk.db, '54', { ...on, answer: 'Rien.', reach: 'Nancy', told: '' }, now);
  await agreeToAnswer(desk.db, '54', { ...on, by: agreeing }, now);
  await noteAnswerSent(desk.db, '54', { ...on, on: '2015-02-18', how: 'LETTER' }, now);
  const request = await readDataRequest(desk.db, '54', on.number);
  expect(await due()).toEqual(expect.arrayContaining([first.id, request?.id]));
  const theirs = await query<{ id: string }>(`
    SELECT id::text FROM alert UNION SELECT id::text FROM attachment UNION SELECT id::text FROM declaration UNION SELECT id::text FROM told
    UNION SELECT id::text FROM inbound_mail`);
  const number = (await drawList(desk.db, '54', drawing, now)) ?? 0;
  const visa = { number, reference: 'V', on: dayIn(now, 'Europe/Paris'), by: agreeing };
  expect(await agreeToList(desk.db, '54', visa, now)).toBeNull();

  // Nobody answers at its mail server.
  const mailbox = { department: '54', host: '127.0.0.1', port: 9, secure: false, user: 'u', password: 'p', folder: 'INBOX', archive: undefined };
  const log = { info: () => undefined, error: () => undefined };
  const look = lookAtDepartment({ db: desk.db, signing, mailboxes: [mailbox], forgetCase: async () => undefined, log }, '54', now);
  await expect(look).rejects.toThrow(/ECONNREFUSED|connect/);
  expect(await query('SELECT state, failure, spared FROM destruction')).toEqual([{ state: 'DONE', failure: 'MAILBOX', spared: 0 }]);
  expect(await query('SELECT kind FROM left_outside'), 'its mail is still to be deleted from the mailbox').toEqual([{ kind: 'MAILBOX' }]);
  expect((await leftOutside(desk.db, '54')).mailbox).toMatchObject([{ messageId: '<un@b.example>' }]);
  expect(await saying(...cases.flatMap(({ id, reference }) => [id, reference]))).toEqual(['access_log']);
  expect(await saying(request?.id ?? ''), 'the request went at its own term').toEqual([]);
  expect(await query('SELECT cases FROM data_request'), 'one that is kept leaves the case').toEqual([{ cases: [] }]);
  expect(await saying('un@b.example', ...theirs.map(({ id }) => id))).toEqual([]);
  expect(await query('SELECT status, at_case, at_opened FROM rehearsal')).toEqual([{ status: 'STOPPED', at_case: null, at_opened: null }]);
  expect(await query('SELECT from_case, from_reference, to_reference FROM handed_over'), 'the other desk keeps its own side').toEqual([
    { from_case: null, from_reference: null, to_reference: far.reference },
  ]);
  expect(await query(`SELECT FROM keys.sealed_key WHERE kind IN ('CASE', 'CONTACT', 'MAIL', 'DECLARATION', 'TOLD')`)).toEqual([]);
  await keepMails(desk.db, '54', 'imap', [{ raw: mail }], now, { uidValidity: 2n, uid: 2 });
  expect(await query('SELECT status FROM inbound_mail'), 'where the mailbox is renumbered, it is no new alert').toEqual([]);
});

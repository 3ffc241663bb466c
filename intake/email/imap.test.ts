import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { inDepartment } from '../../database/pool.ts';
import { checks } from '../../runtime/doctor.ts';
import { readSettings } from '../../settings/config.ts';
import type { ImapMailbox } from '../../settings/mailboxes.ts';
import { readDepartmental } from '../../settings/mailboxes.ts';
import { type Dovecot, startDovecot } from '../../test/dovecot.ts';
import { type Desk, freshDesk } from '../../test/fresh.testing.ts';
import type { MailDesk } from './desk.ts';
import { forgetCopies, tryMailbox, type WatchCode, watchMailbox } from './imap.ts';
import { messageIdsOf } from './inbound-mails.ts';
import { mime } from './mails.testing.ts';

let dovecot: Dovecot;
let desk: Desk;
let mails: MailDesk;
let mailbox: ImapMailbox;
const watches: { stop: AbortController; done: Promise<void> }[] = [];

beforeAll(async () => {
  [dovecot, desk] = await Promise.all([startDovecot(), freshDesk()]);
  mails = { db: desk.db, domain: 'guichet.example', check: async () => null, voicemail: new Map(), clamd: undefined, now: Date.now };
  const [read] = readDepartmental({ GUICHET_IMAP_54: dovecot.url }).mailboxes;
  if (read === undefined) throw new Error('no mailbox');
  mailbox = read;
});
afterEach(async () => {
  for (const { stop, done } of watches.splice(0)) {
    stop.abort();
    await done;
  }
});
afterAll(async () => {
  await desk?.end();
  await dovecot?.end();
});

function watch(change: Partial<ImapMailbox> = {}): WatchCode[] {
  const stop = new AbortController();
  const told: WatchCode[] = [];
  const done = watchMailbox({ desk: mails, mailbox: { ...mailbox, ...change }, signal: stop.signal, tell: (code) => told.push(code) });
  watches.push({ stop, done });
  return told;
}

/** The narratives of the cases that mails opened; each mail says its own. */
async function taken(): Promise<{ cases: number; mails: number; waiting: number }> {
  return inDepartment(desk.db, '54', async (tx) => {
    const { rows } = await tx.query<{ cases: number; mails: number; waiting: number }>({
      text: `SELECT (SELECT count(*) FROM alert WHERE channel = 'EMAIL')::int AS cases, count(*)::int AS mails,
                    count(*) FILTER (WHERE status = 'WAITING')::int AS waiting FROM inbound_mail`,
    });
    return rows[0] ?? { cases: 0, mails: 0, waiting: 0 };
  });
}

const eventually = (assertion: () => Promise<void> | void) => vi.waitFor(assertion, { timeout: 15_000, interval: 25 });
const numbered = (n: number) => mime({ text: `Message ${n}.`, id: `<${n}@example.org>` });

it('takes in what waits, then each mail as it comes, and marks them as read', async () => {
  dovecot.pile(Array.from({ length: 60 }, (_, n) => numbered(n)));
  const told = watch();
  await eventually(async () => expect(await taken()).toEqual({ cases: 60, mails: 60, waiting: 0 }));
  await dovecot.deliver(numbered(60));
  await eventually(async () => expect(await taken()).toEqual({ cases: 61, mails: 61, waiting: 0 }));
  expect(told).toEqual(['MAILBOX_WATCHED']);
});

it('comes back after the server was away, and skips and doubles nothing', async () => {
  const told = watch();
  await eventually(() => expect(told).toEqual(['MAILBOX_WATCHED']));
  await dovecot.stop();
  await eventually(() => expect(told.at(-1)).toBe('MAILBOX_AWAY'));
  dovecot.pile([numbered(61)]);
  await dovecot.start();
  await eventually(async () => expect(await taken()).toEqual({ cases: 62, mails: 62, waiting: 0 }));
  expect(told).toEqual(['MAILBOX_WATCHED', 'MAILBOX_AWAY', 'MAILBOX_WATCHED']);
});

it('reads everything again when the server numbers its mails anew, knows them again, and takes the one that is new', async () => {
  await dovecot.stop();
  dovecot.renumber();
  dovecot.pile([numbered(62)]);
  await dovecot.start();
  const told = watch();
  await eventually(async () => expect(await taken()).toEqual({ cases: 63, mails: 63, waiting: 0 }));
  expect(told).toContain('MAILBOX_RENUMBERED');
});

it('puts mails away where it is told to; where there is no such place they stay, taken in all the same', async () => {
  const told = watch({ archive: 'Traités' });
  await dovecot.deliver(numbered(63));
  await eventually(async () => expect(await taken()).toMatchObject({ cases: 64 }));
  await eventually(() => expect(told).toContain('MAIL_NOT_MARKED'));
  watches.at(-1)?.stop.abort();
  await watches.pop()?.done;
  expect(await tryMailbox(mailbox)).toBe(64);
});

it('reads the beginning of a mail that is too large, and says so', async () => {
  watch();
  const written = mime({ text: 'Très grand.', attachments: [{ name: 'note.txt', content: 'Vue lundi.' }] });
  await dovecot.deliver(Buffer.concat([written, Buffer.alloc(58 * 1024 * 1024, `${'x'.repeat(74)}\r\n`)]));
  await eventually(async () => expect(await taken()).toEqual({ cases: 65, mails: 65, waiting: 0 }));
  const { rows } = await inDepartment(desk.db, '54', (tx) =>
    tx.query<{ reasons: string[]; bytes: string }>({ text: `SELECT reasons, bytes FROM inbound_mail ORDER BY received_at DESC LIMIT 1` }),
  );
  expect(rows[0]?.reasons).toEqual(['TOO_LARGE']);
  expect(Number(rows[0]?.bytes)).toBeGreaterThan(58 * 1024 * 1024);
});

it('leaves the mails where they are while they cannot be put on disk', async () => {
  await dovecot.deliver(numbered(70));
  const told = watch({ department: '88' });
  await eventually(() => expect(told).toEqual(['MAILBOX_WATCHED', 'MAIL_WAITS']));
  expect(await taken()).toMatchObject({ mails: 65 });
  watches.at(-1)?.stop.abort();
  await watches.pop()?.done;
  watch();
  await eventually(async () => expect(await taken()).toEqual({ cases: 66, mails: 66, waiting: 0 }));
});

it('says when the server refuses it', async () => {
  const told = watch({ password: 'une autre' });
  await eventually(() => expect(told).toEqual(['MAILBOX_REFUSED']));
  const doctor = checks.find(({ title }) => title === 'Boîtes aux lettres');
  const said = (change: Partial<ImapMailbox>) => doctor?.remedyFor({ ...readSettings({}), mailboxes: [{ ...mailbox, ...change }] });
  expect(await said({})).toBeUndefined();
  expect(await said({ folder: 'Ailleurs' })).toContain('vérifiez le serveur et le dossier de GUICHET_IMAP_54');
  expect(await said({ password: 'une autre' })).toContain('refuse ce compte');
});

it('deletes from the mailbox the mails of what is destroyed, and no other; asked twice, it is so already', async () => {
  const { rows } = await inDepartment(desk.db, '54', (tx) =>
    tx.query<{ id: string }>({ text: `SELECT case_id AS id FROM inbound_mail WHERE case_id IS NOT NULL ORDER BY received_at, id LIMIT 2` }),
  );
  const held = await tryMailbox(mailbox);
  const cases = rows.map(({ id }) => id);
  const ids = await inDepartment(desk.db, '54', (tx) => messageIdsOf(desk.db, tx, cases));
  expect(ids).toHaveLength(2);
  expect(await forgetCopies(mailbox, ids)).toEqual([]);
  expect(await tryMailbox(mailbox)).toBe(held - 2);
  expect(await forgetCopies(mailbox, ids)).toEqual([]);
  expect(await tryMailbox(mailbox)).toBe(held - 2);
});

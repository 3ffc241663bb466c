import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageParts } from '../../cases/model/message.ts';
import { inDepartment } from '../../database/pool.ts';
import { keyRings } from '../../database/sealing.ts';
import { quotedMessages } from '../../intake/email/addresses.ts';
import { mailAuthenticator } from '../../intake/email/authentic.ts';
import type { MailDesk } from '../../intake/email/desk.ts';
import { keepMails } from '../../intake/email/inbound-mails.ts';
import type { KnownBesideMail } from '../../intake/email/known.ts';
import { settleWaiting } from '../../intake/email/settle.ts';
import { mayAcknowledge, sort } from '../../intake/email/sort.ts';
import { readMail } from '../../mails/read.ts';
import { type Desk, freshDesk, openCase, testKeys } from '../fresh.testing.ts';
import { CANARI, corpus, OWN_ID } from './corpus.ts';

const domain = 'guichet.example';
const check = mailAuthenticator({ authservId: 'mx.guichet.example', resolver: undefined });
const keys = keyRings(testKeys);
const names = Object.keys(corpus);

it('has what the world sends', () => {
  expect(names.length).toBeGreaterThanOrEqual(60);
});

describe.each(names)('%s', (name) => {
  const {
    raw,
    verdict,
    reasons = [],
    says,
    silent = [],
    files,
    from,
    subject,
    answerable,
  } = corpus[name] ?? { raw: Buffer.alloc(0), verdict: 'ALERT' };

  it('is read and sorted', async () => {
    const mail = readMail(raw);
    const message = quotedMessages(keys, mail).includes(OWN_ID)
      ? { caseId: 'c', parts: messageParts('t1.TRANSFER.HANDOVER.1.EMAIL.1'), contact: null, messageId: OWN_ID }
      : null;
    const known: KnownBesideMail = {
      own: [`54@${domain}`],
      domain,
      message,
      continues: false,
      named: false,
      returned: false,
      checks: await check(raw, mail),
      confirmed: false,
      voicemail: [],
    };
    const sorted = sort(mail, known);
    expect(sorted).toMatchObject({ verdict });
    expect(sorted.reasons).toEqual(expect.arrayContaining(reasons));
    if (says !== undefined) expect(mail.text).toContain(says);
    for (const word of ['\u0000', '\u202e', ...silent])
      expect(`${mail.text}${mail.subject}${mail.from?.name}${mail.attachments.map((file) => file.name).join()}`).not.toContain(word);
    if (files !== undefined) expect(mail.attachments.map((file) => file.name)).toEqual(files);
    if (from !== undefined) expect(mail.from?.address ?? null).toBe(from);
    if (subject !== undefined) expect(mail.subject).toBe(subject);
    if (answerable !== undefined || verdict === 'ALERT') {
      // Nobody is answered by machine whose name anybody may have taken.
      expect(mayAcknowledge(mail, { ...known, checks: null })).toBeNull();
      const checks = known.checks ?? { spf: 'pass', dkim: 'pass', dmarc: 'pass', policy: 'none', by: 'MAIL_SERVER' as const };
      expect(mayAcknowledge(mail, { ...known, checks }) !== null).toBe(answerable ?? true);
      // Somebody of the desk made sure: as good as proven.
      if (answerable === true) expect(mayAcknowledge(mail, { ...known, checks: null, confirmed: true })).not.toBeNull();
    }
  });
});

describe('all of them together', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await freshDesk();
  });
  afterAll(() => desk?.end());

  it('are taken in: none is lost, none is doubled, none stops the others, and no name is in the clear', async () => {
    const mails: MailDesk = { db: desk.db, domain, check, voicemail: new Map(), clamd: undefined, now: Date.now };
    await openCase(desk.db);
    const raws = names.map((name) => ({ raw: corpus[name]?.raw ?? Buffer.alloc(0) }));
    for (const _twice of [1, 2]) {
      await keepMails(desk.db, '54', 'smtp', raws, Date.now());
      await settleWaiting(mails, '54');
    }
    const { rows } = await inDepartment(desk.db, '54', (tx) =>
      tx.query<{ status: string; verdict: string; n: number }>({
        text: 'SELECT status, verdict, count(*)::int AS n FROM inbound_mail GROUP BY 1, 2 ORDER BY 1, 2',
      }),
    );
    expect(rows.reduce((sum, { n }) => sum + n, 0)).toBe(names.length);
    expect(rows.map(({ status }) => status)).not.toContain('WAITING');
    for (const { status, verdict } of rows) expect(status, verdict).toBe(verdict === 'ALERT' ? 'TAKEN' : 'QUARANTINED');
    const { rows: tables } = await desk.db.pool.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'keys')`,
    );
    for (const { name } of tables) {
      const { rows: hits } = await inDepartment(desk.db, '54', (tx) =>
        tx.query<{ n: number }>({ text: `SELECT count(*)::int AS n FROM ${name} t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, 'anne.') > 0` }, [
          CANARI,
        ]),
      ).catch(() => ({ rows: [] }));
      for (const { n } of hits) expect(n, name).toBe(0);
    }
  });
});

import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCampaign } from '../../activities/campaign.ts';
import type { AddressedMail } from '../../activities/mailer.ts';
import { DAY, MINUTE } from '../../calendar/milliseconds.ts';
import { doubtsOf } from '../../cases/lists/doubts.ts';
import { causeCode } from '../../cases/model/cause.ts';
import type { MailVerdict } from '../../cases/model/content.ts';
import { aboutTransfer } from '../../cases/model/message.ts';
import { apply } from '../../cases/record/apply.ts';
import { readCase } from '../../cases/record/read-case.ts';
import { inDepartment } from '../../database/pool.ts';
import { linkFound } from '../../directory/record/campaign-link.ts';
import { campaignAhead, readCampaign, silentContacts, startCampaign, unanswered } from '../../directory/record/campaigns.ts';
import { proposeEntry } from '../../directory/record/proposals.ts';
import { mailEngine } from '../../templates/mail.ts';
import { type Desk, freshDesk, openCase } from '../../test/fresh.testing.ts';
import { returnAddress } from './addresses.ts';
import { mailAuthenticator } from './authentic.ts';
import type { MailDesk } from './desk.ts';
import { keepMails, rememberGone } from './inbound-mails.ts';
import { mime } from './mails.testing.ts';
import { settleWaiting } from './settle.ts';

let desk: Desk;
let mails: MailDesk;
beforeAll(async () => {
  desk = await freshDesk();
  const check = mailAuthenticator({ authservId: 'mx.guichet.example', resolver: undefined });
  mails = {
    db: desk.db,
    domain: 'guichet.example',
    check,
    voicemail: new Map([['54', ['repondeur@operateur.example']]]),
    clamd: undefined,
    now: Date.now,
  };
});
afterAll(() => desk?.end());

interface Row {
  status: string;
  verdict: MailVerdict;
  reasons: string[];
  case_id: string | null;
}

/** What our own mail server says of a sender who is who it says. */
const proof = 'Authentication-Results: mx.guichet.example; spf=pass; dkim=pass; dmarc=pass\r\n';

/** Takes a mail in as a door does; answers with what became of it. Its sender is proven, unless said otherwise. */
async function takeIn(mail: Buffer, proven = true): Promise<Row> {
  const before = await rows();
  const raw = proven ? Buffer.concat([Buffer.from(proof), mail]) : mail;
  await keepMails(desk.db, '54', 'smtp', [{ raw }], Date.now());
  await settleWaiting(mails, '54');
  const [row] = (await rows()).filter(({ id }) => !before.some((one) => one.id === id));
  if (row === undefined) throw new Error('nothing was kept');
  return row;
}

const rows = () =>
  inDepartment(
    desk.db,
    '54',
    async (tx) => (await tx.query<Row & { id: string }>({ text: 'SELECT id, status, verdict, reasons, case_id FROM inbound_mail' })).rows,
  );

async function caseOf({ case_id }: Row) {
  const record = await readCase(desk.db, '54', { kind: 'API', id: null }, case_id ?? '', 'CASE_PAGE');
  if (record === null) throw new Error('no case');
  return record;
}

/** The Message-ID under which a message of the case was, or will be, sent. */
const messageIdOf = (caseId: string, message: string) =>
  inDepartment(desk.db, '54', async (tx) => {
    const { rows: found } = await tx.query<{ message_id: string }>({ text: 'SELECT message_id FROM message WHERE case_id = $1 AND id = $2' }, [
      caseId,
      message,
    ]);
    return found[0]?.message_id ?? '';
  });

const handOver = (caseId: string, message: string) =>
  apply(desk.db, '54', caseId, { kind: 'HandedOver', at: Date.now(), by: { kind: 'DELIVERY', id: null }, message });

const notesOf = (record: Awaited<ReturnType<typeof caseOf>>) =>
  record.journal.filter(({ kind }) => kind === 'NOTE').map(({ by, content }) => ({ by, text: (content as { text: string }).text }));

const openTasks = (record: Awaited<ReturnType<typeof caseOf>>) =>
  record.state.tasks.filter(({ status }) => status === 'OPEN').map(({ kind }) => kind);

describe('an alert by mail', () => {
  it('opens a case that somebody qualifies, with its files, and is acknowledged by mail', async () => {
    const row = await takeIn(mime({ attachments: [{ name: 'photo.txt', content: 'Voir la date.' }] }));
    expect(row).toMatchObject({ status: 'TAKEN', verdict: 'ALERT', reasons: [] });
    const { state, alerts, files } = await caseOf(row);
    expect(state.alerts).toMatchObject([{ channel: 'EMAIL', authenticated: false, reach: 'EMAIL' }]);
    expect(state.messages.map(({ id }) => id)).toEqual(['a1.AUTHOR.RECEIVED.1']);
    expect(state.tasks.map(({ kind }) => kind)).toContain('QUALIFY');
    expect(alerts[0]?.content).toMatchObject({
      narrative: expect.stringContaining('Ma mère n’a pas mangé'),
      reporter: { email: 'voisine@example.org', anonymousToImplicated: true },
      email: { messageId: expect.stringContaining('@example.org>'), subject: 'Inquiétude' },
    });
    expect(files.map(({ name }) => name)).toEqual(['photo.txt']);
  });

  it('fetched twice is one, whatever the servers added on the way', async () => {
    const raw = mime({ id: '<une-fois@example.org>' });
    const { case_id } = await takeIn(raw);
    const before = (await rows()).length;
    await keepMails(desk.db, '54', 'imap', [{ raw: Buffer.concat([Buffer.from('Received: from relais\r\nX-Trace: 2\r\n'), raw]) }], Date.now());
    expect(await settleWaiting(mails, '54')).toBe(0);
    expect(await rows()).toHaveLength(before);
    const other = await takeIn(mime({ id: '<une-fois@example.org>', text: 'Un autre texte, sous le même Message-ID.' }));
    expect(other.case_id).not.toBe(case_id);
    expect(other.status).toBe('TAKEN');
  });

  it('is no new alert where the mailbox is read anew and its case was destroyed; one that a device sends again is', async () => {
    const read = async (raw: Buffer, arrival: string) => {
      const before = (await rows()).length;
      await keepMails(desk.db, '54', 'imap', [{ raw: Buffer.concat([Buffer.from(proof), raw]), arrival }], Date.now());
      await settleWaiting(mails, '54');
      return (await rows()).length - before;
    };
    const [mail, device] = [mime({ id: '<detruit@example.org>' }), Buffer.from('From: a@b.example\r\nSubject: Alarme\r\n\r\nAlarme')];
    expect([await read(mail, '1 x'), await read(device, '2 x')]).toEqual([1, 1]);
    // What a destruction does, as its own role: keep what they are, and drop them.
    const owner = new Client({ connectionString: desk.fresh.ownerUrl });
    await owner.connect();
    try {
      const { rows: made } = await inDepartment(desk.db, '54', (tx) =>
        tx.query<{ id: string; case_id: string }>({ text: 'SELECT id, case_id FROM inbound_mail ORDER BY received_at DESC, id DESC LIMIT 2' }),
      );
      await inDepartment(desk.db, '54', (tx) =>
        rememberGone(
          tx,
          made.map(({ case_id }) => case_id),
        ),
      );
      await owner.query(`SELECT set_config('guichet.department', '54', false), set_config('guichet.actor', 'COMMAND', false)`);
      await owner.query('DELETE FROM inbound_mail WHERE id = ANY ($1::uuid[])', [made.map(({ id }) => id)]);
    } finally {
      await owner.end();
    }
    expect(await read(mail, '7 x'), 'renumbered').toBe(0);
    expect(await read(device, '2 x'), 'the very same arrival').toBe(0);
    expect(await read(device, '9 y'), 'sent again').toBe(1);
  });

  it('stays on disk while it cannot be sorted, and opens its case afterwards, once', async () => {
    const failing: MailDesk = { ...mails, check: () => Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' })) };
    const raw = mime({ text: 'Pendant la panne.' });
    await keepMails(desk.db, '54', 'smtp', [{ raw }], Date.now());
    await expect(settleWaiting(failing, '54')).rejects.toThrow('away');
    const count = (await rows()).filter(({ status }) => status === 'WAITING').length;
    expect(count).toBe(1);
    expect(await settleWaiting(mails, '54')).toBe(1);
  });

  it('is no longer answered by machine after some in a day from one address', async () => {
    const reaches = [];
    for (let n = 0; n < 6; n += 1) {
      const row = await takeIn(mime({ from: 'Bavard <bavard@example.org>', text: `Message ${n}` }));
      reaches.push((await caseOf(row)).state.alerts[0]?.reach);
    }
    expect(reaches).toEqual([...Array(5).fill('EMAIL'), undefined]);
  });
});

it('whatever keeps a mail from being read opens a case all the same, and those behind it are taken', async () => {
  const broken: MailDesk = { ...mails, check: (raw) => (raw.includes('CASSE') ? Promise.reject(new TypeError('broken')) : Promise.resolve(null)) };
  const typeless = 'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: ; charset=utf-8\r\n\r\nRien.\r\n--b--';
  const raws = [
    ...Array.from({ length: 25 }, (_, n) => mime({ from: 'casse@example.org', text: `CASSE ${n}` })),
    Buffer.from(`From: x@example.org\r\n${typeless}`),
    mime({ from: 'vraie@example.org', text: 'La vraie.' }),
  ];
  raws[0] = Buffer.from('From: y@example.org\r\nSubject: CASSE\r\n\r\nMa mère ne mange plus.');
  await keepMails(
    desk.db,
    '54',
    'smtp',
    raws.map((raw) => ({ raw })),
    Date.now(),
  );
  expect(await settleWaiting(broken, '54')).toBe(raws.length);
  expect((await rows()).filter(({ status }) => status === 'WAITING')).toEqual([]);
  const cases = await Promise.all((await rows()).filter(({ reasons }) => reasons.includes('UNREADABLE')).map((row) => caseOf(row)));
  expect(cases.map(({ alerts }) => alerts[0]?.content?.narrative).join()).toContain('Ma mère ne mange plus.');
});

it('two mails that nothing but their way tells apart are two; the same fetched again is one', async () => {
  const raw = Buffer.from('From: alarme@example.org\r\nSubject: Alarme\r\n\r\nBouton pressé.');
  const count = async () => (await rows()).length;
  const before = await count();
  for (const arrival of ['1 lundi', '2 mardi', '1 lundi', '2 mardi']) await keepMails(desk.db, '54', 'imap', [{ raw, arrival }], Date.now());
  await settleWaiting(mails, '54');
  expect(await count()).toBe(before + 2);
});

describe('a role', () => {
  it('is not taken where nothing proves who writes, and no code goes there', async () => {
    const opened = await caseOf(await takeIn(mime({ from: 'g@example.org', text: 'D’abord.' })));
    const id = await messageIdOf(opened.id, 'a1.AUTHOR.RECEIVED.1');
    const row = await takeIn(mime({ from: 'g@example.org', headers: { 'In-Reply-To': `<${id}@guichet.example>` }, text: 'Tout va bien.' }), false);
    expect(row.reasons).toContain('UNPROVEN');
    const [note] = notesOf(await caseOf(row));
    expect(note?.by).toEqual({ kind: 'REPORTER', id: null });
    expect(note?.text).toContain('À confirmer');
    const unproven = await caseOf(await takeIn(mime({ from: 'h@example.org', text: 'Une alerte.' }), false));
    expect(unproven.state.alerts[0]?.reach).toBeUndefined();
  });

  it('of an author whom a form names is that of Reply-To, and the code goes to the same organisation only', async () => {
    const form = (to: string) => mime({ from: 'Site <site@commune.example>', headers: { 'Reply-To': to }, text: `Formulaire de ${to}.` });
    const elsewhere = await caseOf(await takeIn(form('Claire <claire@gmail.com>')));
    expect(elsewhere.alerts[0]?.content?.reporter).toMatchObject({ email: 'claire@gmail.com', name: 'Claire' });
    expect(elsewhere.state.alerts[0]?.reach).toBeUndefined();
    expect((await caseOf(await takeIn(form('accueil@commune.example')))).state.alerts[0]?.reach).toBe('EMAIL');
  });

  it('of a recipient who gives the reference in the subject joins the case', async () => {
    const { caseId, state } = await openCase(desk.db, { receivedAt: Date.now() });
    await handOver(caseId, state.messages.find((one) => aboutTransfer(one) === 't1')?.id ?? '');
    const { reference } = await caseOf({ case_id: caseId } as Row);
    const row = await takeIn(mime({ from: 'CD <titular@cd.example>', subject: `Votre dossier ${reference}`, text: 'Nous y allons demain.' }));
    expect(row).toMatchObject({ verdict: 'ANSWER', reasons: ['REFERENCE'], case_id: caseId });
    expect(notesOf(await caseOf(row))[0]?.by).toMatchObject({ kind: 'PARTNER', id: expect.stringContaining('cd') });
    const other = await takeIn(mime({ from: 'z@example.org', subject: `Votre dossier ${reference}`, text: 'Moi aussi.' }));
    expect(other.case_id).not.toBe(caseId);
  });
});

describe('an answer', () => {
  it('by the author joins the case as the author’s own words, with its files', async () => {
    const opened = await caseOf(await takeIn(mime({ text: 'Premier message.' })));
    const id = await messageIdOf(opened.id, 'a1.AUTHOR.RECEIVED.1');
    const row = await takeIn(
      mime({
        headers: { 'In-Reply-To': `<${id}@guichet.example>` },
        text: 'Elle est à l’hôpital depuis hier.\n\nLe 22 nov. 2026 à 10:00, Guichet 54 a écrit :\n> Votre message est reçu.',
        attachments: [{ name: 'bulletin.txt', content: 'Hospitalisée.' }],
      }),
    );
    expect(row).toMatchObject({ status: 'TAKEN', verdict: 'ANSWER', case_id: opened.id });
    const record = await caseOf(row);
    expect(notesOf(record)[0]).toEqual({ by: { kind: 'REPORTER', id: opened.alerts[0]?.id }, text: 'Elle est à l’hôpital depuis hier.' });
    expect(openTasks(record)).toContain('AUTHOR_ADDED');
    expect(record.files.map(({ name }) => name)).toEqual(['bulletin.txt']);
  });

  it('by the author to a mail of their own joins the same case; by somebody else it is another alert', async () => {
    const first = await caseOf(await takeIn(mime({ from: 'e@example.org', id: '<premier@e.example>', text: 'D’abord.' })));
    const second = await takeIn(
      mime({ from: 'E <e@example.org>', id: '<second@e.example>', headers: { 'In-Reply-To': '<premier@e.example>' }, text: 'Et encore.' }),
    );
    expect(second).toMatchObject({ verdict: 'ANSWER', reasons: ['SAME_THREAD'], case_id: first.id });
    const third = await takeIn(mime({ from: 'e@example.org', headers: { 'In-Reply-To': '<second@e.example>' }, text: 'Enfin.' }));
    expect(third.case_id).toBe(first.id);
    expect(notesOf(await caseOf(third)).map(({ by, text }) => [by.id, text])).toEqual([
      [first.alerts[0]?.id, 'Et encore.'],
      [null, 'Enfin.'],
    ]);
    const other = await takeIn(mime({ from: 'f@example.org', headers: { 'In-Reply-To': '<premier@e.example>' }, text: 'Moi aussi.' }));
    expect(other).toMatchObject({ verdict: 'ALERT' });
    expect(other.case_id).not.toBe(first.id);
  });

  it('under the author’s thread from another address is not taken for the author', async () => {
    const opened = await caseOf(await takeIn(mime({ from: 'b@example.org', text: 'Autre premier message.' })));
    const id = await messageIdOf(opened.id, 'a1.AUTHOR.RECEIVED.1');
    const row = await takeIn(mime({ from: 'Fils <fils@example.net>', headers: { References: `<${id}@guichet.example>` }, text: 'C’est faux.' }));
    const [note] = notesOf(await caseOf(row));
    expect(note?.by).toEqual({ kind: 'REPORTER', id: null });
    expect(note?.text).toMatch(/^Courriel de Fils <fils@example\.net>\nCette adresse n’est pas celle/);
  });

  it('by a recipient is read by somebody, and acknowledges nothing', async () => {
    const { caseId, state } = await openCase(desk.db, { receivedAt: Date.now() });
    const message = state.messages.find((one) => aboutTransfer(one) === 't1')?.id ?? '';
    await handOver(caseId, message);
    const id = await messageIdOf(caseId, message);
    const row = await takeIn(mime({ from: 'CD <titular@cd.example>', headers: { 'In-Reply-To': `<${id}@guichet.example>` }, text: 'Bien reçu.' }));
    const record = await caseOf(row);
    expect(record.id).toBe(caseId);
    expect(notesOf(record)[0]?.by).toMatchObject({ kind: 'PARTNER', id: expect.stringContaining('cd') });
    expect(openTasks(record)).toContain('PARTNER_WROTE');
    expect(record.state.transfers[0]?.status).toBe('SENT');
  });

  it('to a case merged into another reaches the one that goes on', async () => {
    const [gone, on] = [
      await caseOf(await takeIn(mime({ from: 'c@example.org', text: 'Un.' }))),
      await caseOf(await takeIn(mime({ text: 'Deux.' }))),
    ];
    const by = { kind: 'AGENT', id: null } as const;
    const id = await messageIdOf(gone.id, 'a1.AUTHOR.RECEIVED.1');
    await apply(desk.db, '54', gone.id, { kind: 'CaseMerged', at: Date.now(), by, into: on.id });
    expect(await takeIn(mime({ headers: { 'In-Reply-To': `<${id}@guichet.example>` }, text: 'Suite.' }))).toMatchObject({ case_id: on.id });
  });
});

describe('a mail that comes back', () => {
  const returned = (id: string, to: string) =>
    mime({
      from: 'MAILER-DAEMON@mx.example',
      to,
      headers: { 'Return-Path': '<>', 'Auto-Submitted': 'auto-replied' },
      report: { action: 'failed', status: '5.1.1', about: `<${id}@guichet.example>` },
    });

  it('makes its transfer undeliverable, once', async () => {
    const { caseId, state } = await openCase(desk.db, { receivedAt: Date.now() });
    const message = state.messages.find((one) => aboutTransfer(one) === 't1')?.id ?? '';
    await handOver(caseId, message);
    const id = await messageIdOf(caseId, message);
    const row = await takeIn(returned(id, '54@guichet.example'));
    expect(row).toMatchObject({ status: 'TAKEN', verdict: 'BOUNCE', reasons: ['DELIVERY_FAILED', 'REPORT_FIELDS', 'DAEMON'], case_id: caseId });
    const entries = async () => (await caseOf(row)).journal.filter(({ kind }) => kind === 'UNDELIVERABLE').length;
    expect(await entries()).toBe(1);
    expect((await doubtsOf(desk.db, '54', ['cd'])).map(({ kind }) => kind)).toContain('FAILED');
    await takeIn(returned(id, '54@guichet.example, autre@guichet.example'));
    expect(await entries()).toBe(1);
  });

  it('from a server that quotes nothing is known by its return address alone', async () => {
    const opened = await caseOf(await takeIn(mime({ from: 'd@example.org', text: 'Troisième message.' })));
    const id = await messageIdOf(opened.id, 'a1.AUTHOR.RECEIVED.1');
    await handOver(opened.id, 'a1.AUTHOR.RECEIVED.1');
    const to = returnAddress(desk.db.keys, '54', id, 'guichet.example');
    expect(to.split('@')[0]?.length).toBeLessThanOrEqual(64);
    const row = await takeIn(
      mime({ from: 'MAILER-DAEMON@qmail.example', to, headers: { 'Return-Path': '<>' }, text: 'Hi. This is the qmail-send program.' }),
    );
    expect(row).toMatchObject({ status: 'TAKEN', verdict: 'BOUNCE', case_id: opened.id });
    expect((await caseOf(row)).state.tasks.map(({ cause }) => causeCode(cause))).toContain('a1.AUTHOR.RECEIVED.1');
    const forged = to.replace(/-[0-9a-f]{16}@/, '-0123456789abcdef@');
    expect(await takeIn(mime({ from: 'MAILER-DAEMON@qmail.example', to: forged, headers: { 'Return-Path': '<>' } }))).toMatchObject({
      status: 'QUARANTINED',
      case_id: null,
    });
  });

  it('of a campaign of the directory asks for a call to its contact; who is silent is reminded, then called too; nobody is written to twice', async () => {
    const by = { account: randomUUID(), name: 'Nora' };
    const contacts = ['cd.titular', 'ars.titular'].map((id) => ({ id, organisation: id.split('.')[0] ?? '' }));
    const start = Date.parse('2026-11-30T09:00:00Z');
    const campaign = (await startCampaign(desk.db, '54', { scope: {}, contacts, by }, start)) ?? '';
    expect(await startCampaign(desk.db, '54', { scope: {}, contacts, by }, start)).toBeNull();
    const sent: AddressedMail[] = [];
    const mailer = { send: async (mail: AddressedMail) => void sent.push(mail), close: () => undefined };
    const { askContacts } = createCampaign({
      db: desk.db,
      mailer,
      write: mailEngine(),
      publicUrl: 'https://guichet.example',
      mailDomain: 'guichet.example',
    });
    const look = (now: number) => askContacts({ campaign, department: '54', now });
    const next = await look(start);
    expect(await look(start)).toBe(next);
    expect(sent.map(({ to }) => String(to))).toEqual(['titular@ars.example', 'titular@cd.example']);
    expect(`${sent[1]?.subject} ${sent[1]?.text}`).not.toMatch(/alerte|dossier|maltrait/i);
    await takeIn(returned(sent[1]?.id ?? '', sent[1]?.returnTo ?? ''));
    // A generation of the key that is no more: the next mail carries a link that opens.
    await inDepartment(desk.db, '54', (tx) => tx.query({ text: 'UPDATE campaign_contact SET token_hash = sha256(token_hash)' }));
    for (let at = next; at !== null; at = await look(at)) expect(at).toBeLessThan(start + 40 * DAY);
    expect(sent.slice(2).map(({ to }) => String(to))).toEqual(['titular@ars.example', 'titular@ars.example']);
    expect(new Set(sent.map(({ text }) => /\/54\/c\/(\w+)/.exec(text)?.[1])).size).toBe(2);
    const [, token = ''] = /\/54\/c\/(\w+)/.exec(sent.at(-1)?.text ?? '') ?? [];
    expect(await linkFound(desk.db, '54', token)).toMatchObject({ contact: 'ars.titular', campaign, ended: false });
    expect(await unanswered(desk.db, '54')).toMatchObject([
      { contact: 'ars.titular', sent: 3, silentAt: expect.any(Number), returnedAt: null },
      { contact: 'cd.titular', sent: 1, silentAt: expect.any(Number), returnedAt: expect.any(Number) },
    ]);
  });

  it('a campaign goes on past a contact that cannot be written to, and has it called after a day; a mail server that is away blames nobody', async () => {
    const by = { account: randomUUID(), name: 'Nora' };
    const contacts = ['cd.titular', 'ars.titular'].map((id) => ({ id, organisation: id.split('.')[0] ?? '' }));
    const start = Date.parse('2027-03-01T09:00:00Z');
    await inDepartment(desk.db, '54', (tx) => tx.query({ text: `UPDATE campaign SET ended_at = now(), ended_by = 'x' WHERE ended_at IS NULL` }));
    const campaign = (await startCampaign(desk.db, '54', { scope: {}, contacts, by }, start)) ?? '';
    const sent: string[] = [];
    let type = 'SMTP_450';
    const send = async ({ to }: AddressedMail) => {
      if (type !== 'SMTP_450' || String(to).includes('ars')) throw ApplicationFailure.create({ type, message: type });
      sent.push(String(to));
    };
    const carries = { write: mailEngine(), publicUrl: 'https://guichet.example', mailDomain: 'guichet.example' };
    const { askContacts } = createCampaign({ db: desk.db, mailer: { send, close: () => undefined }, ...carries });
    const look = (now: number) => askContacts({ campaign, department: '54', now });
    const toCall = async () => (await unanswered(desk.db, '54')).filter(({ silentAt }) => silentAt !== null).map(({ contact }) => contact);
    expect(await look(start)).toBe(start + 15 * MINUTE);
    expect(sent).toEqual(['titular@cd.example']);
    expect(await toCall()).toEqual([]);
    await look(start + DAY);
    expect(await toCall()).toEqual(['ars.titular']);
    // What the queue counts, what the next look has before it, and what the campaign's page shows first.
    expect((await silentContacts(desk.db, '54')).map(({ contact }) => contact)).toEqual(['ars.titular']);
    expect((await campaignAhead(desk.db, '54', campaign))?.contacts.map(({ contact }) => contact)).toEqual(['cd.titular']);
    const words = { before: { name: 'cd' }, after: { name: 'cd' } };
    await proposeEntry(desk.db, '54', { contact: 'cd.titular', body: 'cd', says: 'CONFIRMED', ...words, by: 'cd', from: { campaign } }, start + DAY);
    const shown = await readCampaign(desk.db, '54', campaign);
    expect(shown).toMatchObject({ asked: 2, answers: { CONFIRMED: 1, CORRECTED: 0, NOT_OURS: 0 } });
    expect(shown?.contacts.map(({ contact }) => contact)).toEqual(['ars.titular', 'cd.titular']);
    expect((await campaignAhead(desk.db, '54', campaign))?.contacts).toEqual([]);

    // Three mails that got no answer: the look is noted and tried again, by the engine.
    const more = ['cd.titular', 'ars.titular', 'parquet.titular'].map((id) => ({ id, organisation: id.split('.')[0] ?? '' }));
    await inDepartment(desk.db, '54', (tx) => tx.query({ text: `UPDATE campaign SET ended_at = now(), ended_by = 'x' WHERE ended_at IS NULL` }));
    type = 'ECONNECTION';
    const second = (await startCampaign(desk.db, '54', { scope: {}, contacts: more, by }, start)) ?? '';
    await expect(askContacts({ campaign: second, department: '54', now: start + 2 * DAY })).rejects.toMatchObject({ type });
    expect(await toCall()).toEqual([]);
  });

  it('about nothing we sent is set aside', async () => {
    expect(await takeIn(returned('inconnu', '54@guichet.example'))).toMatchObject({
      status: 'QUARANTINED',
      reasons: ['DELIVERY_FAILED', 'UNKNOWN_MESSAGE', 'REPORT_FIELDS', 'DAEMON'],
    });
  });
});

it('a message from the answering machine is a voicemail, with its recording and the number it announces', async () => {
  const wav = Buffer.concat([Buffer.from('RIFF\u0024\u0000\u0000\u0000WAVEfmt '), Buffer.alloc(32)]).toString('latin1');
  const raw = mime({
    from: 'repondeur@operateur.example',
    subject: 'Nouveau message de 03 83 00 00 00',
    headers: { 'Auto-Submitted': 'auto-generated' },
    attachments: [{ name: 'message.wav', content: wav, type: 'audio/x-wav' }],
  });
  const row = await takeIn(raw);
  expect(row).toMatchObject({ status: 'TAKEN', verdict: 'VOICEMAIL' });
  const { state, alerts, files } = await caseOf(row);
  expect(state.alerts[0]?.channel).toBe('VOICEMAIL');
  expect(alerts[0]?.content?.reporter?.phone?.replaceAll(/\D/g, '')).toBe('0383000000');
  expect(files).toMatchObject([{ name: 'message.wav', kind: 'AUDIO' }]);
});

it('an absence is noted on the case it concerns, and asks nothing of anybody', async () => {
  const { caseId, state } = await openCase(desk.db, { receivedAt: Date.now() });
  const message = state.messages.find((one) => aboutTransfer(one) === 't1')?.id ?? '';
  const id = await messageIdOf(caseId, message);
  const before = openTasks(await caseOf({ case_id: caseId } as Row));
  const row = await takeIn(
    mime({
      from: 'CD <titular@cd.example>',
      subject: 'Réponse automatique : transmission',
      headers: { 'In-Reply-To': `<${id}@guichet.example>`, 'Auto-Submitted': 'auto-replied' },
      text: 'Absente jusqu’au 30 novembre.',
    }),
  );
  expect(row).toMatchObject({ status: 'QUARANTINED', verdict: 'OUT_OF_OFFICE', case_id: caseId });
  const record = await caseOf(row);
  expect(notesOf(record)[0]?.text).toContain('Absente jusqu’au 30 novembre.');
  expect(openTasks(record)).toEqual(before);
});

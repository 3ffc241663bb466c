import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../test/folder.ts';
import type { AcceptedMail, MailboxBehaviour } from './mailbox.ts';
import { Mailbox, mailboxFolder } from './mailbox.ts';
import { listMailbox, readMailboxMail } from './mails.ts';

let folder: ReturnType<typeof temporaryFolder>;
let mailbox: Mailbox;
let accepted: AcceptedMail[];
const behaviours = new Map<string, MailboxBehaviour>();

beforeEach(async () => {
  folder = temporaryFolder();
  accepted = [];
  behaviours.clear();
  mailbox = new Mailbox({ dataFolder: folder.path, port: 0, behaviours, onMail: (mail) => accepted.push(mail) });
  await mailbox.open();
});
afterEach(async () => {
  await mailbox.close();
  folder.remove();
});

function send(to: string | string[], subject = 'Une transmission', more = {}) {
  const transport = createTransport({ url: mailbox.url, socketTimeout: 500 });
  return transport.sendMail({ from: 'Guichet <54@guichet.example>', to, subject, text: 'Bonjour,\nun dossier vous attend.', ...more });
}

test('a mail is kept as it came, with its envelope, for this account only', async () => {
  await send(['ARS <ars@sante.example>', 'cd@departement.example'], 'Été à l’EHPAD', {
    envelope: { from: 'retour+1@guichet.example', to: ['ars@sante.example', 'cd@departement.example'] },
    html: '<p>Bonjour</p>',
    attachments: [{ filename: 'fiche.txt', content: 'abc' }],
  });
  const [line] = await listMailbox(folder.path, { limit: 10 });
  expect(line).toMatchObject({
    from: '"Guichet" <54@guichet.example>',
    to: ['ars@sante.example', 'cd@departement.example'],
    subject: 'Été à l’EHPAD',
  });
  expect(Math.abs((line?.receivedAt ?? 0) - Date.now())).toBeLessThan(10_000);
  const mail = await readMailboxMail(folder.path, line?.id ?? '');
  expect(mail?.text).toContain('un dossier vous attend.');
  expect(mail?.raw).toContain('<p>Bonjour</p>');
  expect(mail?.attachments).toEqual([{ name: 'fiche.txt', type: 'text/plain', bytes: 3 }]);
  expect(mail?.raw).toMatch(/^Return-Path: <retour\+1@guichet.example>\r\nDelivered-To: ars@/);
  expect(accepted[0]?.raw.toString()).toBe(mail?.raw);
  expect(statSync(join(mailboxFolder(folder.path), `${line?.id}.eml`)).mode & 0o777).toBe(0o600);
});

test('the newest come first, page by page', async () => {
  for (const subject of ['un', 'deux', 'trois']) await send('a@x.example', subject);
  const first = await listMailbox(folder.path, { limit: 2 });
  expect(first.map((line) => line.subject)).toEqual(['trois', 'deux']);
  const rest = await listMailbox(folder.path, { limit: 2, after: first[1]?.id });
  expect(rest.map((line) => line.subject)).toEqual(['un']);
});

test('a half-written mail is not shown, and an id reaches no other file', async () => {
  mkdirSync(mailboxFolder(folder.path), { recursive: true });
  writeFileSync(join(mailboxFolder(folder.path), '.001790000000000-0123456789ab'), 'Subject: x');
  writeFileSync(join(folder.path, 'secret.eml'), 'Subject: secret');
  expect(await listMailbox(folder.path, { limit: 10 })).toEqual([]);
  expect(await readMailboxMail(folder.path, '../secret')).toBeUndefined();
  expect(await readMailboxMail(folder.path, '001790000000000-0123456789ab')).toBeUndefined();
});

test('a mailbox that was never opened is empty', async () => {
  expect(await listMailbox(join(folder.path, 'nowhere'), { limit: 10 })).toEqual([]);
});

test.each([550, 551, 553, 450, 451] as const)('an address can answer %i', async (answer) => {
  behaviours.set('absent@x.example', { answer });
  await expect(send('Absent@x.example')).rejects.toMatchObject({ responseCode: answer });
  expect(readdirSync(mailboxFolder(folder.path))).toEqual([]);
  behaviours.delete('absent@x.example');
  await send('absent@x.example');
  expect(accepted).toHaveLength(1);
});

test('an address can be slower than the sender waits', async () => {
  behaviours.set('lent@x.example', { delayMs: 3_000 });
  await expect(send('lent@x.example')).rejects.toMatchObject({ code: 'ETIMEDOUT' });
});

test('closed, it refuses connections; opened again, it is where it was', async () => {
  const { port } = mailbox;
  await mailbox.close();
  await expect(send('a@x.example')).rejects.toMatchObject({ code: 'ESOCKET' });
  await mailbox.open();
  expect(mailbox.port).toBe(port);
  await send('a@x.example');
  expect(accepted).toHaveLength(1);
});

test('a taken port is told with the variable that changes it', async () => {
  const second = new Mailbox({ dataFolder: folder.path, port: mailbox.port });
  await expect(second.open()).rejects.toThrow(/GUICHET_SMTP_PORT/);
});

test('many senders at once lose nothing', async () => {
  const transport = createTransport({ url: `${mailbox.url}?pool=true&maxConnections=10`, pool: true, maxConnections: 10 });
  const subjects = Array.from({ length: 300 }, (_, rank) => `n° ${rank}`);
  await Promise.all(subjects.map((subject) => transport.sendMail({ from: 'a@x.example', to: 'b@x.example', subject, text: '.' })));
  transport.close();
  const kept = await listMailbox(folder.path, { limit: 1_000 });
  expect(kept.map((line) => line.subject).toSorted()).toEqual(subjects.toSorted());
});

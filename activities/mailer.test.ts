import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AcceptedMail, Mailbox, type MailboxBehaviour } from '../mailbox/mailbox.ts';
import { temporaryFolder } from '../test/folder.ts';
import { RECIPIENT_REJECTED } from '../workflows/errands.ts';
import { type AddressedMail, createMailer, SENDER_REFUSED } from './mailer.ts';

const folder = temporaryFolder();
const behaviours = new Map<string, MailboxBehaviour>();
const accepted: AcceptedMail[] = [];
const mailbox = new Mailbox({ dataFolder: folder.path, port: 0, behaviours, onMail: (mail) => accepted.push(mail) });
const never = new AbortController().signal;
const domain = 'guichet.example';

beforeAll(() => mailbox.open());
afterAll(async () => {
  await mailbox.close();
  folder.remove();
});

const mailTo = (to: string): AddressedMail => ({
  id: 'm1',
  to: [to],
  from: { name: 'Guichet 54', address: '54@guichet.example' },
  returnTo: 'retour+m1-00@guichet.example',
  subject: 'Relance 2 : à traiter',
  text: 'Bonjour\n',
  html: '<p>Bonjour</p>',
});

async function failureOf(smtpUrl: string, to: string, cancelled = never): Promise<ApplicationFailure> {
  const mailer = createMailer({ smtpUrl, domain });
  try {
    const failure: unknown = await mailer.send(mailTo(to), cancelled).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(failure instanceof ApplicationFailure)) throw new Error('not an ApplicationFailure', { cause: failure });
    expect(failure.cause).toBeUndefined();
    expect(`${failure.message} ${failure.stack}`).not.toContain('recipient');
    return failure;
  } finally {
    mailer.close();
  }
}

it('says who sends, where bounces go, and keeps its Message-ID from one try to the next', async () => {
  const mailer = createMailer({ smtpUrl: mailbox.url, domain });
  for (let tries = 0; tries < 2; tries += 1) await mailer.send(mailTo('recipient@cd.example'), never);
  mailer.close();
  for (const { from, raw } of accepted) {
    expect(from).toBe('retour+m1-00@guichet.example');
    expect(raw.toString()).toContain('Message-ID: <m1@guichet.example>');
    expect(raw.toString()).toContain('Auto-Submitted: auto-generated');
  }
  expect(accepted).toHaveLength(2);
});

it.each([550, 551, 553] as const)('takes %d from the mail server as a recipient refused for good', async (answer) => {
  behaviours.set('recipient@cd.example', { answer });
  const failure = await failureOf(mailbox.url, 'recipient@cd.example');
  expect(failure).toMatchObject({ type: RECIPIENT_REJECTED, nonRetryable: true });
  expect(failure.message).toContain(String(answer));
});

it.each(['recipient', 'recipient@', 'recipient@cd.example\r\nRCPT TO:<other@cd.example>', 'recipient@cd.example, other@cd.example'])(
  'refuses the address %j',
  async (to) => {
    expect(await failureOf(mailbox.url, to)).toMatchObject({ type: RECIPIENT_REJECTED, nonRetryable: true });
  },
);

it.each([450, 451] as const)('takes %d as something that passes', async (answer) => {
  behaviours.set('recipient@cd.example', { answer });
  const failure = await failureOf(mailbox.url, 'recipient@cd.example');
  expect(failure).toMatchObject({ type: `SMTP_${answer}`, category: ApplicationFailureCategory.BENIGN });
  expect(failure.nonRetryable).not.toBe(true);
});

it('takes a mail server that is not there as something that passes', async () => {
  const failure = await failureOf('smtp://127.0.0.1:1', 'recipient@cd.example');
  expect(failure).toMatchObject({ category: ApplicationFailureCategory.BENIGN });
  expect(failure.type).toMatch(/^E[A-Z]+$/);
});

it('stops at once when it is cancelled, although the mail server says nothing', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  const { port } = silent.address() as AddressInfo;
  const cancelling = new AbortController();
  const since = performance.now();
  setImmediate(() => cancelling.abort());
  expect(await failureOf(`smtp://127.0.0.1:${port}`, 'recipient@cd.example', cancelling.signal)).toMatchObject({ type: 'EABORT' });
  expect(performance.now() - since).toBeLessThan(5_000);
  silent.close();
});

it('tells a mail server that refuses this desk from one that refuses a recipient', async () => {
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    onAuth: (_auth, _session, answer) => answer(Object.assign(new Error('no'), { responseCode: 535 })),
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.server.address() as AddressInfo;
  const failure = await failureOf(`smtp://desk:wrong@127.0.0.1:${port}`, 'recipient@cd.example');
  expect(failure).toMatchObject({ type: SENDER_REFUSED });
  expect(failure.nonRetryable).not.toBe(true);
  await new Promise<void>((closed) => server.close(closed));
});

it('hands nothing over in clear when the address requires TLS, and says so as a server that is away', async () => {
  const before = accepted.length;
  const failure = await failureOf(`${mailbox.url}/?requireTLS=true`, 'recipient@cd.example');
  expect(failure.nonRetryable).toBe(false);
  expect(accepted).toHaveLength(before);
});

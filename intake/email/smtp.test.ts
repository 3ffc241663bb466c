import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { inDepartment } from '../../database/pool.ts';
import { type AcceptedMail, Mailbox } from '../../mailbox/mailbox.ts';
import { listMailbox } from '../../mailbox/mails.ts';
import { type Config, readSettings } from '../../settings/config.ts';
import { temporaryFolder } from '../../test/folder.ts';
import { type Desk, freshDesk, testKeys } from '../../test/fresh.testing.ts';
import { SmtpDoor } from './smtp.ts';

const folder = temporaryFolder();
let desk: Desk;
let door: SmtpDoor;
let mailbox: Mailbox;
let config: Config;
const accepted: AcceptedMail[] = [];

beforeAll(async () => {
  desk = await freshDesk();
  config = {
    ...readSettings({}),
    databaseUrl: desk.fresh.appUrl,
    databaseRelayUrl: desk.fresh.relayUrl,
    temporalAddress: '127.0.0.1:9',
    keys: testKeys,
  };
  door = new SmtpDoor(() => config);
  mailbox = new Mailbox({ dataFolder: folder.path, port: 0, takeIn: (to, raw) => door.takeIn(to, raw), onMail: (mail) => accepted.push(mail) });
  await mailbox.open();
});
afterAll(async () => {
  await mailbox?.close();
  await door?.close();
  await desk?.end();
  folder.remove();
});

const send = (to: string[], subject: string) =>
  createTransport({ url: mailbox.url }).sendMail({ from: 'Claire <claire@example.org>', to, subject, text: `Au sujet de ma mère : ${subject}.` });

const counts = (department: string) =>
  inDepartment(desk.db, department, async (tx) => {
    const { rows } = await tx.query<{ status: string }>({ text: 'SELECT status FROM inbound_mail ORDER BY received_at' });
    return rows.map(({ status }) => status);
  });

it('takes in what is for a desk, plus addresses included, and leaves the rest in the local mailbox', async () => {
  await send(['54@guichet.example'], 'un');
  await send(['57+suivi@GUICHET.example'], 'deux');
  await send(['54@guichet.example', 'cd@departement.example'], 'trois');
  await send(['99@guichet.example', '54@ailleurs.example'], 'quatre');
  expect(await counts('54')).toEqual(['TAKEN', 'TAKEN']);
  expect(await counts('57')).toEqual(['TAKEN']);
  expect((await listMailbox(folder.path, { limit: 10 })).map(({ subject, to }) => [subject, to])).toEqual([
    ['quatre', ['99@guichet.example', '54@ailleurs.example']],
    ['trois', ['cd@departement.example']],
  ]);
  expect(accepted).toHaveLength(2);
});

it('asks the sender to come again while it cannot be kept, and then keeps it', async () => {
  const { databaseUrl } = config;
  config = { ...config, databaseUrl: databaseUrl.replace(/:\d+\//, ':9/') };
  await expect(send(['54@guichet.example'], 'cinq')).rejects.toMatchObject({ responseCode: 451 });
  config = { ...config, databaseUrl };
  await send(['54@guichet.example'], 'cinq');
  await vi.waitFor(async () => expect(await counts('54')).toEqual(['TAKEN', 'TAKEN', 'TAKEN']));
});

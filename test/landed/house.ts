/** A house that stands on what an older version stored: today's API on its rows, at the moment when that version was last asked. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { inject, vi } from 'vitest';
import { createDeliver, createHandOver } from '../../activities/deliver.ts';
import { createMailer } from '../../activities/mailer.ts';
import { startApi } from '../../api/main.ts';
import { migrate } from '../../database/migrate.ts';
import { connect, type Database } from '../../database/pool.ts';
import { SigningRing } from '../../database/signing-ring.ts';
import { demonstrationAccounts } from '../../demonstration/seed.ts';
import { type AcceptedMail, Mailbox } from '../../mailbox/mailbox.ts';
import { readSettings } from '../../settings/config.ts';
import { mailDomainOf } from '../../settings/mailboxes.ts';
import { mailEngine } from '../../templates/mail.ts';
import { Visitor } from '../api.testing.ts';
import { freshDatabase } from '../database.ts';
import { temporaryFolder } from '../folder.ts';
import { inDatabase } from '../template.ts';
import { type Fixture, keysOf, loadRows } from './fixture.ts';

const publicUrl = 'http://localhost:3977';

export interface LandedHouse {
  url: string;
  /** Of the database's owner, for what a test looks at beside the application. */
  ownerUrl: string;
  db: Database;
  /** Every mail the mail server accepted, in order. */
  accepted: AcceptedMail[];
  /** What its signed days are proved with. */
  signing: SigningRing;
  /** Hands a message of a case over by mail, as the worker does. */
  deliver(message: Parameters<ReturnType<typeof createDeliver>>[0]): Promise<void>;
  /** A browser on a line of its own; signed in with the session that was left open, or with the password of then. */
  browser(login?: string): Promise<Visitor>;
  end(): Promise<void>;
}

/** Time stands still, at the moment of the fixture, until the house ends. */
export async function openLanded(fixture: Fixture): Promise<LandedHouse> {
  vi.useFakeTimers({ toFake: ['Date'], now: fixture.at });
  const keys = keysOf(fixture);
  const folder = temporaryFolder();
  const accepted: AcceptedMail[] = [];
  const mailbox = new Mailbox({ dataFolder: folder.path, port: 0, onMail: (mail) => accepted.push(mail) });
  const fresh = await freshDatabase('template0');
  await migrate(fresh.ownerUrl, fixture.migrations.at(-1));
  await loadRows(inDatabase(inject('postgres').adminUrl, new URL(fresh.ownerUrl).pathname.slice(1)), fixture);
  await migrate(fresh.ownerUrl);
  const db = connect({ url: fresh.appUrl, keys, connections: 4, acting: { as: 'COMMAND' } });
  await mailbox.open();
  const api = await startApi({
    ...readSettings({}),
    dataFolder: folder.path,
    logLevel: 'silent',
    port: 0,
    publicUrl,
    smtpPort: mailbox.port,
    smtpUrl: mailbox.url,
    temporalAddress: '127.0.0.1:9',
    databaseUrl: fresh.appUrl,
    databaseRelayUrl: fresh.relayUrl,
    databaseOwnerUrl: fresh.ownerUrl,
    keys,
  });
  const url = `http://127.0.0.1:${api.port}`;
  const mailer = createMailer({ smtpUrl: mailbox.url, domain: mailDomainOf(publicUrl) });
  const deliver = createDeliver(
    createHandOver({ db, mailer, write: mailEngine(), publicUrl, mailDomain: mailDomainOf(publicUrl), senderRefused: () => undefined }),
  );
  let lines = 0;
  return {
    url,
    ownerUrl: fresh.ownerUrl,
    db,
    accepted,
    signing: new SigningRing(keys.signing),
    deliver: async (message) => {
      await new MockActivityEnvironment().run(deliver, message);
    },
    browser: async (login) => {
      lines += 1;
      const visitor = new Visitor(url, `192.0.${2 + Math.floor(lines / 250)}.${1 + (lines % 250)}`);
      if (login === undefined) return visitor;
      if (login === fixture.session.login) {
        for (const [, name = '', value = ''] of fixture.session.cookie.matchAll(/([^=; ]+)=([^;]*)/g)) visitor.cookies.set(name, value);
        return visitor;
      }
      const account = demonstrationAccounts().find(({ email }) => email === `${login}@guichet.example`);
      if (account === undefined) throw new Error(`no account ${login}`);
      await visitor.signIn(account);
      return visitor;
    },
    end: async () => {
      vi.useRealTimers();
      mailer.close();
      await api.close();
      await mailbox.close();
      await db.end();
      await fresh.drop();
      folder.remove();
    },
  };
}

import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import type { Instant } from '../../calendar/span.ts';
import { territoryOf } from '../../calendar/territory.ts';
import type { Department } from '../../database/departments.ts';
import { type MailTexts, mailEngine } from '../../templates/mail.ts';
import { Unavailable } from './errors.ts';

const PATIENCE_IN_MILLISECONDS = 15_000;
export const CODE_MINUTES = 10;

/** The mails that open something, or say what was done to an account. */
type DirectMail = 'one-time-code' | 'account-way' | 'account-changed' | 'account-rescued' | 'account-of-body';

/** What a mail says of itself; the rest is the same for all. */
type Said<Name extends DirectMail> = Omit<MailTexts[Name], 'chrome' | 'desk' | 'demonstration'>;

export interface DirectMailer {
  /** Hands a mail to the mail server, now: a person waits for it. `now` is real time. Throws Unavailable when it is not taken. */
  send<Name extends DirectMail>(name: Name, said: Said<Name>, to: { address: string; department: Department; now: Instant }): Promise<void>;
  close(): void;
}

/** The only mails this process sends by itself: what opens something is worth nothing later, so they have no retries and no journal. */
export function createDirectMailer({ smtpUrl, publicUrl }: { smtpUrl: string; publicUrl: string }): DirectMailer {
  const { hostname } = new URL(publicUrl);
  const domain = hostname === 'localhost' || isIP(hostname) !== 0 ? 'guichet.example' : hostname;
  const write = mailEngine();
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 2,
    disableFileAccess: true,
    disableUrlAccess: true,
    connectionTimeout: PATIENCE_IN_MILLISECONDS,
    greetingTimeout: PATIENCE_IN_MILLISECONDS,
    socketTimeout: PATIENCE_IN_MILLISECONDS,
  });
  return {
    async send(name, said, { address: to, department, now }) {
      const common = {
        chrome: { zone: territoryOf(department.code).zone, now },
        demonstration: department.mode === 'demonstration',
        desk: { name: `Guichet départemental, ${department.name}` },
      };
      const mail = write(name, { ...said, ...common } as MailTexts[typeof name]);
      const address = `${department.code}@${domain}`;
      try {
        await transport.sendMail({
          ...mail,
          to,
          messageId: `<${randomUUID()}@${domain}>`,
          from: { name: `Guichet ${department.code}`, address },
          envelope: { from: address, to },
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
      } catch {
        // What the mail server says may carry the address: only that it failed is told.
        throw new Unavailable();
      }
    },
    close: () => transport.close(),
  };
}

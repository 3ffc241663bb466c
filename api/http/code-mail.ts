import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import type { Instant } from '../../calendar/span.ts';
import { territoryOf } from '../../calendar/territory.ts';
import { mailEngine } from '../../templates/mail.ts';
import { Unavailable } from './errors.ts';

const PATIENCE_IN_MILLISECONDS = 15_000;
export const CODE_MINUTES = 10;

export interface CodeToSend {
  to: string;
  code: string;
  reference: string;
  department: { code: string; name: string };
  demonstration: boolean;
  exercise: boolean;
  now: Instant;
}

export interface CodeMailer {
  /** Hands a one-time code to the mail server, now: the person is waiting for it. Throws Unavailable when it is not taken. */
  send(asked: CodeToSend): Promise<void>;
  close(): void;
}

/** The only mail this process sends by itself: a code is worth nothing later, so it has no retries and no journal. */
export function createCodeMailer({ smtpUrl, publicUrl }: { smtpUrl: string; publicUrl: string }): CodeMailer {
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
    async send({ to, code, reference, department, demonstration, exercise, now }) {
      const mail = write('one-time-code', {
        chrome: { zone: territoryOf(department.code).zone, now },
        reference,
        code,
        demonstration,
        exercise,
        minutes: CODE_MINUTES,
        desk: { name: `Guichet départemental, ${department.name}` },
      });
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

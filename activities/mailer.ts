import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { createTransport } from 'nodemailer';
import { z } from 'zod';
import type { WrittenMail } from '../templates/mail.ts';
import { RECIPIENT_REJECTED } from '../workflows/errands.ts';

/** Connecting, speaking and waiting for the server's last word, all together. */
const budgetMs = 20_000;

/** One address and nothing else: a list, a name or a line break would be read as more recipients. */
const address = z.email();

export interface AddressedMail extends WrittenMail {
  /** Left part of the Message-ID: the same at every try. */
  id: string;
  to: string[];
  from: { name: string; address: string };
  /** Where a bounce comes back to. */
  returnTo: string;
  /** The mail that this one answers. */
  thread?: { inReplyTo: string; references: string[] };
}

export interface Mailer {
  /** Resolves once the mail server has accepted the mail; rejects with a failure that says nothing but codes. */
  send(mail: AddressedMail, cancelled: AbortSignal): Promise<void>;
  close(): void;
}

/** Connections to the mail server are kept open between mails. */
export function createMailer({ smtpUrl, domain }: { smtpUrl: string; domain: string }): Mailer {
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 5,
    maxMessages: 500,
    idleTimeout: 60_000,
    // A connection the server closed while it was idle is replaced at once, not after the engine's pause.
    maxRequeues: 1,
    name: domain,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async ({ id, to, from, returnTo, subject, text, html, thread }, cancelled) => {
      if (to.some((one) => !address.safeParse(one).success)) throw ApplicationFailure.nonRetryable('NOT_AN_ADDRESS', RECIPIENT_REJECTED);
      try {
        await transport.sendMail({
          messageId: `<${id}@${domain}>`,
          from,
          to,
          envelope: { from: returnTo, to },
          subject,
          text,
          html,
          ...thread,
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
          signal: AbortSignal.any([cancelled, AbortSignal.timeout(budgetMs)]),
        });
      } catch (failure) {
        throw codeOnly(failure);
      }
    },
    close: () => transport.close(),
  };
}

/** The mail server has something against this desk: every mail waits until somebody mends it. */
export const SENDER_REFUSED = 'SENDER_REFUSED';

const rejections = new Set([550, 551, 553]);
const refusals = new Set(['EAUTH', 'ENOAUTH', 'EOAUTH2']);

/** What may be told of a failed hand-over: nodemailer's own messages carry addresses. */
function codeOnly(failure: unknown): ApplicationFailure {
  const { code, responseCode, command } = failure as { code?: string; responseCode?: number; command?: string };
  if (refusals.has(code ?? '') || (command === 'MAIL FROM' && (responseCode ?? 0) >= 500)) {
    return ApplicationFailure.create({ type: SENDER_REFUSED, message: `${code} ${responseCode ?? ''}`.trim() });
  }
  const badEnvelope = code === 'EENVELOPE' && responseCode === undefined;
  if (badEnvelope || rejections.has(responseCode ?? 0)) {
    return ApplicationFailure.nonRetryable(`${code} ${responseCode ?? ''}`.trim(), RECIPIENT_REJECTED);
  }
  const type = responseCode === undefined ? (code ?? 'UNKNOWN') : `SMTP_${responseCode}`;
  return ApplicationFailure.create({ type, message: type, category: ApplicationFailureCategory.BENIGN });
}

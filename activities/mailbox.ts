import { Context } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { Logger } from 'pino';
import type { Database } from '../database/pool.ts';
import type { WatchCode } from '../intake/email/imap.ts';
import type { Config } from '../settings/config.ts';
import { type MailboxActivities, NO_MAILBOX } from '../workflows/errands.ts';

const anHour = 3_600_000;
const beatEvery = 3_000;

export interface MailboxParts {
  db: Database;
  config: Config;
  log: Logger;
  /** Aborted when this worker stops: the watch is then given up at once, for another to take. */
  stopping: AbortSignal;
}

/** Holding a mailbox. Two at once, for the seconds in which a dead worker is not yet known to be, do no harm: a mail is kept once. */
export function createMailbox({ db, config, log, stopping }: MailboxParts): MailboxActivities {
  return {
    watchMailbox: async (department) => {
      const mailbox = config.mailboxes.find((one) => one.department === department);
      if (mailbox === undefined) throw ApplicationFailure.nonRetryable('NO_MAILBOX', NO_MAILBOX);
      const context = Context.current();
      // Read once there is a mailbox: a worker without one starts without them.
      const [{ watchMailbox }, { mailDesk }] = await Promise.all([import('../intake/email/imap.ts'), import('../intake/email/desk.ts')]);
      const desk = mailDesk(db, config, true);
      const beat = setInterval(() => context.heartbeat(), beatEvery);
      const signal = AbortSignal.any([context.cancellationSignal, stopping, AbortSignal.timeout(anHour)]);
      try {
        await watchMailbox({ desk, mailbox, signal, tell: (code) => say(log, department, code) });
      } finally {
        clearInterval(beat);
      }
      context.cancellationSignal.throwIfAborted();
      if (stopping.aborted) {
        throw ApplicationFailure.create({ type: 'WORKER_STOPS', message: 'WORKER_STOPS', category: ApplicationFailureCategory.BENIGN });
      }
    },
  };
}

const words: Record<WatchCode, string> = {
  MAILBOX_WATCHED: 'the mailbox is watched',
  MAILBOX_AWAY: 'the mail server does not answer; the mailbox is tried again and again',
  MAILBOX_REFUSED: 'the mail server refuses this desk: check GUICHET_IMAP_ and the account',
  MAILBOX_RENUMBERED: 'the mail server numbered its mails anew: all are read again, those known are left',
  MAIL_NOT_MARKED: 'mails were taken in but the server would not mark or move them',
  MAIL_WAITS: 'mails wait: the department has no protocol yet or is not set up, or the database is away',
};

function say(log: Logger, department: string, code: WatchCode): void {
  const level = code === 'MAILBOX_WATCHED' ? 'info' : code === 'MAILBOX_REFUSED' ? 'error' : 'warn';
  log[level]({ code, department }, words[code]);
}

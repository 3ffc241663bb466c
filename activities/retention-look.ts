import { ApplicationFailure } from '@temporalio/common';
import type { Logger } from 'pino';
import type { Instant } from '../calendar/span.ts';
import { signDays, verifyJournals } from '../cases/record/signing.ts';
import { type Database, departments } from '../database/pool.ts';
import type { SigningRing } from '../database/signing-ring.ts';
import { forgetNotes } from '../intake/drafts.ts';
import { noteAtTerm } from '../retention/record/at-term.ts';
import { destroySome, nextToDestroy } from '../retention/record/destroy.ts';
import { whatIsDue } from '../retention/record/due.ts';
import type { ImapMailbox } from '../settings/mailboxes.ts';
import { makeTallies } from '../statistics/record/tallies.ts';
import { closeHours } from '../traces/close-hours.ts';
import { verifyHours } from '../traces/verify-hours.ts';
import type { RetentionActivities } from '../workflows/errands.ts';

export interface RetentionParts {
  db: Database;
  signing: SigningRing;
  mailboxes: readonly ImapMailbox[];
  /** Deletes what the engine keeps of a case. */
  forgetCase(caseId: string): Promise<void>;
  log: Pick<Logger, 'info' | 'error'>;
}

/** Each night, of every department. One that fails keeps no other waiting, and is tried again: what was destroyed before the cut is not begun again. */
export function createRetentionLook(parts: RetentionParts): RetentionActivities {
  return {
    lookAtTerms: async ({ now }) => {
      const failed: string[] = [];
      for (const department of await departments(parts.db))
        await lookAtDepartment(parts, department, now).catch((failure: unknown) => {
          parts.log.error({ err: failure, code: 'NOT_DESTROYED', department }, 'what was agreed to could not be destroyed: it is tried again');
          failed.push(department);
        });
      if (failed.length > 0) throw ApplicationFailure.create({ type: 'NOT_DESTROYED', message: failed.join(' ') });
    },
  };
}

/**
 * Destroys what the Archives agreed to in a department, and notes how much is at its term. Nothing is destroyed where no list is agreed to, nor while a journal or an hour does not
 * hold: what stays is signed anew with each destruction, which would make a forgery good. Copies in the mailbox, notes begun and the engine's histories go first; then all the
 * rest at once.
 */
export async function lookAtDepartment({ db, signing, mailboxes, forgetCase, log }: RetentionParts, department: string, now: Instant): Promise<void> {
  let next = await nextToDestroy(db, department);
  if (next !== null) {
    await signDays(db, department, signing, now);
    await closeHours(db, department, signing, now);
    const { flaws } = await verifyJournals(db, department, signing);
    const hours = await verifyHours(db, department, signing, now);
    if (flaws.length + hours.flaws.length > 0) throw new Error('the journals do not hold: guichet journal verify says what is wrong');
    await makeTallies(db, department);
  }
  const mailbox = mailboxes.find((one) => one.department === department);
  while (next !== null) {
    if (mailbox !== undefined) {
      // Read where there is a mailbox: a worker without one starts without it.
      const { forgetCopies } = await import('../intake/email/imap.ts');
      await forgetCopies(db, mailbox, next);
    }
    await forgetNotes(db, department, next);
    for (const subject of next) await forgetCase(subject);
    const gone = await destroySome(db, department, next, { signing, now });
    log.info({ code: 'DESTROYED', department, ...gone }, 'what the Archives agreed to is destroyed');
    next = await nextToDestroy(db, department);
  }
  await noteAtTerm(db, department, (await whatIsDue(db, department, now)).items.length);
}

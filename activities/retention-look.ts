import { ApplicationFailure } from '@temporalio/common';
import type { Logger } from 'pino';
import type { Instant } from '../calendar/span.ts';
import { signDays } from '../cases/record/signing.ts';
import { type Database, departments } from '../database/pool.ts';
import type { SigningRing } from '../database/signing-ring.ts';
import { forgetNotes } from '../intake/drafts.ts';
import { messageIdsOf, rememberGone } from '../intake/email/inbound-mails.ts';
import { noteAtTerm } from '../retention/record/at-term.ts';
import { agreedList, destroyList, JournalsDoNotHold, type LeaveIntake } from '../retention/record/destroy.ts';
import { whatIsDue } from '../retention/record/due.ts';
import { forgotten, type LeftOutside, leftOutside, noteFailure, noteOutside } from '../retention/record/outside.ts';
import type { ImapMailbox } from '../settings/mailboxes.ts';
import { makeTallies } from '../statistics/record/tallies.ts';
import { closeHours } from '../traces/close-hours.ts';
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
 * Destroys what the Archives agreed to in a department; then forgets outside, in the mailbox and the engine, what was destroyed, that night or before; and notes how much
 * is at its term. What fails is said on its list.
 */
export async function lookAtDepartment(parts: RetentionParts, department: string, now: Instant): Promise<void> {
  const { db } = parts;
  const agreed = await agreedList(db, department);
  const failures: unknown[] = [];
  if (agreed !== null)
    await destroyAgreed(parts, department, now).catch(async (failure: unknown) => {
      failures.push(failure);
      await noteFailure(db, department, agreed, failure instanceof JournalsDoNotHold ? 'JOURNALS' : 'OTHER', now);
    });
  failures.push(...(await forgetOutside(parts, department, now)));
  await noteAtTerm(db, department, (await whatIsDue(db, department, now)).items.length);
  if (failures.length > 0) throw failures[0];
}

async function destroyAgreed({ db, signing, mailboxes, log }: RetentionParts, department: string, now: Instant): Promise<void> {
  await signDays(db, department, signing, now);
  await closeHours(db, department, signing, now);
  await makeTallies(db, department);
  const hasMailbox = mailboxes.some((one) => one.department === department);
  const leaveIntake: LeaveIntake = async (tx, goes) => {
    await rememberGone(tx, goes);
    await forgetNotes(db, tx, goes);
    return hasMailbox ? messageIdsOf(db, tx, goes) : [];
  };
  const gone = await destroyList(db, department, { signing, now, leaveIntake });
  log.info({ code: 'DESTROYED', department, ...gone }, 'what the Archives agreed to is destroyed');
}

/** After the destruction: a case that was spared keeps its mails and its history. What cannot be done stays written down, and is tried the next night. Answers with why. */
async function forgetOutside({ db, mailboxes, forgetCase }: RetentionParts, department: string, now: Instant): Promise<unknown[]> {
  const left = await leftOutside(db, department);
  const failures: unknown[] = [];
  for (const id of left.engine)
    await forgetCase(id)
      .then(() => forgotten(db, department, [id]))
      .catch((failure: unknown) => failures.push(failure));
  if (left.mailbox.length > 0)
    await forgetMails(mailboxes, department, left.mailbox)
      .then(async (gone) => {
        await forgotten(db, department, gone);
        if (gone.length < left.mailbox.length) throw new Error('the mail server will not delete');
      })
      .catch((failure: unknown) => failures.push(failure));
  await noteOutside(db, department, now);
  return failures;
}

/** Answers with the ids of those that are no more in the mailbox. */
async function forgetMails(mailboxes: readonly ImapMailbox[], department: string, mails: LeftOutside['mailbox']): Promise<string[]> {
  const mailbox = mailboxes.find((one) => one.department === department);
  if (mailbox === undefined) throw new Error('the mailbox is no more configured');
  // Read where there is a mailbox: a worker without one starts without it.
  const { forgetCopies } = await import('../intake/email/imap.ts');
  const kept = await forgetCopies(
    mailbox,
    mails.map(({ messageId }) => messageId),
  );
  return mails.flatMap(({ id, messageId }) => (kept.includes(messageId) ? [] : [id]));
}

import type { Instant } from '../calendar/span.ts';
import { territoryOf } from '../calendar/territory.ts';
import type { Actor } from '../cases/model/events.ts';
import type { AuthorNews, SaidToRecipient } from '../cases/model/message.ts';
import type { Transfer } from '../cases/model/state.ts';
import type { MailMatter } from '../cases/record/mail-matter.ts';
import { askedOf } from '../cases/running/asked.ts';
import { gistOf, gistWords } from '../cases/running/gist.ts';
import { leadingStage, nextReach } from '../cases/running/stages.ts';
import { Turn } from '../cases/running/turn.ts';
import { whyNoLongerAsked } from '../cases/running/why-ended.ts';
import { deskContact } from '../directory/desk.ts';
import type { Contact } from '../directory/directory.ts';
import { bodyName } from '../directory/names.ts';
import type { Author } from '../intake/author.ts';
import type { MailEngine, MailView, WrittenMail } from '../templates/mail.ts';

const delivery: Actor = { kind: 'DELIVERY', id: null };

const viewOf = ({ reference, demonstration, exercise, department, world }: MailMatter, now: Instant): MailView => ({
  chrome: { zone: territoryOf(department.code).zone, now },
  reference,
  demonstration,
  exercise: exercise !== null,
  desk: { name: `Guichet départemental, ${department.name}`, ...phoneOf(deskContact(world.directory)) },
});

const phoneOf = (desk: Contact | undefined): { phone?: string } => (desk?.phone === undefined ? {} : { phone: desk.phone });

/** Writes the mail that calls a person of the desk to a task; null when the task is not there. `now` is the case's time. */
export function writeDutyCall(write: MailEngine, subject: MailMatter, call: { task: string }, link: string, now: Instant): WrittenMail | null {
  const task = subject.state.tasks.find(({ id }) => id === call.task);
  return task ? write('duty-call', { ...viewOf(subject, now), sayable: task.sayable, dueAt: task.dueAt, link }) : null;
}

/**
 * Writes to an author that there is something to read: somebody else may read the mailbox, so nothing says about what, or with
 * whom. The first mail gives the code to whoever could not be shown it.
 */
export function writeAuthorMail(
  write: MailEngine,
  subject: MailMatter,
  author: Pick<Author, 'receivedAt' | 'receipt'>,
  news: AuthorNews,
  link: string,
  now: Instant,
): WrittenMail {
  const { receivedAt, receipt } = author;
  return write('author', {
    ...viewOf(subject, now),
    receivedAt,
    link,
    first: news === 'RECEIVED',
    ...(news === 'RECEIVED' && receipt && { code: receipt }),
  });
}

/** Writes a mail to a recipient about a transfer. `link` is the contact's own; `now` is the case's time. */
export function writeTransferMail(
  write: MailEngine,
  subject: MailMatter,
  said: SaidToRecipient,
  about: { transfer: Transfer; contact: Contact; link: string },
  now: Instant,
): WrittenMail {
  const { transfer, contact, link } = about;
  const organisation = bodyName(subject.world.directory, transfer.organisation);
  const view = { ...viewOf(subject, now), role: transfer.role, organisation, link, gist: gistWords(gistOf(transfer, subject.state.facts)) };
  const sentAt = transfer.handedOverAt ?? transfer.orderedAt;
  const dueAt = limitOf(subject, transfer, now);
  const due = dueAt !== null && { dueAt };
  switch (said.kind) {
    case 'TRANSFER':
      return write('transfer', { ...view, ...due, asked: askedOf(transfer), information: transfer.purpose === 'INFORMATION' });
    case 'REMINDER':
      return write('reminder', { ...view, ...due, asked: askedOf(transfer), rank: said.rank, sentAt });
    case 'REMINDER_NOW':
      return write('reminder', { ...view, ...due, asked: askedOf(transfer), sentAt });
    case 'ESCALATION':
      return write('escalation', {
        ...view,
        asked: askedOf(transfer),
        as: contact.position === 'SUPERIOR' ? 'SUPERIOR' : 'DEPUTY',
        sentAt,
        dueAt: dueAt ?? now,
      });
    case 'INFORMATION':
      return write('information', { ...view, ...due, says: said.says });
    case 'CHANGED':
      return write('changed', { ...view, ...due, asked: askedOf(transfer), information: transfer.purpose === 'INFORMATION' });
    case 'TEXT':
    case 'ADDED':
      return write('text', view);
    case 'LINK':
      return write('link', view);
    case 'REVOKED':
      return write('revoked', { ...view, ...(said.end === 'NO_LONGER_ASKED' && { why: whyNoLongerAsked(transfer) }) });
  }
}

/** The limit the recipient has to meet: of the stage that runs, or of the first, were it handed over now. */
export function limitOf({ state, world }: MailMatter, transfer: Transfer, now: Instant): Instant | null {
  if (transfer.purpose === 'INFORMATION') return null;
  const running = state.deadlines.find(({ kind, transfer: of }) => kind === 'LIMIT' && of === transfer.id);
  if (running !== undefined) return running.dueAt;
  const turn = new Turn(state, now, delivery, world);
  const reach = transfer.stage?.reach ?? nextReach(turn, transfer, transfer.status);
  return reach === null ? null : (leadingStage(turn, transfer, reach, transfer.stage?.since ?? now)?.limit ?? null);
}

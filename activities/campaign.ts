import { ApplicationFailure } from '@temporalio/common';
import { dueAt } from '../calendar/due.ts';
import { DAY, MINUTE } from '../calendar/milliseconds.ts';
import type { Instant } from '../calendar/span.ts';
import { territoryOf } from '../calendar/territory.ts';
import { type Department, listDepartments } from '../database/departments.ts';
import { keyedHash } from '../database/sealing.ts';
import { nextStep } from '../directory/campaigns/step.ts';
import { deskContact } from '../directory/desk.ts';
import type { Contact } from '../directory/directory.ts';
import { bodyName } from '../directory/names.ts';
import { linkAsSent } from '../directory/record/campaign-link.ts';
import { campaignAhead, noteLooked, noteSent } from '../directory/record/campaigns.ts';
import { currentDirectory } from '../directory/record/revisions.ts';
import { calendarOf, type IndexedDirectory } from '../directory/resolve.ts';
import { isInUse } from '../directory/validity.ts';
import { deskEnvelope } from '../intake/email/addresses.ts';
import { deskDelay } from '../procedures/desk-section.ts';
import { procedureInForce } from '../procedures/record/published.ts';
import { type CampaignActivities, RECIPIENT_REJECTED } from '../workflows/errands.ts';
import type { DeliverParts } from './deliver.ts';
import type { AddressedMail } from './mailer.ts';

export type CampaignParts = Pick<DeliverParts, 'db' | 'mailer' | 'write' | 'publicUrl' | 'mailDomain'>;

/** Mails of one look: the engine hears of each look's end, so that a worker that dies begins little again. */
const AT_ONCE = 100;
/** A contact that could not be written to is tried again this much later, for a day; then it is called. */
const TRIED_AGAIN = 15 * MINUTE;
const TRIED_FOR = DAY;
/** So many mails of one look that our own mail server gave no answer for: it is away, and no contact is blamed. */
export const AWAY = 3;

/**
 * What a campaign does by itself: writes to the contacts whose mail is due, and asks for a call where nobody answered. A contact that cannot be
 * written to keeps no other waiting. Doing it twice is harmless: a mail that left is not written again, and one that left and was not noted
 * leaves again under the same Message-ID. Throws, once the look is noted, what says that the mail server is away: an ApplicationFailure that
 * carries codes only.
 */
export function createCampaign(parts: CampaignParts): CampaignActivities {
  return {
    askContacts: async ({ campaign, department, now }) => {
      const { db } = parts;
      const read = await campaignAhead(db, department, campaign);
      if (read === null || read.ended !== null) return null;
      const directory = (await currentDirectory(db, department)).on(now);
      const delay = deskDelay((await procedureInForce(db, department)) ?? {}, 'contactReminder');
      const after = (at: Instant) => dueAt(calendarOf(directory, 'desk'), at, delay).due;
      const silent: string[] = [];
      const nexts: Instant[] = [];
      let left = AT_ONCE;
      let of: Desk | undefined;
      const unanswered: { contact: string; late: boolean; failure: ApplicationFailure }[] = [];
      for (const asked of read.contacts) {
        const known = directory.contactById.get(asked.contact);
        const contact = known !== undefined && isInUse(known, directory.day) ? known : undefined;
        const step = nextStep(asked, contact, now, after);
        if (step === null || contact === undefined) continue;
        if (step.at > now) nexts.push(step.at);
        else if (step.do === 'CALL') silent.push(contact.id);
        else if (left === 0 || unanswered.length === AWAY) nexts.push(now);
        else {
          of ??= await departmentOf(parts, department);
          const failure = await write(parts, of, campaign, { contact, rank: step.rank, directory }, now);
          const since = step.rank === 1 ? read.startedAt : step.at;
          if (failure === null) {
            left -= 1;
            nexts.push(after(now));
          } else if (failure.type === RECIPIENT_REJECTED) silent.push(contact.id);
          else {
            const late = now - since >= TRIED_FOR;
            if (!isAnswer(failure)) unanswered.push({ contact: contact.id, late, failure });
            else if (late) silent.push(contact.id);
            if (!late) nexts.push(now + TRIED_AGAIN);
          }
        }
      }
      const [first] = unanswered;
      const away = unanswered.length === AWAY;
      if (away) nexts.push(now);
      else silent.push(...unanswered.filter(({ late }) => late).map((one) => one.contact));
      const next = nexts.length === 0 ? null : Math.min(...nexts);
      await noteLooked(db, department, campaign, { silent, next }, now);
      if (away && first !== undefined) throw first.failure;
      return next;
    },
  };
}

/** Whether the mail server answered about this very mail; 421 is a server that closes. */
export const isAnswer = ({ type }: ApplicationFailure): boolean => /^SMTP_(?!421)/.test(type ?? '');

/** Sends a mail that nobody calls off; answers with why it did not leave, null where it did. */
export async function whyNotSent(mailer: CampaignParts['mailer'], mail: AddressedMail): Promise<ApplicationFailure | null> {
  try {
    await mailer.send(mail, new AbortController().signal);
    return null;
  } catch (thrown) {
    if (thrown instanceof ApplicationFailure) return thrown;
    throw thrown;
  }
}

/** Writes to a contact; answers with why the mail did not leave, null where it did. */
async function write(
  parts: CampaignParts,
  { code: department, name, mode }: Desk,
  campaign: string,
  { contact, rank, directory }: { contact: Contact; rank: number; directory: IndexedDirectory },
  now: Instant,
): Promise<ApplicationFailure | null> {
  const { db, mailer, publicUrl, mailDomain } = parts;
  const link = `${publicUrl}/${department}/c/${await linkAsSent(db, { department, campaign, contact: contact.id })}`;
  const phone = deskContact(directory)?.phone;
  const written = parts.write('directory-check', {
    chrome: { zone: territoryOf(department).zone, now },
    desk: { name: `Guichet départemental, ${name}`, ...(phone !== undefined && { phone }) },
    demonstration: mode === 'demonstration',
    organisation: bodyName(directory, contact.organisation),
    again: rank > 1,
    link,
  });
  const messageId = keyedHash(db.keys, 'campaign mail', `${campaign}/${contact.id}/${rank}`).toString('hex').slice(0, 32);
  const envelope = deskEnvelope(db.keys, department, messageId, mailDomain);
  const failure = await whyNotSent(mailer, { ...written, to: [contact.email ?? ''], ...envelope });
  if (failure === null) await noteSent(db, department, { campaign, contact: contact.id, rank, messageId }, now);
  return failure;
}

type Desk = Pick<Department, 'code' | 'name' | 'mode'>;

async function departmentOf({ db }: CampaignParts, code: string): Promise<Desk> {
  return (await listDepartments(db)).find((one) => one.code === code) ?? { code, name: code, mode: 'production' };
}

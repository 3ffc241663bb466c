import { ApplicationFailure } from '@temporalio/common';
import { type Digest, digestsAsked, tellingDigest } from '../accounts/digests.ts';
import { dayIn, hourIn } from '../calendar/local.ts';
import { MINUTE } from '../calendar/milliseconds.ts';
import { isWorkingDay } from '../calendar/opening.ts';
import type { Instant } from '../calendar/span.ts';
import { territoryOf } from '../calendar/territory.ts';
import { concernedBy } from '../cases/lists/concerns.ts';
import { deskQueue } from '../cases/lists/desk-queue.ts';
import { asActor } from '../database/actor.ts';
import type { Department } from '../database/departments.ts';
import { keyedHash } from '../database/sealing.ts';
import { currentDirectory } from '../directory/record/revisions.ts';
import { calendarOf } from '../directory/resolve.ts';
import { deskEnvelope } from '../intake/email/addresses.ts';
import type { MailTexts } from '../templates/mail.ts';
import { isForGood } from '../workflows/errands.ts';
import type { CampaignParts } from './campaign.ts';

/** What was recorded so long ago is committed: none of it appears behind what was looked at. */
const SETTLED = MINUTE;
const sentWithinMs = 10_000;
/** References that a mail of the day names. */
const NAMED = 20;

/**
 * Writes to those of a department who asked for a digest: on working days of the desk alone, each day once, or at once of what concerns them; nothing where
 * there is nothing. A mail holds counts and references. One that fails keeps no other waiting and is tried at the next look; the first failure is
 * thrown once all were tried. Idempotent: what was said is noted while it is held, and a mail that left and was not noted leaves again under the
 * same Message-ID.
 */
export async function sendDigests(
  parts: CampaignParts,
  department: Department,
  now: Instant,
  stopping: AbortSignal = new AbortController().signal,
): Promise<void> {
  const { db } = parts;
  const { code } = department;
  const asked = await digestsAsked(db, code);
  if (asked.length === 0 || !isWorkingDay(calendarOf(await currentDirectory(db, code), 'desk'), now)) return;
  const failures: unknown[] = [];
  for (const account of asked) {
    if (stopping.aborted) return;
    const tell = (digest: Digest) => (digest.choice === 'AT_ONCE' ? tellNews : tellDay)({ ...parts, stopping }, department, digest, now);
    await tellingDigest(db, code, account, tell).catch((failure: unknown) => failures.push(failure));
  }
  if (failures.length > 0) throw failures[0];
}

type DigestParts = CampaignParts & { stopping: AbortSignal };
type Told = Pick<Digest, 'toldOn' | 'toldUntil'> | null;

async function tellDay(parts: DigestParts, department: Department, digest: Digest, now: Instant): Promise<Told> {
  const { code } = department;
  const { zone } = territoryOf(code);
  const today = dayIn(now, zone);
  const { account, choice, toldOn, toldUntil } = digest;
  if (choice === 'AT_ONCE' || toldOn === today || hourIn(now, zone) < choice.hour) return null;
  const viewer = { kind: 'AGENT', id: account } as const;
  const { rows, counts } = await asItsHolder(account, () => deskQueue(parts.db, code, viewer, { queue: 'MINE', size: NAMED }));
  const references = rows.map(({ reference }) => reference);
  if (counts.LATE + counts.DESK + counts.MINE > 0)
    await write(parts, department, digest, today, { late: counts.LATE, waiting: counts.DESK, mine: counts.MINE, references }, now);
  return { toldOn: today, toldUntil };
}

async function tellNews(parts: DigestParts, department: Department, digest: Digest, now: Instant): Promise<Told> {
  const { account, toldOn, toldUntil } = digest;
  const until = now - SETTLED;
  if (until <= toldUntil) return null;
  const references = await asItsHolder(account, () => concernedBy(parts.db, department.code, account, { since: toldUntil, until }));
  if (references.length > 0) await write(parts, department, digest, String(toldUntil), { late: 0, waiting: 0, mine: 0, references }, now);
  return { toldOn, toldUntil: until };
}

/** What is hidden from its holder is counted in no mail. */
const asItsHolder = <T>(account: string, read: () => Promise<T>): Promise<T> => asActor({ as: 'PERSON', account }, read);

/** `about`: the same for the same digest, whenever it leaves. */
async function write(
  { db, mailer, write: text, publicUrl, mailDomain, stopping }: DigestParts,
  { code, name, mode }: Department,
  { account, email, choice }: Digest,
  about: string,
  says: Pick<MailTexts['digest'], 'late' | 'waiting' | 'mine' | 'references'>,
  now: Instant,
): Promise<void> {
  const written = text('digest', {
    chrome: { zone: territoryOf(code).zone, now },
    desk: { name: `Guichet départemental, ${name}` },
    demonstration: mode === 'demonstration',
    atOnce: choice === 'AT_ONCE',
    ...says,
    link: `${publicUrl}/guichet`,
  });
  const id = keyedHash(db.keys, 'digest mail', `${account}/${about}`).toString('hex').slice(0, 32);
  // The row is held meanwhile: its session may not stay idle for longer than half a minute.
  const bounded = AbortSignal.any([stopping, AbortSignal.timeout(sentWithinMs)]);
  await mailer.send({ ...written, to: [email], ...deskEnvelope(db.keys, code, id, mailDomain) }, bounded).catch((failure: unknown) => {
    // An address that is refused for good would be tried each minute: it was looked at, and the next is another day's, or other news.
    if (!(failure instanceof ApplicationFailure && isForGood(failure.type ?? ''))) throw failure;
  });
}

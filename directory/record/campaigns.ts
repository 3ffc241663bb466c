import { randomUUIDv7 } from 'node:crypto';
import type { Instant } from '../../calendar/span.ts';
import { named } from '../../database/named.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import type { Role } from '../../vocabulary/vocabulary.ts';
import type { EntryAnswer } from '../campaigns/proposal.ts';
import type { CampaignScope } from '../campaigns/scope.ts';
import type { AskedContact } from '../campaigns/step.ts';
import { campaignLink, campaignLinkHash } from './campaign-link.ts';
import type { Editor } from './changes.ts';

/** A campaign that asks contacts whether their entry is right. */
export interface Campaign {
  id: string;
  scope: CampaignScope;
  startedAt: Instant;
  by: string;
  ended: { at: Instant; by: string } | null;
}

/** A contact that it asks, as it stands. */
export interface CampaignContact extends AskedContact {
  body: string;
  returnedAt: Instant | null;
  says: EntryAnswer | null;
}

const MOST_LISTED = 100;
/** Contacts of one campaign that are read at once, those that matter first. */
const MOST_READ = 2_000;
/** Contacts to call that the queue counts. */
const MOST_TO_CALL = 1_000;
/** More than any directory holds. */
const MOST_ASKED = 50_000;

const start = named({
  text: `INSERT INTO campaign (department, id, role, months, started_at, account, by, next_at)
         VALUES (:department, :id, :role, :months, :at, :account, :by, :at)`,
});

/**
 * Begins a campaign that asks these contacts, and answers with its id; null where a running one asks some of them already: twice is once. The
 * engine is told within seconds.
 */
export async function startCampaign(
  db: Database,
  department: string,
  { scope, contacts, by }: { scope: CampaignScope; contacts: readonly { id: string; organisation: string }[]; by: Editor },
  now: Instant,
): Promise<string | null> {
  const id = randomUUIDv7();
  return inDepartment(db, department, async (tx) => {
    // Taken first: of two that begin at once, the second sees the first.
    await raise(tx, department);
    const { rowCount } = await tx.query(
      {
        text: `SELECT FROM campaign c JOIN campaign_contact a ON a.department = c.department AND a.campaign = c.id
               WHERE c.department = $1 AND c.ended_at IS NULL AND a.answered_at IS NULL AND a.contact = ANY ($2::text[]) LIMIT 1`,
      },
      [department, contacts.map((one) => one.id)],
    );
    if (rowCount !== 0) return null;
    const { role = null, months = null } = scope;
    await tx.query(start({ department, id, role, months, at: new Date(now), account: by.account, by: by.name }));
    const rows = contacts.map((one) => {
      const hash = campaignLinkHash(db.keys, campaignLink(db.keys, { department, campaign: id, contact: one.id }));
      return { contact: one.id, body: one.organisation, hash: hash.toString('hex') };
    });
    await tx.query(
      {
        text: `INSERT INTO campaign_contact (department, campaign, contact, body, token_hash)
               SELECT $1, $2, contact, body, decode(hash, 'hex') FROM jsonb_to_recordset($3::jsonb) AS one (contact text, body text, hash text)`,
      },
      [department, id, JSON.stringify(rows)],
    );
    return id;
  });
}

/** Ends a campaign: nobody is written to any more, its links open nothing; false where it had ended. */
export function endCampaign(db: Database, department: string, id: string, by: string, now: Instant): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    const { rowCount } = await tx.query(
      { text: 'UPDATE campaign SET ended_at = $3, ended_by = $4, next_at = NULL WHERE department = $1 AND id = $2 AND ended_at IS NULL' },
      [department, id, new Date(now), by],
    );
    if (rowCount === 1) await raise(tx, department);
    return rowCount === 1;
  });
}

const raise = (tx: Tx, department: string) =>
  tx.query({ text: 'UPDATE department SET campaigns_raised = campaigns_raised + 1 WHERE code = $1' }, [department]);

interface Row {
  id: string;
  role: Role | null;
  months: number | null;
  started_at: Date;
  by: string;
  ended_at: Date | null;
  ended_by: string | null;
}

const columns = 'id, role, months, started_at, by, ended_at, ended_by';
const readRow = ({ id, role, months, started_at, by, ended_at, ended_by }: Row): Campaign => ({
  id,
  scope: { ...(role !== null && { role }), ...(months !== null && { months }) },
  startedAt: started_at.getTime(),
  by,
  ended: ended_at === null || ended_by === null ? null : { at: ended_at.getTime(), by: ended_by },
});

/** The campaigns, the last first, at most 100, with how many contacts each asks and how many answered. */
export async function listCampaigns(db: Database, department: string): Promise<(Campaign & { asked: number; answered: number })[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<Row & { asked: number; answered: number }>(
      {
        text: `SELECT ${columns}, asked.* FROM campaign c,
                 LATERAL (SELECT count(*)::int AS asked, count(answered_at)::int AS answered FROM campaign_contact
                          WHERE department = c.department AND campaign = c.id) asked
               WHERE department = $1 ORDER BY started_at DESC, id LIMIT ${MOST_LISTED}`,
      },
      [department],
    );
    return rows.map((row) => ({ ...readRow(row), asked: row.asked, answered: row.answered }));
  });
}

interface ContactRow {
  contact: string;
  body: string;
  sent: number;
  sent_at: Date | null;
  returned_at: Date | null;
  silent_at: Date | null;
  says: EntryAnswer | null;
  answered_at: Date | null;
}

const at = (date: Date | null): Instant | null => date?.getTime() ?? null;
const readContact = ({ contact, body, sent, says, ...row }: ContactRow): CampaignContact => ({
  contact,
  body,
  sent,
  says,
  sentAt: at(row.sent_at),
  returnedAt: at(row.returned_at),
  silentAt: at(row.silent_at),
  answeredAt: at(row.answered_at),
});

const asked = 'contact, body, sent, sent_at, returned_at, silent_at, says, answered_at';

/** How many contacts a campaign asks, and how many gave each answer. */
export interface CampaignCounts {
  asked: number;
  answers: Record<EntryAnswer, number>;
}

/** A campaign with the contacts it asks, those to call first, then who answered last, at most 2,000; null when there is none. */
export async function readCampaign(
  db: Database,
  department: string,
  id: string,
): Promise<(Campaign & CampaignCounts & { contacts: CampaignContact[] }) | null> {
  return inDepartment(db, department, async (tx) => {
    const campaign = await campaignIn(tx, department, id);
    if (campaign === null) return null;
    const { rows: counts } = await tx.query<{ says: EntryAnswer | null; count: number }>(
      { text: 'SELECT says, count(*)::int AS count FROM campaign_contact WHERE department = $1 AND campaign = $2 GROUP BY says' },
      [department, id],
    );
    const { rows } = await tx.query<ContactRow>(
      {
        text: `SELECT ${asked} FROM campaign_contact WHERE department = $1 AND campaign = $2
               ORDER BY silent_at IS NOT NULL AND answered_at IS NULL DESC, answered_at DESC NULLS LAST, body, contact LIMIT ${MOST_READ}`,
      },
      [department, id],
    );
    const said = (answer: EntryAnswer) => counts.find(({ says }) => says === answer)?.count ?? 0;
    return {
      ...campaign,
      asked: counts.reduce((sum, { count }) => sum + count, 0),
      answers: { CONFIRMED: said('CONFIRMED'), CORRECTED: said('CORRECTED'), NOT_OURS: said('NOT_OURS') },
      contacts: rows.map(readContact),
    };
  });
}

/** A campaign with the contacts for which it does something by itself, whose turn comes first first, at most 2,000; null when there is none. */
export async function campaignAhead(db: Database, department: string, id: string): Promise<(Campaign & { contacts: CampaignContact[] }) | null> {
  return inDepartment(db, department, async (tx) => {
    const campaign = await campaignIn(tx, department, id);
    if (campaign === null) return null;
    const { rows } = await tx.query<ContactRow>(
      {
        text: `SELECT ${asked} FROM campaign_contact
               WHERE department = $1 AND campaign = $2 AND answered_at IS NULL AND silent_at IS NULL
               ORDER BY sent_at NULLS FIRST, body, contact LIMIT ${MOST_READ}`,
      },
      [department, id],
    );
    return { ...campaign, contacts: rows.map(readContact) };
  });
}

async function campaignIn(tx: Tx, department: string, id: string): Promise<Campaign | null> {
  const { rows } = await tx.query<Row>({ text: `SELECT ${columns} FROM campaign WHERE department = $1 AND id = $2` }, [department, id]);
  return rows[0] === undefined ? null : readRow(rows[0]);
}

type RunningContact = CampaignContact & { campaign: string; startedAt: Instant };

/** The contacts that a running campaign asks and that did not answer, with the day it began: nobody asks them twice. */
export const unanswered = (db: Database, department: string): Promise<RunningContact[]> =>
  unansweredIn(db, department, `ORDER BY c.started_at, a.body, a.contact LIMIT ${MOST_ASKED}`);

/** Those that somebody has to call, unless they were verified since, the last first: at most 1,000. */
export const silentContacts = (db: Database, department: string): Promise<RunningContact[]> =>
  unansweredIn(db, department, `AND a.silent_at IS NOT NULL ORDER BY a.silent_at DESC, a.contact LIMIT ${MOST_TO_CALL}`);

async function unansweredIn(db: Database, department: string, which: string): Promise<RunningContact[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<ContactRow & { campaign: string; started_at: Date }>(
      {
        text: `SELECT a.campaign, c.started_at, a.contact, a.body, a.sent, a.sent_at, a.returned_at, a.silent_at, a.says, a.answered_at
               FROM campaign c JOIN campaign_contact a ON a.department = c.department AND a.campaign = c.id
               WHERE c.department = $1 AND c.ended_at IS NULL AND a.answered_at IS NULL ${which}`,
      },
      [department],
    );
    return rows.map((row) => ({ ...readContact(row), campaign: row.campaign, startedAt: row.started_at.getTime() }));
  });
}

/** Keeps that a mail of this rank left. A later rank is never written over. */
export async function noteSent(
  db: Database,
  department: string,
  { campaign, contact, rank, messageId }: { campaign: string; contact: string; rank: number; messageId: string },
  now: Instant,
): Promise<void> {
  await inDepartment(db, department, (tx) =>
    tx.last(
      {
        text: `UPDATE campaign_contact SET sent = $4, message_id = $5, sent_at = $6
               WHERE department = $1 AND campaign = $2 AND contact = $3 AND sent < $4`,
      },
      [department, campaign, contact, rank, messageId, new Date(now)],
    ),
  );
}

/** Keeps that somebody has to call these contacts, and when the campaign does something by itself again. Idempotent. */
export async function noteLooked(
  db: Database,
  department: string,
  campaign: string,
  { silent, next }: { silent: readonly string[]; next: Instant | null },
  now: Instant,
): Promise<void> {
  await inDepartment(db, department, async (tx) => {
    await tx.query(
      {
        text: `UPDATE campaign_contact SET silent_at = $4
               WHERE department = $1 AND campaign = $2 AND contact = ANY ($3::text[]) AND silent_at IS NULL AND answered_at IS NULL`,
      },
      [department, campaign, silent, new Date(now)],
    );
    await tx.query({ text: 'UPDATE campaign SET next_at = $3 WHERE department = $1 AND id = $2 AND ended_at IS NULL' }, [
      department,
      campaign,
      next === null ? null : new Date(next),
    ]);
  });
}

/** A mail of a campaign came back, known by the left part of its Message-ID: somebody calls at once. False where none is known. */
export async function noteReturned(db: Database, department: string, messages: readonly string[], now: Instant): Promise<boolean> {
  const { rowCount } = await inDepartment(db, department, (tx) =>
    tx.last(
      {
        text: `UPDATE campaign_contact SET returned_at = coalesce(returned_at, $3), silent_at = coalesce(silent_at, $3)
               WHERE department = $1 AND message_id = ANY ($2::text[])`,
      },
      [department, messages, new Date(now)],
    ),
  );
  return (rowCount ?? 0) > 0;
}

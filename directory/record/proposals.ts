import { randomUUIDv7 } from 'node:crypto';
import type { Instant } from '../../calendar/span.ts';
import { named } from '../../database/named.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import type { EntryAnswer, EntryText } from '../campaigns/proposal.ts';

/** Who proposes: the holder of a campaign's link, or an account of the body. */
export type ProposedBy = { campaign: string } | { account: string };

/** What somebody outside says of a contact that is their own, as it is stored. */
export interface StoredProposal {
  id: string;
  contact: string;
  body: string;
  says: EntryAnswer;
  before: EntryText;
  after: EntryText;
  by: string;
  /** Whether it came by a campaign's link. */
  byLink: boolean;
  at: Instant;
}

const MOST_WAITING = 1_000;

const keep = named({
  text: `INSERT INTO directory_proposal (department, id, contact, body, says, before, after, campaign, account, by, at)
         VALUES (:department, :id, :contact, :body, :says, :before, :after, :campaign, :account, :by, :at)
         ON CONFLICT (department, contact, coalesce(campaign, account)) WHERE settled_at IS NULL
         DO UPDATE SET says = excluded.says, before = excluded.before, after = excluded.after, by = excluded.by, at = excluded.at`,
});

/**
 * Keeps what somebody says of their own entry, where it waits for a coordinator. Who says it again, or otherwise, before anybody looked, says it
 * instead. By a campaign's link, its contact has answered; false where that campaign ended meanwhile.
 */
export async function proposeEntry(
  db: Database,
  department: string,
  proposal: Omit<StoredProposal, 'id' | 'byLink' | 'at'> & { from: ProposedBy },
  now: Instant,
): Promise<boolean> {
  const { contact, body, says, by, from, before, after } = proposal;
  const at = new Date(now);
  return inDepartment(db, department, async (tx) => {
    if ('campaign' in from) {
      const { rowCount } = await tx.query(
        {
          text: `UPDATE campaign_contact a SET says = $4, answered_at = $5 FROM campaign c
                 WHERE a.department = $1 AND a.campaign = $2 AND a.contact = $3 AND c.department = a.department AND c.id = a.campaign
                   AND c.ended_at IS NULL`,
        },
        [department, from.campaign, contact, says, at],
      );
      if (rowCount === 0) return false;
    }
    const words = { before: JSON.stringify(before), after: JSON.stringify(after) };
    const source = { campaign: 'campaign' in from ? from.campaign : null, account: 'account' in from ? from.account : null };
    await tx.query(keep({ department, id: randomUUIDv7(), contact, body, says, ...words, ...source, by, at }));
    return true;
  });
}

/** What waits for a coordinator, oldest first, at most 1,000; of these contacts only, where they are given. */
export async function waitingProposals(db: Database, department: string, contacts?: readonly string[]): Promise<StoredProposal[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<Omit<StoredProposal, 'at'> & { at: Date }>(
      {
        text: `SELECT id, contact, body, says, before, after, by, campaign IS NOT NULL AS "byLink", at FROM directory_proposal
               WHERE department = $1 AND settled_at IS NULL AND ($2::text[] IS NULL OR contact = ANY ($2::text[]))
               ORDER BY at, id LIMIT ${MOST_WAITING}`,
      },
      [department, contacts ?? null],
    );
    return rows.map(({ at, ...row }) => ({ ...row, at: at.getTime() }));
  });
}

/** Keeps that these were taken up as changes, or set aside, and answers with how many. What was settled already, or was said otherwise since, stays. */
export async function settleProposals(
  db: Database,
  department: string,
  shown: readonly Pick<StoredProposal, 'id' | 'at'>[],
  { taken, by }: { taken: boolean; by: string },
  now: Instant,
): Promise<number> {
  const { rowCount } = await inDepartment(db, department, (tx) =>
    tx.last(
      {
        text: `UPDATE directory_proposal p SET settled_at = $4, settled_by = $5, taken = $6
               FROM unnest($2::uuid[], $3::timestamptz[]) AS shown (id, at)
               WHERE p.department = $1 AND p.id = shown.id AND p.at = shown.at AND p.settled_at IS NULL`,
      },
      [department, shown.map(({ id }) => id), shown.map(({ at }) => new Date(at)), new Date(now), by, taken],
    ),
  );
  return rowCount ?? 0;
}

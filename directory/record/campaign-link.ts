import { crockford } from '../../database/codes.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import { type DatabaseKeys, keyedHash, keyedHashes } from '../../database/sealing.ts';

/** A contact that a campaign asks. */
export interface LinkOf {
  department: string;
  campaign: string;
  contact: string;
}

const tokenFrom = (hash: Buffer): string => crockford(hash.subarray(0, 10)).toLowerCase();
const said = ({ department, campaign, contact }: LinkOf): string => `${department}/${campaign}/${contact}`;

/** What a contact's personal link carries: sixteen letters and figures, eighty bits. Derived. */
export const campaignLink = (keys: DatabaseKeys, of: LinkOf): string => tokenFrom(keyedHash(keys, 'campaign link', said(of)));

/** What is stored of it. */
export const campaignLinkHash = (keys: DatabaseKeys, token: string): Buffer => keyedHash(keys, 'campaign link hash', token);

/**
 * The link under whichever generation of the key it was made, so that each mail of a campaign carries the same. Once that generation is no more,
 * another takes its place: the one of before opens nothing.
 */
export async function linkAsSent(db: Database, of: LinkOf): Promise<string> {
  const { department, campaign, contact } = of;
  const made = keyedHashes(db.keys, 'campaign link', said(of)).map(tokenFrom);
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ hash: Buffer }>(
      { text: 'SELECT token_hash AS hash FROM campaign_contact WHERE department = $1 AND campaign = $2 AND contact = $3' },
      [department, campaign, contact],
    );
    const known = made.find((token) => keyedHashes(db.keys, 'campaign link hash', token).some((hash) => rows[0]?.hash.equals(hash)));
    if (known !== undefined) return known;
    const next = campaignLink(db.keys, of);
    await tx.query({ text: 'UPDATE campaign_contact SET token_hash = $4 WHERE department = $1 AND campaign = $2 AND contact = $3' }, [
      department,
      campaign,
      contact,
      campaignLinkHash(db.keys, next),
    ]);
    return next;
  });
}

/** Whom a link is for; whether its campaign still asks. */
export interface LinkFound extends LinkOf {
  answeredAt: number | null;
  ended: boolean;
}

/** Whom a link of this department is for; null when it is none. */
export async function linkFound(db: Database, department: string, token: string): Promise<LinkFound | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<LinkFound>(
      {
        name: 'campaign-link',
        text: `SELECT a.department, a.campaign, a.contact, (extract(epoch FROM a.answered_at) * 1000)::float8 AS "answeredAt",
                      c.ended_at IS NOT NULL AS ended
               FROM campaign_contact a JOIN campaign c ON c.department = a.department AND c.id = a.campaign
               WHERE a.token_hash = ANY ($1::bytea[])`,
      },
      [keyedHashes(db.keys, 'campaign link hash', token)],
    );
    return rows[0] ?? null;
  });
}

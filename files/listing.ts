import type { Tx } from '../database/pool.ts';
import { unseal } from '../database/sealing.ts';
import type { FileOwner, KeptFile, ScanVerdict } from './file.ts';

/** Reads what a case or a draft holds; what it gives names the files with their owner's key: none once it was erased (null). */
export async function filesOf(tx: Tx, owner: FileOwner): Promise<(key: Buffer | null) => KeptFile[]> {
  const { rows } = await tx.query<{ id: string; source: string; added_at: Date; sealed: Buffer; size: number; verdict: ScanVerdict }>(
    {
      name: 'files-of',
      text: `SELECT a.id, a.source, a.added_at, a.sealed, b.size, b.verdict FROM attachment_body b JOIN attachment a ON a.body = b.id
             WHERE b.owner = $1 AND (b.draft IS NULL) = $2 ORDER BY a.position, a.id LIMIT 1000`,
    },
    'case' in owner ? [owner.case, true] : [owner.draft, false],
  );
  return (key) => {
    if (key === null) return [];
    return rows.map(({ id, source, added_at, sealed, size, verdict }) => ({
      id,
      ...(unseal(key, id, sealed) as Pick<KeptFile, 'name' | 'type' | 'kind'>),
      verdict,
      size,
      source,
      alert: /^a\d+$/.test(source) ? source : null,
      addedAt: added_at.getTime(),
    }));
  };
}

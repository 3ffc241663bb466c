import type { Database, Tx } from './pool.ts';
import { newDataKey, unwrapDataKey } from './sealing.ts';

/**
 * Whose a sealed key is. One id is one owner, of one kind: an id that comes from an address opens nothing but what its page is for.
 * CONTACT: a contact that opened no case; CALL: a call announced and not taken yet;
 * TOLD: one version of what one recipient was told; OUTSIDE: what is still to be forgotten outside of what was destroyed; RELIEF: the note that
 * somebody of the desk left to whoever comes after; REQUEST: what somebody asks about data on them; ENDPOINT: a partner's machine.
 */
export type KeyOwner =
  | 'CASE'
  | 'CONTACT'
  | 'DRAFT'
  | 'MAIL'
  | 'DECLARATION'
  | 'ACCOUNT'
  | 'CALL'
  | 'TOLD'
  | 'VIEW'
  | 'OUTSIDE'
  | 'RELIEF'
  | 'REQUEST'
  | 'ENDPOINT';

/** The key of this owner; null when it has none, when it was erased, or when the id is another kind's. */
export async function sealedKeyOf(db: Database, tx: Tx, kind: KeyOwner, id: string): Promise<Buffer | null> {
  const { rows } = await tx.query<{ wrapped: Buffer }>(
    { name: 'sealed-key-of', text: 'SELECT wrapped FROM keys.sealed_key WHERE owner_id = $1 AND kind = $2' },
    [id, kind],
  );
  return rows[0] === undefined ? null : unwrapDataKey(db.keys, id, rows[0].wrapped);
}

/** Keeps the key that was made for a new owner, in the transaction that writes it: once, a second for the same id is refused. */
export async function keepSealedKey(
  tx: Tx,
  kind: KeyOwner,
  { id, department, wrapped }: { id: string; department: string; wrapped: Buffer },
): Promise<void> {
  await tx.query({ text: 'INSERT INTO keys.sealed_key (owner_id, department, kind, wrapped) VALUES ($1, $2, $3, $4)' }, [
    id,
    department,
    kind,
    wrapped,
  ]);
}

/** The key of a draft, made with its first saving; two first savings may come together. Null when the id is something else's. */
export async function draftKey(db: Database, tx: Tx, department: string, id: string): Promise<Buffer | null> {
  const known = await sealedKeyOf(db, tx, 'DRAFT', id);
  if (known !== null) return known;
  const { wrapped } = newDataKey(db.keys, id);
  await tx.query({ text: `INSERT INTO keys.sealed_key (owner_id, department, kind, wrapped) VALUES ($1, $2, 'DRAFT', $3) ON CONFLICT DO NOTHING` }, [
    id,
    department,
    wrapped,
  ]);
  return sealedKeyOf(db, tx, 'DRAFT', id);
}

/** Whether an id is that of something that is no draft, in this department: no draft may take it. */
export async function isAnothersId(tx: Tx, id: string): Promise<boolean> {
  const { rowCount } = await tx.query({ name: 'another-s-id', text: `SELECT 1 FROM keys.sealed_key WHERE owner_id = $1 AND kind <> 'DRAFT'` }, [id]);
  return rowCount === 1;
}

/** What is sealed beside the journals and has lost its key, one French sentence per kind. A case's own entries: `verifyJournals`. */
export async function keysMissing(tx: Tx): Promise<string[]> {
  const { rows } = await tx.query<{ what: string; n: number }>({ text: missing });
  return rows
    .filter(({ n }) => n > 0)
    .map(({ what, n }) => `La clé manque pour ${n} ${what}${n > 1 ? 's' : ''}\u00a0: leur contenu ne s’ouvre plus.`);
}

const keyless = (id: string) => `NOT EXISTS (SELECT FROM keys.sealed_key k WHERE k.owner_id = ${id})`;
const missing = `
  SELECT 'contact' AS what, count(*)::int AS n FROM alert a WHERE a.sealed IS NOT NULL AND ${keyless('a.id')}
  UNION ALL SELECT 'courriel', count(*)::int FROM inbound_mail m WHERE m.sealed IS NOT NULL AND ${keyless('m.id')}
  UNION ALL SELECT 'déclaration', count(*)::int FROM declaration d WHERE ${keyless('d.id')}
  UNION ALL SELECT 'second facteur', count(*)::int FROM account a WHERE a.totp_sealed IS NOT NULL AND ${keyless('a.id')}
  UNION ALL SELECT 'transmission', count(*)::int FROM told t WHERE ${keyless('t.id')}
  UNION ALL SELECT 'brouillon', count(*)::int FROM draft d WHERE d.kind <> 'ENDED' AND ${keyless('d.id')}
  UNION ALL SELECT 'vue', count(*)::int FROM saved_view v WHERE ${keyless('v.id')}
  UNION ALL SELECT 'relève', count(*)::int FROM relief r WHERE ${keyless('r.id')}
  UNION ALL SELECT 'demande', count(*)::int FROM data_request r WHERE ${keyless('r.id')}
  UNION ALL SELECT 'logiciel appelé', count(*)::int FROM endpoint e WHERE ${keyless('e.id')}`;

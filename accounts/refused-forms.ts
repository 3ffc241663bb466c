import { randomBytes } from 'node:crypto';
import type { Instant } from '../calendar/span.ts';
import { named } from '../database/named.ts';
import { type Database, inDepartment } from '../database/pool.ts';
import { keyedHash, keyedHashes, seal, unseal } from '../database/sealing.ts';

/** Whose browser a form is in: its session, or the random value of a cookie. */
export interface Holder {
  department: string;
  browser: string;
}

const LARGEST = 600 * 1024;
/** Refused forms kept for one browser; each may be gone back to. */
const MOST = 20;
const anId = /^[\w-]{22}$/;

/**
 * Keeps what was typed in a form, sealed, and answers with the only thing that finds it again: an opaque id for the form's own
 * address. `form` says which form it is. Null for what is larger than any page takes.
 */
export async function keepRefusedForm(
  db: Database,
  { department, browser }: Holder,
  form: string,
  content: unknown,
  now: Instant,
): Promise<string | null> {
  const id = randomBytes(16).toString('base64url');
  const sealed = seal(keyedHash(db.keys, keyPurpose, id), id, content);
  if (sealed.length > LARGEST) return null;
  const [idHash, browserHash, formHash] = [idHashes(db, id)[0], browserHashes(db, browser)[0], formHashes(db, form)[0]];
  const row = { id: idHash, department, browser: browserHash, form: formHash, sealed, now: new Date(now) };
  await inDepartment(db, department, (tx) => tx.last(keepStatement(row)));
  return id;
}

const keepStatement = named({
  text: `WITH old AS (DELETE FROM refused_form WHERE browser = :browser AND number <= (
           SELECT number FROM refused_form WHERE browser = :browser ORDER BY number DESC OFFSET ${MOST - 1} LIMIT 1
         ))
         INSERT INTO refused_form (id_hash, department, browser, form, sealed, hour)
         VALUES (:id, :department, :browser, :form, :sealed, date_trunc('hour', :now::timestamptz, 'UTC'))`,
});

/** What was kept under an id, for the browser and the form it was kept for; null for any other, and after a day. */
export async function readRefusedForm(db: Database, { department, browser }: Holder, form: string, id: string, now: Instant): Promise<unknown> {
  if (!anId.test(id)) return null;
  return inDepartment(db, department, async (tx) => {
    const ids = idHashes(db, id);
    const { rows } = await tx.last<{ id_hash: Buffer; sealed: Buffer }>(
      {
        text: `SELECT id_hash, sealed FROM refused_form WHERE id_hash = ANY ($1::bytea[]) AND browser = ANY ($2::bytea[]) AND form = ANY ($3::bytea[])
                 AND hour > $4::timestamptz - interval '1 day'`,
      },
      [ids, browserHashes(db, browser), formHashes(db, form), new Date(now)],
    );
    const [kept] = rows;
    if (kept === undefined) return null;
    const generation = db.keys.index.generations[ids.findIndex((hash) => hash.equals(kept.id_hash))];
    return unseal(keyedHash(db.keys, keyPurpose, id, generation), id, kept.sealed);
  });
}

/** Forgets what a browser was refused, in one form or in all. Idempotent. */
export async function dropRefusedForms(db: Database, { department, browser }: Holder, form?: string): Promise<void> {
  await inDepartment(db, department, (tx) =>
    tx.last({ text: 'DELETE FROM refused_form WHERE browser = ANY ($1::bytea[]) AND ($2::bytea[] IS NULL OR form = ANY ($2::bytea[]))' }, [
      browserHashes(db, browser),
      form === undefined ? null : formHashes(db, form),
    ]),
  );
}

const keyPurpose = 'refused-form-key';
const idHashes = ({ keys }: Database, id: string): Buffer[] => keyedHashes(keys, 'refused-form', id);
const browserHashes = ({ keys }: Database, browser: string): Buffer[] => keyedHashes(keys, 'refused-form-browser', browser);
const formHashes = ({ keys }: Database, form: string): Buffer[] => keyedHashes(keys, 'refused-form-address', form);

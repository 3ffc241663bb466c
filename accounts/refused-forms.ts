import { randomBytes } from 'node:crypto';
import type { Instant } from '../calendar/span.ts';
import { named } from '../database/named.ts';
import { type Database, inDepartment } from '../database/pool.ts';
import { keyedHash, seal, unseal } from '../database/sealing.ts';

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
  const sealed = seal(keyOf(db, id), id, content);
  if (sealed.length > LARGEST) return null;
  const row = { id: idHash(db, id), department, browser: browserHash(db, browser), form: formHash(db, form), sealed, now: new Date(now) };
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
    const { rows } = await tx.last<{ sealed: Buffer }>(
      { text: `SELECT sealed FROM refused_form WHERE id_hash = $1 AND browser = $2 AND form = $3 AND hour > $4::timestamptz - interval '1 day'` },
      [idHash(db, id), browserHash(db, browser), formHash(db, form), new Date(now)],
    );
    return rows[0] === undefined ? null : unseal(keyOf(db, id), id, rows[0].sealed);
  });
}

/** Forgets what a browser was refused, in one form or in all. Idempotent. */
export async function dropRefusedForms(db: Database, { department, browser }: Holder, form?: string): Promise<void> {
  await inDepartment(db, department, (tx) =>
    tx.last({ text: 'DELETE FROM refused_form WHERE browser = $1 AND form = coalesce($2, form)' }, [
      browserHash(db, browser),
      form === undefined ? null : formHash(db, form),
    ]),
  );
}

const keyOf = ({ keys }: Database, id: string): Buffer => keyedHash(keys, 'refused-form-key', id);
const idHash = ({ keys }: Database, id: string): Buffer => keyedHash(keys, 'refused-form', id);
const browserHash = ({ keys }: Database, browser: string): Buffer => keyedHash(keys, 'refused-form-browser', browser);
const formHash = ({ keys }: Database, form: string): Buffer => keyedHash(keys, 'refused-form-address', form);

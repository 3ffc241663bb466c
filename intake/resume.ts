import type { Instant } from '../calendar/span.ts';
import { crockford, inGroups, readCrockford } from '../database/codes.ts';
import { foundByHash } from '../database/doors.ts';
import type { Database } from '../database/pool.ts';
import { inDepartment } from '../database/pool.ts';
import { keyedHash, keyedHashes } from '../database/sealing.ts';

const DAY = 86_400_000;
/** As `database/tidy.ts` lets go of drafts. */
const daysKept = 30;
/** Four signs more than a receipt has, so that nobody takes one for the other. */
const codeLength = 20;

/**
 * Gives the code that opens a public draft by itself, on any device: 100 bits, of which only a keyed hash is stored, the same
 * each time it is asked for. `until` is when the draft is erased if nothing is added to it. Null when there is no such draft.
 */
export async function resumeCode(db: Database, department: string, id: string): Promise<{ code: string; until: Instant } | null> {
  const codes = db.keys.index.generations.map((generation) =>
    crockford(keyedHash(db.keys, 'resume code', `${department}\n${id}`, generation)).slice(0, codeLength),
  );
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ resume_hash: Buffer | null; touched_hour: Date }>(
      { name: 'draft-to-resume', text: `SELECT resume_hash, touched_hour FROM draft WHERE id = $1 AND kind = 'WEB' FOR UPDATE` },
      [id],
    );
    if (rows[0] === undefined) return null;
    const { resume_hash: given, touched_hour } = rows[0];
    const [newest = ''] = codes;
    const known = given && codes.find((code) => resumeHashes(db, code).some((hash) => hash.equals(given)));
    const code = known || newest;
    if (!known) await tx.query({ text: 'UPDATE draft SET resume_hash = $2 WHERE id = $1' }, [id, resumeHashes(db, code)[0]]);
    return { code: inGroups(code), until: touched_hour.getTime() + daysKept * DAY };
  });
}

/** The public draft that a code opens, however it was typed; null when there is none. */
export async function draftOfCode(db: Database, typed: string): Promise<{ department: string; id: string } | null> {
  const code = readCrockford(typed);
  if (code.length !== codeLength) return null;
  return foundByHash(db, resumeHashes(db, code), {
    name: 'resolve-draft',
    text: 'SELECT department, draft AS id FROM doors.resolve_draft($1)',
  });
}

function resumeHashes(db: Database, code: string): Buffer[] {
  return keyedHashes(db.keys, 'resume', code);
}

import type { Instant } from '../calendar/span.ts';
import { crockford, inGroups, readCrockford } from '../database/codes.ts';
import type { Database } from '../database/pool.ts';
import { inDepartment } from '../database/pool.ts';
import { keyedHash } from '../database/sealing.ts';

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
  const code = crockford(keyedHash(db.keys, 'resume code', `${department}\n${id}`)).slice(0, codeLength);
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ touched_hour: Date }>(
      { name: 'give-resume-code', text: `UPDATE draft SET resume_hash = $2 WHERE id = $1 AND kind = 'WEB' RETURNING touched_hour` },
      [id, resumeHash(db, code)],
    );
    return rows[0] === undefined ? null : { code: inGroups(code), until: rows[0].touched_hour.getTime() + daysKept * DAY };
  });
}

/** The public draft that a code opens, however it was typed; null when there is none. */
export async function draftOfCode(db: Database, typed: string): Promise<{ department: string; id: string } | null> {
  const code = readCrockford(typed);
  if (code.length !== codeLength) return null;
  const { rows } = await db.pool.query<{ department: string; id: string }>({
    name: 'resolve-draft',
    text: 'SELECT department, draft AS id FROM doors.resolve_draft($1)',
    values: [resumeHash(db, code)],
  });
  return rows[0] ?? null;
}

function resumeHash(db: Database, code: string): Buffer {
  return keyedHash(db.keys, 'resume', code);
}

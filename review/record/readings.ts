import type { Instant } from '../../calendar/span.ts';
import type { Actor } from '../../cases/model/events.ts';
import type { CaseState } from '../../cases/model/state.ts';
import { logAccess } from '../../cases/record/access.ts';
import type { Recorded } from '../../cases/record/journal.ts';
import { readJournal } from '../../cases/record/read-case.ts';
import { readStoredState } from '../../cases/record/stored.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import { sealedKeyOf } from '../../database/sealed-keys.ts';
import { seal, unseal } from '../../database/sealing.ts';
import type { CriteriaAnswers } from '../checklist.ts';
import { drawnEachMonth } from '../draw.ts';

/** A case that was drawn, as far as whoever asks may see it. */
export interface ReviewCase {
  caseId: string;
  reference: string;
  month: string;
  /** Its number among those of its month that whoever asks may see: what is hidden leaves no gap. */
  place: number;
  checklist: number;
  readings: number;
  /** Whether whoever asks read it already. */
  own: boolean;
  /** Whether whoever asks wrote something in its journal: who had a part in it does not read it. */
  handled: boolean;
}

const cases = `SELECT c.case_id AS "caseId", f.reference, to_char(c.month, 'YYYY-MM-DD') AS month, m.checklist,
    (SELECT count(*)::int FROM review_case s WHERE s.department = c.department AND s.month = c.month AND s.place <= c.place) AS place,
    (SELECT count(*)::int FROM review_reading r WHERE r.department = c.department AND r.month = c.month AND r.case_id = c.case_id) AS readings,
    EXISTS (SELECT FROM review_reading r WHERE r.department = c.department AND r.month = c.month AND r.case_id = c.case_id AND r.reader = $2) AS own,
    EXISTS (SELECT FROM journal_entry j WHERE j.case_id = c.case_id AND j.actor_id = $2::text) AS handled
  FROM review_case c JOIN review_month m USING (department, month) JOIN case_file f ON f.id = c.case_id
  WHERE c.department = $1 AND c.place <= ${drawnEachMonth}`;

/** The cases of a month that are read, in the order they were drawn. */
export function reviewCases(db: Database, department: string, account: string, month: string): Promise<ReviewCase[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<ReviewCase>({ name: 'review-cases', text: `${cases} AND c.month = $3::date ORDER BY c.place` }, [
      department,
      account,
      month,
    ]);
    return rows;
  });
}

/** What waits for whoever asks to read it: drawn, not read by two, not theirs, oldest month first. */
export function reviewsToRead(db: Database, department: string, account: string): Promise<ReviewCase[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<ReviewCase>(
      {
        name: 'reviews-to-read',
        text: `SELECT * FROM (${cases}) one WHERE readings < 2 AND NOT own AND NOT handled ORDER BY month, place LIMIT 50`,
      },
      [department, account],
    );
    return rows;
  });
}

/** What one of two readers said, in the order they came. */
export interface ReaderSaid {
  reader: string;
  at: Instant;
  answers: CriteriaAnswers;
  note: string | null;
}

export interface Reviewed extends ReviewCase {
  /** Codes and instants; nothing that is sealed. */
  state: CaseState;
  journal: Pick<Recorded, 'at' | 'kind' | 'transfer'>[];
  /** Empty until both have read: neither knows what the other said. */
  both: ReaderSaid[];
}

/**
 * A drawn case to be read, without anything that is sealed in it, and who read it noted; null: it was not drawn in that month, or is hidden from whoever
 * asks. What two readers said of it comes with it once both have.
 */
export function readReviewed(
  db: Database,
  department: string,
  by: Actor & { id: string },
  { month, reference }: { month: string; reference: string },
): Promise<Reviewed | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<ReviewCase>({ text: `${cases} AND c.month = $3::date AND f.reference = $4` }, [
      department,
      by.id,
      month,
      reference,
    ]);
    const [found] = rows;
    if (found === undefined) return null;
    const { rows: states } = await tx.query<{ state: unknown }>({ text: 'SELECT state FROM case_file WHERE id = $1' }, [found.caseId]);
    await logAccess(tx, department, by, found.caseId, 'REVIEW', 'REVIEW');
    return {
      ...found,
      state: readStoredState(states[0]?.state),
      journal: (await readJournal(tx, found.caseId)).map(({ at, kind, transfer }) => ({ at, kind, ...(transfer !== undefined && { transfer }) })),
      both: found.readings < 2 ? [] : await readingsOf(db, tx, found),
    };
  });
}

async function readingsOf(db: Database, tx: Tx, { caseId, month }: ReviewCase): Promise<ReaderSaid[]> {
  const { rows } = await tx.query<{ reader: string; at: Date; answers: CriteriaAnswers; note: Buffer | null }>(
    { text: 'SELECT reader, at, answers, note FROM review_reading WHERE case_id = $1 AND month = $2::date ORDER BY rank' },
    [caseId, month],
  );
  const key = await sealedKeyOf(db, tx, 'CASE', caseId);
  return rows.map(({ reader, at, answers, note }) => ({
    reader,
    at: at.getTime(),
    answers,
    note: key === null || note === null ? null : String(unseal(key, noteOf(caseId, month, reader), note)),
  }));
}

const noteOf = (caseId: string, month: string, reader: string) => `${caseId}/review/${month}/${reader}`;

export type ReadingRefusal = 'OWN' | 'READ' | 'HANDLED' | 'NOT_DRAWN';

/**
 * Keeps what somebody says of a drawn case, for ever. The first reading of somebody stands; they again, a third, and whoever had a part in the case, are refused. Two at
 * once wait for one another.
 */
export function keepReading(
  db: Database,
  department: string,
  { month, caseId }: Pick<ReviewCase, 'month' | 'caseId'>,
  { reader, answers, note }: { reader: string; answers: CriteriaAnswers; note: string },
  now: Instant,
): Promise<ReadingRefusal | null> {
  return inDepartment(db, department, async (tx) => {
    await tx.query({ text: `SELECT pg_advisory_xact_lock(hashtext('review'), hashtext($1))` }, [`${month}/${caseId}`]);
    const { rows } = await tx.query<ReviewCase>({ text: `${cases} AND c.month = $3::date AND c.case_id = $4` }, [department, reader, month, caseId]);
    const [found] = rows;
    const key = await sealedKeyOf(db, tx, 'CASE', caseId);
    if (found === undefined || key === null) return 'NOT_DRAWN';
    if (found.own) return 'OWN';
    if (found.handled) return 'HANDLED';
    if (found.readings >= 2) return 'READ';
    await tx.query(
      {
        text: `INSERT INTO review_reading (department, month, case_id, rank, reader, at, answers, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      },
      [
        department,
        month,
        caseId,
        found.readings + 1,
        reader,
        new Date(now),
        answers,
        note === '' ? null : seal(key, noteOf(caseId, month, reader), note),
      ],
    );
    return null;
  });
}

/** What was said of every case that two people read, whose month is of these days, oldest first: what scores and agreement are made of. No reader's name. */
export function readInMonths(
  db: Database,
  department: string,
  from: string,
  until: string,
): Promise<{ month: string; caseId: string; pair: [CriteriaAnswers, CriteriaAnswers] }[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ month: string; caseId: string; one: CriteriaAnswers; other: CriteriaAnswers }>(
      {
        name: 'read-in-months',
        text: `SELECT to_char(a.month, 'YYYY-MM-DD') AS month, a.case_id AS "caseId", a.answers AS one, b.answers AS other
               FROM review_reading a JOIN review_reading b USING (department, month, case_id)
               WHERE a.department = $1 AND a.month >= $2::date AND a.month <= $3::date AND a.rank = 1 AND b.rank = 2 ORDER BY a.month, a.case_id LIMIT 1000`,
      },
      [department, from, until],
    );
    return rows.map(({ month, caseId, one, other }) => ({ month, caseId, pair: [one, other] }));
  });
}

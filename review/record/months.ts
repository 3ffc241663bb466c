import { DateTime } from 'luxon';
import type { Instant } from '../../calendar/span.ts';
import { territoryOf } from '../../calendar/territory.ts';
import { asActor } from '../../database/actor.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import { currentChecklist } from '../checklist.ts';
import { drawnEachMonth, drawOrder, frameDigest, seedOf } from '../draw.ts';

/** Months that a worker that was stopped still draws. */
const monthsBack = 3;
/** More cases than a department ends in a month. */
const mostInFrame = 20_000;

/**
 * Draws each month that is over, once the journals of the first day after it are signed: from the cases that ended in it and have not been opened again. Answers
 * the months it drew, as their first days. Twice is once; what is drawn is never drawn again.
 */
export function drawReviews(db: Database, department: string, now: Instant): Promise<string[]> {
  const { zone } = territoryOf(department);
  const first = DateTime.fromMillis(now, { zone }).startOf('month');
  return inDepartment(db, department, async (tx) => {
    const drawn: string[] = [];
    for (let back = monthsBack; back > 0; back -= 1) {
      const month = first.minus({ months: back });
      if (await drawMonth(tx, department, month, now)) drawn.push(month.toISODate() ?? '');
    }
    return drawn;
  });
}

async function drawMonth(tx: Tx, department: string, from: DateTime, now: Instant): Promise<boolean> {
  const until = from.plus({ months: 1 });
  const [month, day] = [from.toISODate() ?? '', until.toISODate() ?? ''];
  const { rows: roots } = await tx.query<{ root: Buffer }>(
    {
      text: `SELECT root FROM journal_root WHERE department = $1 AND day = $2 AND NOT EXISTS (SELECT FROM review_month WHERE department = $1 AND month = $3)`,
    },
    [department, day, month],
  );
  const [signed] = roots;
  if (signed === undefined) return false;
  const { rows } = await tx.query<{ id: string }>(
    {
      text: `SELECT id FROM case_file
             WHERE department = $1 AND status IN ('CLOSED', 'NOT_RETAINED') AND last_at >= $2 AND closed_at >= $2 AND closed_at < $3 AND NOT exercise
             ORDER BY last_at, id LIMIT $4`,
    },
    [department, from.toJSDate(), until.toJSDate(), mostInFrame],
  );
  const frame = rows.map(({ id }) => id);
  const seed = seedOf(department, month, signed.root);
  // Two workers at once: the second finds the month drawn.
  const { rowCount } = await tx.query(
    {
      text: `INSERT INTO review_month (department, month, drawn_at, day, root, seed, frame, frame_digest, checklist)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    },
    [department, month, new Date(now), day, signed.root, seed, frame.length, frameDigest(frame), currentChecklist],
  );
  if (rowCount !== 1) return false;
  await tx.query(
    {
      text: 'INSERT INTO review_case (department, month, case_id, place) SELECT $1, $2, id, place FROM unnest($3::uuid[]) WITH ORDINALITY AS one(id, place)',
    },
    [department, month, drawOrder(seed, frame).map(({ caseId }) => caseId)],
  );
  return true;
}

/** A month that was drawn. */
export interface ReviewMonth {
  /** Its first day. */
  month: string;
  drawnAt: Instant;
  /** The day whose root the seed was made of, and that root in hexadecimal. */
  day: string;
  root: string;
  seed: string;
  frame: number;
  /** Hexadecimal. */
  digest: string;
  checklist: number;
  /** Cases that are read, and how many two people have read. */
  drawn: number;
  read: number;
}

const monthColumns = `to_char(m.month, 'YYYY-MM-DD') AS month, m.drawn_at, to_char(m.day, 'YYYY-MM-DD') AS day, encode(m.root, 'hex') AS root, m.seed, m.frame,
  encode(m.frame_digest, 'hex') AS digest, m.checklist,
  (SELECT count(*)::int FROM review_case c WHERE c.department = m.department AND c.month = m.month AND c.place <= ${drawnEachMonth}) AS drawn,
  (SELECT count(*)::int FROM review_reading r WHERE r.department = m.department AND r.month = m.month AND r.rank = 2) AS read`;

/** The months that were drawn, newest first, two years of them. Cases hidden from whoever asks are not counted. */
export function reviewMonths(db: Database, department: string): Promise<ReviewMonth[]> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<Omit<ReviewMonth, 'drawnAt'> & { drawn_at: Date }>(
      { name: 'review-months', text: `SELECT ${monthColumns} FROM review_month m WHERE m.department = $1 ORDER BY m.month DESC LIMIT 24` },
      [department],
    );
    return rows.map(({ drawn_at, ...month }) => ({ ...month, drawnAt: drawn_at.getTime() }));
  });
}

export interface Drawn extends ReviewMonth {
  /** The ids a draw was among that are still kept, in the order of their tickets. */
  cases: { caseId: string; place: number; ticket: string }[];
  /** Whether seed, places and digest still follow from one another; null where some of the cases were destroyed since, and nobody can tell. */
  holds: boolean | null;
}

/** A month with all it was drawn from, taken again; null: it was not drawn. Ids and places of all, whoever asks: an id names nobody, and a draw without one of them cannot be taken again. */
export function drawnMonth(db: Database, department: string, month: string): Promise<Drawn | null> {
  return asActor({ as: 'COMMAND' }, () =>
    inDepartment(db, department, async (tx) => {
      const { rows } = await tx.query<Omit<ReviewMonth, 'drawnAt'> & { drawn_at: Date }>(
        { text: `SELECT ${monthColumns} FROM review_month m WHERE m.department = $1 AND m.month = $2::date` },
        [department, month],
      );
      const [row] = rows;
      if (row === undefined) return null;
      const { rows: cases } = await tx.query<{ caseId: string; place: number }>(
        { text: 'SELECT case_id AS "caseId", place FROM review_case WHERE department = $1 AND month = $2::date ORDER BY place LIMIT $3' },
        [department, month, mostInFrame],
      );
      const { drawn_at, ...said } = row;
      const ids = cases.map(({ caseId }) => caseId);
      const again = drawOrder(said.seed, ids);
      const tickets = new Map(again.map(({ caseId, ticket }) => [caseId, ticket]));
      const holds =
        ids.length === said.frame
          ? seedOf(department, said.month, Buffer.from(said.root, 'hex')) === said.seed &&
            frameDigest(ids).toString('hex') === said.digest &&
            again.every(({ caseId }, index) => caseId === ids[index])
          : null;
      return {
        ...said,
        drawnAt: drawn_at.getTime(),
        cases: cases.map((one) => ({ ...one, ticket: tickets.get(one.caseId) ?? '' })),
        holds,
      };
    }),
  );
}

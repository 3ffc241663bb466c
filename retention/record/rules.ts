import { type ApprovalRefusal, secondPerson } from '../../accounts/ways.ts';
import type { Instant } from '../../calendar/span.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import { readTerms, type Terms, usualTerms } from '../classes.ts';

/** Terms that somebody asked for. */
export interface RetentionRule {
  number: number;
  terms: Terms;
  why: string;
  askedBy: string;
  askedAt: Instant;
}

export interface TermsNow {
  /** In force. */
  terms: Terms;
  /** Since when, and who agreed; null: those of the product, nothing was decided. */
  decided: (RetentionRule & { approvedBy: string; approvedAt: Instant }) | null;
  /** Asked for, and waiting for a second person. */
  asked: RetentionRule | null;
}

interface RuleRow {
  number: number;
  terms: Record<string, unknown>;
  why: string;
  asked_by: string;
  asked_at: Date;
  approved_by: string | null;
  approved_at: Date | null;
}

/** The department's terms, and what is asked instead. */
export function termsNow(db: Database, department: string): Promise<TermsNow> {
  return inDepartment(db, department, termsNowIn);
}

/** The terms in force alone. */
export async function termsIn(tx: Tx): Promise<Terms> {
  return (await termsNowIn(tx)).terms;
}

/** The same as `termsNow`, inside a transaction of the caller. */
export async function termsNowIn(tx: Tx): Promise<TermsNow> {
  const { rows } = await tx.query<RuleRow>({
    text: `(SELECT * FROM retention_rule WHERE approved_at IS NOT NULL ORDER BY approved_at DESC, number DESC LIMIT 1)
           UNION ALL (SELECT * FROM retention_rule WHERE approved_at IS NULL AND dropped_at IS NULL LIMIT 1)`,
  });
  const read = ({ number, terms, why, asked_by, asked_at }: RuleRow): RetentionRule => ({
    number,
    terms: readTerms(terms) ?? usualTerms,
    why,
    askedBy: asked_by,
    askedAt: asked_at.getTime(),
  });
  const decided = rows.find(({ approved_at }) => approved_at !== null);
  const asked = rows.find(({ approved_at }) => approved_at === null);
  return {
    terms: decided === undefined ? usualTerms : read(decided).terms,
    decided:
      decided?.approved_by == null || decided.approved_at === null
        ? null
        : { ...read(decided), approvedBy: decided.approved_by, approvedAt: decided.approved_at.getTime() },
    asked: asked === undefined ? null : read(asked),
  };
}

/** Asks for other terms. False where others are asked for already, or these are in force: nothing is written then. */
export function askTerms(db: Database, department: string, asked: { terms: Terms; why: string; by: string }, now: Instant): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    const { rowCount } = await tx.query(
      {
        text: `INSERT INTO retention_rule (department, number, terms, why, asked_by, asked_at)
               SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5 FROM retention_rule
               ON CONFLICT DO NOTHING`,
      },
      [department, JSON.stringify(asked.terms), asked.why, asked.by, new Date(now)],
    );
    return rowCount === 1;
  });
}

/** Agrees to the terms that were asked for, as a second person who was not lately in one hand with the first. Twice: the second finds it changed. */
export function approveTerms(
  db: Database,
  department: string,
  { number, by }: { number: number; by: string },
  now: Instant,
): Promise<ApprovalRefusal | null> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ asked_by: string }>(
      { text: 'SELECT asked_by FROM retention_rule WHERE number = $1 AND approved_at IS NULL AND dropped_at IS NULL FOR UPDATE' },
      [number],
    );
    const refused = await secondPerson(tx, rows[0]?.asked_by, by, now);
    if (refused !== null) return refused;
    await tx.query({ text: 'UPDATE retention_rule SET approved_by = $2, approved_at = $3 WHERE number = $1' }, [number, by, new Date(now)]);
    return null;
  });
}

/** Takes back what is asked for. False where there is nothing to take back. */
export function dropTerms(db: Database, department: string, { number, by }: { number: number; by: string }, now: Instant): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    const { rowCount } = await tx.query(
      { text: 'UPDATE retention_rule SET dropped_by = $2, dropped_at = $3 WHERE number = $1 AND approved_at IS NULL AND dropped_at IS NULL' },
      [number, by, new Date(now)],
    );
    return rowCount === 1;
  });
}

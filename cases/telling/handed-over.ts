import type { Instant } from '../../calendar/span.ts';
import { named } from '../../database/named.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';

/** A transfer to the desk of another department of this installation, and the alert it is there. */
export interface HandedOver {
  from: { department: string; transfer: string } & Side;
  to: { department: string; alert: string } & Side;
}

/** Null: the case was destroyed there, at its term. */
type Side = { caseId: string; reference: string } | { caseId: null; reference: null };

/** Writes that a case was handed over; the same transfer twice is one row. In the name of the desk that hands over. */
export async function keepHandedOver(db: Database, { from, to }: HandedOver, at: Instant): Promise<void> {
  await inDepartment(db, from.department, (tx) =>
    tx.last(
      keep({
        fromDepartment: from.department,
        fromCase: from.caseId,
        fromReference: from.reference,
        transfer: from.transfer,
        toDepartment: to.department,
        toCase: to.caseId,
        toReference: to.reference,
        toAlert: to.alert,
        at: new Date(at),
      }),
    ),
  );
}

const keep = named({
  name: 'keep-handed-over',
  text: `INSERT INTO handed_over (from_department, from_case, from_reference, transfer, to_department, to_case, to_reference, to_alert, handed_at)
         VALUES (:fromDepartment, :fromCase::uuid, :fromReference, :transfer, :toDepartment, :toCase::uuid, :toReference, :toAlert, :at)
         ON CONFLICT DO NOTHING`,
});

/** Everything handed over from a case, and to it, the oldest first. */
export async function handedOverOf(db: Database, department: string, caseId: string): Promise<HandedOver[]> {
  return inDepartment(db, department, (tx) => read(tx, 'from_case = $1 OR to_case = $1', [caseId]));
}

/** Where a transfer went; null where it was not handed over on this installation, or not yet. */
export async function handedOverBy(db: Database, department: string, caseId: string, transfer: string): Promise<HandedOver | null> {
  return (await inDepartment(db, department, (tx) => read(tx, 'from_case = $1 AND transfer = $2', [caseId, transfer])))[0] ?? null;
}

/** Where an alert came from; null where no desk of this installation handed it over. */
export async function handedOverAs(db: Database, department: string, caseId: string, alert: string): Promise<HandedOver | null> {
  return (await inDepartment(db, department, (tx) => read(tx, 'to_case = $1 AND to_alert = $2', [caseId, alert])))[0] ?? null;
}

async function read(tx: Tx, which: string, values: string[]): Promise<HandedOver[]> {
  const { rows } = await tx.query<Record<keyof typeof columns, string>>(
    { name: `handed-over ${which}`, text: `SELECT ${Object.keys(columns).join(', ')} FROM handed_over WHERE ${which} ORDER BY handed_at LIMIT 50` },
    values,
  );
  return rows.map((row) => ({
    from: { department: row.from_department, caseId: row.from_case, reference: row.from_reference, transfer: row.transfer },
    to: { department: row.to_department, caseId: row.to_case, reference: row.to_reference, alert: row.to_alert },
  }));
}

const columns = {
  from_department: true,
  from_case: true,
  from_reference: true,
  transfer: true,
  to_department: true,
  to_case: true,
  to_reference: true,
  to_alert: true,
} as const;

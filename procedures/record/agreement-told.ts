import type { Instant } from '../../calendar/span.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import type { AgreementNotice } from '../agreement-notices.ts';

/** Whether this announcement of an agreement was made already. */
export async function wasTold(db: Database, department: string, { evaluateOn, before }: AgreementNotice): Promise<boolean> {
  const { rowCount } = await inDepartment(db, department, (tx) =>
    tx.last({ text: 'SELECT FROM agreement_told WHERE department = $1 AND evaluate_on = $2 AND before = $3' }, [department, evaluateOn, before]),
  );
  return rowCount === 1;
}

/** Keeps that it was made. Idempotent. */
export async function noteTold(db: Database, department: string, { evaluateOn, before }: AgreementNotice, now: Instant): Promise<void> {
  await inDepartment(db, department, (tx) =>
    tx.last({ text: 'INSERT INTO agreement_told (department, evaluate_on, before, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING' }, [
      department,
      evaluateOn,
      before,
      new Date(now),
    ]),
  );
}

import type { Instant } from '../../calendar/span.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import { type Consulted, consultIn } from './apply.ts';

/** What the clock and the messenger must do for a case now, asked in a transaction of its own. */
export function consult(db: Database, department: string, caseId: string, now: Instant): Promise<Consulted> {
  return inDepartment(db, department, (tx) => consultIn(db, tx, department, caseId, now));
}

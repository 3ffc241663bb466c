import { caseThatGoesOn } from '../../cases/record/merging.ts';
import type { Database } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import type { Alert } from '../alert.ts';
import { attach, type Received, receive } from '../receive.ts';
import { type SheetWorld, sheetAlerts, sheetSource } from './alerts.ts';
import type { Sheet } from './sheet.ts';

export interface SheetTaken {
  reference: string;
  /** Whether it joined the case of an earlier sheet. */
  joined: boolean;
  /** The follow-up code of each call, in their order. */
  receipts: string[];
}

/**
 * Takes a sheet in: its first call opens a case, or joins that of the earlier sheet it names, and its other calls join it. Each
 * alert is idempotent by the sheet's number, so a sheet sent again after a crash is completed. An earlier sheet that is not
 * known here, or whose case takes nothing any more, keeps nothing back: a case is opened, and the sheet says what it announced.
 */
export async function takeSheet(db: Database, sheet: Sheet, world: SheetWorld): Promise<SheetTaken | { conflict: true }> {
  const [first, ...others] = sheetAlerts(sheet, world);
  const known = sheet.previous === undefined ? null : await caseOf(db, world.department, sheet.previous);
  const opened = known === null ? await receive(db, first) : await joinOrOpen(db, first, known);
  if ('conflict' in opened) return opened;
  const receipts = [opened.receipt];
  for (const alert of others) {
    const joined = await joinOrOpen(db, alert, opened.caseId);
    if ('conflict' in joined) return joined;
    receipts.push(joined.receipt);
  }
  return { reference: opened.reference, joined: known !== null && opened.caseId === known, receipts };
}

async function joinOrOpen(db: Database, alert: Alert, caseId: string): Promise<Received> {
  const joined = await attach(db, alert, caseId);
  return 'refused' in joined ? receive(db, alert) : joined;
}

/** The case an earlier sheet is in now, where it was merged since; null when no such sheet came here. */
async function caseOf(db: Database, department: string, number: string): Promise<string | null> {
  const { rows } = await inDepartment(db, department, (tx) =>
    tx.last<{ case_id: string }>(
      { name: 'case-of-sheet', text: 'SELECT case_id FROM alert WHERE department = $1 AND source = $2 AND external_id = $3 AND case_id IS NOT NULL' },
      [department, sheetSource, number],
    ),
  );
  const found = rows[0]?.case_id;
  if (found === undefined) return null;
  return caseThatGoesOn(db, department, found);
}

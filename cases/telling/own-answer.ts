import { type Database, inDepartment } from '../../database/pool.ts';
import { sealedKeyOf } from '../../database/sealed-keys.ts';
import { unseal } from '../../database/sealing.ts';
import { readJournal } from '../record/read-case.ts';
import { textBeside } from '../told/known.ts';
import type { OwnTransfer } from './read-told.ts';

/** What was written last as the outcome of a transfer: its recipient's own words, and nothing else of the case is opened. '' where nothing was. */
export async function ownAnswer(db: Database, { department, caseId, transfer }: Omit<OwnTransfer, 'organisation'>): Promise<string> {
  return inDepartment(db, department, async (tx) => {
    const [journal, key] = await Promise.all([readJournal(tx, caseId), sealedKeyOf(db, tx, 'CASE', caseId)]);
    const entry = journal.findLast(({ kind, transfer: of }) => (kind === 'OUTCOME_GIVEN' || kind === 'LATE_ANSWER') && of === transfer);
    if (entry === undefined || key === null) return '';
    const step = journal.filter(({ recordedAt, by }) => recordedAt === entry.recordedAt && by.kind === entry.by.kind && by.id === entry.by.id);
    const opened = step.map((line) => ({ ...line, content: line.sealed === null ? null : unseal(key, `${caseId}/${line.seq}`, line.sealed) }));
    const own = opened.find(({ seq }) => seq === entry.seq);
    return (own && textBeside(opened, own)) ?? '';
  });
}

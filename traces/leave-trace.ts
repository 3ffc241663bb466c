import { named } from '../database/named.ts';
import { type Database, inDepartment, type Tx } from '../database/pool.ts';
import type { TraceKind } from './trace-kinds.ts';

/** What somebody did that is kept for a year, without a name. */
export interface NewTrace {
  kind: TraceKind;
  /** Who did it, or tried; null where nobody is known. */
  account: string | null;
  /** The account or the key it was done to, where it is another. */
  about?: string;
  /** Keyed hash of the line it came from. */
  line?: Buffer;
}

const insertTrace = named({
  name: 'leave-trace',
  text: 'INSERT INTO trace (department, kind, account, about, line) VALUES (:department, :kind, :account, :about, :line)',
});

/** Leaves a trace, once what it tells is done. Told twice, it is there twice: it says what happened, and changes nothing. */
export async function leaveTrace(db: Database, department: string, left: NewTrace): Promise<void> {
  await inDepartment(db, department, (tx) => tx.last(traceOf(department, left)));
}

/** `leaveTrace` inside the transaction that does what it tells. */
export async function leaveTraceIn(tx: Tx, department: string, left: NewTrace): Promise<void> {
  await tx.query(traceOf(department, left));
}

const traceOf = (department: string, { kind, account, about, line }: NewTrace) =>
  insertTrace({ department, kind, account, about: about ?? null, line: line ?? null });

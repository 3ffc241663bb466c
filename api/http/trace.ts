import type { Request } from 'express';
import type { Account } from '../../accounts/accounts.ts';
import type { Tx } from '../../database/pool.ts';
import { leaveTrace, leaveTraceIn, type NewTrace } from '../../traces/leave-trace.ts';
import { failuresOfADay } from '../../traces/read-traces.ts';
import { keyedLine } from './line.ts';
import type { Parts } from './parts.ts';

/** Leaves a trace of what was asked by HTTP, with the line it came from. */
export async function trace(
  parts: Pick<Parts, 'database'>,
  request: Pick<Request, 'ip'>,
  { department, ...left }: Omit<NewTrace, 'line'> & { department: string },
): Promise<void> {
  await leaveTrace(parts.database, department, { ...left, line: keyedLine(parts, request) });
}

/** `trace` inside the transaction that does what it tells. */
export async function traceIn(
  tx: Tx,
  parts: Pick<Parts, 'database'>,
  request: Pick<Request, 'ip'>,
  { department, ...left }: Omit<NewTrace, 'line'> & { department: string },
): Promise<void> {
  await leaveTraceIn(tx, department, { ...left, line: keyedLine(parts, request) });
}

/** So many wrong passwords and codes in a day are more than a slip of the hand. */
const MANY_FAILURES = 3;

/** Whether signing in to an account failed often during the last day. */
export async function failedOften({ database }: Pick<Parts, 'database'>, { id, department }: Pick<Account, 'id' | 'department'>): Promise<boolean> {
  return (await failuresOfADay(database, department, id)) >= MANY_FAILURES;
}

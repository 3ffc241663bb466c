import type { Request } from 'express';
import { leaveTrace, type NewTrace } from '../../traces/leave-trace.ts';
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

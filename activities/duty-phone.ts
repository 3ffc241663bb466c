import { ApplicationFailure } from '@temporalio/common';
import type { DutyWay, DutyWays } from '../cases/model/message.ts';
import { dutyPhone } from '../database/departments.ts';
import type { Database } from '../database/pool.ts';
import type { ToCall } from '../directory/record/duty.ts';
import { claimLine, freeLine, keepCalled, lastResortCalled } from '../directory/record/duty-calls.ts';
import { phoneNumber } from '../vocabulary/phone-number.ts';
import { type CaseRef, RECIPIENT_REJECTED } from '../workflows/errands.ts';
import { calledAloud, calledText, lastResortAloud, lastResortText } from './duty-texts.ts';
import type { Operator, ToSay } from './operator.ts';

/** A task of the duty for which somebody is called, and the message that calls. */
export interface DutyTask extends CaseRef {
  task: string;
  level: number;
  /** What the operator knows this call by. */
  messageId: string;
}

export interface PhoneParts {
  db: Database;
  operator: Operator;
  /** Without a trailing slash. */
  publicUrl: string;
}

type Way = 'text' | 'ring';

/** Keeps who is called, whatever by: each has a link of her own, and whoever may not act any more is replaced. */
export async function keepAllCalled(
  db: Database,
  { department, caseId, task, level }: DutyTask,
  people: readonly ToCall[],
): Promise<Map<string, string>> {
  const links = people.map(async ({ account }) => [account, await keepCalled(db, { department, caseId, task, level, account })] as const);
  return new Map(await Promise.all(links));
}

/** Texts or rings each person of the roster who left a number. False where none did. Throws when nobody could be. */
export async function phonePeople(
  parts: PhoneParts,
  way: Way,
  asked: DutyTask & { links: ReadonlyMap<string, string> },
  people: readonly ToCall[],
  cancelled: AbortSignal,
): Promise<boolean> {
  const { publicUrl } = parts;
  const lines = people.flatMap(({ account, phone }) => {
    const to = phone === null ? null : phoneNumber(phone, asked.department);
    const text = way === 'ring' ? calledAloud : calledText(`${publicUrl}/${asked.department}/a/${asked.links.get(account) ?? ''}`);
    return to === null ? [] : [{ account, said: { to: to.dialled, text, key: `${asked.messageId}.${account}` } }];
  });
  await oneOf(lines.map(({ account, said }) => once(parts, way, { ...asked, account }, said, cancelled)));
  return lines.length > 0;
}

/** One text, and one ring, of a telephone about a case at a time, whatever is asked there: a danger raises several tasks at once. */
async function once(
  { db, operator }: PhoneParts,
  way: Way,
  line: CaseRef & { account: string | null },
  said: ToSay,
  cancelled: AbortSignal,
): Promise<void> {
  if (!(await claimLine(db, line, way, Date.now()))) return;
  await operator[way](said, cancelled).catch(async (failure: unknown) => {
    await freeLine(db, line, way);
    throw failure;
  });
}

/** Calls the number that the department set, nobody being left who may act: once a task by each way. False where there is none to call. */
export async function phoneLastResort(parts: PhoneParts, way: Way, asked: DutyTask, cancelled: AbortSignal): Promise<boolean> {
  const { db, publicUrl } = parts;
  const { department, caseId, task, level } = asked;
  const set = await dutyPhone(db, department);
  const to = set === null ? null : phoneNumber(set, department);
  if (to === null || (way === 'text' && (await lastResortCalled(db, asked)))) return false;
  const text = way === 'ring' ? lastResortAloud : lastResortText(`${publicUrl}/guichet`);
  await keepCalled(db, { department, caseId, task, level, account: null });
  await once(parts, way, { department, caseId, account: null }, { to: to.dialled, text, key: `${asked.messageId}.last` }, cancelled);
  return true;
}

/** Resolves when one did; rejects with a failure that may pass rather than with one that will not. */
async function oneOf(calls: readonly Promise<void>[]): Promise<void> {
  const fates = await Promise.allSettled(calls);
  if (fates.length === 0 || fates.some(({ status }) => status === 'fulfilled')) return;
  throw mildest(fates.flatMap((fate) => (fate.status === 'rejected' ? [fate.reason] : [])));
}

function mildest(failures: readonly unknown[]): unknown {
  return failures.find((failure) => !(failure instanceof ApplicationFailure && failure.nonRetryable)) ?? failures[0];
}

/** Waits for each way and says what became of it; rejects when none was accepted. A way that found no number is no way. */
export async function byAllWays(ways: { [Way in DutyWay]?: Promise<boolean> }): Promise<DutyWays> {
  const tried = Object.entries(ways) as [DutyWay, Promise<boolean>][];
  const fates = await Promise.allSettled(tried.map(([, fate]) => fate));
  const known = tried.flatMap(([way], index) => {
    const fate = fates[index];
    return fate === undefined || (fate.status === 'fulfilled' && !fate.value) ? [] : [{ way, fate }];
  });
  if (known.some(({ fate }) => fate.status === 'fulfilled'))
    return Object.fromEntries(known.map(({ way, fate }) => [way, fate.status === 'fulfilled' ? 'ACCEPTED' : 'FAILED']));
  throw mildest(known.flatMap(({ fate }) => (fate.status === 'rejected' ? [fate.reason] : []))) ?? nobody();
}

/** Nobody who may act is left to call. */
export const nobody = (): ApplicationFailure => ApplicationFailure.nonRetryable('NOBODY_ON_DUTY', RECIPIENT_REJECTED);

import { ApplicationFailure } from '@temporalio/common';
import { isOfficeHour, monthIn } from '../calendar/local.ts';
import { DAY, HOUR } from '../calendar/milliseconds.ts';
import { type Instant, numberOf } from '../calendar/span.ts';
import { territoryOf } from '../calendar/territory.ts';
import { type Department, listDepartments } from '../database/departments.ts';
import { keyedHash } from '../database/sealing.ts';
import { type Hole, holesAhead } from '../directory/duty/duty-holes.ts';
import { type RosterLine, rosterLines } from '../directory/duty/duty-lines.ts';
import { listDuty } from '../directory/record/duty.ts';
import { beginTest, coordinators, holesUntold, keepTold, type MissedTest, missedTests } from '../directory/record/duty-looks.ts';
import { extendWeeks } from '../directory/record/duty-week.ts';
import { deskEnvelope } from '../intake/email/addresses.ts';
import { deskDelay } from '../procedures/desk-section.ts';
import type { Procedure } from '../procedures/procedure.ts';
import { procedureInForce } from '../procedures/record/published.ts';
import { phoneNumber } from '../vocabulary/phone-number.ts';
import type { DutyActivities } from '../workflows/errands.ts';
import { announceAgreement } from './agreement-look.ts';
import type { DeliverParts } from './deliver.ts';
import { testAloud, testText } from './duty-texts.ts';

export type DutyLookParts = Omit<DeliverParts, 'senderRefused'>;

/** How far back the roster is read, so that a hole begins where it began. */
const BACK = 60 * DAY;
/** The lines of the coming weeks. */
const LINES = 31 * DAY;

/**
 * Looks at each department's roster: its weekly pattern is unfolded a year ahead; in office hours each line is called once a month; its coordinators are told, once each, of the times to
 * come without anybody who may act (again where one has grown, or opens again), of the lines that did not answer their test (twice where nobody looks at it), and of the evaluation of its
 * agreement. Idempotent. A department that fails keeps no other waiting.
 */
export function createDutyLook(parts: DutyLookParts): DutyActivities {
  return {
    lookAtDuty: async ({ now }) => {
      const failed: string[] = [];
      for (const department of await listDepartments(parts.db)) await look(parts, department, now).catch(() => failed.push(department.code));
      if (failed.length > 0) throw ApplicationFailure.create({ type: 'DUTY_NOT_LOOKED_AT', message: failed.join(' ') });
    },
  };
}

async function look(parts: DutyLookParts, department: Department, now: Instant): Promise<void> {
  const { db } = parts;
  const { code } = department;
  const procedure = await procedureInForce(db, code);
  if (procedure === null) return;
  try {
    await extendWeeks(db, code, now);
  } finally {
    // A week that cannot be unfolded keeps no hole from being told: it makes one.
    await lookAtLines(parts, department, procedure, now);
  }
  // Last: it fails where mail is out, and the lines are called all the same.
  await announceAgreement(parts, department, procedure, now);
}

async function lookAtLines(parts: DutyLookParts, department: Department, procedure: Procedure, now: Instant): Promise<void> {
  const { db, operator } = parts;
  const { code } = department;
  const until = now + numberOf(deskDelay(procedure, 'dutyHole')) * DAY;
  const read = Math.max(until, now + LINES);
  const shifts = await listDuty(db, code, now - BACK, read);
  const testLasts = numberOf(deskDelay(procedure, 'dutyTest')) * HOUR;
  if (operator !== undefined && isOfficeHour(now, territoryOf(code).zone))
    await testLines(parts, code, rosterLines(shifts, now, now + LINES), now, now + testLasts);
  await tell(parts, department, now, holesAhead(shifts, { since: now - BACK, now, until, read }), testLasts);
}

/** Calls each line that was not called this month. One that cannot be called is one that does not answer. */
async function testLines(
  { db, operator, publicUrl }: DutyLookParts,
  department: string,
  lines: RosterLine[],
  at: Instant,
  due: Instant,
): Promise<void> {
  const month = monthIn(at, territoryOf(department).zone);
  for (const line of lines) {
    const token = await beginTest(db, department, line, { month, at, due });
    const to = phoneNumber(line.phone, department);
    if (token === null || to === null) continue;
    const key = keyedHash(db.keys, 'duty test call', token).toString('hex').slice(0, 32);
    const never = new AbortController().signal;
    await Promise.allSettled([
      operator?.text({ to: to.dialled, text: testText(`${publicUrl}/${department}/a/${token}`), key }, never),
      operator?.ring({ to: to.dialled, text: testAloud, key: `${key}.voice` }, never),
    ]);
  }
}

/** `again`: how long after its limit a test that nobody looks at is told once more. */
async function tell(parts: DutyLookParts, department: Department, now: Instant, holes: readonly Hole[], again: number): Promise<void> {
  const { db } = parts;
  const newHoles = await holesUntold(db, department.code, holes);
  const missed = await missedTests(db, department.code, now);
  const newTests = missed.filter(({ told }) => !told);
  const left = missed.filter(({ told, toldAgain, takenBy, dueAt }) => told && !toldAgain && takenBy === null && dueAt + again <= now);
  const to = await coordinators(db, department.code);
  if (newHoles.length + newTests.length + left.length === 0 || to.length === 0) return;
  await mail(parts, department, to, now, { holes: newHoles, missed: [...newTests, ...left], again: left.length > 0 });
  await keepTold(db, department.code, {
    holes: newHoles,
    tests: newTests.map(({ id }) => id),
    again: left.map(({ id }) => id),
  });
}

async function mail(
  { db, mailer, write, publicUrl, mailDomain }: DutyLookParts,
  { code, name, mode }: Department,
  to: string[],
  now: Instant,
  { holes, missed, again }: { holes: readonly Hole[]; missed: readonly MissedTest[]; again: boolean },
): Promise<void> {
  const written = write('duty-roster', {
    chrome: { zone: territoryOf(code).zone, now },
    desk: { name: `Guichet départemental, ${name}` },
    demonstration: mode === 'demonstration',
    holes: holes.map(({ from, until }) => ({ from: Math.max(from, now), until: Math.min(until, now + LINES), now: from <= now })),
    missed: missed.map(({ name: person, phone, calledAt }) => ({ person, phone, calledAt })),
    link: `${publicUrl}/guichet/astreinte`,
  });
  const about = [code, ...holes.map(({ from, until }) => `${from}-${until}`), ...missed.map(({ id }) => id), ...(again ? ['again'] : [])].join('/');
  const id = keyedHash(db.keys, 'roster mail', about).toString('hex').slice(0, 32);
  await mailer.send({ ...written, to, ...deskEnvelope(db.keys, code, id, mailDomain) }, new AbortController().signal);
}

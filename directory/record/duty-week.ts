import { randomUUIDv7 } from 'node:crypto';
import type { Weekday } from '../../calendar/calendar.ts';
import { dayAfter, dayIn, monthsAfter } from '../../calendar/local.ts';
import { DAY } from '../../calendar/milliseconds.ts';
import type { Instant } from '../../calendar/span.ts';
import { territoryOf } from '../../calendar/territory.ts';
import { actsAtDesk } from '../../database/acts-at-desk.ts';
import { named } from '../../database/named.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import { around, type DutyTime, unfold, type WeekTimes } from '../duty/week.ts';
import { lockRoster } from './duty-exceptions.ts';

/** Somebody's duty of each week. Level 0 is called first; level 1 stands in. */
export interface WeekDuty extends WeekTimes {
  level: 0 | 1;
  account: string;
  phone: string;
}

export interface WeekListed extends WeekDuty {
  id: string;
  name: string;
  /** Whether the account may act, as in `Duty`. */
  able: boolean;
}

/** How far ahead the week is unfolded into lines of the roster. */
const MONTHS_AHEAD = 12;

const addStatement = named({
  text: `INSERT INTO duty_week (id, department, level, weekdays, opens, closes, account, phone, first_day, last_day)
         VALUES (:id, :department, :level, :weekdays, :opens, :closes, :account, :phone, :first, :last)`,
});

/** Adds to the weekly pattern, and unfolds it at once for a year. Answers with how many lines the roster gained. */
export async function addWeek(db: Database, department: string, week: WeekDuty, now: Instant): Promise<number> {
  return inDepartment(db, department, async (tx) => {
    await lockRoster(tx, department);
    const id = randomUUIDv7();
    await tx.query(addStatement({ ...week, id, department }));
    return unfoldOne(tx, department, { ...week, id, unfolded: null }, dayIn(now, territoryOf(department).zone));
  });
}

/** Unfolds each pattern up to a year from now. Idempotent: a day is unfolded once. */
export async function extendWeeks(db: Database, department: string, now: Instant): Promise<void> {
  await inDepartment(db, department, async (tx) => {
    await lockRoster(tx, department);
    const today = dayIn(now, territoryOf(department).zone);
    for (const week of await weeksIn(tx, department, today)) await unfoldOne(tx, department, week, today);
  });
}

/** The weekly pattern, in the order it was added, at most 200; what has ended is none of it. */
export async function listWeeks(db: Database, department: string, now: Instant): Promise<WeekListed[]> {
  const today = dayIn(now, territoryOf(department).zone);
  return inDepartment(db, department, (tx) => weeksIn(tx, department, today));
}

/** Stops a pattern: the lines to come that are still of whom it names go, and the other patterns fill the room. False where there is none. */
export async function stopWeek(db: Database, department: string, id: string, now: Instant): Promise<boolean> {
  return inDepartment(db, department, async (tx) => {
    await lockRoster(tx, department);
    const { rows } = await tx.query<{ starts: Date; ends: Date }>(
      {
        text: `DELETE FROM duty d USING duty_week w WHERE d.week = w.id AND w.id::text = $1 AND d.account = w.account AND d.starts > $2
               RETURNING d.starts, d.ends`,
      },
      [id, new Date(now)],
    );
    const { rows: stopped } = await tx.query<Pick<WeekDuty, 'level' | 'account'>>(
      { text: 'DELETE FROM duty_week WHERE id::text = $1 RETURNING level, account' },
      [id],
    );
    const freed = rows.map(timesOf).toSorted((a, b) => a.starts - b.starts);
    for (const week of await weeksIn(tx, department, dayIn(now, territoryOf(department).zone)))
      if (stopped.some(({ level, account }) => level === week.level || account === week.account)) await refill(tx, department, week, freed);
    return stopped.length === 1;
  });
}

/** In the order they were added: where two ask for one time, the first has it, each time the roster is extended too. */
async function weeksIn(tx: Tx, department: string, today: string): Promise<(WeekListed & { unfolded: string | null })[]> {
  const { rows } = await tx.query<WeekListed & { unfolded: string | null }>(
    {
      text: `SELECT w.id, w.level, w.weekdays, w.opens, w.closes, w.account, w.phone, w.first_day::text AS first, w.last_day::text AS last,
                    w.unfolded_to::text AS unfolded, a.display_name AS name, ${actsAtDesk('a')} AS able
             FROM duty_week w JOIN account a ON a.id = w.account 
             WHERE w.department = $1 AND (w.last_day IS NULL OR w.last_day >= $2) ORDER BY w.id LIMIT 200`,
    },
    [department, today],
  );
  return rows.map((row) => ({ ...row, weekdays: row.weekdays.map((day) => day as Weekday) }));
}

const fill = named({
  text: `INSERT INTO duty (id, department, level, starts, ends, account, phone, week)
         SELECT uuidv7(), :department, :level, starts, ends, :account, :phone, :id
         FROM unnest(:starts::timestamptz[], :ends::timestamptz[]) AS times (starts, ends)`,
});

/** Writes the lines of the days that were not unfolded yet. */
async function unfoldOne(tx: Tx, department: string, week: WeekDuty & { id: string; unfolded: string | null }, today: string): Promise<number> {
  const until = monthsAfter(today, MONTHS_AHEAD);
  const from = week.unfolded === null ? today : dayAfter(week.unfolded);
  if (from > until) return 0;
  const gained = await write(tx, department, week, unfold(week, from, until, territoryOf(department)));
  await tx.query({ text: 'UPDATE duty_week SET unfolded_to = $2 WHERE id = $1' }, [week.id, until]);
  return gained;
}

/** Writes the lines of a pattern that was unfolded already where other lines are gone, and nowhere else. */
async function refill(tx: Tx, department: string, week: WeekListed & { unfolded: string | null }, freed: readonly DutyTime[]): Promise<void> {
  const [first] = freed;
  if (first === undefined || week.unfolded === null) return;
  const territory = territoryOf(department);
  const times = unfold(week, dayIn(first.starts - DAY, territory.zone), week.unfolded, territory);
  const within = times.flatMap((time) =>
    freed
      .filter(({ starts, ends }) => starts < time.ends && ends > time.starts)
      .map(({ starts, ends }) => ({ starts: Math.max(starts, time.starts), ends: Math.min(ends, time.ends) })),
  );
  await write(tx, department, week, within);
}

/** Writes these times as lines, around what the roster holds: nobody is on duty twice at one time. Answers with how many there are. */
async function write(tx: Tx, department: string, week: WeekDuty & { id: string }, times: readonly DutyTime[]): Promise<number> {
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return 0;
  const free = around(times, await taken(tx, department, week, { starts: first.starts, ends: last.ends }));
  if (free.length > 0)
    await tx.query(fill({ ...week, department, starts: free.map(({ starts }) => new Date(starts)), ends: free.map(({ ends }) => new Date(ends)) }));
  return free.length;
}

/** The lines between two instants that leave no room for this one: those of its level, and its own person's. */
async function taken(tx: Tx, department: string, { level, account }: WeekDuty, { starts, ends }: DutyTime): Promise<DutyTime[]> {
  const { rows } = await tx.query<{ starts: Date; ends: Date }>(
    { text: 'SELECT starts, ends FROM duty WHERE department = $1 AND (level = $2 OR account = $3) AND starts < $5 AND ends > $4' },
    [department, level, account, new Date(starts), new Date(ends)],
  );
  return rows.map(timesOf);
}

const timesOf = (row: { starts: Date; ends: Date }): DutyTime => ({ starts: row.starts.getTime(), ends: row.ends.getTime() });

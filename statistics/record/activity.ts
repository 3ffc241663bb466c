import { wholeYear } from '../../calendar/period.ts';
import type { Instant } from '../../calendar/span.ts';
import { territoryOf } from '../../calendar/territory.ts';
import type { Database } from '../../database/pool.ts';
import { type ActivityRow, activityTable, activityTotals } from '../compared/activity.ts';
import { surveysOf } from './surveys.ts';

/** The yearly activity table of a department, and whether that year still goes on: it is then compared with none. */
export async function activityOf(db: Database, department: string, year: number, now: Instant): Promise<{ rows: ActivityRow[]; running: boolean }> {
  const { zone } = territoryOf(department);
  const period = wholeYear(year, zone);
  const [read, then] = await surveysOf(db, department, [period, wholeYear(year - 1, zone)], now);
  const running = now < period.until;
  return { running, rows: activityTable(activityTotals(read), running ? null : activityTotals(then)) };
}

import { yearsSince } from '../calendar/local.ts';
import type { Instant } from '../calendar/span.ts';
import { territoryOf } from '../calendar/territory.ts';
import type { AlertContent } from '../cases/model/content.ts';
import type { Facts } from '../vocabulary/facts.ts';
import type { Age } from '../vocabulary/vocabulary.ts';

/** The oldest that anybody is taken to be: a day of birth before is a slip. */
const OLDEST = 130;

/** The code of an age in years. */
export const ageOfYears = (years: number): Age => (years < 18 ? '-18' : years < 30 ? '18-29' : years < 60 ? '30-59' : years < 80 ? '60-79' : '>=80');

/** The age that a day of birth says, where the facts of an alert say none: whoever answers for children, or for adults, depends on it. */
export function withAgeBorn(facts: Facts, { victim }: Pick<AlertContent, 'victim'>, department: string, at: Instant): Facts {
  if (facts.age !== undefined || victim?.birthDate === undefined) return facts;
  const years = yearsSince(victim.birthDate, at, territoryOf(department).zone);
  return years === null || years < 0 || years > OLDEST ? facts : { ...facts, age: ageOfYears(years) };
}

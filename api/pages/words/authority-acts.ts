import { frenchDay } from '../../../calendar/french.ts';
import type { NotedAct } from '../../../directory/record/establishments.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { ActLine } from '../../../templates/views/establishments.ts';

/** An act as pages say it. `today`: ISO date. */
export function actLine({ kind, authority, since, until, reference, by }: NotedAct, today: string): ActLine {
  return {
    kind,
    authority,
    since: frenchDay(since),
    ...(until !== null && { until: frenchDay(until) }),
    holds: since <= today && (until === null || until >= today),
    reference: typographic(reference),
    by,
  };
}

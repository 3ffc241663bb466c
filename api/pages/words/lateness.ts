import { frenchElapsed } from '../../../calendar/french.ts';
import type { Instant } from '../../../calendar/span.ts';
import type { Task } from '../../../cases/model/state.ts';
import { typographic } from '../../../templates/text/typography.ts';

/**
 * "En retard de 12 minutes, suppléance prévenue": since when the first person should have done a late task, and who has it now. Undefined for
 * one in time, and for a late one of before, of which that was not kept.
 */
export function latenessWords({ late, lateSince, to, level }: Pick<Task, 'late' | 'lateSince' | 'to' | 'level'>, now: Instant): string | undefined {
  if (!late || lateSince === undefined) return undefined;
  const passed = level === 0 ? '' : to === 'DUTY' ? 'suppléance prévenue' : 'passée à la coordination';
  // Whoever was called could not be reached: it went further before it was late.
  const since = lateSince > now ? '' : `en retard de ${frenchElapsed(lateSince, now)}`;
  const said = [since, passed].filter((part) => part !== '').join(', ');
  return said === '' ? undefined : typographic(said.replace(/^./u, (first) => first.toUpperCase()));
}

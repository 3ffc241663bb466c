import { dayAfter } from '../calendar/local.ts';
import type { Contact, Directory, Organisation, Validity } from './directory.ts';

/** Why something does not answer on a day; null where it does. */
export function notOn({ from, until }: Validity, day: string): 'NOT_YET' | 'ENDED' | null {
  if (from !== undefined && day < from) return 'NOT_YET';
  return until !== undefined && day > until ? 'ENDED' : null;
}

/** Whether a body or a contact was not retired and, where a day is said, answers on it. */
export const isInUse = (one: Pick<Organisation | Contact, 'retired' | 'from' | 'until'>, day: string | null): boolean =>
  one.retired === undefined && (day === null || notOn(one, day) === null);

/** A body as it is on a day: itself until what it becomes has come. */
export function asOn(one: Organisation, day: string): Organisation {
  const { becomes, ...rest } = one;
  if (becomes === undefined || day < becomes.on) return one;
  const { on: _on, ...changed } = becomes;
  return { ...rest, ...changed };
}

/** The days on which somebody begins to answer, no longer does, or is otherwise, in order. Within two of them the directory answers alike. */
export function turningDays({ organisations, contacts }: Pick<Directory, 'organisations' | 'contacts'>): string[] {
  const days = [...organisations, ...contacts].flatMap((one: Organisation | Contact) => {
    const { from, until, retired } = one;
    const becomes = 'becomes' in one ? one.becomes?.on : undefined;
    return retired === undefined ? [from, until === undefined ? undefined : dayAfter(until), becomes] : [];
  });
  return [...new Set(days.filter((day) => day !== undefined))].toSorted();
}

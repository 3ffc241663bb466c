import { dayAfter } from '../calendar/local.ts';
import { namingArticle } from '../vocabulary/named-by-law.ts';
import { rolesHeld } from './capacities.ts';
import type { Contact, Directory, Lapse, Organisation, Validity } from './directory.ts';

/** Why something does not answer on a day; null where it does. */
export function notOn({ from, until }: Validity, day: string): 'NOT_YET' | 'ENDED' | null {
  if (from !== undefined && day < from) return 'NOT_YET';
  return until !== undefined && day > until ? 'ENDED' : null;
}

/** Whether a body or a contact was not retired and, where a day is said, answers on it. */
export const isInUse = (one: Pick<Organisation | Contact, 'retired' | 'from' | 'until'>, day: string | null): boolean =>
  one.retired === undefined && (day === null || notOn(one, day) === null);

/**
 * The days on which a body is told by telephone or letter alone, and reads nothing by itself but what it has in charge or what danger calls for
 * (`cases/running/read-anyway.ts`): those without an agreement. Null for a body that the law names, in any of its competences: it needs none.
 */
export const shutOf = (one: Pick<Organisation, 'roles' | 'also' | 'lapsed'>): Lapse | null =>
  one.lapsed === undefined || namingArticle(rolesHeld(one)) !== null ? null : one.lapsed;

/** Whether a body is shut so on a day. */
export function isShut(one: Pick<Organisation, 'roles' | 'also' | 'lapsed'>, day: string): boolean {
  const shut = shutOf(one);
  return shut !== null && notOn(shut, day) === null;
}

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
    const shut = 'lapsed' in one ? shutOf(one) : null;
    const after = [until, shut?.until].map((last) => (last === undefined ? undefined : dayAfter(last)));
    return retired === undefined ? [from, becomes, shut?.from, ...after] : [];
  });
  return [...new Set(days.filter((day) => day !== undefined))].toSorted();
}

import { monthsBefore } from '../../calendar/local.ts';
import type { Role } from '../../vocabulary/vocabulary.ts';
import { rolesHeld } from '../capacities.ts';
import type { Contact } from '../directory.ts';
import type { IndexedDirectory } from '../resolve.ts';
import { isInUse } from '../validity.ts';

/** Whom a campaign asks: the contacts of the bodies with a role, of those that nobody verified for so many months; absent: whatever. */
export interface CampaignScope {
  role?: Role;
  months?: number;
}

/**
 * The contacts that a campaign begun on this day would ask, by body and place: those in use, of bodies in use, but for the desk's own and those of
 * `asked`, whom another campaign asks already. Pure.
 */
export function contactsToAsk(directory: IndexedDirectory, { role, months }: CampaignScope, day: string, asked: ReadonlySet<string>): Contact[] {
  const before = months === undefined ? undefined : monthsBefore(day, months);
  const bodies = directory.organisations.filter(
    (one) => isInUse(one, day) && !one.roles.includes('DESK') && (role === undefined || rolesHeld(one).includes(role)),
  );
  return bodies
    .toSorted((a, b) => a.name.localeCompare(b.name, 'fr') || (a.id < b.id ? -1 : 1))
    .flatMap(({ id }) => directory.contactsOf.get(id) ?? [])
    .filter((one) => isInUse(one, day) && !asked.has(one.id))
    .filter(({ verifiedOn }) => before === undefined || verifiedOn === undefined || verifiedOn < before);
}

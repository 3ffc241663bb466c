import { getDomain } from 'tldts';

/** Providers whose addresses belong to whoever opens one: nothing links two of them. */
const ofAnybody =
  /^(?:gmail|googlemail|outlook|hotmail|live|msn|yahoo|ymail|icloud|me|mac|aol|gmx|proton|protonmail|orange|wanadoo|free|sfr|neuf|laposte|bbox|numericable|mail|yandex|zoho|tutanota)\./;

/** Whether two addresses are of one organisation: one domain that somebody registered. */
export function sameOrganisation(one: string, other: string): boolean {
  const [mine, theirs] = [one, other].map((address) => getDomain(address.split('@').at(-1) ?? ''));
  return mine != null && mine === theirs && !ofAnybody.test(mine);
}

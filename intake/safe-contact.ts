import { minutes, type Reporter, type SafeContact } from '../cases/model/content.ts';
import type { Alert } from './alert.ts';

/**
 * What the law may know of how an author is reached: the channel and the hours, never the number or the address, which stay
 * sealed. An author who named no channel but left a number is reachable by whoever judges how.
 */
export function reachOf(reporter: Reporter | undefined): Pick<Alert, 'reachable' | 'reach' | 'hours'> {
  if (reporter === undefined || reporter.anonymousToDesk) return { reachable: false };
  const { safeContact, phone, email } = reporter;
  if (safeContact === undefined) return { reachable: phone !== undefined || email !== undefined };
  const { channel, moment } = safeContact;
  if (channel === 'NONE' || !leftFor(channel, reporter)) return { reachable: false };
  return { reachable: true, reach: channel, ...(moment !== undefined && { hours: minutes[moment] }) };
}

function leftFor(channel: Exclude<SafeContact['channel'], 'NONE'>, { phone, email, address }: Reporter): boolean {
  return { PHONE: phone, EMAIL: email, LETTER: address }[channel] !== undefined;
}

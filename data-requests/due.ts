import { DateTime } from 'luxon';
import { lastMinuteOf } from '../calendar/local.ts';
import type { Instant } from '../calendar/span.ts';

/**
 * By when a request that was received on an ISO day is answered: the end of the same day a month later, the last of that month where it has none, two months
 * more where it is prolonged (RGPD, art. 12, § 3). Where that day is none of work a rule of the Union gives the next one (règlement 1182/71, art. 3, § 4: à vérifier):
 * the earlier is kept. Doubts about who asks do not stop it here.
 */
export function answerDue(receivedOn: string, isExtended: boolean, zone: string): Instant {
  const months = isExtended ? 3 : 1;
  return lastMinuteOf(DateTime.fromISO(receivedOn, { zone }).plus({ months }).toMillis(), zone);
}

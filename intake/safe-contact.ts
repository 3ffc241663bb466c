import type { SafeHours } from '../cases/model/state.ts';
import type { Alert, Reporter, SafeContact } from './alert.ts';

/** Moments of the day an author may choose, in local minutes; the words are the doors' own. */
const minutes = { MATIN: [480, 720], MIDI: [720, 840], APRES_MIDI: [840, 1080], SOIR: [1080, 1200] } as const satisfies Record<string, SafeHours>;

export type SafeMoment = keyof typeof minutes;
export const safeMoments = Object.keys(minutes) as SafeMoment[];

/** As the desk reads it beside a call to make. */
export const momentLabels: Record<SafeMoment, string> = {
  MATIN: 'Le matin, de 8 h à 12 h',
  MIDI: 'À midi, de 12 h à 14 h',
  APRES_MIDI: 'L’après-midi, de 14 h à 18 h',
  SOIR: 'Le soir, de 18 h à 20 h',
};

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

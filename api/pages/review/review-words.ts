import { DateTime } from 'luxon';
import type { Concordance } from '../../../review/agreement.ts';
import { NotFound } from '../../http/errors.ts';

/** « novembre 2026 », of a month's first day. */
export const monthWords = (month: string): string => DateTime.fromISO(month, { zone: 'utc', locale: 'fr' }).toFormat('LLLL yyyy');

/** The month of an address, « 2026-11 », as its first day. Throws NotFound. */
export function monthOf(text: unknown): string {
  if (typeof text !== 'string' || !/^20\d{2}-(0[1-9]|1[0-2])$/.test(text)) throw new NotFound();
  return `${text}-01`;
}

export const monthInAddress = (month: string): string => month.slice(0, 7);

const percent = new Intl.NumberFormat('fr-FR', { style: 'percent', maximumFractionDigits: 0 });

/** How many of how many. */
export const shareSaid = (n: number, of: number): string => (of === 0 ? 'rien' : `${n} sur ${of} (${percent.format(n / of)})`);

/** What chance leaves of an agreement. */
export function kappaSaid({ kappa }: Concordance): string {
  if (kappa === null) return 'ne se calcule pas';
  return new Intl.NumberFormat('fr-FR', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(kappa);
}

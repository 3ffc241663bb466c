import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Short numbers that are dialled as they are, anywhere in France; no numbering plan calls them valid. */
const shortNumbers = new Set(['15', '17', '18', '112', '114', '115', '116117', '119', '196', '197', '3133', '3919', '3977']);

/**
 * The French plan is one: a number of nine digits after its 0 is dialled the same from Nancy and from Saint-Denis. The library's ranges
 * for the mainland hold overseas blocks too (0596), so those are asked first.
 */
const frenchPlan: readonly CountryCode[] = ['GP', 'MQ', 'GF', 'RE', 'YT', 'PM', 'FR'];

/** Territories with a plan of their own, where a number without a prefix is first of it. */
const ownPlans: Readonly<Record<string, CountryCode>> = { '987': 'PF', '988': 'NC' };

export interface PhoneNumber {
  /** "+33383000000", or a short number as it is dialled. */
  dialled: string;
  /** As a French reader writes it: "03 83 00 00 00", "+32 2 555 12 12". */
  written: string;
}

/** The number that somebody or a telephone announced, however it is written; null when nobody could be called on it. */
export function phoneNumber(text: string, department: string): PhoneNumber | null {
  const digits = text.replaceAll(/[\s().\u00a0\u202f-]/g, '');
  if (shortNumbers.has(digits)) return { dialled: digits, written: digits.length === 4 ? `${digits.slice(0, 2)}\u00a0${digits.slice(2)}` : digits };
  const own = ownPlans[department];
  const here = own === undefined ? frenchPlan : [own, ...frenchPlan];
  const parsed = here.map((country) => parsePhoneNumberFromString(text, country)).find((number) => number?.isValid());
  if (parsed === undefined) return null;
  const asAtHome = parsed.country !== undefined && (own === undefined ? frenchPlan.includes(parsed.country) : parsed.country === own);
  return { dialled: parsed.number, written: (asAtHome ? parsed.formatNational() : parsed.formatInternational()).replaceAll(' ', '\u00a0') };
}

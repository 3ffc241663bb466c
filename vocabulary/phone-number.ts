import { type CountryCode, type PhoneNumber as PhoneNumberRead, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Short numbers that are dialled as they are, anywhere in France; no numbering plan calls them valid. */
const shortNumbers = new Set(['15', '17', '18', '112', '114', '115', '116006', '116117', '119', '196', '197', '3133', '3919', '3977']);

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
export function phoneNumber(announced: string, department: string): PhoneNumber | null {
  // "+33 692…" is how a telephone of the mainland's plan announces a number of an island: the plan is one.
  const digits = announced.replaceAll(/[\s().\u00a0\u202f-]/g, '').replace(/^(?:\+|00)330?(?=[1-9]\d{8}$)/, '0');
  // Most fields are empty: the library says so seven times, each time as an error that it catches.
  if (!/\d\D*\d/.test(digits)) return null;
  if (shortNumbers.has(digits)) return { dialled: digits, written: digits.length === 4 ? `${digits.slice(0, 2)}\u00a0${digits.slice(2)}` : digits };
  const own = ownPlans[department];
  const here = own === undefined ? frenchPlan : [own, ...frenchPlan];
  // Free and shared numbers are of no island; those of Saint-Pierre are dialled 0508 from elsewhere, and are no number of the south-west.
  const countries: readonly CountryCode[] = /^08\d{8}$/.test(digits) ? ['FR'] : here;
  const typed = /^0508\d{6}$/.test(digits) ? `+508${digits.slice(4)}` : digits.startsWith('0') ? digits : announced;
  const parsed = firstValid(typed, countries);
  if (parsed === null) return null;
  const asAtHome = parsed.country !== undefined && (own === undefined ? frenchPlan.includes(parsed.country) : parsed.country === own);
  // Six figures alone say nothing to who dials from elsewhere.
  if (asAtHome && parsed.country === 'PM')
    return { dialled: parsed.number, written: `0508 ${parsed.nationalNumber.match(/../g)?.join(' ')}`.replaceAll(' ', '\u00a0') };
  return { dialled: parsed.number, written: (asAtHome ? parsed.formatNational() : parsed.formatInternational()).replaceAll(' ', '\u00a0') };
}

function firstValid(typed: string, countries: readonly CountryCode[]): PhoneNumberRead | null {
  for (const country of countries) {
    const number = parsePhoneNumberFromString(typed, country);
    if (number?.isValid()) return number;
  }
  return null;
}

import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Short numbers that are dialled as they are, anywhere in France; no numbering plan calls them valid. */
const shortNumbers = new Set(['15', '17', '18', '112', '114', '115', '116117', '119', '196', '197', '3133', '3919', '3977']);

/** Overseas, a number without its prefix is of the territory's own plan. */
const territories: Record<string, CountryCode> = {
  '971': 'GP',
  '972': 'MQ',
  '973': 'GF',
  '974': 'RE',
  '975': 'PM',
  '976': 'YT',
  '988': 'NC',
  '987': 'PF',
};

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
  const home = territories[department] ?? 'FR';
  const parsed = parsePhoneNumberFromString(text, home);
  if (!parsed?.isValid()) return null;
  const written = parsed.country === home ? parsed.formatNational() : parsed.formatInternational();
  return { dialled: parsed.number, written: written.replaceAll(' ', '\u00a0') };
}

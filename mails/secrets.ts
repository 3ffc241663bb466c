/** What stands where one of our own keys was. */
const masked = '[code masqué]';
const sign = '[0-9A-HJKMNP-TV-Zoil]';
const dashed = new RegExp(`(?<![0-9A-Z-])${sign}{4}(?:[-\u2010-\u2014]${sign}{4}){3}(?![0-9A-Z-])`, 'gi');
const spaced = /(?<![0-9A-Za-z] ?)[0-9A-HJKMNP-TV-Z]{4}(?: [0-9A-HJKMNP-TV-Z]{4}){3}(?! ?[0-9A-Za-z])/g;
const together = /(?<![0-9A-Za-z])[0-9A-HJKMNP-TV-Z]{16}(?![0-9A-Za-z])/g;

/**
 * A text without the keys that this desk gave: an author's follow code, the links of recipients and of those on duty, return addresses.
 * Whoever reads the text must not be able to act in their place. Numbers of accounts and cards stay.
 */
export function withoutSecrets(text: string): string {
  return text
    .replaceAll(/\/(t|a|acces)\/[0-9a-z_-]{16,100}/gi, (_whole, way: string) => `/${way}/${masked}`)
    .replaceAll(/\+retour-\w{32}-[0-9a-f]{16}@/gi, '+retour-…@')
    .replaceAll(dashed, (whole) => (/[a-z]/i.test(whole) ? masked : whole))
    .replaceAll(spaced, (whole) => (/\d/.test(whole) && (whole.match(/[A-Z]/g) ?? []).length > 1 ? masked : whole))
    .replaceAll(together, (whole) => (/\d/.test(whole) && (whole.match(/[A-Z]/g) ?? []).length > 4 ? masked : whole));
}

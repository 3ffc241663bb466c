import { randomBytes } from 'node:crypto';

/** Crockford's base 32: no letter that can be taken for a digit, none to be misheard on the telephone. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Writes bytes in Crockford base 32; bits that do not fill a last character are left out. */
export function crockford(bytes: Uint8Array): string {
  let [text, bits, held] = ['', 0, 0];
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xfff;
    for (held += 8; held >= 5; ) {
      held -= 5;
      text += alphabet[(bits >> held) & 31];
    }
  }
  return text;
}

/** A code as a person typed it: case, spaces, dashes and the letters O, I, L do not matter. */
export function readCrockford(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
}

/** `7K3MQ2…` in groups of four, to be read aloud. */
export function inGroups(code: string): string {
  return (code.match(/.{1,4}/g) ?? []).join('-');
}

/** A case's reference, drawn at random so that it says nothing of how many there are: `54-26-7K3M-Q2`. */
export function newReference(department: string, year: number): string {
  const drawn = crockford(randomBytes(4)).slice(0, 6);
  return `${department}-${String(year).slice(-2)}-${drawn.slice(0, 4)}-${drawn.slice(4)}`;
}

/** What a camera wrote beside a picture. Absent: it said nothing of it. */
export interface Exif {
  /** Degrees, to some ten metres. */
  position?: string;
  device?: string;
  takenAt?: string;
  author?: string;
  program?: string;
  /** A small picture of it, as it was before anybody cut or covered something. */
  thumbnail: boolean;
}

type Value = string | number[];

/** Where each kind of value is written, and how long one is (TIFF 6.0, types 1 to 10). */
const sizes: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };
/** More entries than this is no camera's writing. */
const MOST_ENTRIES = 500;

/** Reads the Exif block of a picture, with or without its six bytes of heading. What it cannot read is not said. */
export function readExif(block: Buffer): Exif {
  const tiff = block.subarray(0, 4).toString('latin1') === 'Exif' ? block.subarray(6) : block;
  const little = tiff.subarray(0, 2).toString('latin1') === 'II';
  const first = directoryAt(tiff, tiff.length < 8 ? 0 : numberAt(tiff, 4, 4, little), little);
  const within = (tag: number) => directoryAt(tiff, numberOf(first.tags.get(tag)), little).tags;
  const [camera, place] = [within(0x8769), within(0x8825)];
  const said = (...values: (Value | undefined)[]): string =>
    [...new Set(values.filter((value) => typeof value === 'string').map((value) => value.trim()))].filter((value) => value !== '').join(' ');
  const parts = {
    position: positionOf(place),
    device: said(first.tags.get(0x010f), first.tags.get(0x0110), camera.get(0xa431)),
    // As it is written there, its day as days are written.
    takenAt: said(camera.get(0x9003) ?? first.tags.get(0x0132)).replace(/^(\d{4}):(\d\d):(\d\d)/, '$3/$2/$1'),
    author: said(first.tags.get(0x013b), first.tags.get(0x8298), camera.get(0xa430)),
    program: said(first.tags.get(0x0131)),
  };
  const known = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== ''));
  return { ...known, thumbnail: directoryAt(tiff, first.next, little).tags.has(0x0201) };
}

function numberAt(tiff: Buffer, at: number, size: number, little: boolean): number {
  if (at < 0 || at + size > tiff.length) return 0;
  return little ? tiff.readUIntLE(at, size) : tiff.readUIntBE(at, size);
}

const numberOf = (value: Value | undefined): number => (typeof value === 'object' ? (value[0] ?? 0) : 0);

/** The values of one directory of the block, and where the next one is. */
function directoryAt(tiff: Buffer, at: number, little: boolean): { tags: Map<number, Value>; next: number } {
  const tags = new Map<number, Value>();
  const count = at === 0 ? 0 : numberAt(tiff, at, 2, little);
  if (count > MOST_ENTRIES) return { tags, next: 0 };
  for (let entry = at + 2; entry < at + 2 + count * 12; entry += 12) {
    const type = numberAt(tiff, entry + 2, 2, little);
    const [size = 0, many] = [sizes[type], numberAt(tiff, entry + 4, 4, little)];
    const start = size * many <= 4 ? entry + 8 : numberAt(tiff, entry + 8, 4, little);
    const bytes = tiff.subarray(start, start + size * many);
    if (size > 0 && bytes.length === size * many) tags.set(numberAt(tiff, entry, 2, little), valueIn(bytes, type, size, little));
  }
  return { tags, next: count === 0 ? 0 : numberAt(tiff, at + 2 + count * 12, 4, little) };
}

function valueIn(bytes: Buffer, type: number, size: number, little: boolean): Value {
  if (type === 2) return bytes.toString('utf8').replace(/\0[\s\S]*$/, '');
  const each = Math.min(size, 4);
  return Array.from({ length: Math.min(bytes.length / each, 16) }, (_, index) => numberAt(bytes, index * each, each, little));
}

function positionOf(place: Map<number, Value>): string {
  const [latitude, longitude] = [degrees(place.get(2)), degrees(place.get(4))];
  if (latitude === null || longitude === null) return '';
  const side = (tag: number, other: string) => (place.get(tag) === other ? -1 : 1);
  return `${(latitude * side(1, 'S')).toFixed(4)}, ${(longitude * side(3, 'W')).toFixed(4)}`;
}

/** Three fractions: degrees, minutes, seconds. */
function degrees(value: Value | undefined): number | null {
  if (typeof value !== 'object' || value.length < 6) return null;
  const [d, dOf, m, mOf, s, sOf] = value as [number, number, number, number, number, number];
  const found = d / (dOf || 1) + m / (mOf || 1) / 60 + s / (sOf || 1) / 3600;
  return Number.isFinite(found) ? found : null;
}

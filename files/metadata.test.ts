import sharp from 'sharp';
import { expect, it } from 'vitest';
import { examine } from './examine.ts';
import type { Examined } from './file.ts';
import { withoutMetadata } from './metadata.ts';

const secret = 'Zephirine-Telephone';

/** A photo as a phone takes it: lying on its side, saying where, with what and by whom. */
const photo = (format: 'jpeg' | 'png' | 'webp') =>
  sharp({ create: { width: 40, height: 20, channels: 3, background: 'red' } })
    .withExif({ IFD0: { Make: secret, Artist: secret }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 41/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .toFormat(format)
    .toBuffer();

async function examined(name: string, bytes: Buffer): Promise<Examined> {
  const file = await examine({ name, bytes }, undefined);
  if ('refused' in file) throw new Error(file.refused);
  return file;
}

it.each(['jpeg', 'png', 'webp'] as const)('a %s keeps its picture, the right way up, and nothing else', async (format) => {
  const before = await examined(`photo.${format}`, await photo(format));
  expect(before.bytes.includes(secret)).toBe(true);
  const after = await withoutMetadata(before);
  if ('refused' in after) throw new Error(after.refused);
  expect(after.bytes.includes(secret)).toBe(false);
  const { exif, xmp, orientation, width, height } = await sharp(after.bytes).metadata();
  expect({ exif, xmp, orientation, width, height }).toEqual({ exif: undefined, xmp: undefined, orientation: undefined, width: 20, height: 40 });
  expect(await examined(after.name, after.bytes)).toMatchObject({ type: before.type, kind: 'IMAGE' });
});

it('what is no picture is left as it was', async () => {
  const pdf = await examined('a.pdf', Buffer.from('%PDF-1.7\nx'));
  expect(await withoutMetadata(pdf)).toBe(pdf);
});

it('a picture that cannot be drawn anew is not kept, and its sender is told what to do', async () => {
  const heic = await examined('IMG_1.heic', Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(30)]));
  const broken = await examined('x.jpg', (await photo('jpeg')).subarray(0, 200));
  for (const file of [heic, broken]) {
    expect(await withoutMetadata(file)).toEqual({ refused: expect.stringMatching(/en JPEG, ou décochez la case/) });
  }
});

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

it('a small file that announces more points than a picture has is not drawn, and its sender is told what to do', async () => {
  const bytes = await photo('jpeg');
  const size = bytes.indexOf(Buffer.from([0xff, 0xc0])) + 5;
  bytes.writeUInt16BE(6_000, size);
  bytes.writeUInt16BE(9_000, size + 2);
  const refused = { refused: expect.stringMatching(/«\u00a0carte\.jpg\u00a0» a plus de 50 millions de points.*plus petite, ou décochez la case/) };
  expect(await withoutMetadata(await examined('carte.jpg', bytes))).toEqual(refused);
});

it('pictures sent together wait for each other, and each is its own; a long one comes back at 6,000 points', async () => {
  const long = await sharp({ create: { width: 6_400, height: 16, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const files = await Promise.all([photo('jpeg'), long, photo('webp')].map(async (bytes, at) => examined(`${at}`, await bytes)));
  const drawn = await Promise.all(files.map(withoutMetadata));
  const sizes = await Promise.all(drawn.map(async (one) => ('bytes' in one ? (await sharp(one.bytes).metadata()).width : one.refused)));
  expect(sizes).toEqual([20, 6_000, 20]);
});

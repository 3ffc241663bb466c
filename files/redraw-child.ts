/** The process in which pictures are decoded: `redraw.ts` asks it, one picture at a time. */
import sharp, { type Sharp } from 'sharp';

/** A picture of `type` (a type by content). */
export interface RedrawOrder {
  type: string;
  bytes: Uint8Array;
}

export type Redrawn = { bytes: Uint8Array } | { failed: 'TOO_LARGE' | 'UNREADABLE' };

/** Pictures that are drawn anew; what is not drawn (place, device, date, author, thumbnail) is not in the new one. */
const drawn: Record<string, (picture: Sharp) => Sharp> = {
  'image/jpeg': (picture) => picture.jpeg({ quality: 92, chromaSubsampling: '4:4:4' }),
  'image/png': (picture) => picture.png(),
  'image/webp': (picture) => picture.webp({ quality: 92 }),
};
/** A telephone's best is 50 millions at most; a small file may announce a hundred times more. */
const MOST_PIXELS = 50_000_000;
/** Twice what a page is read from, on paper as on a screen. */
const LONGEST_SIDE = 6_000;
const MOST_MEMORY = 700 * 1024 * 1024;
const LOOKED_AT_EVERY_MS = 20;

async function redrawn({ type, bytes }: RedrawOrder): Promise<Redrawn> {
  const draw = drawn[type];
  if (draw === undefined) return { failed: 'UNREADABLE' };
  const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
  if (width * height > MOST_PIXELS) return { failed: 'TOO_LARGE' };
  const picture = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'truncated' })
    .autoOrient()
    .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside', withoutEnlargement: true });
  return { bytes: await draw(picture).toBuffer() };
}

sharp.cache(false);
sharp.concurrency(1);
setInterval(() => process.memoryUsage.rss() > MOST_MEMORY && process.exit(1), LOOKED_AT_EVERY_MS).unref();
process.on('message', (order: RedrawOrder) => {
  void redrawn(order)
    .catch((): Redrawn => ({ failed: 'UNREADABLE' }))
    .then((answer) => process.send?.(answer));
});

import sharp, { type Sharp } from 'sharp';
import type { Examined } from './file.ts';

/** Pictures that are drawn anew; what is not drawn (place, device, date, author, thumbnail) is not in the new one. */
const redrawn: Record<string, (picture: Sharp) => Sharp> = {
  'image/jpeg': (picture) => picture.jpeg({ quality: 92, chromaSubsampling: '4:4:4' }),
  'image/png': (picture) => picture.png(),
  'image/webp': (picture) => picture.webp({ quality: 92 }),
};

const limits = { limitInputPixels: 100_000_000, failOn: 'truncated' } as const;
const longest = { seconds: 20 };

/**
 * The same file without what its picture hides, turned the right way up. Other files than pictures are left as they are: the page
 * says so. `refused` is a French sentence, for a picture whose hidden information cannot be taken out: it is then not kept.
 */
export async function withoutMetadata(file: Examined): Promise<Examined | { refused: string }> {
  if (file.kind !== 'IMAGE') return file;
  const redraw = redrawn[file.type];
  const bytes = await redraw?.(sharp(file.bytes, limits).autoOrient().timeout(longest))
    .toBuffer()
    .catch(() => undefined);
  if (bytes !== undefined) return { ...file, bytes };
  return {
    refused: `Nous ne savons pas effacer les informations cachées de «\u00a0${file.name}\u00a0». Envoyez cette image en JPEG, ou décochez la case pour l’envoyer telle quelle.`,
  };
}

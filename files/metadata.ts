import type { Examined } from './file.ts';
import { redraw } from './redraw.ts';

const whyNot = {
  TOO_LARGE: (name: string) =>
    `«\u00a0${name}\u00a0» a plus de 50 millions de points\u00a0: nous ne pouvons pas effacer ses informations cachées. Envoyez une image plus petite, ou décochez la case pour l’envoyer telle quelle.`,
  UNREADABLE: (name: string) =>
    `Nous ne savons pas effacer les informations cachées de «\u00a0${name}\u00a0». Envoyez cette image en JPEG, ou décochez la case pour l’envoyer telle quelle.`,
};

/**
 * The same file without what its picture hides, turned the right way up, its longest side 6,000 points at most. Other files than pictures
 * are left as they are: the page says so. `refused` is a French sentence, for a picture whose hidden information cannot be taken out: it is
 * then not kept.
 */
export async function withoutMetadata(file: Examined): Promise<Examined | { refused: string }> {
  if (file.kind !== 'IMAGE') return file;
  const redrawn = await redraw({ type: file.type, bytes: file.bytes });
  return 'bytes' in redrawn ? { ...file, bytes: Buffer.from(redrawn.bytes) } : { refused: whyNot[redrawn.failed](file.name) };
}

import { unzipSync, zipSync } from 'fflate';

/** Unpacked, twenty thousand lines of twenty cells are a third of this. */
const MOST_UNPACKED = 100_000_000;
const MOST_PARTS = 5_000;

const damaged = 'Ce classeur est abîmé, ou d’un autre format\u00a0: ouvrez-le dans votre tableur, et enregistrez-le au format XLSX ou CSV.';
const tooBig =
  'Ce classeur est trop gros une fois ouvert (plus de 100 Mo, ou de 5 000 parties)\u00a0: enregistrez la seule feuille utile au format CSV, puis envoyez ce fichier-là.';

/**
 * The same workbook with its tables only and nothing packed: whoever reads it then takes the memory that its parts really have. What the archive
 * lists as too much is refused before any of it is unpacked, and no part is unpacked beyond what is listed of it. Pure.
 */
export function boundedWorkbook(raw: Uint8Array): Uint8Array | { problem: string } {
  let unpacked = 0;
  let count = 0;
  const fits = () => unpacked <= MOST_UNPACKED && count <= MOST_PARTS;
  try {
    unzipSync(raw, {
      filter: ({ size, originalSize }) => {
        // A part may list less than it takes from the file, and several may take the same.
        unpacked += Math.max(size, originalSize);
        count += 1;
        if (!fits()) throw new Error('A workbook that would not fit.');
        return false;
      },
    });
    return zipSync(unzipSync(raw, { filter: ({ name }) => /\.(xml|rels)$/.test(name) }), { level: 0 });
  } catch {
    return { problem: fits() ? damaged : tooBig };
  }
}

/** What is said of a workbook that is not one. */
export const damagedWorkbook = { problem: damaged };

import { cleanOffice } from './clean-office.ts';
import { cleanPdf } from './clean-pdf.ts';
import type { Examined, FileKind } from './file.ts';
import { withoutMetadata } from './metadata.ts';

type Clean = (file: Examined) => Promise<Buffer | null>;

const asItIs: Clean = async ({ bytes }) => bytes;
/** It holds what is not shown (headers, other files), which nothing here takes out. */
const never: Clean = async () => null;

const cleaners: Record<FileKind, Clean> = {
  IMAGE: async (file) => {
    const clean = await withoutMetadata(file);
    return 'refused' in clean ? null : clean.bytes;
  },
  PDF: ({ bytes }) => cleanPdf(bytes),
  OFFICE: (file) => cleanOffice(file),
  TEXT: asItIs,
  // What is heard and seen is the evidence itself.
  AUDIO: asItIs,
  VIDEO: asItIs,
  MAIL: never,
  ARCHIVE: never,
  UNKNOWN: never,
};

/**
 * The file as it may leave the desk: without author, company, place, device, comments' authors or earlier versions. Null where they cannot be
 * taken out: it is then given to nobody, and said. The original stays as it was sent.
 */
export async function cleanCopy(file: Examined): Promise<Buffer | null> {
  return cleaners[file.kind](file).catch(() => null);
}

import { PDFDict, PDFDocument, PDFName, PDFString } from '@cantoo/pdf-lib';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { cleanCopy } from './clean-copy.ts';
import { readExif } from './exif.ts';
import type { Examined } from './file.ts';

/** What an original holds that its cleaned copy does not. */
export type Beyond =
  | { what: 'POSITION' | 'DEVICE' | 'MOMENT' | 'AUTHOR' | 'PROGRAM' | 'COMPANY'; said: string }
  | { what: 'THUMBNAIL' | 'EDITING' | 'ATTACHED' | 'SIGNED' | 'COMMENTED' | 'EARLIER' | 'HEADERS' }
  /** There is no copy: whatever it holds, the recipient has read nothing of it. */
  | { what: 'WHOLE' };

const longest = 200;
const values = (found: Partial<Record<Extract<Beyond, { said: string }>['what'], string | undefined>>): Beyond[] =>
  Object.entries(found).flatMap(([what, said]) =>
    said === undefined || said.trim() === '' ? [] : [{ what, said: said.trim().slice(0, longest) } as Beyond],
  );
const marks = (found: Partial<Record<Exclude<Beyond, { said: string }>['what'], boolean>>): Beyond[] =>
  Object.entries(found).flatMap(([what, there]) => (there ? [{ what } as Beyond] : []));

/** What whoever is given this file as it came learns beyond its copy, as far as it can be read; none: the copy is the file. */
export async function beyondCopy(file: Examined): Promise<Beyond[]> {
  const copy = await cleanCopy(file);
  if (copy?.equals(file.bytes)) return [];
  const found = await read(file).catch(() => []);
  return [...(copy === null ? [{ what: 'WHOLE' as const }] : []), ...found];
}

async function read(file: Examined): Promise<Beyond[]> {
  if (file.kind === 'IMAGE') return ofPicture(file.bytes);
  if (file.kind === 'PDF') return ofPdf(file.bytes);
  if (file.kind === 'OFFICE') return ofOffice(file.bytes);
  return file.kind === 'MAIL' ? marks({ HEADERS: true }) : [];
}

async function ofPicture(bytes: Buffer): Promise<Beyond[]> {
  const { exif, xmp, iptc } = await sharp(bytes, { limitInputPixels: 100_000_000 }).metadata();
  const { position, device, takenAt, author, program, thumbnail } = exif === undefined ? { thumbnail: false } : { ...readExif(exif) };
  return [
    ...values({ POSITION: position, DEVICE: device, MOMENT: takenAt, AUTHOR: author, PROGRAM: program }),
    ...marks({ THUMBNAIL: thumbnail, EDITING: xmp !== undefined || iptc !== undefined }),
  ];
}

async function ofPdf(bytes: Buffer): Promise<Beyond[]> {
  const pdf = await PDFDocument.load(bytes, { updateMetadata: false });
  const said = <T>(get: () => T | undefined): T | undefined => {
    try {
      return get();
    } catch {
      return undefined;
    }
  };
  const dicts = pdf.context.enumerateIndirectObjects().flatMap(([, object]) => (object instanceof PDFDict ? [object] : []));
  const moments = [said(() => pdf.getCreationDate()), said(() => pdf.getModificationDate())].flatMap((at) => at?.toISOString().slice(0, 16) ?? []);
  const commented = dicts.some(
    (dict) => dict.has(PDFName.of('Rect')) && dict.get(PDFName.of('T')) instanceof PDFString && !dict.has(PDFName.of('FT')),
  );
  return [
    ...values({
      AUTHOR: said(() => pdf.getAuthor()),
      MOMENT: [...new Set(moments)].join(', '),
      PROGRAM: [...new Set([said(() => pdf.getCreator()), said(() => pdf.getProducer())])].filter((one) => one !== undefined).join(', '),
    }),
    ...marks({
      SIGNED: dicts.some((dict) => dict.get(PDFName.of('FT')) === PDFName.of('Sig') && dict.has(PDFName.of('V'))),
      ATTACHED: dicts.some((dict) => dict.has(PDFName.of('EF'))),
      COMMENTED: commented,
      EARLIER: bytes.toString('latin1').split('%%EOF').length > 2,
    }),
  ];
}

async function ofOffice(bytes: Buffer): Promise<Beyond[]> {
  const kept = /^(docProps\/(core|app)\.xml|meta\.xml)$/;
  const names: string[] = [];
  const parts = unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      names.push(name);
      return kept.test(name) && originalSize < 1_000_000;
    },
  });
  const text = Object.values(parts)
    .map((part) => Buffer.from(part).toString('utf8'))
    .join('\n');
  const all = (tags: string): string =>
    [...new Set([...text.matchAll(new RegExp(`<(?:\\w+:)?(?:${tags})(?:\\s[^>]*)?>([^<]{1,200})<`, 'g'))].map(([, said = '']) => said.trim()))].join(
      ', ',
    );
  return [
    ...values({
      AUTHOR: all('creator|initial-creator|lastModifiedBy'),
      COMPANY: all('Company'),
      MOMENT: all('created|modified|creation-date|date'),
      PROGRAM: all('Application|generator'),
    }),
    ...marks({ COMMENTED: names.some((name) => /comments/i.test(name)), SIGNED: names.some((name) => /signatures/i.test(name)) }),
  ];
}
